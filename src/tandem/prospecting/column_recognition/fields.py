"""Which words name which field: the vocabulary headers are compared with."""

import math
from collections import Counter
from functools import cache

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from tandem.prospecting.column_recognition.words import SUBJECT_WORDS, header_words, without_prefix
from tandem.tables.dialects import OBJECTS, fold
from tandem.tables.schema import TABLES

__all__ = ["field_names", "name_likeness", "spelling_likeness"]

# The share of letters that unrelated words may have in common, and the length from which one letter may be wrong.
_BY_CHANCE = 0.75
_SHORTEST = 3
# Further ways to name a field, in the concepts of `words`; "|" divides them.
_MORE = {
    "external_id": "id|record id|unique id",
    "owner_name": "owner|owner name|manager owner",
    "created_at": "created date|created|date|start date|entry date",
    "updated_at": "modified date|modified",
    "n_employees": "employees|n employees|company size|employees id",
    "annual_revenue": "revenue|annual revenue",
    "email_opt_out": "email optout|optout|not email|do not email|unsubscribed",
    "do_not_call": "do not call|not call|not phone",
    "source": "source|lead source|medium",
    "status": "status",
    "title": "title|title name",
    "company": "company|company name|account name|account",
    "account": "account|account name|company|company name|account id|company id|customer id",
    "deal_stage": "stage|status|status code|outcome|result|sales stage|stage name",
    "amount": "amount|close amount|total amount|revenue|price|total",
    "close_on": "close date|expected close|expected close date|close",
    "closed_at": "closed date|date closed",
    "is_won": "won|is won",
    "is_closed": "is closed|closed",
    "win_probability_stated": "probability|win probability",
    "lost_reason": "lost reason|reason",
    "is_converted": "converted|is converted|outcome",
    "converted_at": "converted date",
    "street": "street|street 1|street line",
    "postal_code": "postal code|postal",
    "state": "state",
    "parent": "parent|parent account|parent company",
    "list_price": "list price|price|amount price",
    "code": "code|product code|product id",
    "family": "family|category|group",
    "unit_price": "unit price|price",
    "discount_share": "discount",
    "quoted_on": "date|quoted date",
    "ordered_on": "order date|date",
    "starts_on": "start date|start",
    "ends_on": "end date|end",
    "cancelled_on": "cancelled date|cancelled",
    "amount_per_year": "annual amount|amount|annual revenue",
    "occurred_at": "date|start date|occurred date|when|start",
    "kind": "type|kind",
    "body": "body|description",
    "phone": "phone",
    "mobile_phone": "mobile|mobile phone",
    "name": "name",
    "is_active": "active",
    "duration_seconds": "duration",
    "contact": "contact|contact name|contact email",
}


@cache
def field_names(table: str, field: str) -> tuple[frozenset[str], ...]:
    """Return the sets of words that name a field: its own, those of every known system, and the further ones."""
    spellings = {*_spellings(table, field), *_MORE.get(field, "").split("|")}
    sets = {_meant(spelling, table) for spelling in spellings if spelling}
    return tuple(sorted(sets - {frozenset()}, key=sorted))


def _spellings(table: str, field: str) -> set[str]:
    """Return how we and every known system write a field."""
    column = TABLES[table].column(field)
    found = {column.name, column.label}
    for one in OBJECTS:
        for spelling in one.fields if one.table == table else ():
            if spelling.column == field:
                found.update((spelling.api, *spelling.labels))
    return found


@cache
def _folded(table: str, field: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return a field's own spellings and all of them, folded."""
    column = TABLES[table].column(field)
    return frozenset(map(fold, (column.name, column.label))), frozenset(map(fold, _spellings(table, field)))


@cache
def spelling_likeness(header: str, table: str, field: str, *, own: bool = False) -> float:
    """Return how alike a header is, letter by letter, to the likest spelling of a field, in [0, 1].

    Case, accents, separators and a technical prefix do not count. This is what finds misspelt headers: one letter
    wrong, missing, too many or swapped with its neighbour counts as 0.9; what two words share by chance counts as none.

    Parameters
    ----------
    header
        As written.
    table, field
        The field.
    own
        Whether to compare with Tandem's own name and label alone, not with the spellings of known systems.

    Examples
    --------
    >>> spelling_likeness("x_CLOSE-DATE", "opportunities", "close_on", own=True)
    1.0
    >>> spelling_likeness("Clsoe date", "opportunities", "close_on")
    0.9
    >>> spelling_likeness("Favourite colour", "opportunities", "close_on")
    0.0
    """
    spellings = _folded(table, field)[0 if own else 1]
    written = {fold(header), fold(without_prefix(header))} - {""}
    return max((_letters_alike(one, spelling) for one in written for spelling in spellings), default=0.0)


def _letters_alike(one: str, other: str) -> float:
    if one == other:
        return 1.0
    if min(len(one), len(other)) >= _SHORTEST and OSA.distance(one, other, score_cutoff=1) == 1:
        return 0.9
    return max(0.0, (fuzz.ratio(one, other) / 100 - _BY_CHANCE) / (1 - _BY_CHANCE))


def _meant(header: str, table: str) -> frozenset[str]:
    words = header_words(header)
    subject = SUBJECT_WORDS.get(table, ())
    # A column called like the table itself ("account" in a list of accounts) holds what its rows are called.
    return frozenset(word for word in words if word not in subject) or frozenset({"name"} if words else ())


@cache
def _weights() -> dict[str, float]:
    """Return how much a word says about which field is meant: rare ones more."""
    counts: Counter[str] = Counter()
    n_fields = 0
    for table in TABLES.values():
        for column in table.columns:
            n_fields += 1
            counts.update({word for words in field_names(table.name, column.name) for word in words})
    return {word: math.log(1 + n_fields / count) for word, count in counts.items()}


@cache
def name_likeness(header: str, table: str, field: str) -> float:
    """Return how alike a header and a field's names are, in [0, 1].

    Shared words over all words, each weighed by how rare it is; words that name the table itself do not count, and a
    misspelt word counts by how alike it is.

    Examples
    --------
    >>> name_likeness("Deal Cost", "opportunities", "amount")
    1.0
    >>> name_likeness("Favourite colour", "opportunities", "amount") < 0.3
    True
    """
    words = _meant(header, table)
    if not words:
        return 0.0
    return max(_overlap(words, names) for names in field_names(table, field))


def _overlap(words: frozenset[str], names: frozenset[str]) -> float:
    weights = _weights()
    heaviest = max(weights.values())
    shared = sum(weights.get(word, heaviest) for word in words & names)
    rest, unmet = words - names, set(names - words)
    total = shared + sum(weights.get(word, heaviest) for word in rest | unmet)
    for word in rest:
        if len(word) < 4 or not unmet:
            continue
        close = max(unmet, key=lambda name: fuzz.ratio(word, name))
        alike = fuzz.ratio(word, close) / 100
        if alike >= 0.8:
            gained = weights.get(close, heaviest)
            shared += alike * gained
            total -= weights.get(word, heaviest)
            unmet.discard(close)
    return min(shared / total, 1.0) if total else 0.0
