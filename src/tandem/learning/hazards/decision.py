"""One yes-or-no step of a hazard model: does the spell end in this period; given that, is it this cause."""

from dataclasses import dataclass, replace

import numpy as np

from tandem.learning.features import LinearDesign, TypedRows
from tandem.learning.hazards.trees import TreePart, fit_tree_part
from tandem.learning.pooled import BaseRatePrior, PooledLogistic

__all__ = ["Decision", "fit_decision", "part_of"]

_MAX_ROWS = 60_000
# With so few of the rarer answer more rows tell next to nothing, and so many are few enough to sample the posterior,
# which knows how unsure it is of how much the features matter at all.
_FEW, _ROWS_FOR_FEW = 250, 1_500
_N_FOLDS = 4


@dataclass(frozen=True)
class Decision:
    """A fitted step.

    Attributes:
        design: of the pooled model.
        pooled: posterior of its weights.
        trees: what is heard beside it, or `None`.
        n, n_yes: rows it was fitted on, and how many of them were a yes.
        fit: expected log-likelihood of as many fresh rows: that of the rows it was fitted on, less the effective number
            of parameters (the pooled model alone).
    """

    design: LinearDesign
    pooled: PooledLogistic
    trees: TreePart | None
    n: int
    n_yes: int
    fit: float

    def log_odds(self, rows: TypedRows) -> tuple[np.ndarray, np.ndarray]:
        """Return mean and standard deviation of each row's log-odds, two arrays of shape (n_rows,)."""
        mean, deviation = self.pooled.predict(self.design.matrix(rows))
        if self.trees is None:
            return mean, deviation
        other, weight = self.trees.log_odds(rows), self.trees.weight
        share = weight / (weight + self.trees.pooled_weight)
        # Where the two disagree either may be right, which neither knows of by itself.
        apart = share * (1 - share) * (mean - other) ** 2
        deviation = np.sqrt(((weight + self.trees.pooled_weight) * deviation) ** 2 + 0.5 * apart)
        return self.trees.shift + self.trees.pooled_weight * mean + weight * other, deviation

    def in_common(self, rows: TypedRows, there: TypedRows) -> np.ndarray:
        """Return the correlation of the doubt about each row's log-odds with that about another's, shape (n_rows,)."""
        one, other = (self.pooled.loadings(self.design.matrix(each)) for each in (rows, there))
        size = np.sqrt(np.einsum("ij,ij->i", one, one) * np.einsum("ij,ij->i", other, other))
        correlation: np.ndarray = np.einsum("ij,ij->i", one, other) / np.maximum(size, 1e-12)
        return correlation

    @property
    def pooled_weights(self) -> np.ndarray:
        """The pooled model's weights as they count in the joint log-odds, without the intercept."""
        factor = self.trees.pooled_weight if self.trees is not None else 1.0
        weights: np.ndarray = factor * self.pooled.mean[1:]
        return weights


def part_of(design: LinearDesign, numbers: tuple[int, ...], levels: tuple[int, ...]) -> tuple[LinearDesign, np.ndarray]:
    """Return the design of some features alone, and the places of its columns in the whole.

    Parameters
    ----------
    design
        The whole.
    numbers, levels
        Positions of the numeric and of the categorical features wanted; rows for the part hold these alone, in order.
    """
    n_blocks = len(design.blocks)
    wanted = [*numbers, *(n_blocks + at for at in levels)]
    columns = np.flatnonzero(np.isin(design.groups, wanted))
    part = LinearDesign(
        tuple(design.blocks[at] for at in numbers),
        tuple(design.level_codes[at] for at in levels),
        design.means[columns],
        design.scales[columns],
        np.searchsorted(np.array(wanted, dtype=int), design.groups[columns]),
    )
    return part, columns


