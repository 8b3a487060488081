"""The chain against every path counted one by one."""

from itertools import pairwise, product

import numpy as np
import pytest

from tandem.language.tagging.chain import Batch, Chain, best_paths, expectations, segment_probability

LENGTHS = [3, 1, 4]


@pytest.fixture
def chain() -> Chain:
    rng = np.random.default_rng(7)
    allowed = np.ones((3, 3), dtype=bool)
    allowed[0, 2] = False
    return Chain(rng.normal(size=(3, 3)), rng.normal(size=3), allowed, np.array([True, True, False]))


@pytest.fixture
def emissions() -> np.ndarray:
    return np.random.default_rng(8).normal(size=(sum(LENGTHS), 3)) * 2


def every_path(emissions: np.ndarray, chain: Chain) -> dict[tuple[int, ...], float]:
    """Return the score of each allowed path of one text."""
    scores = {}
    for path in product(range(3), repeat=len(emissions)):
        steps = list(pairwise(path))
        if chain.may_start[path[0]] and all(chain.allowed[step] for step in steps):
            on_words = sum(emissions[at, tag] for at, tag in enumerate(path))
            scores[path] = on_words + chain.start[path[0]] + sum(chain.between[step] for step in steps)
    return scores


def texts(emissions: np.ndarray) -> list[np.ndarray]:
    return np.split(emissions, np.cumsum(LENGTHS)[:-1])


def test_the_partition_and_all_expectations_equal_a_sum_over_every_path(chain: Chain, emissions: np.ndarray) -> None:
    total, margins, pairs, starts = expectations(emissions, chain, Batch.of(LENGTHS))

    expected, counted, began, on_words = 0.0, np.zeros((3, 3)), np.zeros(3), []
    for text in texts(emissions):
        scores = every_path(text, chain)
        log_z = np.logaddexp.reduce(list(scores.values()))
        expected += log_z
        here = np.zeros_like(text)
        for path, score in scores.items():
            chance = np.exp(score - log_z)
            began[path[0]] += chance
            for at, tag in enumerate(path):
                here[at, tag] += chance
            for step in pairwise(path):
                counted[step] += chance
        on_words.append(here)
    assert total == pytest.approx(expected)
    assert np.allclose(margins, np.concatenate(on_words))
    assert np.allclose(pairs, counted)
    assert np.allclose(starts, began)


def test_the_best_path_is_the_best_of_every_path(chain: Chain, emissions: np.ndarray) -> None:
    best = best_paths(emissions, chain, Batch.of(LENGTHS))

    expected = [max(scores := every_path(text, chain), key=scores.__getitem__) for text in texts(emissions)]
    assert best.tolist() == [tag for path in expected for tag in path]


def test_the_probability_of_a_stretch_is_the_share_of_the_paths_that_hold_exactly_it(
    chain: Chain, emissions: np.ndarray
) -> None:
    text = texts(emissions)[2]
    scores = every_path(text, chain)
    held = [score for path, score in scores.items() if path[1:3] == (1, 2) and path[3] != 2]
    expected = np.exp(np.logaddexp.reduce(held) - np.logaddexp.reduce(list(scores.values())))

    assert segment_probability(text, chain, [1, 2], 1, [2]) == pytest.approx(expected)


def test_very_large_scores_do_not_overflow(chain: Chain) -> None:
    total, margins, _, _ = expectations(np.array([[900.0, -900.0, 0.0]] * 40), chain, Batch.of([40]))

    assert np.isfinite(total)
    assert np.allclose(margins[:, 0], 1)


def test_texts_without_words_take_no_part(chain: Chain) -> None:
    batch = Batch.of([0, 2, 0])

    assert batch.lengths.tolist() == [2]
    assert best_paths(np.array([[3.0, 0, 0], [3.0, 0, 0]]), chain, batch).tolist() == [0, 0]
    assert expectations(np.zeros((0, 3)), chain, Batch.of([]))[0] == 0
