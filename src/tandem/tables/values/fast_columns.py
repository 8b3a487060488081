"""The clean cells of a column parsed all at once; whatever is not plainly clean is left to the careful parsers."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from tandem.tables.schema import ColumnType
from tandem.tables.values.moments import DATE_PATTERN
from tandem.tables.values.reading import Reading

__all__ = ["Quick", "parse"]

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
_EMAIL = r"^[A-Za-z0-9_%+\-]+(?:\.[A-Za-z0-9_%+\-]+)*@[a-z0-9\-]+(?:\.[a-z0-9\-]+)*\.[a-z]{2,}$"
_DAYS = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], dtype=np.int64)
_MICROS_PER_DAY = 86_400_000_000
# Below this many different cells the careful parsers are as quick.
_WORTH_IT = 200


@dataclass(frozen=True)
class Quick:
    """What was parsed column-wise.

    Attributes:
        values: typed array of shape (n_cells,); to be trusted only where `done`.
        done: which cells were parsed.
        raw_needed: which of them rendering would not give back.
        beside: currency or zone that holds for all of them.
    """

    values: pa.Array
    done: Flags
    raw_needed: Flags
    beside: str = ""


def parse(cells: pa.Array, kind: ColumnType, reading: Reading) -> Quick | None:
    """Return the clean cells' values, or `None` where the column is too short or its type has no quick way."""
    if len(cells) < _WORTH_IT:
        return None
    if kind is ColumnType.EMAIL:
        done = _flags(pc.match_substring_regex(cells, _EMAIL))
        return Quick(cells, done, np.zeros(len(cells), dtype=bool))
    if kind in (ColumnType.INTEGER, ColumnType.NUMBER, ColumnType.AMOUNT):
        return _numbers(cells, kind, reading)
    if kind in (ColumnType.DATE, ColumnType.MOMENT) and reading.layout not in ("excel", "unix", "unix_ms"):
        return _moments(cells, kind, reading)
    return _phones(cells, reading) if kind is ColumnType.PHONE else None


def _flags(array: pa.Array) -> Flags:
    flags: Flags = pc.fill_null(array, False).to_numpy(zero_copy_only=False).astype(bool)
    return flags


def _numbers(cells: pa.Array, kind: ColumnType, reading: Reading) -> Quick | None:
    if reading.decimal != "." or reading.grouping or reading.prefix or reading.suffix:
        return None
    whole = r"^(?:0|-?[1-9]\d{0,15})"
    if kind is ColumnType.INTEGER:
        same = done = _flags(pc.match_substring_regex(cells, whole + "$"))
    elif reading.n_decimals > 0:
        same = done = _flags(pc.match_substring_regex(cells, rf"{whole}\.\d{{{min(reading.n_decimals, 6)}}}$"))
        if reading.n_decimals > 6 or (kind is ColumnType.NUMBER and reading.n_decimals > 2):
            return None
    else:
        same = done = _flags(pc.match_substring_regex(cells, rf"{whole}(?:\.\d{{0,4}}[1-9])?$"))
    values = pc.if_else(pa.array(done), cells, None)
    target = {ColumnType.INTEGER: pa.int64(), ColumnType.NUMBER: pa.float64()}.get(kind, pa.decimal128(38, 6))
    return Quick(pc.cast(values, target), done, ~same)


def _phones(cells: pa.Array, reading: Reading) -> Quick:
    """Numbers in the North American plan, whose form is fixed; other plans need the library's rules."""
    digits = pc.replace_substring_regex(cells, r"[\s().\-]", "")
    international = pc.match_substring_regex(digits, r"^\+1[2-9]\d{2}[2-9]\d{6}$")
    values = digits
    done = _flags(international)
    if reading.region in ("US", "CA"):
        national = pc.match_substring_regex(digits, r"^[2-9]\d{2}[2-9]\d{6}$")
        values = pc.if_else(national, pc.binary_join_element_wise("+1", digits, ""), digits)
        done = done | _flags(national)
    # A letter would be an extension or a vanity number.
    done &= _flags(pc.match_substring_regex(cells, r"^\+?[\d\s().\-]+$"))
    return Quick(values, done, _flags(pc.not_equal(values, cells)))


