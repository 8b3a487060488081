"""The blend follows whoever was right on rows unseen."""

import numpy as np
import pytest

from tandem.learning.stacking import Blend, fit_blend


def test_the_better_side_gets_the_weight():
    rng = np.random.default_rng(0)
    truth = rng.normal(0, 1.5, 4000)
    happened = (rng.random(4000) < 1 / (1 + np.exp(-truth))).astype(float)
    noise = rng.normal(0, 1.5, 4000)
    for good, bad, who in ((truth, noise, "linear_weight"), (noise, truth, "tree_weight")):
        blend = fit_blend(good, np.zeros(4000), bad, happened)
        weights = {"linear_weight": blend.linear_weight, "tree_weight": blend.tree_weight}
        assert weights.pop(who) == pytest.approx(1.0, abs=0.15)
        assert next(iter(weights.values())) < 0.1


def test_with_few_rows_it_stays_near_where_it_began():
    blend = fit_blend(np.array([1.0, -1.0]), np.zeros(2), np.array([1.0, -1.0]), np.array([1.0, 0.0]))
    assert blend.linear_weight > 0.6
    assert blend.tree_weight < 0.5


def test_disagreement_widens():
    blend = Blend(0.0, 0.5, 0.5)
    same = blend.join(np.array([1.0]), np.array([0.2]), np.array([1.0]))
    apart = blend.join(np.array([1.0]), np.array([0.2]), np.array([-1.0]))
    assert apart[1][0] > same[1][0]


def test_a_weight_below_one_does_not_make_it_surer():
    blend = Blend(0.0, 0.4, 0.2)
    assert blend.join(np.array([1.0]), np.array([0.5]), np.array([1.0]))[1][0] == 0.5
    assert Blend(0.0, 0.4, 0.0).join(np.array([1.0]), np.array([0.5]), None)[1][0] == 0.5


def test_without_trees_it_is_the_pooled_model():
    mean, spread = Blend.linear_only().join(np.array([0.7]), np.array([0.3]), None)
    assert (mean[0], spread[0]) == (0.7, 0.3)
