"""Text classifiers over words and sentence vectors: few-shot to full data, calibrated, abstaining, learning at once."""

from tandem.language.heads.blending import Goal
from tandem.language.heads.context import Context, Earlier
from tandem.language.heads.fitting import fit_head
from tandem.language.heads.head import Head, Prediction
from tandem.language.heads.storage import read_head, write_head
from tandem.language.heads.thresholds import Costs, Step, guaranteed_threshold, n_for_guarantee

__all__ = [
    "Context",
    "Costs",
    "Earlier",
    "Goal",
    "Head",
    "Prediction",
    "Step",
    "fit_head",
    "guaranteed_threshold",
    "n_for_guarantee",
    "read_head",
    "write_head",
]
