"""What every step of one table's import shares."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tandem.tables.schema import Column
from tandem_desk.records.models import ImportRun, ImportTable
from tandem_desk.records.services.importing.owners import OwnerBook
from tandem_desk.records.services.importing.plans import TablePlan
from tandem_desk.records.services.importing.storage import stored_scalar
from tandem_desk.workspace.selectors.consent import OptOutBook

__all__ = ["Counts", "TableContext"]


@dataclass
class Counts:
    """How many rows of a batch were created, updated, left as they were, and not taken."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    bad: int = 0


@dataclass
class TableContext:
    """One table's import.

    Attributes:
        run, table, plan: what is being done.
        model: the table's model.
        owners: finds the member an owner's name stands for.
        aliases: id merged away in the source → the id it lives on under.
        at: the run's own moment; the same after a resume.
        fresh: whether nothing stands yet that a row could be recognised as, so that none need be looked up.
        last_id: the highest id in the table when `fresh` was last seen to hold.
        books: channel → who is opted out on it, as last read.
    """

    run: ImportRun
    table: ImportTable
    plan: TablePlan
    model: Any
    owners: OwnerBook
    at: datetime
    aliases: dict[str, str] = field(default_factory=dict)
    fresh: bool = False
    last_id: int = 0
    books: dict[str, OptOutBook] = field(default_factory=dict)

    def opt_outs(self, channel: str) -> OptOutBook:
        """Return who is opted out on a channel."""
        return self.books.setdefault(channel, OptOutBook(self.run.workspace, channel))

    @property
    def columns(self) -> dict[str, Column]:
        """The schema's columns by name."""
        return {column.name: column for column in self.plan.table.columns}

    @property
    def source(self) -> str:
        """Where the rows come from, as the history names it."""
        return f"import {self.run.pk}: {self.table.name}"[:300]

    def field(self, name: str) -> Any:
        """Return a field of the model by its name."""
        return self.model._meta.get_field(name)  # noqa: SLF001  (Django's documented introspection)

    @property
    def stored_at(self) -> Any:
        """The run's moment in stored form."""
        return stored_scalar(self.at, self.field("recorded_at"))
