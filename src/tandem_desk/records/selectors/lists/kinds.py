"""What each kind of list can show, sort by and be filtered by; every sort stands on an index."""

from dataclasses import dataclass
from dataclasses import field as made_by
from typing import Any

from django.db.models import Model, Q

from tandem.kernel.vocabulary import SubjectKind
from tandem_desk.records.models import Account, Contact, Contract, Lead, Opportunity

__all__ = ["LISTS", "Column", "Filter", "ListKind", "Sort"]


@dataclass(frozen=True)
class Column:
    """One column: its key in addresses, its words, how its cell is drawn, and whether it shows unasked."""

    key: str
    words: str
    shape: str = "text"
    usual: bool = True
    minor: bool = True


@dataclass(frozen=True)
class Sort:
    """An order of rows: the indexed field, its direction at first, and whether it can be empty."""

    key: str
    words: str
    field: str
    descending: bool = False
    nullable: bool = False


@dataclass(frozen=True)
class Filter:
    """A filter: `field` is compared with what was chosen, or `options` maps each choice to its words and condition."""

    key: str
    words: str
    field: str = ""
    options: dict[str, tuple[str, Q]] = made_by(default_factory=dict)


@dataclass(frozen=True)
class ListKind:
    """One list: its records and all that may be asked of it. The first column is the name; the first sort is usual."""

    kind: SubjectKind
    model: type[Model]
    one: str
    many: str
    columns: tuple[Column, ...]
    sorts: tuple[Sort, ...]
    filters: tuple[Filter, ...]
    related: tuple[str, ...] = ("owner",)
    always: tuple[str, ...] = ("name",)
    # Where the records have no words of their own to be searched by: the kind that has, and the link to it.
    searched_by: tuple[SubjectKind, str] | None = None
    icon: str = ""

    def fields_for(self, columns: "tuple[Column, ...]", sort: Sort) -> set[str]:
        """Return the fields a page of rows reads: a record has sixty, and a row shows six."""
        fields = {*self.always, sort.field, "owner_id", "owner_name", *(f"{one}__name" for one in self.related)}
        for column in columns:
            fields |= set(_READ.get(column.shape, (column.key,)))
            if column.shape == "money":
                fields |= {column.key, "currency"}
        return fields

    def sort(self, key: str) -> Sort:
        """Return the sort of a key, or the usual one."""
        return next((one for one in self.sorts if one.key == key), self.sorts[0])


def _record(**values: Any) -> ListKind:
    return ListKind(**values)


_READ = {
    "estimate": ("score_probability", "score_low", "score_high"),
    "owner": (),
    "name": (),
    "account": ("account_id",),
}
_OWNER = Filter("owner", "Owner", "owner")
_CREATED = Column("created_at", "Created", "moment")
_OWNER_COLUMN = Column("owner", "Owner", "owner")

