"""Learning from one outcome at once: the pooled model's posterior moves, the trees wait for the next full fit."""

from dataclasses import replace

import numpy as np
import pandas as pd

from tandem.kernel.errors import Fault, InputError
from tandem.learning.engine import Engine, linear_log_odds
from tandem.learning.pooled import PooledLogistic

__all__ = ["update_engine", "update_normal"]

_MOST_STEPS = 30


def update_normal(
    mean: np.ndarray, covariance: np.ndarray, design: np.ndarray, happened: np.ndarray, offset: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return mean and covariance of a normal belief about weights after a few outcomes, by Laplace's approximation.

    Parameters
    ----------
    mean, covariance
        The belief before, shapes (n_weights,) and (n_weights, n_weights).
    design
        What the weights multiply, shape (n_rows, n_weights).
    happened
        Outcomes, 0.0 or 1.0, shape (n_rows,).
    offset
        Log-odds that stand beside the weights, shape (n_rows,).

    References
    ----------
    Spiegelhalter and Lauritzen 1990, "Sequential updating of conditional probabilities on directed graphical
    structures", section 4: the mode of the new posterior by Newton's method, its curvature as the new precision.

    Examples
    --------
    >>> mean, covariance = update_normal(np.zeros(1), np.eye(1), np.ones((3, 1)), np.ones(3), np.zeros(3))
    >>> bool(mean[0] > 0.5 and covariance[0, 0] < 1)
    True
    """
    by_rows = len(happened) <= len(mean)
    update = _update_by_rows if by_rows else _update_by_weights
    return update(mean, covariance, design, happened, offset)


def _update_by_rows(
    mean: np.ndarray, covariance: np.ndarray, design: np.ndarray, happened: np.ndarray, offset: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Newton's method in the space of the rows, which is the smaller one."""
    shared = covariance @ design.T
    kernel = design @ shared
    start = offset + design @ mean
    pull = np.zeros(len(happened))
    for _ in range(_MOST_STEPS):
        chance, inverse = _curved(start + kernel @ pull)
        moved = np.linalg.solve(kernel + np.diag(inverse), kernel @ pull + (happened - chance) * inverse)
        # Short of the full step, which may overshoot where an outcome was thought nearly impossible.
        step, pull = np.abs(moved - pull).max(initial=0.0), pull + 0.9 * (moved - pull)
        if step < 1e-8:
            break
    _, inverse = _curved(start + kernel @ pull)
    shrunk = shared @ np.linalg.solve(kernel + np.diag(inverse), shared.T)
    return mean + shared @ pull, covariance - 0.5 * (shrunk + shrunk.T)


def _update_by_weights(
    mean: np.ndarray, covariance: np.ndarray, design: np.ndarray, happened: np.ndarray, offset: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    precision = np.linalg.inv(covariance + 1e-12 * np.eye(len(mean)))
    at = mean.copy()
    for _ in range(_MOST_STEPS):
        chance, inverse = _curved(offset + design @ at)
        curvature = (design / inverse[:, None]).T @ design + precision
        step = np.linalg.solve(curvature, design.T @ (happened - chance) - precision @ (at - mean))
        at = at + 0.9 * step
        if np.abs(step).max(initial=0.0) < 1e-8:
            break
    _, inverse = _curved(offset + design @ at)
    after = np.linalg.inv((design / inverse[:, None]).T @ design + precision)
    return at, 0.5 * (after + after.T)


def _curved(score: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return chances and the inverse of the likelihood's curvature."""
    chance: np.ndarray = 1.0 / (1.0 + np.exp(-np.clip(score, -35, 35)))
    return chance, 1.0 / np.maximum(chance * (1 - chance), 1e-6)


def update_engine(engine: Engine, table: pd.DataFrame, happened: np.ndarray) -> Engine:
    """Return the engine after further outcomes, as far as its pooled side can learn them at once.

    The blend and the trees stay as they are; what they say of the rows is held beside the weights that move. A full fit
    on all rows replaces this when there is time for one.

    Parameters
    ----------
    engine
        A fitted engine; it is not changed.
    table
        The rows whose outcome has become known, with the engine's columns, shape (n_rows, ...); a few hundred at most.
    happened
        Their outcomes, 0.0 or 1.0, shape (n_rows,).

    Raises
    ------
    InputError
        An outcome is neither 0 nor 1, or columns are missing.
    """
    known = np.isin(happened, (0.0, 1.0))
    if not known.all() or len(happened) != len(table):
        got = f"{len(happened)} outcomes for {len(table)} rows, {int((~known).sum())} of them neither 0 nor 1"
        raise InputError(Fault("happened", "must hold 0 or 1 for each row", got))
    if len(table) == 0:
        return engine
    rows = engine.read(table)
    weight, blend = engine.blend.linear_weight, engine.blend
    design = np.column_stack([np.ones(len(rows)), engine.design.matrix(rows)])
    spread = linear_log_odds(engine.linear, engine.design, rows)[1]
    offset = np.full(len(rows), blend.shift)
    if engine.forest is not None:
        offset += blend.tree_weight * engine.forest.predict(rows)[0]
    # What widens these rows' intervals beside the weights also takes its share of the surprise.
    beside = np.maximum(spread**2 - np.einsum("ij,jk,ik->i", design, engine.linear.covariance, design), 0.0)
    damping = 1.0 / np.sqrt(1.0 + np.pi * weight**2 * beside / 8.0)
    scaled = design * (max(weight, 0.1) * damping)[:, None]
    mean, covariance = update_normal(engine.linear.mean, engine.linear.covariance, scaled, happened, offset * damping)
    base = update_normal(
        np.array([engine.base[0]]), np.array([[engine.base[1] ** 2]]), np.ones((len(rows), 1)), happened,
        np.zeros(len(rows)),
    )  # fmt: skip
    linear: PooledLogistic = replace(engine.linear, mean=mean, covariance=covariance)
    return replace(
        engine,
        linear=linear,
        base=(float(base[0][0]), float(np.sqrt(base[1][0, 0]))),
        n=engine.n + len(rows),
    )
