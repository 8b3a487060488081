"""Names and values that tell are recognised; everyday ones are not."""

import pandas as pd
import pytest

from tandem.learning.leakage.vocabulary import name_evidence, value_evidence, words_of


@pytest.mark.parametrize(
    "name",
    [
        "Last Activity",
        "LastModifiedDate",
        "close_date",
        "Lost Reason",
        "Churn Reason",
        "IsWon",
        "closed_value",
        "converted_at",
    ],
)
def test_names_written_after_the_fact_suffice(name):
    assert name_evidence(name)[0] >= 3


@pytest.mark.parametrize(
    "name",
    [
        "Lead Origin", "Lead Source", "City", "tenure", "Contract", "Last Name", "Marital Status", "CreditScore",
        "PaymentMethod", "Deal Cost", "Deal Date", "Total Time Spent on Website", "What is your current occupation",
        "StreamingTV", "Total Charges",
    ],
)  # fmt: skip
def test_everyday_names_tell_nothing(name):
    assert name_evidence(name)[0] == 0


def test_headers_become_words():
    assert words_of("Last_Notable-Activity") == "last notable activity"


def test_values_that_name_outcomes_and_contact_weigh():
    outcomes = value_evidence(pd.Series({"Closed - lost to rival": 50, "Won": 30, "x": 20}))
    contact = value_evidence(pd.Series({"Ringing": 50, "switched off": 30, "x": 20}))
    assert outcomes[0] > contact[0] > 0
    assert value_evidence(pd.Series({"Mumbai": 50, "Pune": 40}))[0] == 0
    assert value_evidence(pd.Series(dtype=int))[0] == 0
