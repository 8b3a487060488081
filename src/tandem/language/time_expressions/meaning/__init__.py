"""What rules can mean: the operations that a language's rules call by name. They know no language."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from tandem.language.time_expressions.meaning.clocks import CLOCKS
from tandem.language.time_expressions.meaning.dates import DATES
from tandem.language.time_expressions.meaning.fiscal import FISCAL
from tandem.language.time_expressions.meaning.numbers import NUMBERS
from tandem.language.time_expressions.meaning.periods import PERIODS
from tandem.language.time_expressions.meaning.ranges import RANGES
from tandem.language.time_expressions.meaning.recurrences import RECURRENCES
from tandem.language.time_expressions.meaning.shifts import SHIFTS

__all__ = ["OPERATIONS"]

OPERATIONS: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {**NUMBERS, **DATES, **CLOCKS, **PERIODS, **FISCAL, **SHIFTS, **RANGES, **RECURRENCES}
)
