"""Columns are read as people mean them."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.learning.features.reading import ColumnPlan, Kind, plan_column, read_dates, read_numbers, read_text


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        (["$1,234", "$99.50", "$15,000", "n/a"] * 5, Kind.NUMBER),  # money with a currency sign
        (["1.234,50", "99,90", "15,00"] * 5, Kind.NUMBER),  # decimal commas
        (["12%", "7 %", "55%"] * 5, Kind.NUMBER),  # shares
        (["(120)", "80", "95"] * 5, Kind.NUMBER),  # a negative as accountants write it
        (["2024-03-12", "2024-05-01", "2023-12-31"] * 5, Kind.DATE),
        (["3/15/2024 2:30 PM", "12/1/2023 9:00 AM"] * 8, Kind.DATE),
        (["31.12.2024", "15.01.2025"] * 8, Kind.DATE),
        (["Web", "Referral", "Web", "Event"] * 5, Kind.CATEGORY),
        (["yes", "no"] * 8, Kind.CATEGORY),
        ([f"8f3a-{at}-zz" for at in range(40)], Kind.IDENTIFIER),  # unique per row
        (["same"] * 12, Kind.CONSTANT),
        ([None, "", "n/a", "-"] * 4, Kind.EMPTY),
        ([f"asked about the price of model {at} and wants a call next week" for at in range(40)], Kind.TEXT),
        (["Select", "Select", "Select"] * 5, Kind.CONSTANT),  # nothing but the form's default
    ],
)
def test_kinds_are_recognised(cells, kind):
    assert plan_column(pd.Series(cells, name="column")).kind is kind


def test_a_counter_with_an_id_name_is_no_number_to_learn_from():
    assert plan_column(pd.Series(range(100, 200), name="Lead Number")).kind is Kind.IDENTIFIER
    assert plan_column(pd.Series(range(100, 200), name="anything")).kind is Kind.IDENTIFIER
    assert plan_column(pd.Series(np.arange(100) ** 2, name="revenue")).kind is Kind.NUMBER


def test_a_default_of_a_form_is_named_with_its_confidence():
    plan = plan_column(pd.Series(["Select", "Mumbai", "Pune"] * 6, name="City"))
    assert plan.defaults == ("Select",)
    assert plan.confidence == 0.95
    told = plan_column(pd.Series(["tbd", "Mumbai", "Pune"] * 6, name="City"), missing_words=("TBD",))
    assert told.defaults == ("tbd",)
    assert told.confidence == 1.0


def test_the_order_of_day_and_month_is_told_by_any_day_past_twelve():
    plan = plan_column(pd.Series(["31/12/2024", "05/06/2024"] * 5, name="Created"))
    assert plan.day_first
    days = read_dates(pd.Series(["05/06/2024"]), plan)
    assert days[0] == (pd.Timestamp("2024-06-05") - pd.Timestamp("1970-01-01")).days


def test_an_order_that_cannot_be_told_is_said():
    plan = plan_column(pd.Series(["05/06/2024", "07/08/2024"] * 5, name="Created"))
    assert plan.confidence < 0.7
    assert "could not be told apart" in plan.why


@pytest.mark.parametrize(
    ("cell", "number"),
    [("€ 1 234.5", 1234.5), ("1.5k", 1500.0), ("2M", 2e6), ("-3e2", -300.0), ("USD 40", 40.0), ("twelve", np.nan)],
)
def test_numbers_are_read_from_their_dress(cell, number):
    assert read_numbers(pd.Series([cell])) == pytest.approx([number], nan_ok=True)


def test_numbers_that_are_numbers_already_pass_through():
    assert read_numbers(pd.Series([1, 2.5, np.inf])) == pytest.approx([1.0, 2.5, np.nan], nan_ok=True)
    assert read_numbers(pd.Series([True, False])).tolist() == [1.0, 0.0]


@given(st.lists(st.one_of(st.none(), st.text(max_size=12), st.integers(), st.floats()), min_size=1, max_size=30))
def test_any_column_can_be_planned_and_read(cells):
    values = pd.Series(cells, dtype=object, name="column")
    plan = plan_column(values)
    assert ColumnPlan.from_dict(plan.to_dict()) == plan
    assert len(read_text(values)) == len(read_numbers(values, plan)) == len(read_dates(values, plan)) == len(cells)


@given(st.lists(st.floats(-1e9, 1e9, allow_nan=False), min_size=3, max_size=20, unique=True))
def test_numbers_written_and_read_are_the_same(numbers):
    assert read_numbers(pd.Series([repr(one) for one in numbers], dtype="str")) == pytest.approx(numbers)
