"""Stage and field history in every shape it is exported in, as one list of changes."""

from tandem.tables.dialects.history.detection import HistoryShape, detect_history
from tandem.tables.dialects.history.rows import History, HistoryRow

__all__ = ["History", "HistoryRow", "HistoryShape", "detect_history"]
