"""What a column's values say about what it holds, whatever its header says."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tandem.tables.dialects import is_known_stage, stage_outcome, touchpoint_kind
from tandem.tables.schema import ColumnType
from tandem.tables.values import (
    SALESFORCE_PREFIXES,
    Reading,
    country_code,
    currency_code,
    is_salesforce_id,
    normal_email,
    normal_phone,
    parse_flag,
    parse_number,
)

__all__ = ["TELLING", "ValueEvidence", "fit_of_type", "look_at", "only_ones"]

# Types whose values give them away whatever the header says.
TELLING = (ColumnType.EMAIL, ColumnType.URL, ColumnType.COUNTRY, ColumnType.CURRENCY)

_DATE = re.compile(
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}([T ].*)?|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}([ ,].*)?"
    r"|\d{1,2}[. -]\w{3,9}[. -]\d{4}.*|\w{3,9} \d{1,2}, \d{4}.*"
)
_TIME = re.compile(r"\d{1,2}:\d{2}")
_URL = re.compile(
    r"(https?://\S+|(www\.)?[\w-]+(\.[\w-]+)*\.(com|net|org|io|de|fr|es|it|nl|co|uk|eu|ch|at|example|test|info|biz)(/\S*)?)",
    re.IGNORECASE,
)
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_PHONE_SHAPE = re.compile(r"\+?[\d\s().\-/]{7,20}(\s?(x|ext\.?)\s?\d{1,6})?")
_AT_MOST = 300


@dataclass(frozen=True)
class ValueEvidence:
    """Shares of a column's non-empty sampled cells that are of a kind, each in [0, 1].

    Attributes:
        n: non-empty cells looked at.
        filled: share of the sampled cells that are not empty.
        distinct: different cells over non-empty cells.
        n_distinct: how many different cells there are.
        length: mean number of characters.
        words: mean number of words.
        shares: (kind, share) for each kind that is looked for, such as "email" or "date".
        prefix_table: the table that the record ids' prefix names; empty if none.
        sample: a few different values, for people to look at.
    """

    n: int
    filled: float
    distinct: float
    n_distinct: int
    length: float
    words: float
    shares: tuple[tuple[str, float], ...]
    prefix_table: str
    sample: tuple[str, ...]

    def share(self, kind: str) -> float:
        """Return one share by name."""
        return dict(self.shares)[kind]


def _is_number(cell: str) -> bool:
    return any(parse_number(cell, Reading(decimal=sign)) is not None for sign in ".,")


def _is_whole(cell: str) -> bool:
    return re.fullmatch(r"-?\d{1,18}(\.0+)?", cell) is not None


def _up_to_100(cell: str) -> bool:
    number = parse_number(cell, Reading())
    return number is not None and 0 <= number <= 100


_LOOKS: dict[str, Callable[[str], bool]] = {
    "email": lambda cell: "@" in cell and bool(normal_email(cell)),
    "phone": lambda cell: (
        _PHONE_SHAPE.fullmatch(cell) is not None
        and sum(map(str.isdigit, cell)) >= 7
        and not _DATE.fullmatch(cell)
        and (
            bool(re.search(r"[\s()+\-/]", cell))
            and bool(normal_phone(cell, "US") or normal_phone(cell, "DE") or len(cell) >= 9)
        )
    ),
    "url": lambda cell: "@" not in cell and _URL.fullmatch(cell) is not None,
    "country": lambda cell: parse_flag(cell) is None and bool(country_code(cell)),
    "currency": lambda cell: bool(currency_code(cell)),
    "money": lambda cell: bool(re.search(r"[$€£¥]|^[A-Z]{3} ?\d|\d ?[A-Z]{3}$", cell)) and _is_number(cell),
    "flag": lambda cell: parse_flag(cell) is not None,
    "date": lambda cell: _DATE.fullmatch(cell) is not None,
    "time": lambda cell: _TIME.search(cell) is not None,
    "number": _is_number,
    "whole": _is_whole,
    "percent": lambda cell: cell.endswith("%"),
    "uuid": lambda cell: _UUID.fullmatch(cell) is not None,
    "record_id": is_salesforce_id,
    "stage": is_known_stage,
    "outcome": lambda cell: stage_outcome(cell) is not None,
    "kind": lambda cell: touchpoint_kind(cell) is not None,
    "person": lambda cell: re.fullmatch(r"[^\W\d_][\w'’.-]*( [^\W\d_][\w'’.-]*){1,3}", cell) is not None,
    "between_0_and_100": _up_to_100,
}


def look_at(cells: Sequence[str]) -> ValueEvidence:
    """Return what a sample of cells says; up to 300 different ones are looked at closely.

    Examples
    --------
    >>> seen = look_at(["ann@example.com", "bob@example.org", ""])
    >>> seen.share("email"), round(seen.filled, 2)
    (1.0, 0.67)
    """
    filled = [cell.strip() for cell in cells if cell and cell.strip()]
    unique = list(dict.fromkeys(filled))
    close = unique[:_AT_MOST]
    n = len(close)
    shares = tuple((kind, sum(map(looks, close)) / n if n else 0.0) for kind, looks in _LOOKS.items())
    prefixes = {SALESFORCE_PREFIXES.get(cell[:3], "") for cell in close if is_salesforce_id(cell)}
    return ValueEvidence(
        n=len(filled),
        filled=len(filled) / max(len(cells), 1),
        distinct=len(unique) / max(len(filled), 1),
        n_distinct=len(unique),
        length=sum(map(len, close)) / max(n, 1),
        words=sum(len(cell.split()) for cell in close) / max(n, 1),
        shares=shares,
        prefix_table=prefixes.pop() if len(prefixes) == 1 else "",
        sample=tuple(cell[:80] for cell in unique[:5]),
    )


def fit_of_type(seen: ValueEvidence, kind: ColumnType) -> float:
    """Return how well values fit a column type, in [-1, 1]: -1 they cannot be it, 0 they say nothing, 1 they are it.

    Examples
    --------
    >>> fit_of_type(look_at(["2024-03-01", "2024-04-01"]), ColumnType.DATE)
    1.0
    >>> fit_of_type(look_at(["red"]), ColumnType.DATE)
    -1.0
    """
    if seen.n == 0:
        return 0.0
    share = dict(seen.shares)
    proof = {
        ColumnType.EMAIL: share["email"],
        ColumnType.PHONE: share["phone"],
        ColumnType.URL: share["url"],
        ColumnType.COUNTRY: share["country"],
        ColumnType.CURRENCY: share["currency"],
        ColumnType.FLAG: share["flag"] if seen.n_distinct <= 3 else 0.0,
        ColumnType.DATE: share["date"],
        ColumnType.MOMENT: share["date"],
    }
    if kind in proof:
        # Half of the cells being of the kind is no evidence either way.
        return max(-1.0, min(1.0, 2.2 * proof[kind] - 1.0))
    if kind in (ColumnType.INTEGER, ColumnType.NUMBER, ColumnType.AMOUNT, ColumnType.SHARE):
        numeric = share["number"] if kind is not ColumnType.INTEGER else min(share["number"], share["whole"] + 0.1)
        if kind is ColumnType.SHARE:
            numeric = min(numeric, share["between_0_and_100"])
        return max(-1.0, min(0.6, 1.6 * numeric - 1.0))
    return _fit_of_words(seen, share, kind)


def _fit_of_words(seen: ValueEvidence, share: dict[str, float], kind: ColumnType) -> float:
    strange = max(share["email"], share["date"], share["url"])
    if kind is ColumnType.CATEGORY:
        few = 0.4 if seen.n_distinct <= max(20, 0.2 * seen.n) else -0.4
        return (
            -strange
            if strange > 0.5
            else few - 0.4 * share["number"] - (0.4 if seen.n_distinct <= 2 and share["flag"] > 0.9 else 0)
        )
    if kind is ColumnType.LONG_TEXT:
        return 0.6 if seen.words > 6 else -0.3 - 0.5 * share["number"]
    if kind is ColumnType.REFERENCE:
        return -strange if strange > 0.5 else 0.1 - 0.5 * share["flag"] * (seen.n_distinct <= 2)
    return -strange if strange > 0.5 else 0.1 - 0.3 * share["number"]


def only_ones(columns: Sequence[ValueEvidence]) -> list[frozenset[ColumnType]]:
    """Return for each column the telling types that it alone in its table is of."""
    kinds = [frozenset(kind for kind in TELLING if fit_of_type(seen, kind) > 0.8) for seen in columns]
    return [frozenset(kind for kind in own if sum(kind in others for others in kinds) == 1) for own in kinds]
