"""What a dialect is made of: objects, their fields, and how each is spelled."""

import re
import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from tandem.kernel.vocabulary import TouchpointKind
from tandem.tables.schema import TABLES

__all__ = ["FieldSpelling", "ObjectShape", "Spelling", "fold", "shape", "snake"]


class Spelling(StrEnum):
    """The ways one system writes the same header."""

    API = "api"
    UPPER = "upper"
    LABEL = "label"
    SNAKE = "snake"


@dataclass(frozen=True)
class FieldSpelling:
    """One field of one object.

    Attributes:
        api: the system's own name for it.
        labels: what people read on its pages and in its exports, the commonest first.
        column: Tandem's column; empty where the field is known but has no column of ours (it stays a custom field).
        lookup: the object whose id the field holds where the column wants a name or where ids of several objects mix:
            "users", "who" (lead or contact), "what" (any record); empty for a plain value.
        many: whether one cell may hold several values divided by ``;``.
        per_hundred: whether a share is written per hundred.
        kinds: of a touchpoint's field that only some kinds have, those kinds: a call's title, a mail's subject. Several
            such fields go into one column, and each row fills at most one of them.
    """

    api: str
    labels: tuple[str, ...]
    column: str
    lookup: str = ""
    many: bool = False
    per_hundred: bool = False
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True)
class ObjectShape:
    """One object of one system: what its files are called and which fields they hold.

    Attributes:
        system: "salesforce", "hubspot", "frappe", "espocrm", "odoo", "twenty", "listmonk" or "generic".
        name: the object, as its system calls it.
        table: Tandem's table; empty where the object is known but is no table of ours.
        file_names: folded stems that its files bear.
        fields: in the system's order.
        why_ignored: for an object without a table, what it is for.
    """

    system: str
    name: str
    table: str
    file_names: tuple[str, ...]
    fields: tuple[FieldSpelling, ...]
    why_ignored: str = ""
    by_folded: dict[str, FieldSpelling] = field(init=False, repr=False, compare=False, default_factory=dict)
    by_exact: dict[str, FieldSpelling] = field(init=False, repr=False, compare=False, default_factory=dict)
    by_added: dict[str, FieldSpelling] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        for one in self.fields:
            for spelling in (one.api, f"property_{one.api}", *one.labels):
                self.by_folded.setdefault(fold(spelling), one)
                self.by_exact.setdefault(spelling, one)

    def find(self, header: str) -> FieldSpelling | None:
        """Return the field a header spells in any of the system's ways, or as Tandem's exports add it."""
        # Two fields may fold alike: ForecastCategory is one, "Forecast Category" the label of another.
        if (exact := self.by_exact.get(header)) is not None:
            return exact
        folded = fold(header)
        found = self.by_folded.get(folded) or self.by_folded.get(folded.removeprefix("property"))
        return found or self._added().get(folded)

    def added(self, column: str) -> str:
        """Return the header under which an export adds a column that the system has no field for.

        Examples
        --------
        >>> shape("salesforce", "Task", "touchpoints", "task", "Id | | external_id").added("channel")
        'Tandem_channel__c'
        """
        return f"Tandem_{column}__c" if self.system == "salesforce" else f"tandem_{column}"

    def _added(self) -> dict[str, FieldSpelling]:
        names = TABLES[self.table].column_names if self.table else ()
        if not self.by_added:
            for one in names:
                told = {kind for field in self.fields if field.column == one for kind in field.kinds}
                others = tuple(str(kind) for kind in TouchpointKind if str(kind) not in told) if told else ()
                self.by_added[fold(self.added(one))] = FieldSpelling(self.added(one), (), one, kinds=others)
        return self.by_added

    def spell(self, column: str, spelling: Spelling) -> str:
        """Return how the object writes one of Tandem's columns; empty if it has no field for it."""
        for one in self.fields:
            if one.column == column:
                if spelling is Spelling.LABEL:
                    return one.labels[0] if one.labels else one.api
                return {Spelling.API: one.api, Spelling.UPPER: one.api.upper(), Spelling.SNAKE: snake(one.api)}[
                    spelling
                ]
        return ""


@lru_cache(maxsize=65_536)
def fold(header: str) -> str:
    """Return what all spellings of a header share: its letters and digits, without case or accents.

    Examples
    --------
    >>> fold("AnnualRevenue") == fold("annual_revenue") == fold("Annual Revenue") == fold("ANNUALREVENUE")
    True
    """
    plain = unicodedata.normalize("NFKD", header.casefold())
    return "".join(one for one in plain if one.isalnum())


def snake(api: str) -> str:
    """Return an API name as warehouse copies write it.

    Examples
    --------
    >>> snake("Product2Id"), snake("IsConverted"), snake("Budget__c")
    ('product_2_id', 'is_converted', 'budget_c')
    """
    custom = api.endswith("__c")
    parted = re.sub(
        r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Za-z])(?=\d)|(?<=[A-Z])(?=[A-Z][a-z])", "_", api.removesuffix("__c")
    )
    return parted.lower() + ("_c" if custom else "")


def shape(system: str, name: str, table: str, file_names: str, fields: str, *, why_ignored: str = "") -> ObjectShape:
    """Build an object from lines of ``api | label; label | column | marks``.

    Marks are users, who, what, many, %, and ``of:call`` for a field that only calls have.
    """
    made = []
    for line in fields.strip().splitlines():
        api, labels, column, marks = ([part.strip() for part in line.split("|")] + ["", "", ""])[:4]
        said = set(marks.split())
        lookup = next((one for one in ("users", "who", "what") if one in said), "")
        names = tuple(one.strip() for one in labels.split(";") if one.strip())
        # Blocks shared by several objects hold fields that not every table of ours has.
        column = column if table and column in TABLES[table].column_names else ""
        kinds = tuple(sorted(one.removeprefix("of:") for one in said if one.startswith("of:")))
        made.append(FieldSpelling(api, names, column, lookup, "many" in said, "%" in said, kinds))
    files = tuple(fold(one) for one in file_names.split())
    return ObjectShape(system, name, table, files, tuple(made), why_ignored)
