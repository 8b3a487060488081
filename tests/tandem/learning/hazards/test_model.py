"""Hazards find a known truth again, with intervals that hold it, from no event on."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.tandem.learning.hazards.conftest import N_PERIODS, PRIORS, drawn, fitted

from tandem.kernel.errors import InputError
from tandem.learning.features import TypedRows
from tandem.learning.hazards import MOVED, Clocks, HazardPriors, aalen_johansen, fit_hazards
from tandem.learning.pooled import BaseRatePrior


def shares_held(n: int, seeds: range) -> float:
    held = []
    for seed in seeds:
        model, fresh = fitted(drawn(n * 2 + 20, seed), n), drawn(250, 1000 + seed)
        curves = model.curves(fresh.rows, N_PERIODS)
        for period in (3, 12, 25):
            low, high = curves.low[:, :2, period], curves.high[:, :2, period]
            true = fresh.truth[:, :, period]
            held.append(float(np.mean((low <= true) & (true <= high))))
    return float(np.mean(held))


def test_intervals_hold_the_true_incidence_four_times_in_five():
    shares = {n: shares_held(n, range(4)) for n in (10, 30, 100, 300, 1000)}
    assert 0.75 <= np.mean(list(shares.values())) <= 0.87, shares
    assert all(0.68 <= share <= 0.93 for share in shares.values()), shares


def test_true_curves_are_found_again(many):
    _, model = many
    fresh = drawn(300, 99)
    said = model.curves(fresh.rows, N_PERIODS).probability[:, :2]
    assert np.abs(said - fresh.truth).mean() < 0.03


def test_without_features_it_agrees_with_aalen_and_johansen():
    one = drawn(3000, 3)
    at_risk = one.spells.at_risk()
    rows = TypedRows(("age",), at_risk.period[:, None].astype(float), (), np.empty((len(at_risk.period), 0), int))
    model = fit_hazards(
        rows, at_risk.cause, at_risk.subject, causes=("won", "lost"), clocks=Clocks("age"), priors=PRIORS
    )
    new = TypedRows(("age",), np.zeros((1, 1)), (), np.empty((1, 0), dtype=int))
    said = model.curves(new, N_PERIODS).probability[0, :2]
    counted = aalen_johansen(one.spells, n_causes=2).incidence
    assert np.abs(said - counted[:, :N_PERIODS]).max() < 0.02


def test_with_no_event_it_says_the_stated_prior_widely():
    model = fitted(drawn(5, 0), 0)
    curves = model.curves(drawn(3, 1).rows, 4)
    assert model.n_events == (0, 0)
    assert np.ptp(curves.probability[:, 0, 3]) == 0.0
    still_open = curves.probability[0, 2, 3]
    assert 0.9**4 - 0.12 < still_open < 0.9**4 + 0.05
    assert curves.high[0, 0, 3] - curves.low[0, 0, 3] > 0.15


def test_late_entries_do_not_bend_the_curves():
    whole, late = drawn(4000, 11, late=False), drawn(4000, 11, late=True)
    fresh = drawn(200, 5)
    one, other = (fitted(each).curves(fresh.rows, 12).probability[:, 0, 11].mean() for each in (whole, late))
    assert abs(one - other) < 0.015


def test_a_clock_carries_an_old_spell_on_from_its_age(many):
    _, model = many
    rows = drawn(2, 1).rows.take(np.array([0, 0]))
    rows.numbers[1, 0] = 20.0
    curves = model.curves(rows, 4).probability
    # The first cause's hazard rises with age, the second's falls.
    assert curves[1, 0, 3] > curves[0, 0, 3]
    assert curves[1, 1, 3] < curves[0, 1, 3]


def walked(n: int, seed: int) -> tuple[TypedRows, np.ndarray, np.ndarray, np.ndarray]:
    """Three states in a row, left at weekly rates; from each a spell may be lost, from the last also won."""
    rng = np.random.default_rng(seed)
    leave, onwards = np.array([0.3, 0.25, 0.35]), np.array([0.8, 0.75, 0.6])
    found = []
    for subject in range(n):
        state, age, state_age = 0, 0, 0
        while True:
            if rng.random() >= leave[state]:
                found.append((subject, age, state_age, state + 1, 0, 0))
                state_age += 1
            elif rng.random() < onwards[state]:
                if state == 2:
                    found.append((subject, age, state_age, 3, 1, 0))
                    break
                found.append((subject, age, state_age, state + 1, MOVED, state + 2))
                state, state_age = state + 1, 0
            else:
                found.append((subject, age, state_age, state + 1, 2, 0))
                break
            age += 1
    table = np.array(found)
    rows = TypedRows(("age", "state_age"), table[:, 1:3].astype(float), ("stage",), table[:, 3:4].astype(np.int32))
    return rows, table[:, 4], table[:, 0], table[:, 5]


def test_spells_are_carried_through_states_to_their_true_ends():
    rows, cause, subject, goes_to = walked(900, 2)
    model = fit_hazards(
        rows,
        cause,
        subject,
        causes=("won", "lost"),
        clocks=Clocks("age", "state_age"),
        priors=HazardPriors(BaseRatePrior(0.1, 1.0), causes=(BaseRatePrior(0.3, 1.0),)),
        state="stage",
        next_state=goes_to,
        n_states=4,
    )
    ages = np.array([[0.0, 0.0], [4.0, 0.0], [8.0, 0.0]])
    now = TypedRows(("age", "state_age"), ages, ("stage",), np.array([[1], [2], [3]], dtype=np.int32))
    curves = model.curves(now, 60)
    assert curves.probability[:, 0, -1] == pytest.approx([0.8 * 0.75 * 0.6, 0.75 * 0.6, 0.6], abs=0.04)
    # From the first state nothing can be won within two weeks; that must be seen, not smoothed away.
    assert curves.probability[0, 0, 1] < 0.03
    assert curves.probability[2, 0, 1] == pytest.approx(0.6 * (1 - 0.65**2), abs=0.05)
    assert model.moves[1, 2] > 0.99


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 40), st.integers(0, 10_000))
def test_curves_sum_to_one_never_fall_and_lie_in_their_intervals(n, seed):
    curves = fitted(drawn(n + 20, seed), n).curves(drawn(30, seed + 1).rows, 9)
    assert curves.probability.sum(axis=1) == pytest.approx(np.ones((len(curves.probability), 9)))
    assert (np.diff(curves.probability[:, :2], axis=2) >= -1e-12).all()
    assert (np.diff(curves.probability[:, 2], axis=1) <= 1e-12).all()
    assert (curves.low >= 0).all()
    assert (curves.low <= curves.probability).all()
    assert (curves.probability <= curves.high).all()
    assert (curves.high <= 1).all()


def test_it_repeats_with_a_seed(many):
    one, model = many
    again = fitted(one)
    assert np.array_equal(model.curves(one.rows, 5).probability, again.curves(one.rows, 5).probability)


def test_unknown_clocks_and_states_are_refused_together():
    rows = drawn(5, 0).rows
    with pytest.raises(InputError, match="no clock") as refused:
        fit_hazards(
            rows,
            np.zeros(len(rows), int),
            np.arange(len(rows)),
            causes=("won",),
            clocks=Clocks("no clock"),
            priors=PRIORS,
            state="no state",
        )
    assert "no state" in str(refused.value)


def test_trees_are_added_where_the_pooled_model_cannot_follow():
    rng = np.random.default_rng(0)
    n = 6000
    a, b = rng.integers(0, 2, n), rng.integers(0, 2, n)
    hazard = np.where((a == 1) & (b == 0), 0.4, 0.1)
    rows = TypedRows(("age", "a", "b"), np.column_stack([np.zeros(n), a, b]).astype(float), (), np.empty((n, 0), int))
    model = fit_hazards(
        rows,
        (rng.random(n) < hazard).astype(int),
        np.arange(n),
        causes=("won",),
        clocks=Clocks("age"),
        priors=PRIORS,
    )
    assert model.decisions[0].trees is not None
    new = TypedRows(("age", "a", "b"), np.array([[0.0, 1, 0], [0, 1, 1]]), (), np.empty((2, 0), int))
    assert model.curves(new, 1).probability[:, 0, 0] == pytest.approx([0.4, 0.1], abs=0.05)
