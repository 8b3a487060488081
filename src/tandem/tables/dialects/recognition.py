"""Which system and object a file comes from, by its name and headers, and where each of its columns belongs."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from tandem.tables.dialects.hubspot import HUBSPOT
from tandem.tables.dialects.open_source_crms import OPEN_SOURCE_CRMS
from tandem.tables.dialects.salesforce import SALESFORCE
from tandem.tables.dialects.shapes import FieldSpelling, ObjectShape, Spelling, fold, snake
from tandem.tables.schema import TABLES

__all__ = ["OBJECTS", "TableMatch", "match_table", "object_shape", "spelling_of"]


def _own_shapes() -> tuple[ObjectShape, ...]:
    """Tandem's own tables are a dialect too: its exports come back as they went out."""
    return tuple(
        ObjectShape(
            "generic",
            one.name,
            one.name,
            (fold(one.name), fold(one.name.rstrip("s"))),
            tuple(FieldSpelling(column.name, (column.label,), column.name) for column in one.columns),
        )
        for one in TABLES.values()
    )


OBJECTS: tuple[ObjectShape, ...] = (*SALESFORCE, *HUBSPOT, *OPEN_SOURCE_CRMS, *_own_shapes())


@dataclass(frozen=True)
class TableMatch:
    """A file recognised as an object of a known system.

    Attributes:
        shape: the object.
        spelling: which of the system's spellings most headers have.
        fields: for each header the field it spells, or `None`.
        known_share: share of the headers that the object knows, in [0, 1].
        name_matches: whether the file's name is one the object's files bear.
    """

    shape: ObjectShape
    spelling: Spelling
    fields: tuple[FieldSpelling | None, ...]
    known_share: float
    name_matches: bool


def object_shape(system: str, name: str) -> ObjectShape:
    """Return one object by system and name; `KeyError` if there is none."""
    for one in OBJECTS:
        if (one.system, one.name) == (system, name):
            return one
    raise KeyError((system, name))


@cache
def _rarity() -> dict[str, float]:
    """Return how much a folded header says about its object: headers that all objects have say little."""
    counts = Counter(header for one in OBJECTS for header in one.by_folded)
    return {header: math.log(1 + len(OBJECTS) / count) for header, count in counts.items()}


def match_table(name: str, headers: Sequence[str]) -> TableMatch | None:
    """Return the object that a file most likely comes from, or `None` if no known system writes such a file.

    The headers an object knows are weighed by how rare they are among all objects, less what it does not know; a file
    name the object's files bear adds to it. At least two headers and 45% of them (60% without the name) must be known.

    Parameters
    ----------
    name
        The file's stem or the sheet's title.
    headers
        As written.

    Examples
    --------
    >>> found = match_table("Lead", ["ID", "ISCONVERTED", "LASTNAME", "COMPANY", "BUDGET__C"])
    >>> found.shape.system, found.shape.table, str(found.spelling)
    ('salesforce', 'leads', 'upper')
    """
    folded = [fold(header) for header in headers if header.strip()]
    if not folded:
        return None
    best: tuple[float, TableMatch] | None = None
    for one in OBJECTS:
        found = tuple(one.find(header) for header in headers)
        # A custom field says which system wrote the file, and nothing about the object.
        n_custom = sum(header.endswith(("__c", "__C", "_c")) for header in headers) if one.system == "salesforce" else 0
        n_known = sum(field is not None for field in found)
        share = n_known / max(len(folded) - n_custom, 1)
        bears = fold(name) in one.file_names or any(fold(name) == f"{one.system}{file}" for file in one.file_names)
        if n_known < 2 or share < (0.45 if bears else 0.6) or (n_known == 2 and not bears and share < 1):
            continue
        weight = sum(_rarity().get(fold(h), 1.0) for h, field in zip(headers, found, strict=True) if field is not None)
        exact = sum(_exactly(header, field) for header, field in zip(headers, found, strict=True) if field is not None)
        mapped = sum(field is not None and bool(field.column) for field in found)
        score = weight * share + 3.0 * bears + 0.4 * exact + 0.1 * mapped
        if best is None or score > best[0]:
            best = (score, TableMatch(one, spelling_of(headers, one), found, min(share, 1.0), bears))
    return best[1] if best else None


def _exactly(header: str, field: FieldSpelling) -> bool:
    return (
        header in (field.api, *field.labels, snake(field.api), f"property_{field.api}") or header == field.api.upper()
    )


def spelling_of(headers: Sequence[str], shape: ObjectShape) -> Spelling:
    """Return which of an object's spellings most of the headers have."""
    votes: Counter[Spelling] = Counter()
    for header in headers:
        field = shape.find(header)
        if field is None:
            continue
        forms = {
            Spelling.API: (field.api,),
            Spelling.SNAKE: (snake(field.api),),
            Spelling.LABEL: field.labels,
            Spelling.UPPER: (field.api.upper(),),
        }
        votes.update(spelling for spelling, written in forms.items() if header in written)
    return votes.most_common(1)[0][0] if votes else Spelling.API
