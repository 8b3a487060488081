"""Costs choose the cheapest step; the guaranteed recall holds over repeated draws, whatever the scores."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.kernel.errors import InputError, NotEnoughData
from tandem.language.heads import Costs, Step, guaranteed_threshold, n_for_guarantee


@given(st.floats(0, 1), st.floats(0, 100), st.floats(0, 100), st.floats(0, 100))
def test_the_step_is_never_dearer_than_another(probability: float, wrong: float, missed: float, ask: float) -> None:
    expected = {Step.ACT: (1 - probability) * wrong, Step.LEAVE: probability * missed, Step.ASK: ask}
    assert expected[Costs(wrong, missed, ask).step(probability)] == min(expected.values())


@pytest.mark.parametrize("wrong", [-1.0, float("nan"), float("inf")])
def test_impossible_costs_are_refused(wrong: float) -> None:
    with pytest.raises(InputError, match="wrong"):
        Costs(wrong=wrong, missed=1, ask=1)


@pytest.mark.parametrize("n_true", [60, 200])
def test_the_promised_recall_is_reached_in_the_promised_share_of_draws(n_true: int) -> None:
    random = np.random.default_rng(0)
    reached = []
    for _ in range(2000):
        threshold = guaranteed_threshold(random.beta(2, 1, n_true), recall=0.9, confidence=0.9)
        reached.append(
            1 - threshold**2 >= 0.9
        )  # the exact recall: the distribution function of Beta(2, 1) is x squared
    assert np.mean(reached) >= 0.9 - 0.02


def test_the_threshold_is_as_high_as_the_guarantee_allows() -> None:
    random = np.random.default_rng(1)
    reached = [
        1 - guaranteed_threshold(random.beta(2, 1, 400), recall=0.9, confidence=0.9) ** 2 >= 0.9 for _ in range(2000)
    ]
    assert np.mean(reached) < 0.96


def test_fewer_examples_than_needed_are_refused_and_just_enough_are_not() -> None:
    needed = n_for_guarantee(0.95, 0.95)
    with pytest.raises(NotEnoughData):
        guaranteed_threshold(np.arange(needed - 1.0), recall=0.95)
    assert guaranteed_threshold(np.arange(float(needed)), recall=0.95) == 0


def test_shares_outside_zero_and_one_are_refused_together() -> None:
    with pytest.raises(InputError, match="confidence"):
        n_for_guarantee(1.0, 0.0)
