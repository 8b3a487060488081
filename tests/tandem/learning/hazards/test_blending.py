"""A base rate is heard beside a model as far as later outcomes ask for it."""

from dataclasses import replace

import numpy as np
import pytest
from tests.tandem.learning.hazards.conftest import N_PERIODS, drawn

from tandem.learning.hazards import learn_share, shares_by_others


def given_to_what_came(said, truth, seed):
    came = np.random.default_rng(seed).random(len(truth)) < truth
    return np.where(came, said, 1.0 - said)


def test_the_right_one_of_two_is_heard_the_more_the_more_came_of_it():
    truth = np.random.default_rng(0).uniform(0.1, 0.9, 4000)
    heard = {}
    for n in (20, 200, 4000):
        ours = given_to_what_came(truth[:n], truth[:n], 1)
        base = given_to_what_came(np.full(n, 0.5), truth[:n], 1)
        heard[n] = (1.0 - learn_share(ours, base), learn_share(base, ours))
    for n, (as_model, as_base) in heard.items():
        assert as_model == pytest.approx(as_base, abs=1e-9), n
    assert 0.5 < heard[20][0] < heard[200][0] < heard[4000][0]
    assert heard[4000][0] > 0.9


def test_rows_that_count_half_tell_as_much_as_half_as_many():
    ours, base = np.array([0.9, 0.2, 0.7]), np.array([0.5, 0.5, 0.5])
    twice = learn_share(np.tile(ours, 2), np.tile(base, 2), np.full(6, 0.5))
    assert twice == pytest.approx(learn_share(ours, base))


def test_no_row_has_a_say_in_the_share_it_is_judged_by():
    ours, base, subjects = np.full(20, 0.5), np.full(20, 0.5), np.arange(10).repeat(2)
    before = shares_by_others(ours, base, subjects)
    better = np.where(subjects == 3, 0.99, ours)
    after = shares_by_others(better, base, subjects)
    assert after[subjects == 3] == pytest.approx(before[subjects == 3])
    assert after[subjects == 4].max() < before[subjects == 4].min()


def test_a_blend_lies_between_sums_to_one_and_never_outside_its_interval(many):
    _, model = many
    rows = drawn(50, 7).rows
    whole, base = model.curves(rows, N_PERIODS), model.base_curves(rows, N_PERIODS)
    assert np.ptp(base.probability, axis=0).max() == 0.0
    for share in (0.25, 0.5, 1.0):
        blend = model.blended(share).curves(rows, N_PERIODS)
        assert blend.probability == pytest.approx((1 - share) * whole.probability + share * base.probability)
        assert blend.probability.sum(axis=1) == pytest.approx(1.0)
        assert np.all((blend.low <= blend.probability) & (blend.probability <= blend.high))
        assert np.all((blend.low <= whole.low) & (whole.high <= blend.high))


def test_the_base_is_the_pace_of_all(many):
    one, model = many
    at_risk = one.spells.at_risk()
    pace = np.array([np.mean(at_risk.cause == cause) for cause in (1, 2)])
    base = model.base_curves(one.rows.take(np.arange(1)), 1).probability[0, :2, 0]
    assert base == pytest.approx(pace, abs=0.004)
    assert replace(model, base=None).blended(0.5).base_share == 0.0
