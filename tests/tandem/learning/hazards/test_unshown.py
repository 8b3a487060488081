"""What no column shows is learned from those who share it, and intervals of own curves hold it."""

import numpy as np
import pytest

from tandem.learning.features import TypedRows
from tandem.learning.hazards import Clocks, HazardPriors, Hazards, Spells, fit_hazards
from tandem.learning.hazards.unshown import learn_unshown
from tandem.learning.pooled import BaseRatePrior

N_PERIODS = 12
RATE = 0.08


def families(n: int, size: int, deviation: float, seed: int) -> tuple[Spells, np.ndarray, np.ndarray, np.ndarray]:
    """Spells, family of each, their own log-odds and a number that tells nothing; one rate but for what is shared."""
    rng = np.random.default_rng(seed)
    family = np.repeat(np.arange(n), size)
    score = np.log(RATE / (1 - RATE)) + (deviation * rng.normal(size=n))[family]
    ends = rng.geometric(1 / (1 + np.exp(-score)))
    spells = Spells(np.zeros(n * size, int), np.minimum(ends, N_PERIODS), (ends <= N_PERIODS).astype(int))
    return spells, family, score, rng.normal(size=n * size)


def fitted(
    spells: Spells, family: np.ndarray, noise: np.ndarray, believed: float, *, told: bool = True
) -> tuple[Hazards, TypedRows]:
    at_risk = spells.at_risk()
    rows = TypedRows(
        ("age", "noise"), np.column_stack([at_risk.period, noise[at_risk.subject]]), (),
        np.empty((len(at_risk.subject), 0), dtype=np.int32),
    )  # fmt: skip
    hazards = fit_hazards(
        rows, at_risk.cause, at_risk.subject, causes=("left",), clocks=Clocks("age"),
        priors=HazardPriors(BaseRatePrior(0.1, 1.0), unshown=believed),
        families=family[at_risk.subject] if told else None,
    )  # fmt: skip
    n = len(family)
    asked = TypedRows(("age", "noise"), np.column_stack([np.zeros(n), noise]), (), np.empty((n, 0), dtype=np.int32))
    return hazards, asked


@pytest.mark.parametrize(("deviation", "low", "high"), [(0.0, 0.0, 0.3), (0.5, 0.35, 0.65), (1.0, 0.7, 1.15)])
def test_families_tell_how_far_they_differ(deviation, low, high):
    found = []
    for seed in range(3):
        spells, family, _, noise = families(300, 4, deviation, seed)
        found.append(fitted(spells, family, noise, 0.45)[0].unshown)
    assert low <= np.mean(found) <= high, found


def test_where_everybody_is_alone_the_belief_stands():
    spells, family, _, noise = families(300, 1, 0.8, 1)
    assert fitted(spells, family, noise, 0.45)[0].unshown == pytest.approx(0.45, abs=0.01)
    spells, family, _, noise = families(100, 4, 0.8, 1)
    assert fitted(spells, family, noise, 0.45, told=False)[0].unshown == pytest.approx(0.45, abs=0.01)


def test_intervals_hold_each_subjects_own_risk_four_times_in_five():
    held, without = [], []
    for seed in range(4):
        spells, family, score, noise = families(250, 3, 0.7, seed)
        true = 1 - (1 - 1 / (1 + np.exp(-score))) ** 6
        for believed, shares in ((0.45, held), (0.0, without)):
            hazards, asked = fitted(spells, family, noise, believed)
            curves = hazards.curves(asked, 6)
            shares.append(np.mean((curves.low[:, 0, 5] <= true) & (true <= curves.high[:, 0, 5])))
    assert 0.72 <= np.mean(held) <= 0.88, held
    assert np.mean(without) < 0.4, without


def test_the_point_stays_where_it_was():
    spells, family, _, noise = families(100, 3, 0.7, 0)
    points = [
        model.curves(asked, 6).probability for model, asked in (fitted(spells, family, noise, at) for at in (0.0, 0.6))
    ]
    assert points[0] == pytest.approx(points[1])


def test_nothing_seen_gives_the_belief():
    none = np.empty(0)
    assert learn_unshown(none, none, none.astype(int), none.astype(int), believed=0.3) == pytest.approx(0.3)
