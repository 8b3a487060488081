"""Customers from one plain table: which column says how long each has been one, in which unit, and whether it left."""

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd

from tandem.followup.churn.parameters import ChurnParams
from tandem.kernel.errors import Fault, InputError
from tandem.learning.features import Kind, TableReader, read_outcomes, require_columns
from tandem.learning.hazards import Spells
from tandem.learning.leakage import Leak

__all__ = ["MONTH_DAYS", "Customers", "grows_with_tenure", "months_of", "read_customers", "spells_of"]

MONTH_DAYS = 30.4375
_TENURE = re.compile(
    r"tenure|lifetime|(months?|days|weeks|years) (as|on|with|since|active|customer)|customer (for|age)"
    r"|account (age|length|weeks|months|days)|survival time|^duration$",
    re.I,
)
_UNITS = (("day", 1.0 / MONTH_DAYS), ("week", 7.0 / MONTH_DAYS), ("year", 12.0))
_GROWS_FROM = 0.75
_LEAST_KNOWN = 0.9


@dataclass(frozen=True)
class Customers:
    """One plain table, read; arrays of shape (n_customers,).

    Attributes:
        churned: 1.0 left, 0.0 is still there, NaN unknown.
        positive, note: the value that counts as churned, and how that was decided.
        tenure_column: "" where it is not known how long customers have been there.
        months: tenure in months, NaN where unknown.
    """

    churned: np.ndarray
    positive: str
    note: str
    tenure_column: str
    months: np.ndarray

    @property
    def is_timed(self) -> bool:
        """Whether it is known how long customers have been there."""
        return bool(self.tenure_column)

    @property
    def known(self) -> np.ndarray:
        """Rows one can learn from."""
        usable = np.isfinite(self.churned)
        return np.flatnonzero(usable & np.isfinite(self.months) if self.is_timed else usable)


def read_customers(table: pd.DataFrame, *, target: str, id: str | None, parameters: ChurnParams) -> Customers:
    """Read who left, and after how long.

    Parameters
    ----------
    table
        Any columns; text as it comes from a file will do.
    target
        The outcome column: left or still there.
    id
        The column that names the customers.
    parameters
        May name the column of tenure and the value that counts as churned.

    Raises
    ------
    InputError
        A column is missing, the tenure named is no number, or it cannot be told which value means "left".
    """
    require_columns(table, [one for one in (target, id, parameters.tenure) if one], "it was named")
    outcomes = read_outcomes(table[target], positive=parameters.positive or None)
    names = [parameters.tenure] if parameters.tenure else [
        str(name) for name in table.columns if name not in (target, id) and _TENURE.search(_words(str(name)))
    ]  # fmt: skip
    for name in names:
        months = months_of(table, name)
        if len(table) and np.isfinite(months).mean() >= _LEAST_KNOWN and bool(np.nanmin(months) >= 0):
            return Customers(outcomes.happened, outcomes.positive, outcomes.note, name, months)
        if parameters.tenure and len(table):
            shown = ", ".join(repr(str(one)) for one in table[name].dropna().unique()[:3])
            raise InputError(Fault(name, "must hold numbers of 0 or more", shown))
    return Customers(outcomes.happened, outcomes.positive, outcomes.note, "", np.full(len(table), np.nan))


def _words(name: str) -> str:
    return re.sub(r"([a-z])([A-Z])", r"\1 \2", name).replace("_", " ")


def months_of(table: pd.DataFrame, name: str) -> np.ndarray:
    """Return a column of tenure in months; days, weeks or years are told by its name, months else."""
    months: np.ndarray = pd.to_numeric(table[name], errors="coerce").to_numpy(dtype=float)
    factor = next((one for word, one in _UNITS if word in _words(name).lower()), 1.0)
    return months * factor


def spells_of(customers: Customers) -> Spells:
    """Return the known customers' spells in months; without tenure each has one period.

    Tenure in whole months counts the month that is running: who left in month t was at risk in t months.
    """
    rows = customers.known
    cause = (customers.churned[rows] == 1.0).astype(int)
    if not customers.is_timed:
        return Spells(np.zeros(len(rows), dtype=int), np.ones(len(rows), dtype=int), cause)
    months = customers.months[rows]
    if np.all(months == np.round(months)):
        last = np.maximum(months.astype(int), cause)
        return Spells(np.zeros(len(rows), dtype=int), last, cause)
    return Spells.from_durations(months, cause, period=1.0)


def grows_with_tenure(table: pd.DataFrame, reader: TableReader, months: np.ndarray) -> tuple[Leak, ...]:
    """Return the numbers that pile up with tenure: they are known only at the end of what is to be foretold."""
    from scipy.stats import spearmanr

    found = []
    for plan in reader.plans:
        if plan.kind is not Kind.NUMBER:
            continue
        values = pd.to_numeric(table[plan.name], errors="coerce").to_numpy(dtype=float)
        both = np.isfinite(values) & np.isfinite(months)
        if both.sum() < 50 or len(np.unique(values[both])) < 10:
            continue
        link = float(spearmanr(values[both], months[both]).statistic)
        if abs(link) >= _GROWS_FROM:
            words = f"it grows with tenure (rank correlation {link:.2f}): what it will be is not known beforehand"
            found.append(Leak(plan.name, True, 3.0, (words,), float("nan")))
    return tuple(found)
