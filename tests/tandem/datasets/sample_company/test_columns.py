from datetime import UTC, date, datetime
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest

from tandem.datasets.sample_company.columns import amounts, dates, ids, moments, schema_of, table_of, take, text_of
from tandem.tables.schema import TABLES


def test_cents_become_exact_amounts_negative_ones_and_huge_ones_too() -> None:
    column = amounts(np.array([0, 1, -150, 9_007_199_254_740_993]))
    assert column.to_pylist() == [Decimal("0.00"), Decimal("0.01"), Decimal("-1.50"), Decimal("90071992547409.93")]
    assert amounts(np.array([1, 2]), np.array([True, False])).to_pylist() == [Decimal("0.01"), None]


def test_rows_counted_from_zero_become_ids_counted_from_one() -> None:
    assert ids("lead", np.array([0, -1, 9_999_999])).to_pylist() == ["lead-0000001", None, "lead-10000000"]


def test_negative_codes_and_rows_not_given_are_empty() -> None:
    assert take(["a", "b"], np.array([1, -1, 0])).to_pylist() == ["b", None, "a"]
    assert take(["a", "b"], np.array([1, 1]), np.array([False, True])).to_pylist() == [None, "b"]


def test_the_change_history_writes_each_type_in_one_way() -> None:
    instant = np.array([int(datetime(2026, 3, 2, 10, tzinfo=UTC).timestamp()) * 1_000_000])
    assert text_of(moments(instant)).to_pylist() == ["2026-03-02T10:00:00+00:00"]
    assert text_of(dates(instant)).to_pylist() == ["2026-03-02"]
    assert text_of(pa.array([True, False, None])).to_pylist() == ["true", "false", None]
    assert text_of(amounts(np.array([150]))).to_pylist() == ["1.50"]
    assert dates(instant).to_pylist() == [date(2026, 3, 2)]


def test_a_table_has_the_common_columns_in_order_then_custom_ones() -> None:
    made = table_of("products", {"name": ["a", "b"], "is_active": True, "custom.Colour": ["red", None]}, 2)
    assert made.schema.names == [*TABLES["products"].column_names, "custom.Colour"]
    assert made["is_active"].to_pylist() == [True, True]
    assert made["code"].null_count == 2


def test_a_column_the_schema_does_not_know_is_refused() -> None:
    with pytest.raises(KeyError, match="colour"):
        table_of("products", {"colour": ["red"]}, 1)


def test_the_arrow_types_follow_the_column_types() -> None:
    schema = schema_of("opportunities")
    assert schema.field("amount").type == pa.decimal128(18, 2)
    assert schema.field("created_at").type == pa.timestamp("us", tz="UTC")
    assert schema.field("close_on").type == pa.date32()
    assert schema.field("account").type == pa.string()
