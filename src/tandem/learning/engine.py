"""The probability engine: a prior, a pooled logistic model and trees, blended as far as held-out rows justify it."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from tandem.learning.features import (
    LinearDesign,
    TableReader,
    TextScore,
    TypedRows,
    fit_text_score,
    out_of_fold_text_score,
)
from tandem.learning.pooled import BaseRatePrior, PooledLogistic, moderate
from tandem.learning.stacking import Blend, fit_blend
from tandem.learning.trees import Forest, fit_forest, grow_out_of_fold
from tandem.learning.validation import fold_pairs

__all__ = ["Engine", "Probabilities", "fit_engine"]

_N_FOR_TREES = 80
_N_LINEAR_ROWS = 40_000
_N_TREE_ROWS = 300_000
# Above this many rows a column's variance is known well enough that a fold's own estimate would be the same.
_N_TO_SHARE_VARIANCES = 600
_CHUNK = 50_000
# What no sum over columns can express, as a share of the score's standard deviation: bends, interactions, and what was
# not recorded. On tables drawn from known truths it brings 80% intervals to hold four in five (benchmark of odds).
_UNEXPRESSED = 0.25
_Z80 = 1.2815515655446004


@dataclass(frozen=True)
class Probabilities:
    """Probabilities with 80% intervals.

    Attributes:
        probability, low, high: each of shape (n_rows,), 0 <= low <= probability <= high <= 1.
    """

    probability: np.ndarray
    low: np.ndarray
    high: np.ndarray


@dataclass(frozen=True)
class HeldOut:
    """Probabilities given to training rows by models that had not seen them.

    Attributes:
        rows: positions of those rows in the table that was fitted.
        happened: their outcomes, 0.0 or 1.0.
        probability: what was said.
    """

    rows: np.ndarray
    happened: np.ndarray
    probability: np.ndarray


@dataclass(frozen=True)
class Engine:
    """A fitted engine.

    Attributes:
        reader: how tables are read.
        design: the linear side's features.
        texts: a word model for each free-text column.
        linear: the pooled logistic model.
        forest: the trees, or `None` where the data is too thin for them.
        blend: how the two are joined and calibrated.
        base: posterior of the base rate's log-odds: mean and standard deviation.
        n: known outcomes it rests on.
    """

    reader: TableReader
    design: LinearDesign
    texts: dict[str, TextScore]
    linear: PooledLogistic
    forest: Forest | None
    blend: Blend
    base: tuple[float, float]
    n: int

    def predict(self, table: pd.DataFrame) -> Probabilities:
        """Return a probability and an 80% interval for each row, in the table's order, in chunks of bounded memory.

        Raises
        ------
        InputError
            Columns are missing; all of them are named.
        """
        parts = [
            self.predict_rows(self.read(table.iloc[at : at + _CHUNK])) for at in range(0, max(1, len(table)), _CHUNK)
        ]
        return Probabilities(
            *(np.concatenate([getattr(part, name) for part in parts]) for name in ("probability", "low", "high"))
        )

    def read(self, table: pd.DataFrame) -> TypedRows:
        """Return typed rows with the text scores in place."""
        rows = self.reader.read(table)
        if not self.texts:
            return rows
        scores = np.column_stack([model.score(rows.texts[name]) for name, model in self.texts.items()])
        return rows.with_numbers([f"{name} · words" for name in self.texts], scores)

    def predict_rows(self, rows: TypedRows, *, trees: tuple[np.ndarray, np.ndarray] | None = None) -> Probabilities:
        """Return probabilities of rows read by :meth:`read`; `trees` is what the forest says of them, if known."""
        mean, spread = linear_log_odds(self.linear, self.design, rows)
        if trees is None and self.forest is not None:
            trees = self.forest.predict(rows)
        return to_probabilities(*self.blend.join(mean, spread, trees[0] if trees is not None else None))

    def base_rate(self) -> Probabilities:
        """Return the base rate with its interval, as arrays of one."""
        return to_probabilities(np.array([self.base[0]]), np.array([self.base[1]]))


def linear_log_odds(linear: PooledLogistic, design: LinearDesign, rows: TypedRows) -> tuple[np.ndarray, np.ndarray]:
    """Return mean and standard deviation of each row's log-odds by the pooled model, two arrays of shape (n_rows,).

    The deviation knows of the weights, of levels that have no weight, and of what no sum over columns can express.
    """
    mean, spread = linear.predict(design.matrix(rows))
    unmodelled = design.unmodelled(rows, linear.group_variance)
    return mean, np.sqrt(spread**2 + unmodelled + (_UNEXPRESSED * linear.spread) ** 2)


def to_probabilities(mean: np.ndarray, deviation: np.ndarray) -> Probabilities:
    """Return point and 80% interval of normal log-odds."""
    point = moderate(mean, deviation)
    reach = _Z80 * deviation
    low, high = _sigmoid(mean - reach), _sigmoid(mean + reach)
    return Probabilities(point, np.minimum(low, point), np.maximum(high, point))


def _sigmoid(score: np.ndarray) -> np.ndarray:
    chance: np.ndarray = 1.0 / (1.0 + np.exp(-score))
    return chance


def fit_engine(
    table: pd.DataFrame,
    happened: np.ndarray,
    reader: TableReader,
    *,
    days: np.ndarray | None = None,
    prior: BaseRatePrior | None = None,
    seed: int = 0,
    progress: Callable[[str], None] = lambda _: None,
) -> tuple[Engine, HeldOut]:
    """Fit the engine on rows whose outcome is known.

    Parameters
    ----------
    table
        The rows; only the reader's columns are looked at.
    happened
        Outcomes, 0.0 or 1.0, shape (n_rows,); may be empty.
    reader
        How to read the table, as learned on these rows.
    days
        The moment of each row in days, shape (n_rows,), for validation by time; `None` where rows have no order.
    prior
        Of the base rate.
    seed
        Of every random choice; the order of rows makes no difference.
    progress
        Is told in words what is going on.
    """
    from threadpoolctl import threadpool_limits

    # The matrices are small: more threads cost more in waiting for one another than they save.
    with threadpool_limits(1, user_api="blas"):
        return _fit(
            table=table,
            happened=happened,
            reader=reader,
            days=days,
            prior=prior or BaseRatePrior(),
            seed=seed,
            progress=progress,
        )


def _fit(
    *,
    table: pd.DataFrame,
    happened: np.ndarray,
    reader: TableReader,
    days: np.ndarray | None,
    prior: BaseRatePrior,
    seed: int,
    progress: Callable[[str], None],
) -> tuple[Engine, HeldOut]:
    order = _canonical_order(table[list(reader.columns)], happened, days, seed)
    table, happened = table.iloc[order], happened[order]
    days = days[order] if days is not None else None
    rows, texts = _with_texts(reader.read(table), happened, seed)
    design = LinearDesign.learn(rows) if len(rows) else _empty_design(rows)
    matrix = design.matrix(rows)
    base = PooledLogistic.fit(np.empty((len(happened), 0)), np.empty(0, dtype=int), happened, prior)
    centre = (float(base.mean[0]), float(np.sqrt(base.covariance[0, 0])))
    progress("fitting the pooled model")
    if not 0 < happened.sum() < len(happened):
        blank = LinearDesign((), tuple(() for _ in rows.level_names), np.empty(0), np.empty(0), np.empty(0, dtype=int))
        engine = Engine(reader, blank, {}, base, None, Blend.linear_only(), centre, len(happened))
        return engine, HeldOut(order[:0], happened[:0], happened[:0])
    few = slice(0, _N_LINEAR_ROWS)
    linear = PooledLogistic.fit(matrix[few], design.groups, happened[few], prior, seed=seed)
    pairs = fold_pairs(happened, days, seed)
    if not pairs:
        engine = Engine(reader, design, texts, linear, None, Blend.linear_only(), centre, len(happened))
        return engine, HeldOut(order[:0], happened[:0], happened[:0])
    progress(f"holding out {len(pairs)} parts of {len(happened):,} rows")
    held = _held_out_linear(
        whole=linear, matrix=matrix, groups=design.groups, happened=happened, pairs=pairs, prior=prior, seed=seed
    )
    forest, tree_held = None, None
    if len(happened) >= _N_FOR_TREES:
        progress("growing trees")
        grown = grow_out_of_fold(rows, happened, pairs, seed)
        forest, tree_held = fit_forest(rows, happened, grown.n_rounds, seed), grown.log_odds
    judged = np.flatnonzero(np.isfinite(held[0]))
    blend = fit_blend(
        held[0][judged], held[1][judged], tree_held[judged] if tree_held is not None else None, happened[judged]
    )
    joined = blend.join(held[0], held[1], tree_held)
    said = moderate(joined[0][judged], joined[1][judged])
    engine = Engine(
        reader, design, texts, linear, forest if blend.tree_weight > 0 else None, blend, centre, len(happened)
    )
    return engine, HeldOut(order[judged], happened[judged], said)


def _canonical_order(table: pd.DataFrame, happened: np.ndarray, days: np.ndarray | None, seed: int) -> np.ndarray:
    """Order rows by their content and then shuffle by the seed, so that the order they came in cannot matter."""
    keys = (
        pd.util.hash_pandas_object(table.astype("str"), index=False).to_numpy()
        if len(table.columns)
        else np.zeros(len(table))
    )
    by_content = np.lexsort((happened, days if days is not None else happened, keys))
    return by_content[np.random.default_rng(seed).permutation(len(table))]


def _with_texts(rows: TypedRows, happened: np.ndarray, seed: int) -> tuple[TypedRows, dict[str, TextScore]]:
    if not rows.texts or not 4 < happened.sum() < len(happened) - 4 or len(happened) < 40:
        return rows, {}
    folds = np.random.default_rng(seed).permutation(len(happened)) % 5
    texts = {name: fit_text_score(text, happened) for name, text in rows.texts.items()}
    scores = np.column_stack([out_of_fold_text_score(text, happened, folds) for text in rows.texts.values()])
    return rows.with_numbers([f"{name} · words" for name in texts], scores), texts


def _empty_design(rows: TypedRows) -> LinearDesign:
    return LinearDesign((), tuple(() for _ in rows.level_names), np.empty(0), np.empty(0), np.empty(0, dtype=int))


def _held_out_linear(
    *,
    whole: PooledLogistic,
    matrix: np.ndarray,
    groups: np.ndarray,
    happened: np.ndarray,
    pairs: list[tuple[np.ndarray, np.ndarray]],
    prior: BaseRatePrior,
    seed: int,
) -> tuple[np.ndarray, np.ndarray]:
    mean, spread = np.full(len(happened), np.nan), np.full(len(happened), np.nan)
    for train, test in pairs:
        few = train[:_N_LINEAR_ROWS]
        if len(happened) > _N_TO_SHARE_VARIANCES:
            fit = whole.refit(matrix[few], happened[few], prior)
        else:
            fit = PooledLogistic.fit(matrix[few], groups, happened[few], prior, seed=seed, near=whole)
        mean[test], spread[test] = fit.predict(matrix[test])
    return mean, spread
