"""How each known system spells its objects, fields, values and histories: data, and the look-ups on them."""

from tandem.tables.dialects.history import History, HistoryRow, HistoryShape, detect_history
from tandem.tables.dialects.meanings import (
    is_known_stage,
    kind_word,
    stage_outcome,
    touchpoint_direction,
    touchpoint_kind,
)
from tandem.tables.dialects.recognition import OBJECTS, TableMatch, match_table, object_shape, spelling_of
from tandem.tables.dialects.shapes import FieldSpelling, ObjectShape, Spelling, fold, snake

__all__ = [
    "OBJECTS",
    "FieldSpelling",
    "History",
    "HistoryRow",
    "HistoryShape",
    "ObjectShape",
    "Spelling",
    "TableMatch",
    "detect_history",
    "fold",
    "is_known_stage",
    "kind_word",
    "match_table",
    "object_shape",
    "snake",
    "spelling_of",
    "stage_outcome",
    "touchpoint_direction",
    "touchpoint_kind",
]
