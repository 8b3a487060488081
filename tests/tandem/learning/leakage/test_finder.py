"""Leaks are found and named; honest columns are left alone."""

import numpy as np
import pandas as pd
import pytest

from tandem.learning.features import TableReader
from tandem.learning.leakage import Leak, find_leaks


def honest_table(n=600, seed=0):
    rng = np.random.default_rng(seed)
    source = rng.choice(["Web", "Referral", "Event"], n)
    minutes = rng.gamma(1.5, 8, n)
    occupation = rng.choice(["Student", "Professional", None], n, p=[0.4, 0.2, 0.4])
    score = -1 + 1.5 * (source == "Referral") + 0.05 * minutes + 1.5 * (occupation == "Professional")
    won = rng.random(n) < 1 / (1 + np.exp(-score))
    table = pd.DataFrame(
        {"source": source, "minutes": minutes.round(1), "occupation": occupation, "tenure": rng.integers(1, 70, n)}
    )
    return table, won.astype(float)


def found_in(table, happened, **more):
    return {leak.column: leak for leak in find_leaks(table, happened, TableReader.learn(table), **more)}


def test_honest_columns_are_not_thrown_out():
    for seed in range(4):
        table, happened = honest_table(seed=seed)
        assert not [leak for leak in found_in(table, happened).values() if leak.is_out]


def dates_of(won, rng):
    return np.where(won, "2025-03-0", "2025-01-0").astype(object) + rng.integers(1, 9, len(won)).astype(str)


@pytest.mark.parametrize(
    "plant",
    [
        lambda won, rng: ("amount booked", np.where(won, rng.integers(100, 999, len(won)), 0)),  # nought where lost
        lambda won, rng: ("lost_reason", np.where(won, None, rng.choice(["price", "time"], len(won)))),
        lambda won, rng: ("field_17", np.where(won, rng.choice(["A", "B"], len(won)), None)),  # filled in where won
        lambda won, rng: ("copy", np.where(rng.random(len(won)) < 0.99, won, ~won).astype(int)),  # a little blurred
        lambda won, rng: ("LastActivityDate", dates_of(won, rng)),
        lambda won, rng: ("result_score", np.where(won, 5.0, 1.0) + rng.normal(0, 0.5, len(won))),
    ],
)
def test_a_planted_leak_goes_out_and_is_explained(plant):
    table, happened = honest_table()
    name, values = plant(happened == 1, np.random.default_rng(5))
    found = found_in(table.assign(**{name: values}), happened)
    assert found[name].is_out
    assert found[name].evidence
    assert [leak.column for leak in found.values() if leak.is_out] == [name]


def test_a_column_kept_by_hand_stays_and_is_still_named():
    table, happened = honest_table()
    found = found_in(table.assign(copy=happened), happened, keep=("copy",))
    assert found["copy"].kept
    assert not found["copy"].is_out


def test_a_column_named_after_the_outcome_is_suspect():
    table, happened = honest_table()
    noisy = happened * 3 + np.random.default_rng(0).normal(0, 3, len(happened))
    found = found_in(table.assign(**{"Churn Score": noisy}), happened, target="Churn")
    assert "named after the outcome" in " ".join(found["Churn Score"].evidence)


def test_a_history_that_runs_past_the_outcome_is_enough():
    table, happened = honest_table()
    assert found_in(table, happened, written_after=("minutes",))["minutes"].is_out


def test_names_tell_even_before_there_are_outcomes():
    table, happened = honest_table(12)
    assert found_in(table.assign(**{"Lost Reason": ["price", "time"] * 6}), happened)["Lost Reason"].is_out


def test_columns_filled_in_by_one_act_are_judged_together():
    table, happened = honest_table()
    gap = np.random.default_rng(1).random(len(table)) < 0.4
    grades = np.where(happened == 1, "1. High", "2. Low").astype(object)
    mixed = np.where(np.random.default_rng(2).random(len(table)) < 0.6, grades, "3. Medium")
    more = {"Profile Index": np.where(gap, None, mixed), "Activity Index": np.where(gap, None, mixed[::-1])}
    found = found_in(table.assign(**more), happened)
    assert found["Profile Index"].is_out
    assert "same later act" in " ".join(found["Profile Index"].evidence)


def test_text_cells_from_a_file_read_alike():
    table, happened = honest_table()
    table["field_17"] = np.where(happened == 1, "A", None)
    as_text = table.astype(object).where(table.notna(), "").astype(str)
    assert found_in(as_text, happened)["field_17"].is_out


def test_a_leak_survives_plain_values():
    leak = Leak("a", True, 4.0, ("because",), float("nan"))
    again = Leak.from_dict(leak.to_dict())
    assert (again.column, again.evidence) == (leak.column, leak.evidence)
    assert np.isnan(again.power)
