"""Finds the records that cells point at, now or when a later file brings them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

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

__all__ = ["Found", "Targets", "first_of_many", "names_an_id", "resolve_references", "save_pending"]

# What may stand for a record instead of its id, per table: database column and the form it is kept in.
_NAMES: dict[str, tuple[tuple[str, Any], ...]] = {
    "accounts": (("name_key", text_key),),
    "contacts": (("email_key", email_key), ("name_key", text_key)),
    "leads": (("email_key", email_key), ("name_key", text_key)),
    "opportunities": (("name_key", text_key),),
    "products": (("code", str), ("name", str)),
    "campaigns": (("name", str),),
}
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


def names_an_id(source: ColumnPlan, text: str) -> bool:
    """Whether a cell holds an id rather than a name, by its header or its shape."""
    return fold(source.header).endswith(("id", "ids")) or is_salesforce_id(text)


def _is_a_name(source: ColumnPlan, text: str) -> bool:
    return not names_an_id(source, text)


def first_of_many(text: str, *, many: bool) -> str:
    """Return the first of several values divided by ``;``."""
    return text.split(";", 1)[0].strip() if many and ";" in text else text


def resolve_references(part: Prepared, context: TableContext) -> Found:
    """Return, for each reference column, the id each row points at; what is not known yet comes as pending."""
    found, targets = Found(), Targets(context.run.workspace_id, context.plan.system)
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
        known = targets.find(source.refers_to, wanted, by_name=partial(_is_a_name, source))
        _merge(found, column, [known.get(text) for text in wanted])
        found.pending += [
            (place, column, source.refers_to, text, source.header)
            for place, text in enumerate(wanted)
            if text and text not in known
        ]
        _keep_text(part, source, wanted, found.ids[column], context)
    return found


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
        known = Targets(context.run.workspace_id, context.plan.system).find(
            table, left, by_name=partial(_is_a_name, source)
        )
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
        plain = ids[place] is not None and text == wanted[place] and names_an_id(source, text)
        if text and not (plain and normal_id(text, context.plan.system) == text):
            part.keep_raw(place, column, text)


class Targets:
    """Finds the records of one workspace and source system that texts stand for."""

    def __init__(self, workspace_id: int, system: str) -> None:
        self._workspace_id, self._system = workspace_id, system

    def find(self, table: str, texts: Iterable[str], *, by_name: Callable[[str], bool]) -> dict[str, int]:
        """Return text → id for the records of one table: by the source's id first, then, where allowed, by name."""
        left = {text for text in texts if text}
        model = model_of_table(table)
        normal = {text: normal_id(text, self._system) for text in left}
        rows = fetch_by(
            model, "external_id", sorted(set(normal.values())), ("id", "external_id"),
            workspace_id=self._workspace_id, source_system=self._system, deleted_at=None,
        )  # fmt: skip
        by_id = {external: pk for pk, external in rows}
        known = {text: by_id[one] for text, one in normal.items() if one in by_id}
        for column, key_of in _NAMES.get(table, ()):
            keys = {text: key_of(text) for text in left - known.keys() if by_name(text)}
            known |= self._by_key(model, column, {text: key for text, key in keys.items() if key})
        return known

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
