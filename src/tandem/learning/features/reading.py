"""Reading one raw column: what it holds, how sure that is, and its values as numbers, dates or levels."""

import re
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any

import numpy as np
import pandas as pd

__all__ = ["MISSING_WORDS", "ColumnPlan", "Kind", "plan_column", "read_dates", "read_numbers", "read_text"]

MISSING_WORDS = frozenset({"", "na", "n/a", "nan", "nat", "null", "none", "-", "--", "?", "#n/a", "<na>", "nil", "."})
_DEFAULT_CHOICE = re.compile(
    r"^[\W_]*(please\s+)?(select|choose|pick)(\s+(one|an?|your|option|value|from|here)\b.*)?[\W_]*$", re.I
)
_NONE_CHOICE = re.compile(r"^-+\s*none\s*-+$", re.I)
_ID_NAME = re.compile(
    r"(?:^|[^a-z])(id|ids|number|no|nr|num|key|uuid|guid|index|rownumber|unnamed|phone|email|e-mail)(?:[^a-z]|$)", re.I
)
_DATE_NAME = re.compile(r"date|day|time|month|created|closed|_at$|_on$|since", re.I)
_DATE_SHAPE = re.compile(
    r"^\s*(\d{4}[-/.]\d{1,2}([-/.]\d{1,2})?([T ].*)?|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}( .*)?|"
    r"\d{1,2}[- ][A-Za-z]{3,9}[- ,]+\d{2,4}.*|[A-Za-z]{3,9}\.? \d{1,2},? \d{4}.*)$"
)
_PLAIN_DATE = re.compile(r"^\s*(\d{1,2})[-/.](\d{1,2})[-/.]\d{2,4}")
_SAMPLE = 400


class Kind(StrEnum):
    """What a column holds, as far as learning is concerned."""

    NUMBER = "number"
    DATE = "date"
    CATEGORY = "category"
    TEXT = "text"
    IDENTIFIER = "identifier"
    CONSTANT = "constant"
    EMPTY = "empty"


