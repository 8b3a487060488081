"""Splits respect time, and say so where there is none."""

import numpy as np

from tandem.learning.validation import fold_pairs, hold_out


def test_the_held_out_rows_come_last():
    days = np.random.default_rng(0).permutation(100).astype(float)
    split = hold_out(np.ones(100), days, time="Created")
    assert days[split.test].min() > days[split.train].max()
    assert "Created" in split.words


def test_a_random_split_says_so_and_keeps_the_shares():
    happened = np.array([1.0] * 20 + [0.0] * 80)
    split = hold_out(happened, None, seed=3)
    assert happened[split.test].sum() == 5
    assert "no time" in split.words
    assert not set(split.train) & set(split.test)


def test_folds_forward_in_time_never_learn_from_later_rows():
    rng = np.random.default_rng(1)
    days, happened = rng.random(200), rng.integers(0, 2, 200).astype(float)
    pairs = fold_pairs(happened, days, 0)
    assert all(days[train].max() <= days[test].min() for train, test in pairs)


def test_random_folds_judge_every_row_once():
    happened = np.random.default_rng(1).integers(0, 2, 203).astype(float)
    pairs = fold_pairs(happened, None, 0)
    assert sorted(np.concatenate([test for _, test in pairs])) == list(range(203))


def test_too_little_data_is_not_split():
    assert fold_pairs(np.array([1.0] * 5 + [0.0] * 100), None, 0) == []
    assert fold_pairs(np.ones(30), None, 0) == []
