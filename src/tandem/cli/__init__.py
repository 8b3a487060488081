"""The command line: everything in the catalogue, on plain files."""

import sys
from typing import NoReturn

__all__ = ["main"]

_LISTS = (["list"], ["list", "--json"])


def main() -> NoReturn:
    """Run the command line and exit: 0 done, 1 could not, 2 misused."""
    if sys.argv[1:] in _LISTS:
        from tandem.cli.listing import listing

        # The parser of arguments takes longer to load than the whole answer.
        sys.stdout.write(listing(json="--json" in sys.argv) + "\n")
        sys.exit(0)
    from tandem.cli.commands import main as run

    run()
