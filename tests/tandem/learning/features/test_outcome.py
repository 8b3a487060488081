"""Outcomes are read in any spelling, and asked about where they are unclear."""

import numpy as np
import pandas as pd
import pytest

from tandem.kernel.errors import InputError
from tandem.learning.features.outcome import read_outcomes


@pytest.mark.parametrize(
    ("happened", "did_not"),
    [
        ("1", "0"), ("1.0", "0.0"), (1, 0), (1.0, 0.0), (True, False), ("Yes", "No"), ("TRUE", "FALSE"),
        ("True.", "False."), ("Won", "Lost"), ("Closed Won", "Closed Lost"), ("WON", "LOSS"), ("t", "f"), (1, -1),
        ("Converted", "Not converted"), ("Churned", "Active"), ("Attrited Customer", "Existing Customer"),
        ("Churn", "No churn"), ("success", "failure"),
    ],
)  # fmt: skip
def test_spellings(happened, did_not):
    read = read_outcomes(pd.Series([happened, did_not, happened], name="outcome"))
    assert read.happened.tolist() == [1.0, 0.0, 1.0]
    assert repr(read.positive) in read.note


def test_rows_without_an_outcome_are_unknown():
    read = read_outcomes(pd.Series(["Yes", None, "", "No", "n/a"], name="outcome"))
    assert np.isnan(read.happened).tolist() == [False, True, True, False, True]
    assert read.n_known == 2


def test_open_states_are_not_decided_yet_and_said_to_be():
    read = read_outcomes(pd.Series(["Won", "Prospecting", "Lost", "Engaging"], name="deal_stage"))
    assert np.isnan(read.happened).tolist() == [False, True, False, True]
    assert "'Prospecting'" in read.note


@pytest.mark.parametrize(
    "levels",
    [
        ["1", "2"],  # no word says which
        ["A", "B", "C"],  # three of them
        ["Won", "Lost", "Banana"],  # one that says nothing
    ],
)
def test_an_unclear_outcome_is_asked_about(levels):
    with pytest.raises(InputError, match="--positive"):
        read_outcomes(pd.Series(levels * 3, name="outcome"))


def test_a_chosen_value_settles_it():
    assert read_outcomes(pd.Series(["1", "2", "2"]), positive="2").happened.tolist() == [0.0, 1.0, 1.0]


def test_a_chosen_value_that_is_not_there_is_refused():
    with pytest.raises(InputError, match="'3'"):
        read_outcomes(pd.Series(["1", "2"], name="outcome"), positive="3")


def test_one_known_value_suffices_to_name_the_other():
    assert read_outcomes(pd.Series(["Won", "Walked away", "Won"])).happened.tolist() == [1.0, 0.0, 1.0]
    assert read_outcomes(pd.Series(["Signed up!", "No", "No"])).happened.tolist() == [1.0, 0.0, 0.0]


def test_a_column_without_any_outcome_is_read_as_wholly_unknown():
    assert read_outcomes(pd.Series([None, None], dtype=object, name="outcome")).n_known == 0
