"""The linear side's features: scaled numbers, their ranks and bends, and one indicator for each level of a category."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from tandem.learning.features.rows import TypedRows

__all__ = ["LinearDesign", "NumberBlock"]

_MAX_WIDTH = 360
_MAX_LEVELS_PER_COLUMN = 60
_N_FOR_BENDS = 150


@dataclass(frozen=True)
class NumberBlock:
    """One numeric feature's part of the design.

    Attributes:
        name: of the feature.
        uses_log: whether it is read as log(1 + value).
        centre, spread, median: of the known values, after the logarithm.
        knots: where the line may bend; grid: quantiles by which values become ranks.
        marks_missing: whether empty cells have an indicator.
    """

    name: str
    uses_log: bool
    centre: float
    spread: float
    median: float
    knots: tuple[float, ...]
    grid: tuple[float, ...]
    marks_missing: bool

    def to_dict(self) -> dict[str, Any]:
        """Return plain values, ready for JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, plain: dict[str, Any]) -> "NumberBlock":
        """Undo :meth:`to_dict`."""
        return cls(**{**plain, "knots": tuple(plain["knots"]), "grid": tuple(plain["grid"])})


@dataclass(frozen=True)
class LinearDesign:
    """What the design matrix is made of, learned from the training rows.

    Attributes:
        blocks: one for each numeric feature.
        level_codes: for each category, the codes that have an indicator of their own.
        means: of the raw design's columns, shape (n_columns,).
        scales: by which they are multiplied, so that every source column has a total prior variance of at most one.
        groups: number of the source feature of each column, shape (n_columns,).
    """

    blocks: tuple[NumberBlock, ...]
    level_codes: tuple[tuple[int, ...], ...]
    means: np.ndarray
    scales: np.ndarray
    groups: np.ndarray

    @classmethod
    def learn(cls, rows: TypedRows) -> "LinearDesign":
        """Learn scaling, knots and levels; needs at least one row."""
        blocks = tuple(
            _number_block(name, rows.numbers[:, position]) for position, name in enumerate(rows.number_names)
        )
        codes = _chosen_levels(rows, _MAX_WIDTH - sum(_width(block) for block in blocks))
        bare = cls(blocks, codes, np.empty(0), np.empty(0), np.empty(0, dtype=int))
        raw, groups = bare._raw(rows), bare._groups()
        means, variances = raw.mean(axis=0), raw.var(axis=0)
        totals = np.bincount(groups, weights=variances, minlength=int(groups.max(initial=-1)) + 1)
        scales = 1.0 / np.sqrt(np.maximum(1.0, totals))[groups] if len(groups) else np.empty(0)
        return cls(blocks, codes, means, np.where(variances > 0, scales, 0.0), groups)

    def matrix(self, rows: TypedRows) -> np.ndarray:
        """Return the centred, scaled design, shape (n_rows, n_columns)."""
        raw = self._raw(rows)
        raw -= self.means
        raw *= self.scales
        return raw

    def unmodelled(self, rows: TypedRows, group_variance: np.ndarray) -> np.ndarray:
        """Return how much variance each row's levels without an indicator of their own add to its score.

        Parameters
        ----------
        rows
            The rows, as for :meth:`matrix`.
        group_variance
            Variance of a weight in each group, shape (n_groups,); groups past its end have its mean.

        Returns
        -------
        numpy.ndarray
            Log-odds squared, shape (n_rows,).
        """
        added = np.zeros(len(rows))
        usual = float(group_variance.mean()) if len(group_variance) else 0.0
        for position, codes in enumerate(self.level_codes):
            group = len(self.blocks) + position
            inside = self.scales[self.groups == group]
            scale = float(inside.max(initial=0.0)) or 1.0
            variance = group_variance[group] if len(inside) and group < len(group_variance) else usual
            added += np.where(np.isin(rows.levels[:, position], codes), 0.0, variance * scale**2)
        return added

    def _raw(self, rows: TypedRows) -> np.ndarray:
        width = sum(_width(block) for block in self.blocks) + sum(len(codes) for codes in self.level_codes)
        raw = np.zeros((len(rows), width))
        at = 0
        for position, block in enumerate(self.blocks):
            at = _fill_number(raw, at, block, rows.numbers[:, position])
        for position, codes in enumerate(self.level_codes):
            if codes:
                slot = np.full(max(int(rows.levels[:, position].max(initial=0)), *codes) + 2, -1)
                slot[list(codes)] = np.arange(len(codes))
                picked = slot[rows.levels[:, position]]
                hit = np.flatnonzero(picked >= 0)
                raw[hit, at + picked[hit]] = 1.0
                at += len(codes)
        return raw

    def _groups(self) -> np.ndarray:
        widths = [_width(block) for block in self.blocks] + [len(codes) for codes in self.level_codes]
        return np.repeat(np.arange(len(widths)), widths)


