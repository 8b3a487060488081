"""What weighing evidence was fitted to: written by ``python -m benchmarks.column_recognition.fit``, not by hand."""

__all__ = ["BINS", "CALIBRATION", "WEIGHTS"]

WEIGHTS = {
    "constant": -2.27,
    "name": 3.137,
    "name_exact": 0.123,
    "name_weak": -2.441,
    "values_fit": 0.447,
    "values_misfit": -5.363,
    "certain_kind": 2.606,
    "only_one": 2.412,
    "id_like": 7.447,
    "stage_like": 2.215,
    "points_there": 6.0,
    "money_like": 3.34,
    "date_with_time": 2.755,
    "spelled": 5.964,
}
# (slope, shift) of the log odds.
CALIBRATION = {"field": (0.576, 2.68), "custom": (0.915, -1.193)}
# (upper end of the confidence, right, judged) on renamings not fitted on.
BINS = (
    (0.1, 0, 0),
    (0.25, 1, 6),
    (0.5, 17, 56),
    (0.75, 175, 246),
    (0.9, 288, 356),
    (1.0, 1435, 1468),
)