@dataclass(frozen=True)
class ColumnPlan:
    """How one column is read, decided once at fitting and kept with the model.

    Attributes:
        name: the header as it came.
        kind: what the column holds.
        why: the decision in words, for the model card.
        confidence: how sure the reading is, in [0, 1].
        defaults: values that mean "the form was left as it was", kept apart from truly empty cells.
        decimal_comma: numbers are written 1.234,50.
        day_first: dates are written 31/12/2026.
        compact_date: dates are written 20261231.
    """

    name: str
    kind: Kind
    why: str
    confidence: float = 1.0
    defaults: tuple[str, ...] = ()
    decimal_comma: bool = False
    day_first: bool = False
    compact_date: bool = False

    @property
    def is_used(self) -> bool:
        """Whether the column can inform a model."""
        return self.kind in (Kind.NUMBER, Kind.DATE, Kind.CATEGORY, Kind.TEXT)

    def to_dict(self) -> dict[str, Any]:
        """Return plain values, ready for JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, plain: dict[str, Any]) -> "ColumnPlan":
        """Undo :meth:`to_dict`."""
        return cls(**{**plain, "kind": Kind(plain["kind"]), "defaults": tuple(plain["defaults"])})


def read_text(values: pd.Series) -> pd.Series:
    """Return the cells as stripped text, with every spelling of "nothing here" as missing.

    Examples
    --------
    >>> read_text(pd.Series([" Google ", "N/A", None, 3.0])).tolist()
    ['Google', nan, nan, '3']
    """
    codes, uniques = pd.factorize(values, use_na_sentinel=True)
    cells = [_cell_text(one) for one in uniques]
    lookup = np.array([*[None if cell.lower() in MISSING_WORDS else cell for cell in cells], None], dtype=object)
    return pd.Series(lookup[codes], index=values.index, dtype="str", name=values.name)


def _cell_text(value: Any) -> str:
    if isinstance(value, (float, np.floating)) and float(value).is_integer() and abs(float(value)) < 1e15:
        return str(int(value))
    return str(value).replace("\x00", "").replace("\xa0", " ").strip().strip('"').strip()


def read_numbers(values: pd.Series, plan: ColumnPlan | None = None) -> np.ndarray:
    """Return the cells as floats; what is no number becomes NaN. Shape (n_rows,).

    Examples
    --------
    >>> read_numbers(pd.Series(["$1,234", "(50)", "12 %", "n/a"])).tolist()
    [1234.0, -50.0, 12.0, nan]
    """
    if pd.api.types.is_bool_dtype(values) or pd.api.types.is_numeric_dtype(values):
        return _finite(values.astype("float64").to_numpy(dtype=float, na_value=np.nan))
    codes, uniques = pd.factorize(values, use_na_sentinel=True)
    cells = pd.Series([_cell_text(one) for one in uniques], dtype="str")
    comma = plan.decimal_comma if plan is not None else _has_decimal_comma(cells)
    parsed = pd.to_numeric(cells, errors="coerce").to_numpy(dtype=float, na_value=np.nan, copy=True)
    for position in np.flatnonzero(np.isnan(parsed) | (comma & cells.str.contains(r"[.,]").to_numpy(dtype=bool))):
        parsed[position] = _number(cells.iloc[position], comma)
    return _finite(np.append(parsed, np.nan)[codes])


def _finite(numbers: np.ndarray) -> np.ndarray:
    return np.where(np.isfinite(numbers), numbers, np.nan)


_CLUTTER = re.compile(r"[\s'’_$€£¥₹]|\b(usd|eur|gbp|inr|chf|cad|aud|jpy|rs)\b\.?", re.I)
_NUMERAL = re.compile(r"^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$", re.I)
_UNIT = {"k": 1e3, "m": 1e6, "b": 1e9}


def _number(cell: str, comma: bool) -> float:
    text = _CLUTTER.sub("", cell).rstrip("%")
    negative = text.startswith("(") and text.endswith(")")
    text = text.strip("()")
    text = text.replace(".", "").replace(",", ".") if comma else text.replace(",", "")
    factor = 1.0
    if text[-1:].lower() in _UNIT and text[:-1]:
        factor, text = _UNIT[text[-1].lower()], text[:-1]
    if not _NUMERAL.match(text):
        return float("nan")
    return (-1.0 if negative else 1.0) * factor * float(text)


def _has_decimal_comma(cells: pd.Series) -> bool:
    with_comma = cells[cells.str.contains(",", regex=False).fillna(False).astype(bool)]
    if len(with_comma) == 0:
        return False
    decimal = with_comma.str.match(r"^[^\d\-+(]*[-+(]?\d{1,3}((\.\d{3})*|\d*),(\d{1,2}|\d{4,})\D*$")
    return bool(decimal.mean() > 0.6)


def read_dates(values: pd.Series, plan: ColumnPlan) -> np.ndarray:
    """Return the cells as days since 1970-01-01 (floats, zone dropped), NaN where there is no date. Shape (n_rows,)."""
    codes, uniques = pd.factorize(values, use_na_sentinel=True)
    days = np.append(_days(pd.Series(uniques), plan), np.nan)
    picked: np.ndarray = days[codes]
    return picked


def _days(cells: pd.Series, plan: ColumnPlan) -> np.ndarray:
    if len(cells) == 0:
        return np.empty(0)
    if pd.api.types.is_datetime64_any_dtype(cells):
        moments = pd.to_datetime(cells, utc=True)
    elif plan.compact_date:
        text = cells.map(_cell_text)
        moments = pd.to_datetime(text, format="%Y%m%d", errors="coerce", utc=True)
    else:
        text = cells.map(_cell_text)
        moments = pd.to_datetime(text, format="ISO8601", errors="coerce", utc=True)
        rest = moments.isna() & text.str.match(_DATE_SHAPE).fillna(False).astype(bool)
        if rest.any():
            mixed = pd.to_datetime(text[rest], format="mixed", dayfirst=plan.day_first, errors="coerce", utc=True)
            moments = moments.astype("datetime64[us, UTC]")
            moments[rest] = mixed.astype("datetime64[us, UTC]")
    since = (moments - pd.Timestamp("1970-01-01", tz="UTC")) / pd.Timedelta(days=1)
    return since.to_numpy(dtype=float, na_value=np.nan)


def plan_column(values: pd.Series, *, missing_words: tuple[str, ...] = ()) -> ColumnPlan:
    """Decide how to read one column.

    Parameters
    ----------
    values
        The raw cells, shape (n_rows,); text, numbers, dates or a mixture.
    missing_words
        Values the user says mean "missing" in this table, e.g. ("Select",).

    Examples
    --------
    >>> plan_column(pd.Series(["$1,200", "$80.50", "$15"] * 9, name="Deal size")).kind.value
    'number'
    >>> plan_column(pd.Series(["Select", "Mumbai", "Pune"] * 9, name="City")).defaults
    ('Select',)
    """
    name = str(values.name)
    if pd.api.types.is_datetime64_any_dtype(values):
        return ColumnPlan(name, Kind.DATE if values.notna().any() else Kind.EMPTY, "dates, as the file says")
    text = read_text(values)
    known = text.dropna()
    if len(known) == 0:
        return ColumnPlan(name, Kind.EMPTY, "no value anywhere")
    levels = known.unique()
    if len(levels) == 1 and not text.isna().any():
        return ColumnPlan(name, Kind.CONSTANT, f"every row holds {levels[0]!r}")
    told = {word.lower() for word in missing_words}
    defaults = tuple(sorted(level for level in levels if level.lower() in told or _is_default(level)))
    real = known[~known.isin(defaults)] if defaults else known
    if len(real) == 0:
        return ColumnPlan(name, Kind.CONSTANT, f"only form defaults: {', '.join(defaults)}")
    found = _plan_dates(name, real) or _plan_numbers(name, real, defaults) or _plan_words(name, real, defaults)
    if not defaults or not found.is_used:
        return found
    sure = 1.0 if all(level.lower() in told for level in defaults) else 0.95
    told_apart = f"{', '.join(map(repr, defaults))} read as a form left at its default (confidence {sure:.2f})"
    return replace(found, why=f"{found.why}; {told_apart}", confidence=min(found.confidence, sure))


def _is_default(level: str) -> bool:
    return bool(_DEFAULT_CHOICE.match(level) or _NONE_CHOICE.match(level))


def _sample(values: pd.Series) -> pd.Series:
    distinct = values.drop_duplicates().sort_values()
    return distinct.iloc[np.linspace(0, len(distinct) - 1, min(_SAMPLE, len(distinct))).astype(int)]


def _plan_dates(name: str, known: pd.Series) -> ColumnPlan | None:
    sample = _sample(known)
    if sample.str.fullmatch(r"(19|20)\d{6}").all() and _DATE_NAME.search(name):
        plan = ColumnPlan(name, Kind.DATE, "dates written as YYYYMMDD", compact_date=True)
        return plan if np.isfinite(_days(sample, plan)).mean() > 0.95 else None
    if sample.str.match(_DATE_SHAPE).mean() < 0.9 or sample.str.fullmatch(r"\d+([.]\d+)?").mean() > 0.5:
        return None
    parts = sample.str.extract(_PLAIN_DATE).astype(float)
    first, second = bool((parts[0] > 12).any()), bool((parts[1] > 12).any())
    plan = ColumnPlan(name, Kind.DATE, "dates", day_first=first and not second)
    share = float(np.isfinite(_days(sample, plan)).mean())
    if share < 0.9:
        return None
    unclear = bool(parts[0].notna().any()) and not first and not second
    why = "dates; day and month could not be told apart, month read first" if unclear else "dates"
    return ColumnPlan(name, Kind.DATE, why, 0.6 if unclear else share, day_first=plan.day_first)


def _plan_numbers(name: str, known: pd.Series, defaults: tuple[str, ...]) -> ColumnPlan | None:
    sample = _sample(known)
    comma = _has_decimal_comma(sample)
    plan = ColumnPlan(name, Kind.NUMBER, "numbers", decimal_comma=comma, defaults=defaults)
    share = float(np.isfinite(read_numbers(sample, plan)).mean())
    if share < 0.9:
        return None
    numbers = read_numbers(known, plan)
    finite = numbers[np.isfinite(numbers)]
    whole = bool(np.all(finite == np.round(finite)))
    distinct_share = len(np.unique(finite)) / max(1, len(finite))
    words = re.sub(r"([a-z])([A-Z])", r"\1 \2", name)
    if whole and len(finite) >= 10 and distinct_share > 0.97 and (_ID_NAME.search(words) or _is_counter(finite)):
        return ColumnPlan(name, Kind.IDENTIFIER, "a number of its own for each row")
    why = "numbers" + (" with decimal commas" if comma else "")
    return ColumnPlan(name, Kind.NUMBER, why, share, defaults, decimal_comma=comma)


def _is_counter(numbers: np.ndarray) -> bool:
    return len(numbers) >= 20 and len(np.unique(numbers)) == len(numbers) and np.ptp(numbers) <= 1.02 * len(numbers)


def _plan_words(name: str, known: pd.Series, defaults: tuple[str, ...]) -> ColumnPlan:
    distinct = known.drop_duplicates()
    distinct_share = len(distinct) / len(known)
    sample = _sample(known)
    words = float(sample.str.count(r"\S+").mean())
    length = float(sample.str.len().mean())
    if (words >= 4 or length >= 40) and words >= 2.5 and distinct_share > 0.2 and len(distinct) > 8:
        return ColumnPlan(name, Kind.TEXT, f"free text of about {words:.0f} words", 0.9, defaults)
    if len(known) >= 10 and distinct_share > 0.9:
        return ColumnPlan(name, Kind.IDENTIFIER, "a value of its own for almost every row")
    return ColumnPlan(name, Kind.CATEGORY, f"{len(distinct)} levels", 1.0, defaults)
