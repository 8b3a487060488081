"""An outcome recorded now moves what is like it, about as far as a full fit would."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad

from tandem.kernel.errors import InputError
from tandem.learning.engine import fit_engine
from tandem.learning.features import TableReader
from tandem.learning.updating import _update_by_rows, _update_by_weights, update_engine, update_normal


def deals(n, seed):
    random = np.random.default_rng(seed)
    source, size = random.choice(["Web", "Referral", "Event"], n), random.normal(size=n)
    score = np.select([source == "Referral", source == "Web"], [1.0, -0.8], 0.0) + 0.5 * size - 0.4
    happened = (random.random(n) < 1 / (1 + np.exp(-score))).astype(float)
    return pd.DataFrame({"source": source, "size": size}), happened


def fitted(table, happened):
    return fit_engine(table, happened, TableReader.learn(table), seed=0)[0]


def test_one_weight_moves_as_integration_says():
    outcomes = np.array([1.0, 1.0, 0.0, 1.0])
    mean, covariance = update_normal(np.zeros(1), np.eye(1), np.ones((4, 1)), outcomes, np.full(4, -0.5))

    def density(weight):
        chance = 1 / (1 + np.exp(-(weight - 0.5)))
        return np.exp(-0.5 * weight**2) * chance**3 * (1 - chance)

    whole = quad(density, -8, 8)[0]
    exact = quad(lambda at: at * density(at), -8, 8)[0] / whole
    variance = quad(lambda at: (at - exact) ** 2 * density(at), -8, 8)[0] / whole
    assert mean[0] == pytest.approx(exact, abs=0.06)
    assert covariance[0, 0] == pytest.approx(variance, rel=0.1)


@given(st.integers(0, 10_000), st.integers(1, 8))
def test_by_rows_and_by_weights_say_the_same(seed, n):
    random = np.random.default_rng(seed)
    design, outcomes, offset = random.normal(size=(n, 4)), (random.random(n) < 0.5).astype(float), random.normal(size=n)
    root = random.normal(size=(4, 4))
    belief = random.normal(size=4), root @ root.T + 0.1 * np.eye(4)
    one, other = (update(*belief, design, outcomes, offset) for update in (_update_by_rows, _update_by_weights))
    assert one[0] == pytest.approx(other[0], abs=1e-4)
    assert one[1] == pytest.approx(other[1], abs=1e-4)


@given(st.integers(0, 10_000), st.integers(1, 12))
def test_belief_never_gets_vaguer_and_outcomes_pull_their_way(seed, n):
    random = np.random.default_rng(seed)
    design, outcomes = random.normal(size=(n, 3)), (random.random(n) < 0.5).astype(float)
    covariance = np.eye(3) * 0.7
    mean, after = update_normal(np.zeros(3), covariance, design, outcomes, np.zeros(n))
    assert np.linalg.eigvalsh(covariance - after).min() > -1e-9
    assert np.linalg.eigvalsh(after).min() > 0
    assert (mean @ (design.T @ (outcomes - 0.5))) >= -1e-9


def test_similar_rows_move_and_others_hardly():
    table, happened = deals(150, 1)
    engine = fitted(table, happened)
    asked = pd.DataFrame({"source": ["Event", "Web"], "size": [0.0, 0.0]})
    news = pd.DataFrame({"source": ["Event"] * 12, "size": [0.0] * 12})
    after = update_engine(engine, news, np.ones(12)).predict(asked)
    before = engine.predict(asked)
    moved = after.probability - before.probability
    assert moved[0] > 0.05
    assert abs(moved[1]) < 0.7 * moved[0]
    widths = [np.log(one.high / (1 - one.high)) - np.log(one.low / (1 - one.low)) for one in (before, after)]
    assert widths[1][0] < widths[0][0]
    assert engine.predict(asked).probability == pytest.approx(before.probability)


@pytest.mark.parametrize("n", [60, 400])
def test_it_comes_close_to_a_full_fit(n):
    table, happened = deals(n + 40, 2)
    new, _ = deals(300, 3)
    before, whole = fitted(table[:n], happened[:n]), fitted(table, happened)
    quick = update_engine(before, table[n:], happened[n:])
    assert quick.n == whole.n
    gap = np.abs(quick.predict(new).probability - whole.predict(new).probability).mean()
    assert gap < 0.05
    assert gap < 1.05 * np.abs(before.predict(new).probability - whole.predict(new).probability).mean()


def test_from_no_outcome_at_all_the_rate_follows():
    table, _ = deals(30, 1)
    blank = fitted(table[:0], np.empty(0))
    after = update_engine(blank, table, np.zeros(30))
    assert after.predict(table).probability.max() < 0.12
    assert update_engine(blank, table[:0], np.empty(0)) is blank


def test_outcomes_must_be_known():
    table, happened = deals(60, 1)
    with pytest.raises(InputError, match="1 of them neither 0 nor 1"):
        update_engine(fitted(table, happened), table[:2], np.array([1.0, np.nan]))
