"""Finds the records that cells point at, now or when a later file brings them."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Min

from tandem.tables.dialects import fold
from tandem.tables.values import email_key, is_salesforce_id
from tandem_desk.records.models import PendingReference
from tandem_desk.records.selectors.keys import text_key
from tandem_desk.records.selectors.kinds import model_of_table
from tandem_desk.records.services.importing.context import TableContext
from tandem_desk.records.services.importing.identity import normal_id
from tandem_desk.records.services.importing.plans import ColumnPlan
from tandem_desk.records.services.importing.preparing import Prepared
from tandem_desk.records.services.importing.statements import fetch_by

__all__ = [
    "OWN_SYSTEM",
    "Found",
    "Targets",
    "first_of_many",
    "may_be_a_name",
    "names_an_id",
    "resolve_references",
    "save_pending",
]

# What may stand for a record instead of its id, per table: database column and the form it is kept in.
_NAMES: dict[str, tuple[tuple[str, Any], ...]] = {
    "accounts": (("name_key", text_key),),
    "contacts": (("email_key", email_key), ("name_key", text_key)),
    "leads": (("email_key", email_key), ("name_key", text_key)),
    "opportunities": (("name_key", text_key),),
    "products": (("code", str), ("name", str)),
    "campaigns": (("name", str),),
}
# The common schema's files: Tandem's own exports, whose rows may come from any system.
OWN_SYSTEM = "generic"
_LIKE_AN_ID = re.compile(r"(?=.*\d)[^\s@]{4,}|\d+")
# Where a cell may point at records of several kinds: the columns each kind goes into, the likeliest first.
_MIXED = {
    "who": (("leads", "lead"), ("contacts", "contact")),
    "what": (("opportunities", "opportunity"), ("accounts", "account"), ("campaigns", "campaign")),
}


class Found:
    """What a batch's references resolved to: ids, and those still to come."""

    def __init__(self) -> None:
        self.ids: dict[str, list[int | None]] = {}
        self.pending: list[tuple[int, str, str, str, str]] = []


def names_an_id(source: ColumnPlan, text: str, system: str = "") -> bool:
    """Whether a cell holds an id rather than a name, by its header or its shape.

    In the common schema a reference column holds whatever the record it points at is known by: there a text without
    spaces that has a digit is an id.
    """
    if system == OWN_SYSTEM and _LIKE_AN_ID.fullmatch(text):
        return True
    return fold(source.header).endswith(("id", "ids")) or is_salesforce_id(text)


def may_be_a_name(text: str) -> bool:
    """Whether a text may stand for a record by name even where ids are expected: an address, or words."""
    return not is_salesforce_id(text) and _LIKE_AN_ID.fullmatch(text) is None


def first_of_many(text: str, *, many: bool) -> str:
    """Return the first of several values divided by ``;``."""
    return text.split(";", 1)[0].strip() if many and ";" in text else text


def resolve_references(part: Prepared, context: TableContext) -> Found:
    """Return, for each reference column, the id each row points at; what is not known yet comes as pending."""
    found = Found()
    systems = _systems_of(part, context)
    for column, texts in part.texts.items():
        source = context.plan.mapped(column)[0]
        wanted = [
            context.aliases.get(first_of_many(text, many=source.many), first_of_many(text, many=source.many))
            for text in texts
        ]
        mixed = _MIXED.get(source.lookup)
        if mixed:
            _resolve_mixed(found, wanted, source, mixed, context)
            continue
        ids = _resolve_one(source, wanted, systems, context)
        _merge(found, column, ids)
        found.pending += [
            (place, column, source.refers_to, text, source.header)
            for place, (text, target) in enumerate(zip(wanted, ids, strict=True))
            if text and target is None
        ]
        _keep_text(part, source, wanted, found.ids[column], context)
    return found


def _systems_of(part: Prepared, context: TableContext) -> list[str]:
    """Return the system whose ids each row uses: its own where the file names one, as the common schema does."""
    said = part.values.get("source_system") if context.plan.system == OWN_SYSTEM else None
    return [one or context.plan.system for one in said] if said else [context.plan.system] * part.n_rows


def _resolve_one(
    source: ColumnPlan, wanted: Sequence[str], systems: Sequence[str], context: TableContext
) -> list[int | None]:
    own = context.plan.system == OWN_SYSTEM
    known: dict[tuple[str, str], int] = {}
    for system in dict.fromkeys(systems):
        texts = {text for text, one in zip(wanted, systems, strict=True) if text and one == system}
        targets = Targets(context.run.workspace_id, system, anywhere=own)
        found = targets.find(source.refers_to, texts, by_name=_by_name(source))
        known |= {(system, text): pk for text, pk in found.items()}
    return [known.get(key) for key in zip(systems, wanted, strict=True)]


def _by_name(source: ColumnPlan) -> Callable[[str], bool]:
    def by_name(text: str) -> bool:
        return may_be_a_name(text) or not names_an_id(source, text)

    return by_name


