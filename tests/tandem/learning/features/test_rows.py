"""Tables become typed rows by one plan, learned once."""

import numpy as np
import pandas as pd
import pytest

from tandem.kernel.errors import InputError
from tandem.learning.features.rows import TableReader

TABLE = pd.DataFrame(
    {
        "source": ["Web", "Web", "Referral", None] * 5,
        "amount": ["$10", "$20", None, "$1,000"] * 5,
        "created": ["2024-01-01", "2024-01-31", "2024-02-10", "2024-03-01"] * 5,
        "signed up": ["2023-12-31", "2024-01-21", "2024-02-10", None] * 5,
    }
)


def test_a_missing_cell_is_level_zero_and_a_new_level_is_minus_one():
    reader = TableReader.learn(TABLE)
    rows = reader.read(TABLE.assign(source="Billboard"))
    assert rows.level_names == ("source",)
    assert set(rows.levels[:, 0]) == {-1}
    assert set(reader.read(TABLE.assign(source=None)).levels[:, 0]) == {0}


def test_dates_are_measured_from_the_rows_own_time_never_from_today():
    reader = TableReader.learn(TABLE, time="created")
    rows = reader.read(TABLE)
    ages = rows.numbers[:4, rows.number_names.index("signed up · days before created")]
    assert ages == pytest.approx([1.0, 10.0, 0.0, np.nan], nan_ok=True)


def test_days_past_the_last_one_learned_count_as_the_last():
    reader = TableReader.learn(TABLE, time="created")
    later = reader.read(TABLE.assign(created="2031-01-01"))
    assert later.numbers[0, later.number_names.index("created · day")] == reader.days_range["created"][1]


def test_all_missing_columns_are_named():
    with pytest.raises(InputError) as refused:
        TableReader.learn(TABLE).read(TABLE[["created"]])
    assert all(name in str(refused.value) for name in ("'amount'", "'signed up'", "'source'"))


def test_further_columns_are_ignored_and_order_is_of_no_account():
    reader = TableReader.learn(TABLE)
    one, other = reader.read(TABLE), reader.read(TABLE.assign(more=1)[[*TABLE.columns[::-1], "more"]])
    np.testing.assert_array_equal(one.numbers, other.numbers)
    np.testing.assert_array_equal(one.levels, other.levels)


def test_it_survives_plain_values():
    reader = TableReader.learn(TABLE, time="created")
    again = TableReader.from_dict(reader.to_dict())
    assert again == reader