def _moments(cells: pa.Array, kind: ColumnType, reading: Reading) -> Quick | None:
    if reading.zone != "UTC":
        return None
    pattern = "^" + DATE_PATTERN + "$"
    parts = pc.extract_regex(cells, pattern)
    texts = {name: parts.field(place) for place, name in enumerate(field.name for field in parts.type)}
    matched = _flags(pc.is_valid(parts))
    offset, zone = _one_offset(texts["tz"], matched)
    plain = matched & ~_flags(_said(texts["ap"])) & _flags(pc.is_in(texts["tz"], pa.array(_spellings(offset, zone))))
    a, b, c = (_ints(texts[name], plain) for name in "abc")
    a_long, c_long = _lengths(texts["a"]) == 4, _lengths(texts["c"]) == 4
    day_first = reading.date_order != "mdy"
    year = np.where(a_long, a, c)
    month = np.where(a_long, b, b if day_first else a)
    day = np.where(a_long, c, a if day_first else b)
    hour, minute, second = (_ints(texts[name], plain) for name in ("h", "m", "s"))
    micro = _micros(texts["frac"])
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    length = _DAYS[np.clip(month, 1, 12) - 1] + ((month == 2) & leap)
    possible = (
        (month >= 1)
        & (month <= 12)
        & (day >= 1)
        & (day <= length)
        & (year >= 1000)
        & (hour < 24)
        & (minute < 60)
        & (second < 60)
    )
    done = plain & (a_long ^ c_long) & possible
    days = _days_from_civil(year, month, day)
    if kind is ColumnType.DATE:
        values = pa.array(np.where(done, days, 0).astype(np.int32), pa.int32()).cast(pa.date32())
        uniform = done & _uniform(cells, reading, done)
        return Quick(values, done, done & ~uniform)
    micros = days * _MICROS_PER_DAY + ((hour * 60 + minute) * 60 + second) * 1_000_000 + micro
    # Without a time of day there is no zone to reckon with.
    micros -= np.where(_lengths(texts["h"]) > 0, offset * 60_000_000, 0)
    values = pa.array(np.where(done, micros, 0), pa.int64()).cast(pa.timestamp("us", tz="UTC"))
    return Quick(values, done, done & ~_uniform(cells, reading, done), zone)


def _one_offset(texts: pa.Array, matched: Flags) -> tuple[int, str]:
    """Return the offset in minutes, and its name, that the cells with a numeric one have if it is the same for all."""
    said = pc.unique(pc.filter(texts, pa.array(matched))).to_pylist()
    numeric = [one for one in said if one and one[0] in "+-"]
    if len(numeric) != 1 or any(one != numeric[0] for one in said):
        return 0, "UTC"
    digits = numeric[0][1:].replace(":", "").ljust(4, "0")
    minutes = int(digits[:2]) * 60 + int(digits[2:])
    sign = "-" if numeric[0][0] == "-" and minutes else "+"
    return (-minutes if sign == "-" else minutes), f"{sign}{digits[:2]}:{digits[2:]}"


def _spellings(offset: int, zone: str) -> list[str]:
    if zone == "UTC":
        return ["", "Z", "UTC"]
    compact = zone.replace(":", "")
    negative = [f"-{compact[1:]}", f"-{zone[1:]}", f"-{compact[1:3]}"] if offset == 0 else []
    return [zone, compact, *([compact[:3]] if compact.endswith("00") else []), *negative]


_LAYOUT_PATTERNS = {
    "%Y": r"\d{4}", "%m": r"\d{2}", "%d": r"\d{2}", "%-m": r"[1-9]\d?", "%-d": r"[1-9]\d?", "%H": r"\d{2}",
    "%-H": r"(?:0|[1-9]\d?)", "%M": r"\d{2}", "%S": r"\d{2}", "%3f": r"\d{3}", "%f": r"\d{6}",
    "%z": r"(?:\+\d|-(?:0[1-9]|1))\d{2,3}", "%:z": r"(?:\+\d|-(?:0[1-9]|1))\d{0,1}:\d{2}",
}  # fmt: skip


def _uniform(cells: pa.Array, reading: Reading, done: Flags) -> Flags:
    """Which cells are written exactly in the column's layout, so that rendering gives them back."""
    import re

    pieces = re.split(r"(%-?[A-Za-z]|%3f|%:z)", reading.layout)
    if not reading.layout or any(piece.startswith("%") and piece not in _LAYOUT_PATTERNS for piece in pieces):
        return np.zeros(len(done), dtype=bool)
    pattern = "".join(_LAYOUT_PATTERNS.get(piece, re.escape(piece)) for piece in pieces)
    return _flags(pc.match_substring_regex(cells, f"^{pattern}$"))


def _said(texts: pa.Array) -> pa.Array:
    return pc.not_equal(texts, "")


def _lengths(texts: pa.Array) -> Ints:
    lengths: Ints = pc.fill_null(pc.binary_length(texts), 0).to_numpy(zero_copy_only=False).astype(np.int64)
    return lengths


def _ints(texts: pa.Array, wanted: Flags) -> Ints:
    usable = pc.if_else(pc.and_(pa.array(wanted), pc.fill_null(_said(texts), False)), texts, "0")
    numbers: Ints = pc.cast(pc.fill_null(usable, "0"), pa.int64()).to_numpy(zero_copy_only=False)
    return numbers


def _micros(texts: pa.Array) -> Ints:
    digits = pc.utf8_slice_codeunits(pc.utf8_rpad(pc.utf8_slice_codeunits(texts, 1), 6, "0"), 0, 6)
    numbers: Ints = pc.cast(pc.fill_null(digits, "0"), pa.int64()).to_numpy(zero_copy_only=False)
    return numbers


def _days_from_civil(year: Ints, month: Ints, day: Ints) -> Ints:
    """Return days since 1970-01-01 in the Gregorian calendar, from eras of 400 years that start in March."""
    shifted = np.where(month <= 2, year - 1, year)
    era = shifted // 400
    of_era = shifted - era * 400
    of_year = (153 * np.where(month > 2, month - 3, month + 9) + 2) // 5 + day - 1
    days: Ints = era * 146_097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719_468
    return days
