"""HubSpot's histories: one row per property value, one row per stage entered, one column per stage entered."""

import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from tandem.tables.dialects.history.rows import History, HistoryRow, RawRow, cells, moments
from tandem.tables.dialects.recognition import object_shape
from tandem.tables.dialects.shapes import ObjectShape, fold
from tandem.tables.values import AS_USUAL, Reading

__all__ = ["deal_stage_history", "lead_field", "property_history", "stage_columns_history"]

_ENTERED = re.compile(
    r'(?:property_)?hs_(?:v2_)?date_entered_(?P<id>.+)|date entered "(?P<label>[^"]+?)(?: \([^)]*\))?"', re.IGNORECASE
)


def property_history(rows: Sequence[RawRow], object_name: str, reading: Reading = AS_USUAL) -> History:
    """Return the changes of a contact, company or deal property history: record, name, value, timestamp.

    What a value replaced is the value before it, unless the file says it in `tandem_old_value`, as our exports do.

    Examples
    --------
    >>> rows = [
    ...     {"deal_id": "7", "name": "amount", "value": "90", "timestamp": "2024-02-01"},
    ...     {"deal_id": "7", "name": "amount", "value": "50", "timestamp": "2024-01-01"},
    ... ]
    >>> [(row.old, row.new) for row in property_history(rows, "deal").rows]
    [(None, '50'), ('50', '90')]
    """
    shape = object_shape("hubspot", object_name)
    kind = object_name.split(" ", maxsplit=1)[0]
    records, names = cells(rows, f"{kind}_id", "id", "vid"), cells(rows, "name", "property")
    fields = {name: _column(shape, name) if name else "" for name in set(names)}
    entries = list(
        zip(
            records, [fields[name] for name in names], cells(rows, "value"), cells(rows, "source_id", "source"),
            strict=True,
        )
    )  # fmt: skip
    at_all = moments(cells(rows, "timestamp", "_fivetran_start"), reading)
    olds = cells(rows, "tandem_old_value") if any(fold(one) == "tandemoldvalue" for one in next(iter(rows), {})) else []
    return _in_sequence(entries, at_all, shape.table, reconstructed=False, names=names, olds=olds)


def lead_field(written: str) -> str:
    """Return the column of leads that a contact's property is: HubSpot's contacts are our leads and our contacts."""
    return _column(object_shape("hubspot", "contact as lead"), written)


def deal_stage_history(rows: Sequence[RawRow], reading: Reading = AS_USUAL) -> History:
    """Return the changes of a deal_stage file: deal, stage entered, when."""
    told = zip(cells(rows, "deal_id"), cells(rows, "value"), cells(rows, "source_id", "source"), strict=True)
    entries = [(deal, "deal_stage", stage, actor) for deal, stage, actor in told]
    at_all = moments(cells(rows, "date_entered", "_fivetran_start"), reading)
    return _in_sequence(entries, at_all, "opportunities", reconstructed=False)


def stage_columns_history(rows: Sequence[RawRow], reading: Reading = AS_USUAL) -> History:
    """Return the stage changes that a deals file holds in its ``hs_date_entered_<stage>`` columns.

    Each stage was entered at least once; a return to an earlier stage overwrote its date, so the changes are marked as
    reconstructed.

    Examples
    --------
    >>> row = {"Record ID": "7", "hs_date_entered_contractsent": "2024-02-01"}
    >>> row["hs_date_entered_closedwon"] = "2024-03-01"
    >>> [(row.old, row.new) for row in stage_columns_history([row]).rows]
    [(None, 'contractsent'), ('contractsent', 'closedwon')]
    """
    entries: list[tuple[str, str, str, str]] = []
    texts: list[str] = []
    stages = {
        header: found["id"] or found["label"]
        for header in (rows[0] if rows else {})
        if (found := _ENTERED.fullmatch(header))
    }
    for row, record in zip(rows, cells(rows, "Record ID", "hs_object_id", "deal_id"), strict=True):
        for header, stage in stages.items():
            if row[header].strip():
                entries.append((record, "deal_stage", stage, ""))
                texts.append(row[header].strip())
    return _in_sequence(entries, moments(texts, reading), "opportunities", reconstructed=True)


def _column(shape: ObjectShape, name: str) -> str:
    field = shape.find(name)
    return field.column if field is not None and field.column else f"custom.{name}"


def _in_sequence(
    entries: Sequence[tuple[str, str, str, str]],
    at_all: Sequence[datetime | None],
    table: str,
    *,
    reconstructed: bool,
    names: Sequence[str] = (),
    olds: Sequence[str] = (),
) -> History:
    held: dict[tuple[str, str], list[tuple[datetime, int]]] = defaultdict(list)
    unread = []
    said = names or [field for _, field, _, _ in entries]
    for place, ((record, field, _, _), at) in enumerate(zip(entries, at_all, strict=True)):
        if not record or not field or at is None:
            unread.append((place, "it lacks the record, the property or a time that can be read"))
        else:
            # By the property, not by our column: two properties of a contact may be one column of ours.
            held[record, said[place]].append((at, place))
    found = []
    for (record, name), its in sorted(held.items()):
        before = ""
        for at, place in sorted(its):
            _, field, value, actor = entries[place]
            old = olds[place] if olds else before
            if value != old:
                row = HistoryRow(table, record, field, old or None, value or None, at, actor, reconstructed, name)
                found.append(row)
            before = value
    found.sort(key=lambda row: (row.external_id, row.field, row.valid_from))
    return History(tuple(found), tuple(unread))
