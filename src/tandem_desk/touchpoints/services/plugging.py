"""Lets imports load touchpoints; what that needs is loaded with the first import."""

from typing import TYPE_CHECKING

from tandem_desk.records.sockets import TableLoader, plug_table_loader
from tandem_desk.touchpoints.models import Touchpoint

if TYPE_CHECKING:
    from tandem_desk.records.services.importing.context import Counts, TableContext
    from tandem_desk.records.services.importing.preparing import Prepared

__all__ = ["plug_in"]


def plug_in() -> None:
    """Let imports load touchpoints; called once at start-up."""
    plug_table_loader(TableLoader("touchpoints", Touchpoint, _load, _unload))


def _load(part: "Prepared", context: "TableContext") -> "Counts":
    from tandem_desk.touchpoints.services.loading import load_touchpoints

    return load_touchpoints(part, context)


def _unload(run_id: int, n_rows: int) -> int:
    from tandem_desk.touchpoints.services.loading import remove_touchpoints_of_import

    return remove_touchpoints_of_import(run_id, n_rows)
