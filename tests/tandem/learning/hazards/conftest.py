"""Made-up spells whose true curves are known."""

from dataclasses import dataclass

import numpy as np
import pytest

from tandem.learning.features import TypedRows
from tandem.learning.hazards import Clocks, HazardPriors, Hazards, Spells, fit_hazards
from tandem.learning.pooled import BaseRatePrior

PRIORS = HazardPriors(BaseRatePrior(0.1, 1.0), causes=(BaseRatePrior(0.3, 1.0),))
N_PERIODS = 26


@dataclass(frozen=True)
class Drawn:
    """Spells, their features, and the true incidence of both causes, shape (n, 2, 26)."""

    spells: Spells
    rows: TypedRows
    truth: np.ndarray


def drawn(n: int, seed: int, *, late: bool = True) -> Drawn:
    """Two causes by a multinomial logit in one number and one category; censored at random, three in ten enter late."""
    rng = np.random.default_rng(seed)
    x, g, t = rng.normal(size=n), rng.integers(0, 3, n), np.arange(N_PERIODS)
    first = np.exp(-3.2 + 0.7 * x[:, None] + np.array([0, 0.5, -0.6])[g][:, None] + 0.04 * t)
    second = np.exp(-3.0 - 0.4 * x[:, None] - 0.02 * t)
    hazard = np.stack([first, second]) / (1 + first + second)
    going = np.cumprod(1 - hazard.sum(axis=0), axis=1)
    truth = np.cumsum(hazard * np.c_[np.ones(n), going[:, :-1]], axis=2).transpose(1, 0, 2)
    draw = rng.random((n, N_PERIODS))
    fate = np.where(draw < hazard[0], 1, np.where(draw < hazard.sum(axis=0), 2, 0))
    ends = np.where((fate > 0).any(axis=1), (fate > 0).argmax(axis=1) + 1, N_PERIODS + 1)
    censored = np.minimum(rng.integers(3, 30, n), N_PERIODS)
    cause = np.where(ends <= censored, fate[np.arange(n), np.minimum(ends, N_PERIODS) - 1], 0)
    entry = np.where(late & (rng.random(n) < 0.3), rng.integers(0, 5, n), 0)
    exits = np.minimum(ends, censored)
    seen = exits > entry
    rows = TypedRows(("age", "x"), np.column_stack([np.zeros(n), x]), ("g",), g[:, None].astype(np.int32) + 1)
    return Drawn(Spells(entry[seen], exits[seen], cause[seen]), rows.take(seen), truth[seen])


def fitted(one: Drawn, n: int | None = None, seed: int = 0) -> Hazards:
    """Hazards of the first `n` spells."""
    n = len(one.rows) if n is None else n
    spells = Spells(one.spells.entry[:n], one.spells.exit[:n], one.spells.cause[:n])
    at_risk = spells.at_risk()
    rows = one.rows.take(at_risk.subject)
    rows.numbers[:, 0] = at_risk.period
    return fit_hazards(
        rows, at_risk.cause, at_risk.subject, causes=("won", "lost"), clocks=Clocks("age"), priors=PRIORS, seed=seed
    )


@pytest.fixture(scope="session")
def many() -> tuple[Drawn, Hazards]:
    one = drawn(1500, 7)
    return one, fitted(one)
