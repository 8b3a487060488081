"""What `tandem list` says; it needs nothing but the catalogue, so it answers at once."""

from tandem.catalogue import FUNCTIONS
from tandem.cli.results import as_json, description

__all__ = ["listing"]


def listing(*, json: bool = False) -> str:
    """Return every function's name and question, a line each, or all that is known of them as JSON.

    Examples
    --------
    >>> listing().splitlines()[0].split()[0]
    'prospecting/lead_scoring'
    """
    if json:
        return as_json([description(function) for function in FUNCTIONS])
    width = max(len(function.name) for function in FUNCTIONS)
    return "\n".join(f"{function.name:<{width}}  {function.question}" for function in FUNCTIONS)
