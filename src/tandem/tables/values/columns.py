"""Whole columns at once: text to typed values and back, each different cell parsed only once."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from tandem.tables.schema import ColumnType
from tandem.tables.values import fast_columns
from tandem.tables.values.contact_details import normal_email, normal_phone
from tandem.tables.values.countries import country_code, country_name
from tandem.tables.values.flags import decide_flags, parse_flag, render_flag
from tandem.tables.values.moments import decide_dates, parse_moment, render_moment
from tandem.tables.values.numbers import currency_code, decide_numbers, parse_number, render_number, split_currency
from tandem.tables.values.reading import AS_USUAL, Ambiguous, Reading

__all__ = ["CellFault", "ParsedColumn", "arrow_type", "decide_reading", "parse_column", "render_column"]

_NUMERIC = (ColumnType.INTEGER, ColumnType.NUMBER, ColumnType.AMOUNT, ColumnType.SHARE)
_PLAIN = (ColumnType.TEXT, ColumnType.LONG_TEXT, ColumnType.CATEGORY, ColumnType.REFERENCE, ColumnType.URL)
_EVIDENCE = 20_000
_MUST = {
    ColumnType.EMAIL: "an e-mail address",
    ColumnType.PHONE: "a phone number; one without a country code needs a default country",
    ColumnType.COUNTRY: "a country",
    ColumnType.CURRENCY: "a currency",
    ColumnType.INTEGER: "a whole number",
    ColumnType.NUMBER: "a number",
    ColumnType.AMOUNT: "an amount",
    ColumnType.SHARE: "a share between 0 and 1, or 0 and 100 per hundred",
    ColumnType.FLAG: "a yes or no",
    ColumnType.DATE: "a date",
    ColumnType.MOMENT: "a date and time",
}
Parsed: TypeAlias = tuple[Any, str]


@dataclass(frozen=True)
class CellFault:
    """A cell that is not what its column must hold.

    Attributes:
        index: position in the column, from 0.
        must: what the cell must be, in words.
        got: the cell as written.
    """

    index: int
    must: str
    got: str


@dataclass(frozen=True)
class ParsedColumn:
    """A column's typed values.

    Attributes:
        values: array of :func:`arrow_type`, shape (n_rows,); null where the cell is empty or at fault.
        faults: cells that could not be read, in order.
        raw_needed: boolean array of shape (n_rows,): rendering the value does not give the cell back, so that the text
            must be kept to export it as it came. A cell at fault needs its text as well.
        beside: for amounts the ISO currency each cell names, for moments the zone it was written in, else `None`;
            strings of shape (n_rows,), empty where the cell says nothing.
    """

    values: pa.Array
    faults: tuple[CellFault, ...]
    raw_needed: npt.NDArray[np.bool_]
    beside: pa.Array | None = None


def arrow_type(kind: ColumnType) -> pa.DataType:
    """Return how values are held: amounts as exact decimals, moments as UTC microseconds, shares as fractions."""
    special = {
        ColumnType.INTEGER: pa.int64(),
        ColumnType.NUMBER: pa.float64(),
        ColumnType.SHARE: pa.float64(),
        ColumnType.AMOUNT: pa.decimal128(38, 6),
        ColumnType.FLAG: pa.bool_(),
        ColumnType.DATE: pa.date32(),
        ColumnType.MOMENT: pa.timestamp("us", tz="UTC"),
    }
    return special.get(kind, pa.string())


def decide_reading(
    values: Sequence[str] | pa.Array, kind: ColumnType, hint: Reading = AS_USUAL, *, asked: bool = True
) -> Reading | Ambiguous:
    """Return how a column is to be read, from the evidence of all its cells, or the question that must be put.

    Parameters
    ----------
    values
        The cells as written; up to 20,000 different ones are looked at.
    kind
        What the column holds.
    hint
        What is known before looking: the file's decimal sign, the zone, the default country and currency.
    asked
        Whether an open question may come back; without it the hint decides.

    Examples
    --------
    >>> decide_reading(["3/4/2024", "5/6/2024"], ColumnType.DATE).question
    "Does '3/4/2024' start with the day or with the month?"
    >>> decide_reading(["3/4/2024", "5/16/2024"], ColumnType.DATE).date_order
    'mdy'
    """
    cells = [one for one in _unique(values).slice(0, _EVIDENCE).to_pylist() if one and one.strip()]
    if kind in _NUMERIC:
        decided = decide_numbers(cells, hint)
        if isinstance(decided, Ambiguous):
            return decided if asked and kind is not ColumnType.INTEGER else _settled(decided, hint, kind)
        return _with_share(cells, decided) if kind is ColumnType.SHARE else decided
    if kind in (ColumnType.DATE, ColumnType.MOMENT):
        return decide_dates(cells, hint, asked=asked)
    if kind is ColumnType.FLAG:
        return decide_flags(cells, hint)
    if kind is ColumnType.COUNTRY:
        return hint.with_(layout="name" if sum(len(one.strip()) > 3 for one in cells) * 2 > len(cells) else "code")
    return hint


def _settled(question: Ambiguous, hint: Reading, kind: ColumnType) -> Reading:
    # A whole number has no fraction, so its one sign can only group thousands.
    if kind is ColumnType.INTEGER:
        grouped = [one.reading for one in question.choices if one.reading.grouping]
        return grouped[0] if grouped else question.choices[0].reading
    return next(one.reading for one in question.choices if one.reading.decimal == hint.decimal)


def _with_share(cells: Sequence[str], reading: Reading) -> Reading:
    numbers = [parse_number(one, reading) for one in cells]
    per_hundred = reading.suffix.strip() == "%" or any(one is not None and abs(one) > 1 for one in numbers)
    return reading.with_(per_hundred=per_hundred or reading.per_hundred)


def parse_column(values: Sequence[str] | pa.Array, kind: ColumnType, reading: Reading = AS_USUAL) -> ParsedColumn:
    """Return the typed values of a column.

    Parameters
    ----------
    values
        The cells as written, shape (n_rows,); empty and blank cells become null.
    kind
        What the column holds.
    reading
        How it is written, from :func:`decide_reading`.

    Notes
    -----
    Linear in the number of rows. Clean stretches are parsed column-wise; every other different cell once.

    Examples
    --------
    >>> parsed = parse_column(["1,5", "", "x"], ColumnType.NUMBER, Reading(decimal=","))
    >>> parsed.values.to_pylist(), parsed.faults[0].got, parsed.raw_needed.tolist()
    ([1.5, None, None], 'x', [False, False, True])
    """
    array = values if isinstance(values, pa.Array) else pa.array(values, pa.string())
    if kind in _PLAIN:
        stripped = pc.utf8_trim_whitespace(array)
        empty = pc.equal(stripped, "")
        changed = pc.fill_null(pc.not_equal(stripped, array), False)
        return ParsedColumn(pc.if_else(empty, None, stripped), (), _mask(changed))
    encoded = pc.dictionary_encode(pc.fill_null(array, ""))
    uniques = _parse_uniques(encoded.dictionary, kind, reading)
    indices = encoded.indices
    taken = uniques.values.take(indices)
    raw_needed = uniques.raw_needed[indices.to_numpy(zero_copy_only=False)]
    beside = uniques.beside.take(indices) if uniques.beside is not None else None
    return ParsedColumn(taken, _spread(uniques.faults, indices), raw_needed, beside)


def _mask(flags: pa.Array) -> npt.NDArray[np.bool_]:
    mask: npt.NDArray[np.bool_] = flags.to_numpy(zero_copy_only=False).astype(bool)
    return mask


def _unique(values: Sequence[str] | pa.Array) -> pa.Array:
    array = values if isinstance(values, pa.Array | pa.ChunkedArray) else pa.array(values, pa.string())
    return pc.unique(array)


def _spread(faults: tuple[CellFault, ...], indices: pa.Array) -> tuple[CellFault, ...]:
    if not faults:
        return ()
    by_unique = {fault.index: fault for fault in faults}
    places = np.flatnonzero(np.isin(indices.to_numpy(zero_copy_only=False), list(by_unique)))
    spread = []
    for place in places.tolist():
        fault = by_unique[indices[place].as_py()]
        spread.append(CellFault(place, fault.must, fault.got))
    return tuple(spread)


def _parse_uniques(cells: pa.Array, kind: ColumnType, reading: Reading) -> ParsedColumn:
    quick = fast_columns.parse(cells, kind, reading)
    done = quick.done if quick is not None else np.zeros(len(cells), dtype=bool)
    slow = np.flatnonzero(~done)
    values: list[Any] = []
    besides: list[str] = []
    faults = []
    kept = []
    parser = _PARSERS[kind]
    for place, cell in zip(slow.tolist(), cells.take(pa.array(slow)).to_pylist(), strict=True):
        value, beside = parser(cell, reading) if cell.strip() else (None, "")
        if value is None and cell.strip():
            faults.append(CellFault(place, f"must be {_MUST[kind]}", cell))
        values.append(value)
        besides.append(beside)
        kept.append(bool(cell) and (value is None or _render_one(value, beside, kind, reading) != cell))
    parsed = pa.array(values, arrow_type(kind))
    raw_needed = np.zeros(len(cells), dtype=bool)
    has_beside = kind in (ColumnType.AMOUNT, ColumnType.MOMENT)
    if quick is None or not done.any():
        raw_needed[slow] = kept
        return ParsedColumn(parsed, tuple(faults), raw_needed, pa.array(besides, pa.string()) if has_beside else None)
    raw_needed[done] = quick.raw_needed[done]
    raw_needed[slow] = kept
    order = np.empty(len(cells), dtype=np.int64)
    order[done] = np.arange(int(done.sum()))
    order[slow] = int(done.sum()) + np.arange(len(slow))
    both = pa.concat_arrays([quick.values.filter(pa.array(done)), parsed]).take(pa.array(order))
    beside_array = None
    if has_beside:
        said = pa.array([quick.beside] * int(done.sum()) + besides, pa.string())
        beside_array = said.take(pa.array(order))
    return ParsedColumn(both, tuple(faults), raw_needed, beside_array)


def _number(cell: str, reading: Reading) -> Parsed:
    number = parse_number(cell, reading)
    return (float(number) if number is not None else None), ""


def _integer(cell: str, reading: Reading) -> Parsed:
    number = parse_number(cell, reading)
    whole = number is not None and number == number.to_integral_value() and abs(number) < 2**63
    return (int(number) if whole and number is not None else None), ""


def _amount(cell: str, reading: Reading) -> Parsed:
    number = parse_number(cell, reading)
    before, _, after = split_currency(cell.strip().strip("()"))
    exact = number is not None and abs(number) < Decimal(10) ** 31 and number == round(number, 6)
    return (round(number, 6) if exact and number is not None else None), currency_code(before) or currency_code(after)


def _share(cell: str, reading: Reading) -> Parsed:
    number = parse_number(cell, reading)
    if number is None:
        return None, ""
    share = number / 100 if reading.per_hundred or cell.strip().endswith("%") else number
    return (float(share) if 0 <= share <= 1 else None), ""


def _date(cell: str, reading: Reading) -> Parsed:
    moment = parse_moment(cell, reading)
    if moment is None:
        return None, ""
    # A date cell with a time names the day where it was written, not the day it then was in Greenwich.
    local = render_moment(moment.at, moment.zone, Reading(layout="%Y-%m-%d"))
    return datetime.strptime(local, "%Y-%m-%d").replace(tzinfo=UTC).date(), ""


def _moment(cell: str, reading: Reading) -> Parsed:
    moment = parse_moment(cell, reading)
    return (moment.at, moment.zone) if moment is not None else (None, "")


def _text(normalise: Callable[[str, Reading], str]) -> Callable[[str, Reading], Parsed]:
    return lambda cell, reading: (normalise(cell, reading) or None, "")


_PARSERS: dict[ColumnType, Callable[[str, Reading], Parsed]] = {
    ColumnType.EMAIL: _text(lambda cell, _: normal_email(cell)),
    ColumnType.PHONE: _text(lambda cell, reading: normal_phone(cell.strip(), reading.region)),
    ColumnType.COUNTRY: _text(lambda cell, _: country_code(cell)),
    ColumnType.CURRENCY: _text(lambda cell, _: currency_code(cell)),
    ColumnType.INTEGER: _integer,
    ColumnType.NUMBER: _number,
    ColumnType.AMOUNT: _amount,
    ColumnType.SHARE: _share,
    ColumnType.FLAG: lambda cell, _: (parse_flag(cell), ""),
    ColumnType.DATE: _date,
    ColumnType.MOMENT: _moment,
}


def render_column(
    values: pa.Array | Iterable[Any], kind: ColumnType, reading: Reading = AS_USUAL, beside: pa.Array | None = None
) -> list[str]:
    """Return a column's values as text in its own spelling; nulls as empty text. The inverse of :func:`parse_column`.

    Examples
    --------
    >>> render_column([Decimal("1234.5")], ColumnType.AMOUNT, Reading(prefix="$", grouping=",", n_decimals=2))
    ['$1,234.50']
    """
    cells = values.to_pylist() if isinstance(values, pa.Array | pa.ChunkedArray) else list(values)
    said = beside.to_pylist() if beside is not None else [""] * len(cells)
    known: dict[tuple[Any, str], str] = {}
    texts = []
    for value, aside in zip(cells, said, strict=True):
        if value is None:
            texts.append("")
            continue
        key = (value, aside or "")
        if key not in known:
            known[key] = _render_one(value, aside or "", kind, reading)
        texts.append(known[key])
    return texts


def _render_one(value: Any, beside: str, kind: ColumnType, reading: Reading) -> str:
    if kind is ColumnType.MOMENT:
        return render_moment(value, beside or reading.zone, reading)
    if kind is ColumnType.DATE:
        midnight = datetime(value.year, value.month, value.day, tzinfo=UTC)
        return render_moment(midnight, "UTC", reading.with_(layout=reading.layout or "%Y-%m-%d"))
    if kind is ColumnType.FLAG:
        return render_flag(value, reading)
    if kind in _NUMERIC:
        exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
        scaled = exact * 100 if kind is ColumnType.SHARE and reading.per_hundred else exact
        return render_number(scaled, reading)
    if kind is ColumnType.COUNTRY and reading.layout == "name":
        return country_name(value)
    return str(value)
