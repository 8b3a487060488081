"""How sure it is that a column is a field: evidence of name and values, weighed as fitted on renamed known tables."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from tandem.kernel.suggestion import Estimate
from tandem.prospecting.column_recognition.evidence import TELLING, ValueEvidence, fit_of_type
from tandem.prospecting.column_recognition.fields import name_likeness, spelling_likeness
from tandem.prospecting.column_recognition.weights import BINS, CALIBRATION, WEIGHTS
from tandem.prospecting.column_recognition.words import header_words
from tandem.tables.schema import TABLES, Column, ColumnType

__all__ = ["FEATURES", "Features", "calibrated", "candidates", "confidence", "estimate", "features"]

FEATURES = (
    "constant", "name", "name_exact", "name_weak", "values_fit", "values_misfit", "certain_kind",
    "only_one", "id_like", "stage_like",
    "points_there", "money_like", "date_with_time", "spelled",
)  # fmt: skip


@dataclass(frozen=True)
class Features:
    """The evidence for one column being one field, in the order of `FEATURES`."""

    values: tuple[float, ...]

    def named(self) -> dict[str, float]:
        """Return the figures by name."""
        return dict(zip(FEATURES, self.values, strict=True))


def features(
    header: str,
    seen: ValueEvidence,
    table: str,
    column: Column,
    *,
    alone: frozenset[ColumnType] = frozenset(),
    points_to: Mapping[str, float] | None = None,
) -> Features:
    """Return the evidence for a column being a field.

    Parameters
    ----------
    header
        As written.
    seen
        What its values say.
    table, column
        The field.
    alone
        The telling types that no other column of the table is of.
    points_to
        For each of Tandem's tables, the share of the values that are ids in a recognised file of it.
    """
    name = max(name_likeness(header, table, column.name), spelling_likeness(header, table, column.name))
    fit = fit_of_type(seen, column.type)
    share = dict(seen.shares)
    id_like = _id_like(header, seen) if column.name == "external_id" else 0.0
    stage = 0.0
    if column.name == "deal_stage":
        stage = max(share["stage"], share["outcome"]) if seen.n_distinct >= 2 else 0.0
    elif column.name == "kind" and table == "touchpoints":
        stage = share["kind"]
    points = 0.0
    if column.refers_to:
        points = max((points_to or {}).get(column.refers_to, 0.0), float(seen.prefix_table == column.refers_to))
    money = share["money"] if column.type is ColumnType.AMOUNT else 0.0
    timed = (
        share["time"]
        * share["date"]
        * (1 if column.type is ColumnType.MOMENT else -1 if column.type is ColumnType.DATE else 0)
    )
    return Features(
        (
            1.0, name, float(name >= 0.999), float(name < 0.45), max(fit, 0.0), max(-fit, 0.0),
            float(column.type in TELLING and fit > 0.8),
            float(column.type in alone), id_like, stage, points, money, timed,
            float(spelling_likeness(header, table, column.name, own=True) == 1.0),
        )
    )  # fmt: skip


def _id_like(header: str, seen: ValueEvidence) -> float:
    """How much a column looks like the record's own id, in [-1, 1]."""
    if seen.n == 0:
        return 0.0
    if seen.distinct < 0.98:
        return -1.0
    shaped = max(seen.share("uuid"), seen.share("record_id"))
    named = 0.5 if "id" in header_words(header) else 0.0
    return min(1.0, shaped * 0.6 + named + (0.1 if seen.words <= 1.01 else -0.5))


def confidence(found: Features) -> float:
    """Return the probability that the column is the field, in (0, 1)."""
    odds = sum(WEIGHTS[name] * value for name, value in zip(FEATURES, found.values, strict=True))
    return 1.0 / (1.0 + math.exp(-max(min(odds, 30.0), -30.0)))


def calibrated(probability: float, *, custom: bool) -> float:
    """Return a probability as often right as it says, from one that only ranks.

    The log odds are scaled and shifted as fitted on renamed tables, apart for fields and for columns that stay custom.

    References
    ----------
    Platt (1999), Probabilistic outputs for support vector machines.

    Examples
    --------
    >>> calibrated(0.6, custom=False) < calibrated(0.9, custom=False)
    True
    """
    slope, shift = CALIBRATION["custom" if custom else "field"]
    inside = min(max(probability, 1e-4), 1 - 1e-4)
    return 1.0 / (1.0 + math.exp(-(slope * math.log(inside / (1 - inside)) + shift)))


def estimate(probability: float, *, exact: bool = False) -> Estimate:
    """Return a probability with the interval that held-out columns of like confidence fell into.

    Parameters
    ----------
    probability
        Calibrated, in [0, 1].
    exact
        Whether a known system spells the column so; such a match is taken as nearly certain.
    """
    if exact:
        return Estimate(0.99, 0.97, 1.0, 0.8, 0)
    from scipy.special import betaincinv

    right, n = next((hits, n) for upper, hits, n in BINS if probability <= upper)
    # The bin's own frequency, drawn towards the stated probability with the weight of ten columns.
    a, b = right + 10 * probability + 0.5, n - right + 10 * (1 - probability) + 0.5
    low, high = (float(betaincinv(a, b, share)) for share in (0.1, 0.9))
    return Estimate(probability, min(low, probability), max(high, probability), 0.8, n)


def candidates(table: str) -> tuple[Column, ...]:
    """Return the columns of a table that a file may fill; what Tandem itself sets is not among them."""
    return tuple(
        one for one in TABLES[table].columns if one.name not in ("source_system", "recorded_at", "human_probability")
    )