def _number_block(name: str, column: np.ndarray) -> NumberBlock:
    known = column[np.isfinite(column)]
    marks_missing = 0 < len(known) < len(column)
    if len(known) == 0:
        return NumberBlock(name, False, 0.0, 1.0, 0.0, (), (), marks_missing)
    spread = float(known.std())
    quartiles = np.quantile(known, [0.25, 0.5, 0.75])
    tail = (known.max() - quartiles[1]) / max(quartiles[2] - quartiles[0], 1e-9, spread * 0.05)
    uses_log = bool(known.min() >= 0 and tail > 5)
    shaped = np.log1p(known) if uses_log else known
    distinct = np.unique(shaped)
    grid: tuple[float, ...] = ()
    knots: tuple[float, ...] = ()
    if len(distinct) > 8:
        grid = tuple(float(one) for one in np.unique(np.quantile(shaped, np.linspace(0, 1, 33))))
        if len(known) >= _N_FOR_BENDS:
            knots = tuple(float(one) for one in np.unique(np.quantile(shaped, [0.2, 0.4, 0.6, 0.8])))
    spread = float(shaped.std()) or 1.0
    return NumberBlock(
        name, uses_log, float(shaped.mean()), spread, float(np.median(shaped)), knots, grid, marks_missing
    )


def _width(block: NumberBlock) -> int:
    return 1 + (1 if block.grid else 0) + len(block.knots) + int(block.marks_missing)


def _fill_number(raw: np.ndarray, at: int, block: NumberBlock, column: np.ndarray) -> int:
    known = np.isfinite(column)
    shaped = np.where(known, np.log1p(np.maximum(column, 0)) if block.uses_log else column, block.median)
    scaled = np.clip((shaped - block.centre) / block.spread, -4, 4)
    raw[:, at] = np.where(known, scaled, 0.0)
    at += 1
    if block.grid:
        grid = np.asarray(block.grid)
        rank = np.interp(shaped, grid, np.linspace(-1.7, 1.7, len(grid))) if len(grid) > 1 else np.zeros(len(shaped))
        raw[:, at] = np.where(known, rank, 0.0)
        at += 1
    for knot in block.knots:
        raw[:, at] = np.where(known, np.clip((shaped - knot) / block.spread, 0, 4), 0.0)
        at += 1
    if block.marks_missing:
        raw[:, at] = ~known
        at += 1
    return at


def _chosen_levels(rows: TypedRows, room: int) -> tuple[tuple[int, ...], ...]:
    counts = [np.bincount(np.maximum(rows.levels[:, at], 0)) for at in range(len(rows.level_names))]
    least = 1 if len(rows) < 100 else 3
    candidates = sorted(
        (
            (int(count), -column, -code)
            for column, per in enumerate(counts)
            for code, count in enumerate(per)
            if count >= least
        ),
        reverse=True,
    )
    chosen: list[list[int]] = [[] for _ in counts]
    for _, column, code in candidates:
        if room > 0 and len(chosen[-column]) < _MAX_LEVELS_PER_COLUMN:
            chosen[-column].append(-code)
            room -= 1
    return tuple(tuple(sorted(codes)) for codes in chosen)
