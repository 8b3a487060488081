"""Spells in whole periods, and the curves straight from the counts."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.kernel.errors import InputError
from tandem.learning.hazards import Spells, aalen_johansen

# A life table of 3,941 spells over twelve years: for each year how many left and how many were censored. The counts are
# those of the teachers in Singer & Willett's text as we remember them and were not checked against the book. Hazard
# (left / at risk) and survival (product of one less the hazard) were worked out from them by the definitions, rounded.
TEACHERS_LEFT = (456, 384, 359, 295, 218, 184, 123, 79, 53, 35, 16, 5)
TEACHERS_CENSORED = (0, 0, 0, 0, 0, 0, 280, 307, 255, 265, 241, 386)
TABLE_HAZARD = (0.1157, 0.1102, 0.1158, 0.1076, 0.0891, 0.0825, 0.0601, 0.0481, 0.0422, 0.0369, 0.0247, 0.0128)
TABLE_SURVIVAL = (0.8843, 0.7869, 0.6958, 0.6209, 0.5656, 0.5189, 0.4877, 0.4642, 0.4446, 0.4282, 0.4177, 0.4123)


def teachers() -> Spells:
    years = np.arange(1, 13)
    exits = np.concatenate([np.repeat(years, TEACHERS_LEFT), np.repeat(years, TEACHERS_CENSORED)])
    cause = np.repeat([1, 0], [sum(TEACHERS_LEFT), sum(TEACHERS_CENSORED)])
    return Spells(np.zeros(len(exits), dtype=int), exits, cause)


def test_a_life_table_comes_out_as_by_the_definitions():
    at_risk, survival = sum(TEACHERS_LEFT) + sum(TEACHERS_CENSORED), Fraction(1)
    for year, (left, censored) in enumerate(zip(TEACHERS_LEFT, TEACHERS_CENSORED, strict=True)):
        survival *= 1 - Fraction(left, at_risk)
        assert (round(left / at_risk, 4), round(float(survival), 4)) == (TABLE_HAZARD[year], TABLE_SURVIVAL[year])
        at_risk -= left + censored
    assert at_risk == 0
    curves = aalen_johansen(teachers())
    assert curves.at_risk[0] == 3941
    assert curves.hazard[0] == pytest.approx(TABLE_HAZARD, abs=6e-5)
    assert curves.survival == pytest.approx(TABLE_SURVIVAL, abs=6e-5)


def test_two_causes_by_hand():
    # Five at risk; one won, one lost in the first period; of the three left, one is won and one censored in the second.
    spells = Spells(np.zeros(5, int), np.array([1, 1, 2, 2, 2]), np.array([1, 2, 1, 0, 0]))
    curves = aalen_johansen(spells)
    assert curves.incidence[0] == pytest.approx([1 / 5, 1 / 5 + 3 / 5 / 3])
    assert curves.incidence[1] == pytest.approx([1 / 5, 1 / 5])


def test_a_late_entry_says_nothing_of_the_time_before():
    spells = Spells(np.array([0, 3]), np.array([2, 5]), np.array([0, 1]))
    assert aalen_johansen(spells).at_risk.tolist() == [1, 1, 0, 1, 1]


def test_late_entries_leave_a_falling_hazard_where_it_was():
    rng = np.random.default_rng(2)
    n, periods = 20_000, np.arange(15)
    hazard = np.where(periods < 4, 0.3, 0.02)
    draw = rng.random((n, 15)) < hazard
    ends = np.where(draw.any(axis=1), draw.argmax(axis=1) + 1, 15)
    cause, entry = draw.any(axis=1).astype(int), rng.integers(0, 8, n)
    seen = ends > entry
    spells = Spells(entry[seen], ends[seen], cause[seen])
    assert aalen_johansen(spells).hazard[0] == pytest.approx(hazard, abs=0.02)
    # Counted from where each was first seen, the same spells say something else.
    shifted = aalen_johansen(Spells(np.zeros(seen.sum(), dtype=int), (ends - entry)[seen], cause[seen]))
    assert shifted.hazard[0, 0] < 0.25


def test_an_event_in_a_period_that_was_not_seen_whole_is_left_out_with_it():
    days, cause = np.array([8.0, 8.0, 10.0]), np.array([1, 1, 0])
    spells = Spells.from_durations(days, cause, period=7.0, follow_up=np.array([10.0, 20.0, 10.0]))
    assert spells.cause.tolist() == [0, 1, 0]
    assert spells.exit.tolist() == [1, 2, 1]


def test_cutting_the_last_period_keeps_the_hazard_true():
    rng = np.random.default_rng(5)
    event, end = rng.exponential(20.0, 60_000), rng.uniform(2.0, 30.0, 60_000)
    duration, cause = np.minimum(event, end), (event <= end).astype(int)
    true = 1 - np.exp(-7.0 / 20.0)
    exact = aalen_johansen(Spells.from_durations(duration, cause, period=7.0, follow_up=end))
    assert exact.hazard[0, :3] == pytest.approx([true] * 3, abs=0.01)
    careless = aalen_johansen(Spells.from_durations(duration, cause, period=7.0))
    assert careless.hazard[0, 1] > true + 0.01


def test_an_end_within_the_period_of_entry_was_not_seen():
    spells = Spells.from_durations(np.array([5.0]), np.array([1]), period=7.0, entry=np.array([2.0]))
    assert (spells.entry.tolist(), spells.exit.tolist(), spells.cause.tolist()) == ([1], [1], [0])


@pytest.mark.parametrize(
    ("entry", "exits", "cause", "why"),
    [
        ([-1], [2], [0], "entry"),
        ([3], [2], [0], "exit"),
        ([2], [2], [1], "cause"),
    ],
)
def test_impossible_spells_are_refused(entry, exits, cause, why):
    with pytest.raises(InputError, match=why):
        Spells(np.array(entry), np.array(exits), np.array(cause))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(1, 9), st.integers(0, 3)), min_size=1, max_size=60))
def test_counted_curves_sum_to_one_and_never_fall(raw):
    entry, length, cause = (np.array(one) for one in zip(*raw, strict=True))
    curves = aalen_johansen(Spells(entry, entry + length, cause), n_causes=3)
    assert curves.incidence.sum(axis=0) + curves.survival == pytest.approx(np.ones(len(curves.survival)))
    assert (np.diff(curves.incidence, axis=1) >= -1e-12).all()
