"""One record as a member may see it, and the records it hangs together with."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from tandem.kernel.vocabulary import SubjectKind
from tandem_desk.records.models import Account, BuyingRole, Contact, Contract, Lead, Opportunity
from tandem_desk.records.models.base import Record
from tandem_desk.records.selectors.kinds import model_of
from tandem_desk.workspace.models import Member
from tandem_desk.workspace.permissions import visible

__all__ = ["Related", "find_record", "records_of", "related_records"]

N_EACH = 6
# What a list of mixed records names the account of, beneath the record's own name.
_UNDER_ACCOUNT = frozenset({str(SubjectKind.OPPORTUNITY), str(SubjectKind.CONTRACT)})
MAX_DEALS = 200
_LINKS = {
    SubjectKind.LEAD: ("account", "converted_contact", "converted_opportunity"),
    SubjectKind.CONTACT: ("account",),
    SubjectKind.ACCOUNT: ("parent",),
    SubjectKind.OPPORTUNITY: ("account", "contact"),
    SubjectKind.CONTRACT: ("account", "opportunity"),
}


@dataclass(frozen=True)
class Related:
    """Some records of one kind, under a heading; `more` tells that there are others."""

    words: str
    kind: SubjectKind
    rows: tuple[Any, ...]
    more: bool = False


def find_record(*, kind: SubjectKind, record_id: int, member: Member) -> Any:
    """Return a record a member may see, with what it refers to; `None` where there is none for them."""
    rows: QuerySet[Record] = visible(model_of(kind).objects.filter(pk=record_id), member)
    return rows.select_related("owner", "first_import", *_LINKS.get(kind, ())).first()


def related_records(*, record: Any, kind: SubjectKind, member: Member) -> list[Related]:
    """Return what hangs together with a record and may be seen, in at most four short lists."""
    if kind is SubjectKind.ACCOUNT:
        return _of_account(record, member)
    if kind is SubjectKind.CONTACT:
        deals = visible(Opportunity.objects.filter(pk__in=_deals_of(record), deleted_at__isnull=True), member)
        return [_some("Deals", SubjectKind.OPPORTUNITY, deals.order_by("-pk"))]
    if kind is SubjectKind.OPPORTUNITY:
        group = BuyingRole.objects.filter(opportunity=record).select_related("contact").order_by("-is_primary", "pk")
        return [Related("Buying group", SubjectKind.CONTACT, tuple(_with_role(one) for one in group[:N_EACH]))]
    return []


def _deals_of(contact: Contact) -> set[int]:
    """Return the deals a contact plays a part in, by two look-ups; one condition for both would read every deal."""
    parts = BuyingRole.objects.filter(contact=contact).order_by("-pk").values_list("opportunity_id", flat=True)
    own = Opportunity.objects.filter(contact=contact).order_by("-pk").values_list("pk", flat=True)
    return {*parts[:MAX_DEALS], *own[:MAX_DEALS]}


def _of_account(account: Account, member: Member) -> list[Related]:
    alive = {"account": account, "deleted_at__isnull": True}
    return [
        _some("Contacts", SubjectKind.CONTACT, visible(Contact.objects.filter(**alive), member).order_by("-pk")),
        _some("Deals", SubjectKind.OPPORTUNITY, visible(Opportunity.objects.filter(**alive), member).order_by("-pk")),
        _some("Contracts", SubjectKind.CONTRACT, visible(Contract.objects.filter(**alive), member).order_by("-pk")),
        _some("Leads", SubjectKind.LEAD, visible(Lead.objects.filter(**alive), member).order_by("-pk")),
    ]


def _with_role(one: BuyingRole) -> Contact:
    contact = one.contact
    contact.role = one.role or contact.role
    return contact


def _some(words: str, kind: SubjectKind, rows: "QuerySet[Any]") -> Related:
    found = tuple(rows.defer(*_unread(kind))[: N_EACH + 1])
    return Related(words, kind, found[:N_EACH], more=len(found) > N_EACH)


def records_of(*, pairs: "set[tuple[str, int]]", member: Member) -> dict[tuple[str, int], Any]:
    """Return records given as (kind, id), in one query for each kind; those the member may not see are left out."""
    found: dict[tuple[str, int], Any] = {}
    for kind in {kind for kind, _ in pairs}:
        rows = visible(model_of(kind).objects.filter(pk__in=[pk for one, pk in pairs if one == kind]), member)
        if str(kind) in _UNDER_ACCOUNT:
            rows = rows.select_related("account")
        found |= {(kind, row.pk): row for row in rows.defer(*_unread(kind))}
    return found


def _unread(kind: SubjectKind | str) -> tuple[str, ...]:
    long = {field.name for field in model_of(kind)._meta.concrete_fields} & {"description"}  # noqa: SLF001  (documented by Django)
    return ("custom", "raw", *long)
