"""Column figures are honest: out of fold, and zero where there is nothing."""

import numpy as np
import pandas as pd
import pytest

from tandem.learning.features import plan_column
from tandem.learning.leakage.signals import column_signals, levels_of


def signals_of(values, happened):
    values = pd.Series(values, name="column")
    return column_signals(values, plan_column(values), happened, 0)


def test_noise_of_many_levels_has_no_power():
    rng = np.random.default_rng(0)
    happened = rng.integers(0, 2, 2000).astype(float)
    assert signals_of([f"level {one}" for one in rng.integers(0, 400, 2000)], happened).power < 0.56


def test_a_perfect_number_has_all_of_it():
    happened = np.random.default_rng(0).integers(0, 2, 400).astype(float)
    one = signals_of(happened * 100 + np.arange(400) % 5, happened)
    assert one.power > 0.99
    assert one.pure_both_ways
    assert one.information > 0.8


def test_gaps_that_tell_are_told_from_gaps_that_hint():
    happened = np.array([1.0] * 200 + [0.0] * 200)
    telling = np.where(happened == 1, "A", None).astype(object)
    hinting = np.where(np.arange(400) % 5 == 0, None, "A").astype(object)
    hinting[::7] = "B"
    assert signals_of(telling, happened).gap_tells
    assert not signals_of(hinting, happened).gap_tells
    assert signals_of(hinting, happened).missing_share == pytest.approx(0.17, abs=0.04)


def test_a_value_that_many_share_has_a_bin_of_its_own():
    values = pd.Series([0.0] * 500 + list(np.linspace(1, 1000, 500)), name="amount")
    levels = levels_of(values, plan_column(values))
    assert len(np.unique(levels[:500])) == 1
    assert levels[0] not in levels[500:]
