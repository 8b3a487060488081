"""Leakage found and named before training: columns that know the outcome because they were written after it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd

from tandem.learning.features import Kind, TableReader, read_text
from tandem.learning.leakage.signals import ColumnSignals, column_signals
from tandem.learning.leakage.vocabulary import name_evidence, value_evidence

__all__ = ["Leak", "find_leaks"]

_OUT_FROM = 3.0
_SUSPECT_FROM = 1.5
_N_FOR_FIGURES = 60
_MAX_ROWS = 30_000


@dataclass(frozen=True)
class Leak:
    """A column that seems to know the outcome from after the fact.

    Attributes:
        column: its name.
        is_out: whether it is kept out of the model; else it is merely suspect and stays in.
        points: weight of the evidence; 3 and more keeps it out.
        evidence: what speaks against it, strongest first, in words.
        power: AUC of the column alone, in [0.5, 1]; NaN where there are too few outcomes to tell.
        kept: it was kept in because the user said so.
    """

    column: str
    is_out: bool
    points: float
    evidence: tuple[str, ...]
    power: float
    kept: bool = False

    def to_dict(self) -> dict[str, Any]:
        """Return plain values, ready for JSON."""
        return {**asdict(self), "power": None if np.isnan(self.power) else round(self.power, 4)}

    @classmethod
    def from_dict(cls, plain: dict[str, Any]) -> "Leak":
        """Undo :meth:`to_dict`."""
        power = float("nan") if plain["power"] is None else plain["power"]
        return cls(**{**plain, "evidence": tuple(plain["evidence"]), "power": power})


def find_leaks(
    table: pd.DataFrame,
    happened: np.ndarray,
    reader: TableReader,
    *,
    target: str = "",
    keep: Sequence[str] = (),
    written_after: Sequence[str] = (),
    seed: int = 0,
) -> tuple[Leak, ...]:
    """Weigh the evidence against each column and return those that are suspect or out, heaviest first.

    No single hint but the strongest is enough: an honest column may be powerful, may be missing for telling reasons,
    may be called a status. It goes out when hints of different kinds agree: its name, its values, its power, the purity
    of its levels, what its gaps tell, and the company it keeps (columns filled in together with other leaks).

    Parameters
    ----------
    table
        Rows with a known outcome.
    happened
        Outcomes, 0.0 or 1.0, shape (n_rows,).
    reader
        How the table is read.
    target
        Name of the outcome column; a column named after it is suspect.
    keep
        Columns to keep in whatever is found.
    written_after
        Columns whose change history is known to run past the outcome; they are out on that alone.
    seed
        Of the sample and folds.
    """
    rows = _sample(len(happened), seed)
    table, happened = table.iloc[rows], happened[rows]
    measured = min(happened.sum(), len(happened) - happened.sum()) >= 10 and len(happened) >= _N_FOR_FIGURES
    signals = {
        name: column_signals(table[name], reader.plan(name), happened, seed) for name in reader.columns if measured
    }
    found: dict[str, list[tuple[float, str]]] = {}
    for name in reader.columns:
        hints = _word_hints(name, table[name], reader, target) + _figure_hints(name, signals)
        if name in written_after:
            hints.append((4.0, "its change history shows that it was written after the outcome"))
        found[name] = [hint for hint in hints if hint[0] > 0]
    _add_company(table, found)
    leaks = [
        _judge(name, hints, signals.get(name), name in keep) for name, hints in found.items() if name != reader.time
    ]
    return tuple(sorted((leak for leak in leaks if leak is not None), key=lambda leak: (-leak.points, leak.column)))


def _sample(n: int, seed: int) -> np.ndarray:
    if n <= _MAX_ROWS:
        return np.arange(n)
    return np.sort(np.random.default_rng(seed).permutation(n)[:_MAX_ROWS])


def _word_hints(name: str, values: pd.Series, reader: TableReader, target: str) -> list[tuple[float, str]]:
    hints = [name_evidence(name)]
    if target and len(target) > 3 and target.lower() != name.lower() and target.lower() in name.lower():
        hints.append((2.0, f"it is named after the outcome ({target!r})"))
    if reader.plan(name).kind is Kind.CATEGORY:
        counts = read_text(values).value_counts()
        hints.append(value_evidence(counts[~counts.index.isin(reader.plan(name).defaults)]))
    return hints


def _figure_hints(name: str, signals: dict[str, ColumnSignals]) -> list[tuple[float, str]]:
    if name not in signals:
        return []
    one = signals[name]
    rest = max([other.information for key, other in signals.items() if key != name], default=0.0)
    hints: list[tuple[float, str]] = []
    if one.power >= 0.97:
        hints.append((4.0, f"alone it tells the outcome almost perfectly (AUC {one.power:.3f})"))
    elif one.power >= 0.9:
        hints.append((2.0, f"alone it tells the outcome implausibly well (AUC {one.power:.3f})"))
    elif one.information > 0.2 and one.information > 1.5 * rest:
        hints.append((0.5, f"alone it tells far more than any other column (AUC {one.power:.3f})"))
    if one.pure_both_ways and one.pure_share > 0.1:
        hints.append(
            (1.0 + 2 * one.pure_share, f"{one.pure_share:.0%} of rows hold values that all but decide the outcome")
        )
    shares = f"{one.rate_present:.0%} events where filled, {one.rate_missing:.0%} where empty"
    if one.gap_tells:
        hints.append((4.0, f"filled in or left empty by the outcome: {shares}"))
    elif 0.02 < one.missing_share < 0.98 and max(one.rate_missing, 0.005) * 2.5 < one.rate_present:
        hints.append((0.5, f"filled in more often where the event came: {shares}"))
    return hints


def _add_company(table: pd.DataFrame, found: dict[str, list[tuple[float, str]]]) -> None:
    """Add what follows from company: columns empty in exactly the same rows were filled in by one act."""
    gaps: dict[bytes, list[str]] = {}
    for name in found:
        empty = read_text(table[name]).isna().to_numpy()
        if 0.1 * len(empty) < empty.sum() < 0.9 * len(empty):
            gaps.setdefault(np.packbits(empty).tobytes(), []).append(name)
    for names in gaps.values():
        scored = [name for name in names if sum(points for points, _ in found[name]) >= 1.0]
        if len(names) < 2 or len(scored) < 2:
            continue
        for name in scored:
            others = ", ".join(repr(other) for other in names if other != name)
            found[name].append((1.5, f"filled in by the same later act as {others}"))


def _judge(name: str, hints: list[tuple[float, str]], signals: ColumnSignals | None, keep: bool) -> Leak | None:
    hints = sorted(hints, reverse=True)
    points = sum(weight for weight, _ in hints)
    power = signals.power if signals is not None else float("nan")
    # A column that tells nothing can do no harm, whatever its name.
    if points < _SUSPECT_FROM or (
        signals is not None and power < 0.52 and not any(weight >= 3.5 for weight, _ in hints)
    ):
        return None
    is_out = points >= _OUT_FROM and not keep
    return Leak(name, is_out, round(points, 2), tuple(words for _, words in hints), power, kept=keep)
