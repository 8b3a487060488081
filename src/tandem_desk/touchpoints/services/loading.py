"""Loads touchpoints from imports, many at once, and takes them back when an import is undone."""

from typing import Any

from django.db import transaction

from tandem.kernel.vocabulary import SubjectKind, TouchpointKind
from tandem.tables.dialects import fold, touchpoint_kind
from tandem_desk.records.selectors.kinds import model_of
from tandem_desk.records.services.importing.context import Counts, TableContext
from tandem_desk.records.services.importing.derived import each_once
from tandem_desk.records.services.importing.preparing import BadCell, Prepared
from tandem_desk.records.services.importing.references import Targets, resolve_references
from tandem_desk.records.services.importing.statements import fetch_by, insert_rows
from tandem_desk.touchpoints.models import Touchpoint

__all__ = ["load_touchpoints", "remove_touchpoints_of_import"]

_LINKS = (SubjectKind.ACCOUNT, SubjectKind.CONTACT, SubjectKind.LEAD, SubjectKind.OPPORTUNITY, SubjectKind.CAMPAIGN)
_BY_OBJECT = {
    "task": TouchpointKind.TASK,
    "event": TouchpointKind.MEETING,
    "calllog": TouchpointKind.CALL,
    "call": TouchpointKind.CALL,
    "emailevent": TouchpointKind.EMAIL,
    "meeting": TouchpointKind.MEETING,
}
_RECIPIENTS = ("recipient", "recipientemail", "email", "to")


def load_touchpoints(part: Prepared, context: TableContext) -> Counts:
    """Write one batch of an import; a touchpoint that stands already is left as it is."""
    found = resolve_references(part, context)
    for column, ids in found.ids.items():
        part.values[f"{column}_id"] = ids
    _by_recipient(part, context)
    _fill_accounts(part)
    _name_kinds(part, context)
    _name_owners(part, context)
    standing = _standing(part, context)
    new = []
    n_bad = 0
    moments: list[Any] = part.values.get("occurred_at", [None] * part.n_rows)
    for place, (external, when) in enumerate(zip(part.external, moments, strict=True)):
        if external in standing:
            continue
        if when is None:
            raw = " | ".join(str(values[place]) for values in part.values.values() if values[place])
            part.bad.append(BadCell(part.row_numbers[place], "", "it has no time that can be read", raw, False))
            n_bad += 1
            continue
        standing.add(external)
        new.append(place)
    _report_hanging(part, new)
    _insert(part, new, context)
    return Counts(created=len(new), unchanged=part.n_rows - len(new) - n_bad, bad=n_bad)


def _by_recipient(part: Prepared, context: TableContext) -> None:
    header = next((one for one in part.custom if fold(one) in _RECIPIENTS), "")
    if not header:
        return
    texts = part.custom[header]
    targets = Targets(context.run.workspace_id, context.plan.system)
    for table, column in (("contacts", "contact_id"), ("leads", "lead_id")):
        known = targets.find(table, set(texts), by_name=lambda text: "@" in text)
        before = part.values.get(column, [None] * part.n_rows)
        part.values[column] = [old or known.get(text) for old, text in zip(before, texts, strict=True)]


def _fill_accounts(part: Prepared) -> None:
    """Hang what hangs on a contact, deal or lead on its account as well."""
    accounts: list[Any] = part.values.get("account_id", [None] * part.n_rows)
    for kind in (SubjectKind.CONTACT, SubjectKind.OPPORTUNITY, SubjectKind.LEAD):
        ids = part.values.get(f"{kind}_id")
        if ids is None:
            continue
        of = dict(fetch_by(model_of(kind), "id", sorted({one for one in ids if one}), ("id", "account_id")))
        accounts = [old or of.get(pk) for old, pk in zip(accounts, ids, strict=True)]
    part.values["account_id"] = accounts


def _name_kinds(part: Prepared, context: TableContext) -> None:
    usual = _BY_OBJECT.get(fold(context.plan.object_name), TouchpointKind.NOTE)
    known = {one.value for one in TouchpointKind}

    def name(text: str) -> str:
        return text if text in known else str((touchpoint_kind(text) if text else None) or usual)

    given = part.values.get("kind", [""] * part.n_rows)
    kinds = each_once(name, given)
    for place, (text, kind) in enumerate(zip(given, kinds, strict=True)):
        if text and text != kind:
            part.keep_raw(place, "kind", text)
    part.values["kind"] = kinds


def _name_owners(part: Prepared, context: TableContext) -> None:
    """Put the name in place of another system's user id; the id is kept as written."""
    if "owner_name" not in part.values:
        return
    given = part.values["owner_name"]
    names = each_once(lambda text: context.owners.find(text).name if text else "", given)
    for place, (text, name) in enumerate(zip(given, names, strict=True)):
        if text and text != name:
            part.keep_raw(place, "owner_name", text)
    part.values["owner_name"] = names


def _standing(part: Prepared, context: TableContext) -> set[str]:
    rows = fetch_by(
        Touchpoint, "external_id", sorted(set(part.external)), ("id", "external_id"),
        workspace_id=context.run.workspace_id, source_system=context.plan.system,
    )  # fmt: skip
    return {external for _, external in rows}


def _report_hanging(part: Prepared, places: list[int]) -> None:
    columns = [part.values[f"{kind}_id"] for kind in _LINKS if f"{kind}_id" in part.values]
    for place in places:
        if all(column[place] is None for column in columns):
            said = " ".join(texts[place] for texts in part.texts.values() if texts[place])
            reason = "it hangs on no record that is known, so it shows on no timeline"
            part.bad.append(BadCell(part.row_numbers[place], "", reason, said))


def _insert(part: Prepared, places: list[int], context: TableContext) -> None:
    if not places:
        return
    columns: dict[str, list[Any]] = {name: values for name, values in part.values.items() if name != "recorded_at"}
    columns |= {"external_id": part.external, "custom": part.custom_json(), "raw": part.raw_json()}
    constants = {
        "workspace_id": context.run.workspace_id,
        "source_system": context.plan.system,
        "recorded_at": context.stored_at,
        "first_import_id": context.run.pk,
        "zone": context.run.time_zone,
    }
    constants = {name: value for name, value in constants.items() if name not in columns}
    lists = [[values[place] for place in places] for values in columns.values()]
    insert_rows(Touchpoint, tuple(columns), constants, zip(*lists, strict=True))


@transaction.atomic
def remove_touchpoints_of_import(run_id: int, n_rows: int) -> int:
    """Remove at most `n_rows` touchpoints an import brought; return how many went."""
    ids = list(Touchpoint.objects.filter(first_import_id=run_id).values_list("pk", flat=True)[:n_rows])
    return Touchpoint.objects.filter(pk__in=ids).delete()[0]
