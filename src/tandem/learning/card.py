"""Model cards: everything a person should know of a fitted model, and what changed from one version to the next."""

import dataclasses
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tandem.learning.leakage import Leak

__all__ = ["CardDifference", "ColumnNote", "ModelCard", "Reranked", "Segment", "compare", "rerank"]


@dataclass(frozen=True)
class ColumnNote:
    """What became of one column.

    Attributes:
        name: the header.
        used: whether the model reads it.
        kind: number, date, category, text, identifier, constant, empty.
        why: how it is read, or why it is left out.
        missing_share: share of empty cells in training.
    """

    name: str
    used: bool
    kind: str
    why: str
    missing_share: float


@dataclass(frozen=True)
class Segment:
    """A part of the rows on which the model does worse than a coin or than its base rate.

    Attributes:
        column, value: what makes the segment.
        n: held-out rows in it.
        log_loss: of the model there.
        base_log_loss: of the base rate there.
        auc: of the model there; below 0.5 is worse than a coin.
    """

    column: str
    value: str
    n: int
    log_loss: float
    base_log_loss: float
    auc: float


@dataclass(frozen=True)
class ModelCard:
    """The card of one fitted model. Every figure about quality is on rows the model had not seen.

    Attributes:
        function, function_version: catalogue name and version of the code.
        verdict: "model", "rule" (does not beat its baselines), "no signal found", "too few outcomes to judge",
            "one outcome only" or "prior alone".
        summary: the verdict in one or two sentences.
        target, positive, outcome_note: the outcome column and how it was read.
        n, n_positive, n_unknown: known outcomes, events among them, rows without outcome left out.
        time, window: column that dates the rows, first and last day; "" where there is none.
        validation: how rows were held out, in words.
        columns: what became of each column.
        leaks: columns that are out or suspect, with the evidence.
        measures: (who, measure, value) on held-out rows.
        calibration: (rows, mean probability, share that happened) by tenths, held out.
        weak_segments: where the model is worse than a coin or the base rate.
        interval_level: how often intervals are meant to hold the truth.
        seed: of every random choice.
        versions: (package, version) pairs.
        parameters: (name, value) pairs.
    """

    function: str
    function_version: str
    verdict: str
    summary: str
    target: str
    positive: str
    outcome_note: str
    n: int
    n_positive: int
    n_unknown: int
    time: str
    window: tuple[str, str]
    validation: str
    columns: tuple[ColumnNote, ...]
    leaks: tuple[Leak, ...]
    measures: tuple[tuple[str, str, float], ...]
    calibration: tuple[tuple[int, float, float], ...]
    weak_segments: tuple[Segment, ...]
    interval_level: float
    seed: int
    versions: tuple[tuple[str, str], ...]
    parameters: tuple[tuple[str, str], ...]

    @property
    def model_version(self) -> str:
        """Twelve characters that change whenever anything on the card does."""
        return hashlib.sha256(json.dumps(self.to_dict(), sort_keys=True).encode()).hexdigest()[:12]

    def value(self, who: str, measure: str) -> float:
        """Return one figure, NaN where it was not measured."""
        return next((value for row_who, row, value in self.measures if (row_who, row) == (who, measure)), float("nan"))

    def to_dict(self) -> dict[str, Any]:
        """Return plain values, ready for JSON; figures that do not exist are `None`."""
        plain = dataclasses.asdict(self)
        plain["leaks"] = [leak.to_dict() for leak in self.leaks]
        return _without_nan(plain)  # type: ignore[no-any-return]

    @classmethod
    def from_dict(cls, plain: dict[str, Any]) -> "ModelCard":
        """Undo :meth:`to_dict`."""
        parts = {
            "columns": tuple(ColumnNote(**one) for one in plain["columns"]),
            "leaks": tuple(Leak.from_dict(one) for one in plain["leaks"]),
            "weak_segments": tuple(Segment(**{**one, "auc": _number(one["auc"])}) for one in plain["weak_segments"]),
            "measures": tuple((who, name, _number(value)) for who, name, value in plain["measures"]),
        }
        for name in ("calibration", "versions", "parameters"):
            parts[name] = tuple(tuple(one) for one in plain[name])
        return cls(**{**plain, **parts, "window": tuple(plain["window"])})


def _without_nan(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_nan(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_without_nan(one) for one in value]
    if isinstance(value, float):
        return None if not np.isfinite(value) else round(value, 6)
    return value


def _number(value: float | None) -> float:
    return float("nan") if value is None else value


@dataclass(frozen=True)
class CardDifference:
    """What changed from one model to the next.

    Attributes:
        columns_added, columns_dropped: that the newer one reads, or no longer reads.
        leaks_added, leaks_cleared: columns newly out, or out no more.
        n_more: known outcomes more (or fewer, if negative).
        measures: (measure, older value, newer value) of the model on its own held-out rows.
        verdicts: older and newer verdict.
    """

    columns_added: tuple[str, ...]
    columns_dropped: tuple[str, ...]
    leaks_added: tuple[str, ...]
    leaks_cleared: tuple[str, ...]
    n_more: int
    measures: tuple[tuple[str, float, float], ...]
    verdicts: tuple[str, str]


def compare(older: ModelCard, newer: ModelCard) -> CardDifference:
    """Return what changed from `older` to `newer`."""
    used = [{note.name for note in card.columns if note.used} for card in (older, newer)]
    out = [{leak.column for leak in card.leaks if leak.is_out} for card in (older, newer)]
    names = [name for who, name, _ in newer.measures if who == newer.function]
    return CardDifference(
        tuple(sorted(used[1] - used[0])),
        tuple(sorted(used[0] - used[1])),
        tuple(sorted(out[1] - out[0])),
        tuple(sorted(out[0] - out[1])),
        newer.n - older.n,
        tuple((name, older.value(older.function, name), newer.value(newer.function, name)) for name in names),
        (older.verdict, newer.verdict),
    )


@dataclass(frozen=True)
class Reranked:
    """How one row moved between two models.

    Attributes:
        row: its position.
        rank_before, rank_after: 1 the highest.
        probability_before, probability_after: in [0, 1].
    """

    row: int
    rank_before: int
    rank_after: int
    probability_before: float
    probability_after: float


def rerank(before: Sequence[float], after: Sequence[float]) -> tuple[Reranked, ...]:
    """Return every row whose rank moved, the furthest first.

    Parameters
    ----------
    before, after
        Probabilities of the same rows by the older and the newer model.

    Examples
    --------
    >>> [(one.row, one.rank_before, one.rank_after) for one in rerank([0.9, 0.5, 0.1], [0.2, 0.5, 0.1])]
    [(0, 1, 2), (1, 2, 1)]
    """
    from tandem.learning.ranking import ranks

    old, new = ranks(np.asarray(before)), ranks(np.asarray(after))
    moved = sorted(np.flatnonzero(old != new), key=lambda row: (-abs(int(new[row] - old[row])), row))
    return tuple(Reranked(k, int(old[k]), int(new[k]), float(before[k]), float(after[k])) for k in map(int, moved))