LISTS: dict[SubjectKind, ListKind] = {
    SubjectKind.LEAD: _record(
        kind=SubjectKind.LEAD,
        model=Lead,
        one="lead",
        many="leads",
        always=("name", "company", "email"),
        columns=(
            Column("name", "Lead", "name", minor=False),
            Column("score", "Will buy", "estimate", minor=False),
            Column("status", "Status", minor=False),
            Column("source", "Source"),
            _OWNER_COLUMN,
            _CREATED,
            Column("title", "Title", usual=False),
            Column("email", "E-mail", usual=False),
            Column("phone", "Phone", usual=False),
            Column("industry", "Industry", usual=False),
            Column("n_employees", "Employees", "number", usual=False),
            Column("annual_revenue", "Revenue", "money", usual=False),
            Column("city", "City", usual=False),
            Column("country", "Country", usual=False),
            Column("lifecycle_stage", "Lifecycle", usual=False),
            Column("rating", "Rating", usual=False),
            Column("scored_at", "Scored", "moment", usual=False),
        ),
        sorts=(
            Sort("score", "Most likely first", "score_probability", descending=True, nullable=True),
            Sort("created_at", "Newest first", "created_at", descending=True, nullable=True),
            Sort("name", "By name", "name_key"),
            Sort("company", "By company", "company_key"),
        ),
        filters=(
            Filter("status", "Status", "status"),
            Filter("source", "Source", "source"),
            _OWNER,
            Filter(
                "likely",
                "Will buy",
                options={
                    "high": ("50% or more", Q(score_probability__gte=0.5)),
                    "some": ("20% or more", Q(score_probability__gte=0.2)),
                    "none": ("not scored yet", Q(score_probability__isnull=True)),
                },
            ),
        ),
    ),
    SubjectKind.ACCOUNT: _record(
        kind=SubjectKind.ACCOUNT,
        model=Account,
        one="account",
        many="accounts",
        always=("name", "domain"),
        columns=(
            Column("name", "Account", "name", minor=False),
            Column("industry", "Industry", minor=False),
            Column("type", "Type"),
            Column("n_employees", "Employees", "number"),
            Column("annual_revenue", "Revenue", "money"),
            Column("country", "Country", minor=False),
            _OWNER_COLUMN,
            Column("created_at", "Created", "moment", usual=False),
            Column("website", "Website", usual=False),
            Column("phone", "Phone", usual=False),
            Column("city", "City", usual=False),
        ),
        sorts=(
            Sort("name", "By name", "name_key"),
            Sort("created_at", "Newest first", "created_at", descending=True, nullable=True),
        ),
        filters=(_OWNER,),
    ),
    SubjectKind.CONTACT: _record(
        kind=SubjectKind.CONTACT,
        model=Contact,
        one="contact",
        many="contacts",
        always=("name", "email", "title", "account_id"),
        columns=(
            Column("name", "Contact", "name", minor=False),
            Column("account", "Account", "account", minor=False),
            Column("email", "E-mail", minor=False),
            Column("phone", "Phone"),
            Column("department", "Department", usual=False),
            _OWNER_COLUMN,
            _CREATED,
        ),
        sorts=(
            Sort("name", "By name", "name_key"),
            Sort("created_at", "Newest first", "created_at", descending=True, nullable=True),
        ),
        filters=(),
        related=("owner", "account"),
    ),
    SubjectKind.OPPORTUNITY: _record(
        kind=SubjectKind.OPPORTUNITY,
        model=Opportunity,
        one="deal",
        many="deals",
        always=("name", "deal_stage", "account_id"),
        columns=(
            Column("name", "Deal", "name", minor=False),
            Column("score", "Will be won", "estimate", minor=False),
            Column("deal_stage", "Stage", "deal_stage", minor=False),
            Column("amount", "Amount", "money", minor=False),
            Column("close_on", "Close date", "day"),
            _OWNER_COLUMN,
            Column("created_at", "Created", "moment", usual=False),
            Column("source", "Source", usual=False),
            Column("type", "Type", usual=False),
            Column("next_step", "Next step", usual=False),
            Column("forecast_category", "Forecast", usual=False),
            Column("lost_reason", "Lost because", usual=False),
            Column("scored_at", "Scored", "moment", usual=False),
        ),
        sorts=(
            Sort("created_at", "Newest first", "created_at", descending=True, nullable=True),
            Sort("score", "Most likely first", "score_probability", descending=True, nullable=True),
            Sort("amount", "Largest first", "amount", descending=True, nullable=True),
            Sort("name", "By name", "name_key"),
        ),
        filters=(
            Filter("stage", "Stage", "deal_stage"),
            Filter(
                "state",
                "State",
                options={
                    "open": ("Open", ~Q(is_closed=True)),
                    "won": ("Won", Q(is_closed=True, is_won=True)),
                    "lost": ("Lost", Q(is_closed=True, is_won=False)),
                },
            ),
            _OWNER,
        ),
        related=("owner", "account"),
    ),
    SubjectKind.CONTRACT: _record(
        kind=SubjectKind.CONTRACT,
        model=Contract,
        one="contract",
        many="contracts",
        always=("name", "account_id", "amount_per_year"),
        columns=(
            Column("name", "Contract", "name", minor=False),
            Column("score", "May leave", "estimate", minor=False),
            Column("amount_per_year", "A year", "money", minor=False),
            Column("ends_on", "Ends", "day"),
            Column("status", "Status"),
            _OWNER_COLUMN,
            Column("starts_on", "Started", "day", usual=False),
            Column("cancelled_on", "Cancelled", "day", usual=False),
            Column("scored_at", "Scored", "moment", usual=False),
        ),
        sorts=(
            Sort("stake", "Most at stake first", "score_stake", descending=True, nullable=True),
            Sort("created_at", "Newest first", "created_at", descending=True, nullable=True),
        ),
        filters=(
            _OWNER,
            Filter(
                "state",
                "State",
                options={
                    "running": ("Running", Q(cancelled_on__isnull=True)),
                    "cancelled": ("Cancelled", Q(cancelled_on__isnull=False)),
                },
            ),
        ),
        related=("owner", "account"),
        searched_by=(SubjectKind.ACCOUNT, "account_id"),
        icon="customers",
    ),
}