def fit_decision(
    rows: TypedRows,
    yes: np.ndarray,
    subjects: np.ndarray,
    *,
    prior: BaseRatePrior,
    hidden_from_trees: tuple[str, ...] = (),
    seed: int = 0,
) -> Decision:
    """Fit one step, however thin the data: with no row it is the prior.

    With very many rows, all of the rarer answer are kept and the commoner is thinned; that shifts the intercept by a
    known amount, which is taken back (King & Zeng 2001, "Logistic regression in rare events data").

    Parameters
    ----------
    rows
        One row for each time the question was put; its order does not matter if `subjects` are in canonical order.
    yes
        Answers, 0.0 or 1.0, shape (n_rows,).
    subjects
        Number of the subject of each row; folds keep a subject together.
    prior
        Of the share of yes.
    hidden_from_trees
        Numeric features that the trees may not see.
    seed
        Of every random choice.
    """
    kept, shift = _thinned(yes, seed)
    rows, answers, subjects = rows.take(kept), yes[kept], subjects[kept]
    if not 0 < answers.sum() < len(answers) or not (rows.number_names or rows.level_names):
        blank = LinearDesign((), tuple(() for _ in rows.level_names), np.empty(0), np.empty(0), np.empty(0, dtype=int))
        pooled = PooledLogistic.fit(np.empty((len(answers), 0)), np.empty(0, dtype=int), answers, prior)
        fit = _expected_fit(pooled, blank.matrix(rows), answers)
        return Decision(blank, _shifted(pooled, shift), None, len(yes), int(yes.sum()), fit)
    design = LinearDesign.learn(rows)
    matrix = design.matrix(rows)
    pooled = PooledLogistic.fit(matrix, design.groups, answers, prior)
    folds = np.random.default_rng(seed).permutation(int(subjects.max()) + 1)[subjects] % _N_FOLDS
    trees = None
    if min(answers.sum(), len(answers) - answers.sum()) >= 300:
        held_out = np.empty(len(answers))
        for fold in range(_N_FOLDS):
            inside = folds != fold
            part = _refit(pooled, matrix[inside], design.groups, answers[inside], prior)
            held_out[~inside] = part.predict(matrix[~inside])[0]
        trees = fit_tree_part(rows, answers, held_out, folds, left_out=hidden_from_trees, seed=seed)
    fit = _expected_fit(pooled, matrix, answers)
    return Decision(design, _shifted(pooled, shift), trees, len(yes), int(yes.sum()), fit)


def _shifted(pooled: PooledLogistic, shift: float) -> PooledLogistic:
    mean = pooled.mean.copy()
    mean[0] += shift
    return replace(pooled, mean=mean)


def _expected_fit(pooled: PooledLogistic, matrix: np.ndarray, answers: np.ndarray) -> float:
    """Return the log-likelihood less the effective number of parameters (Watanabe 2010; Gelman et al. 2014, eq. 11)."""
    if not len(answers):
        return 0.0
    mean, deviation = pooled.predict(matrix)
    chance = 1.0 / (1.0 + np.exp(-mean))
    likelihood = float(answers @ mean - np.logaddexp(0.0, mean).sum())
    return likelihood - float((chance * (1.0 - chance) * deviation**2).sum())


def _refit(
    whole: PooledLogistic, matrix: np.ndarray, groups: np.ndarray, answers: np.ndarray, prior: BaseRatePrior
) -> PooledLogistic:
    if len(whole.precision) and len(answers) > 2_000:
        return whole.refit(matrix, answers, prior)
    # Three in four rows are the same: the chain starts where the whole one ended, and needs a third of its steps.
    return PooledLogistic.fit(matrix, groups, answers, prior, near=whole)


def _thinned(yes: np.ndarray, seed: int) -> tuple[np.ndarray, float]:
    """Return which rows to keep, shuffled by the seed, and what to add to the intercept."""
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(yes))
    n_yes = int(yes.sum())
    rare = 1.0 if 2 * n_yes <= len(yes) else 0.0
    few, many = order[yes[order] == rare], order[yes[order] != rare]
    room = max((_ROWS_FOR_FEW if len(few) <= _FEW else _MAX_ROWS) - len(few), len(few))
    if len(many) <= room:
        return order, 0.0
    shift = float(np.log(room / len(many))) * (1.0 if rare == 1.0 else -1.0)
    kept = np.concatenate([few, many[:room]])
    return kept[rng.permutation(len(kept))], shift
