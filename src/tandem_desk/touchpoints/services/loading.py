"""Loads touchpoints from imports, many at once, and takes them back when an import is undone."""

from typing import Any

from django.db import transaction

from tandem.kernel.vocabulary import SubjectKind, TouchpointKind
from tandem.tables.dialects import fold, kind_word, touchpoint_direction, touchpoint_kind
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
    "crmcalllog": TouchpointKind.CALL,
    "call": TouchpointKind.CALL,
    "emailevent": TouchpointKind.EMAIL,
    "emailmessage": TouchpointKind.EMAIL,
    "email": TouchpointKind.EMAIL,
    "meeting": TouchpointKind.MEETING,
}
# Durations that come in other units than seconds: headers, and seconds in one.
_DURATIONS = {"durationinminutes": 60.0, "hscallduration": 0.001, "callduration": 0.001}
# Where a system says whose mail it was in words too long for the column; the text stays as it is.
_MAIL_DIRECTIONS = ("hsemaildirection", "emaildirection")
_RECIPIENTS = ("recipient", "recipientemail", "email", "to")


def load_touchpoints(part: Prepared, context: TableContext) -> Counts:
    """Write one batch of an import; a touchpoint that stands already is left as it is."""
    found = resolve_references(part, context)
    for column, ids in found.ids.items():
        part.values[f"{column}_id"] = ids
    _name_directions(part, context)
    _by_recipient(part, context)
    _fill_accounts(part)
    _name_kinds(part, context)
    _name_durations(part, context)
    _name_owners(part, context)
    keys = list(zip(_systems(part, context), part.external, strict=True))
    standing = _standing(keys, context)
    new = []
    n_bad = 0
    moments: list[Any] = part.values.get("occurred_at", [None] * part.n_rows)
    for place, (key, when) in enumerate(zip(keys, moments, strict=True)):
        if key in standing:
            continue
        if when is None:
            raw = " | ".join(str(values[place]) for values in part.values.values() if values[place])
            part.bad.append(BadCell(part.row_numbers[place], "", "it has no time that can be read", raw, False))
            n_bad += 1
            continue
        standing.add(key)
        new.append(place)
    _report_hanging(part, new)
    _insert(part, new, context)
    return Counts(created=len(new), unchanged=part.n_rows - len(new) - n_bad, bad=n_bad)


def _by_recipient(part: Prepared, context: TableContext) -> None:
    texts = _addresses(part)
    if not any(texts):
        return
    targets = Targets(context.run.workspace_id, context.plan.system)
    for table, column in (("contacts", "contact_id"), ("leads", "lead_id")):
        known = targets.find(table, set(texts), by_name=lambda text: "@" in text)
        before = part.values.get(column, [None] * part.n_rows)
        part.values[column] = [old or known.get(text) for old, text in zip(before, texts, strict=True)]


def _addresses(part: Prepared) -> list[str]:
    """Return the customer's address of each row: whom a mail went to, or whom it came from."""
    headers = {fold(one): one for one in part.custom}
    header = next((headers[one] for one in _RECIPIENTS if one in headers), "")
    if header:
        return part.custom[header]
    blank = [""] * part.n_rows
    to, sender = (part.custom.get(headers.get(one, ""), blank) for one in ("toaddress", "fromaddress"))
    ways = part.values["direction"]
    theirs = (one if way == "inbound" else other for way, one, other in zip(ways, sender, to, strict=True))
    return [one.split(";", 1)[0].strip() for one in theirs]


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


def _name_directions(part: Prepared, context: TableContext) -> None:
    """Put "inbound" or "outbound" in place of any system's word for it, and where its kind says so."""
    blank = [""] * part.n_rows
    said, kinds = part.values.get("direction", blank), part.values.get("kind", blank)
    header = next((one for one in part.custom if fold(one) in _MAIL_DIRECTIONS), "")
    if header:
        said = [one or other for one, other in zip(said, part.custom[header], strict=True)]
    known: dict[tuple[str, str], str] = {}
    for key in set(zip(said, kinds, strict=True)):
        known[key] = touchpoint_direction(
            key[0], kind=key[1], system=context.plan.system, object_name=context.plan.object_name
        )[:10]
    part.values["direction"] = [known[key] for key in zip(said, kinds, strict=True)]


def _name_durations(part: Prepared, context: TableContext) -> None:
    header = next((one for one in part.custom if fold(one) in _DURATIONS), "")
    if not header or context.plan.system not in ("salesforce", "hubspot"):
        return
    unit = _DURATIONS[fold(header)]
    given = part.values.get("duration_seconds", [None] * part.n_rows)
    counted = each_once(
        lambda text: float(text) * unit if text.isascii() and text.isdigit() else None, part.custom[header]
    )
    part.values["duration_seconds"] = [
        one if one is not None else other for one, other in zip(given, counted, strict=True)
    ]


def _name_kinds(part: Prepared, context: TableContext) -> None:
    usual = _BY_OBJECT.get(fold(context.plan.object_name), TouchpointKind.NOTE)
    known = {one.value for one in TouchpointKind}

    def name(text: str) -> str:
        return text if text in known else str((touchpoint_kind(text) if text else None) or usual)

    given = part.values.get("kind", [""] * part.n_rows)
    kinds = each_once(name, given)
    ways = part.values["direction"]
    for place, (text, kind, way) in enumerate(zip(given, kinds, ways, strict=True)):
        # What the system's own word gives back need not be kept.
        if text and text != kind and text != kind_word(TouchpointKind(kind), context.plan.system, way):
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


def _systems(part: Prepared, context: TableContext) -> list[str]:
    """Return the system each row comes from: the file's, unless the row names its own."""
    said = part.values.get("source_system")
    return [one or context.plan.system for one in said] if said else [context.plan.system] * part.n_rows


def _standing(keys: list[tuple[str, str]], context: TableContext) -> set[tuple[str, str]]:
    standing = set()
    for system in dict.fromkeys(system for system, _ in keys):
        wanted = sorted({external for one, external in keys if one == system})
        rows = fetch_by(
            Touchpoint, "external_id", wanted, ("id", "external_id"),
            workspace_id=context.run.workspace_id, source_system=system,
        )  # fmt: skip
        standing |= {(system, external) for _, external in rows}
    return standing


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
