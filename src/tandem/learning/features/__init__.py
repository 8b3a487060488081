"""Features from any table: what each column holds, typed rows, and the two designs that models learn from."""

from tandem.learning.features.design import LinearDesign
from tandem.learning.features.encoding import LevelRates, fit_level_rates, out_of_fold_rates
from tandem.learning.features.outcome import Outcomes, read_outcomes
from tandem.learning.features.reading import ColumnPlan, Kind, plan_column, read_text
from tandem.learning.features.rows import TableReader, TypedRows, require_columns
from tandem.learning.features.text import TextScore, fit_text_score, out_of_fold_text_score

__all__ = [
    "ColumnPlan",
    "Kind",
    "LevelRates",
    "LinearDesign",
    "Outcomes",
    "TableReader",
    "TextScore",
    "TypedRows",
    "fit_level_rates",
    "fit_text_score",
    "out_of_fold_rates",
    "out_of_fold_text_score",
    "plan_column",
    "read_outcomes",
    "read_text",
    "require_columns",
]