def _resolve_mixed(
    found: Found,
    wanted: Sequence[str],
    source: ColumnPlan,
    mixed: tuple[tuple[str, str], ...],
    context: TableContext,
) -> None:
    left = set(filter(None, wanted))
    for table, column in mixed:
        if column not in context.columns or not left:
            continue
        known = Targets(context.run.workspace_id, context.plan.system).find(table, left, by_name=_by_name(source))
        _merge(found, column, [known.get(text) for text in wanted])
        left -= known.keys()
    table, column = next(one for one in mixed if one[1] in context.columns)
    found.pending += [(place, column, table, text, source.header) for place, text in enumerate(wanted) if text in left]


def _merge(found: Found, column: str, ids: list[int | None]) -> None:
    before = found.ids.get(column)
    found.ids[column] = ids if before is None else [old or new for old, new in zip(before, ids, strict=True)]


def _keep_text(
    part: Prepared, source: ColumnPlan, wanted: Sequence[str], ids: Sequence[int | None], context: TableContext
) -> None:
    # The text can be left out only where the target's own id, in its usual form, gives it back.
    column = source.column
    for place, text in enumerate(part.texts[column]):
        plain = ids[place] is not None and text == wanted[place] and names_an_id(source, text, context.plan.system)
        if text and not (plain and normal_id(text, context.plan.system) == text):
            part.keep_raw(place, column, text)


class Targets:
    """Finds the records of one workspace and source system that texts stand for.

    Parameters
    ----------
    workspace_id
        Whose records.
    system
        Whose ids come first.
    anywhere
        Whether an id the system does not know may be another system's, as long as only one has it; always so for the
        common schema, whose rows come from all of them.
    """

    def __init__(self, workspace_id: int, system: str, *, anywhere: bool = False) -> None:
        self._workspace_id, self._system = workspace_id, system
        self._anywhere = anywhere or system == OWN_SYSTEM

    def find(self, table: str, texts: Iterable[str], *, by_name: Callable[[str], bool]) -> dict[str, int]:
        """Return text → id for the records of one table: by the source's id first, then, where allowed, by name."""
        left = {text for text in texts if text}
        model = model_of_table(table)
        known = self._by_id(model, left, self._system)
        if self._anywhere and left - known.keys():
            known |= self._by_other_systems_id(model, left - known.keys())
        for column, key_of in _NAMES.get(table, ()):
            keys = {text: key_of(text) for text in left - known.keys() if by_name(text)}
            known |= self._by_key(model, column, {text: key for text, key in keys.items() if key})
        return known

    def _by_id(self, model: Any, texts: Iterable[str], system: str) -> dict[str, int]:
        normal = {text: normal_id(text, system) for text in texts}
        rows = fetch_by(
            model, "external_id", sorted(set(normal.values())), ("id", "external_id"),
            workspace_id=self._workspace_id, source_system=system, deleted_at=None,
        )  # fmt: skip
        by_id = {external: pk for pk, external in rows}
        return {text: by_id[one] for text, one in normal.items() if one in by_id}

    def _by_other_systems_id(self, model: Any, texts: set[str]) -> dict[str, int]:
        found: dict[str, int] = {}
        twice: set[str] = set()
        for system in self._systems(model):
            if system != self._system:
                more = self._by_id(model, texts, system)
                twice |= found.keys() & more.keys()
                found |= more
        return {text: pk for text, pk in found.items() if text not in twice}

    def _systems(self, model: Any) -> Iterator[str]:
        # One step down the index for each system: a plain DISTINCT reads all of it.
        rows = model.objects.filter(workspace_id=self._workspace_id).exclude(external_id="")
        last = ""
        while (last := rows.filter(source_system__gt=last).aggregate(least=Min("source_system"))["least"]) is not None:
            yield last

    def _by_key(self, model: Any, column: str, keys: dict[str, str]) -> dict[str, int]:
        rows = fetch_by(
            model, column, sorted(set(keys.values())), ("id", column), workspace_id=self._workspace_id, deleted_at=None
        )
        # Of several records of one name the oldest: rows come by id.
        by_key: dict[str, int] = {}
        for pk, key in rows:
            by_key.setdefault(key, pk)
        return {text: by_key[key] for text, key in keys.items() if key in by_key}


def save_pending(
    context: TableContext,
    pending: Sequence[tuple[int, str, str, str, str]],
    part: Prepared,
    ids: Mapping[int, int],
) -> None:
    """Remember references whose target may still come; one that is remembered already is not repeated."""
    if not pending:
        return
    table = context.plan.table.name
    waiting = sorted({ids[place] for place, *_ in pending})
    PendingReference.objects.filter(
        workspace_id=context.run.workspace_id, record_table=table, record_id__in=waiting
    ).delete()
    PendingReference.objects.bulk_create(
        (
            PendingReference(
                workspace_id=context.run.workspace_id,
                table=context.table,
                row_number=part.row_numbers[place],
                header=header[:300],
                record_table=table,
                record_id=ids[place],
                column=column,
                target_table=target_table,
                target=text[:400],
                system=context.plan.system[:40],
            )
            for place, column, target_table, text, header in pending
        ),
        batch_size=1_000,
    )
