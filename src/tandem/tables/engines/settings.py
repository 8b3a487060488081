"""Which engines there are, by the name a configuration gives."""

from collections.abc import Callable

from tandem.kernel.errors import Fault, InputError
from tandem.tables.engines.protocol import Engine

__all__ = ["ENGINES", "open_engine"]


def _duckdb() -> Engine:
    from tandem.tables.engines.duckdb import DuckDBEngine

    return DuckDBEngine()


ENGINES: dict[str, Callable[[], Engine]] = {"duckdb": _duckdb}


def open_engine(name: str = "duckdb") -> Engine:
    """Open the engine with this name.

    Raises
    ------
    InputError
        There is no such engine.

    Examples
    --------
    >>> open_engine().name
    'duckdb'
    """
    if name not in ENGINES:
        raise InputError(Fault("engine", f"must be one of {', '.join(sorted(ENGINES))}", repr(name)))
    return ENGINES[name]()
