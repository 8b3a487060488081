"""How the probability from which a column counts as a field was chosen: the share right at several of them."""

from benchmarks.column_recognition.renamings import FITTED_WAYS, renamed_tables
from tandem.prospecting.column_recognition import recognition
from tandem.prospecting.column_recognition.recognition import recognise_as

__all__ = ["THRESHOLDS", "share_right"]

THRESHOLDS = (0.2, 0.3, 0.35, 0.43, 0.5, 0.6, 0.7)


def share_right(n_per_way: int = 3) -> tuple[int, dict[float, float]]:
    """Return the number of columns judged and, by threshold, the share right; the tables are given, not recognised.

    Parameters
    ----------
    n_per_way
        Tables for each way of renaming the weights were fitted on; the tables themselves were not.
    """
    tables = renamed_tables(n_per_way, FITTED_WAYS, seed=2)
    usual, shares, n = recognition.ENOUGH, {}, 0
    try:
        for threshold in THRESHOLDS:
            recognition.ENOUGH = threshold
            hits = [
                column.field == one.truth[column.header]
                for one in tables
                for column in recognise_as(one.sample, one.table).columns
            ]
            shares[threshold], n = sum(hits) / len(hits), len(hits)
    finally:
        recognition.ENOUGH = usual
    return n, shares
