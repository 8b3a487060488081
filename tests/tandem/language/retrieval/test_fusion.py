"""The weight of words is taken from judged queries only where the gain is surely there."""

import numpy as np
import pytest

from tandem.kernel.errors import InputError, NotEnoughData
from tandem.language.retrieval import Fusion, choose_words_weight
from tandem.language.retrieval.fusion import is_exact


def test_the_better_half_is_kept_where_mixtures_gain_nothing() -> None:
    assert choose_words_weight(Fusion(), lambda weight: [1.0 - weight] * 40).words == 0.0
    assert choose_words_weight(Fusion(), lambda weight: [weight] * 40).words == 1.0


def test_a_gain_that_may_be_chance_is_not_taken() -> None:
    def recall(weight: float) -> list[float]:
        return [1.0, *[0.0] * 39] if weight == 0.1 else [0.0] * 40

    assert choose_words_weight(Fusion(), recall).words == 0.0


def test_a_sure_gain_is_taken_and_the_best_of_several() -> None:
    gains = {0.0: 0.2, 1.0: 0.1, 0.1: 0.5, 0.2: 0.6}
    assert choose_words_weight(Fusion(), lambda weight: [gains.get(weight, 0.0)] * 40).words == 0.2


def test_over_many_draws_without_any_true_gain_the_choice_rarely_leaves_the_better_half() -> None:
    left = 0
    for seed in range(200):
        draw = np.random.default_rng(seed)
        base = draw.random(60) < 0.6
        flips = {weight: draw.random(60) < 0.1 for weight in (0.1, 0.0, 1.0)}

        def recall(weight: float, base: np.ndarray = base, flips: dict[float, np.ndarray] = flips) -> list[float]:
            if weight == 1.0:
                return [0.0] * 60
            return [float(value) for value in np.where(flips[weight] & (weight > 0), ~base, base)]

        left += choose_words_weight(Fusion(), recall, weights=(0.1,)).words not in (0.0, 1.0)
    assert left <= 0.1 * 200


def test_too_few_judged_queries_are_refused() -> None:
    with pytest.raises(NotEnoughData, match="20 needed; got 3"):
        choose_words_weight(Fusion(), lambda weight: [weight] * 3)


@pytest.mark.parametrize("bad", [{"words": 1.2}, {"title": -0.1}, {"context": 2.0}, {"reach": 0.0}])
def test_weights_out_of_range_are_refused_by_name(bad: dict[str, float]) -> None:
    with pytest.raises(InputError, match=next(iter(bad))):
        Fusion(**bad)


@pytest.mark.parametrize(
    ("word", "exact"), [("48213", True), ("hx200", True), ("b2", False), ("500", False), ("price", False)]
)
def test_numbers_and_codes_are_exact_marks(word: str, exact: bool) -> None:
    assert is_exact(word) is exact
