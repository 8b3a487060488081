"""Time expressions: found in a text, resolved against the moment of speaking, a zone and an account's dates."""

from tandem.language.time_expressions.expression import Choice, Grain, Kind, TimeExpression
from tandem.language.time_expressions.reading import read_times
from tandem.language.time_expressions.setting import Conventions
from tandem.language.time_expressions.table import TimeReading

__all__ = ["Choice", "Conventions", "Grain", "Kind", "TimeExpression", "TimeReading", "read_times"]
