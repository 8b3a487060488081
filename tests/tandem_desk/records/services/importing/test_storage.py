"""Typed columns as the database holds them."""

import json
from datetime import UTC, datetime
from decimal import Decimal

import pyarrow as pa
import pytest

from tandem_desk.records.models import Lead, Opportunity
from tandem_desk.records.services.importing.storage import db_default, stored_column, stored_scalar

pytestmark = pytest.mark.django_db


def field(model: type, name: str) -> object:
    return model._meta.get_field(name)


def test_a_text_too_long_is_cut_and_named() -> None:
    stored = stored_column(pa.array(["short", None, "x" * 41]), field(Lead, "source_system"))
    assert stored.values == ["short", "", "x" * 40]
    assert (stored.changed, stored.refused) == ((2,), ())


def test_an_amount_is_rounded_or_refused_and_said_so() -> None:
    amounts = pa.array([Decimal("1.123456789"), Decimal("2.5"), None, Decimal("9" * 25)], pa.decimal128(38, 9))
    column = field(Opportunity, "amount")
    stored = stored_column(amounts, column)
    assert stored.refused == (3,)
    assert stored.changed == (0,)
    assert stored.values[1:] == [stored_scalar(Decimal("2.5"), column), None, None]
    assert float(stored.values[0]) == pytest.approx(1.123457, abs=10.0**-column.decimal_places)


def test_moments_come_back_as_they_went_in_to_the_microsecond() -> None:
    given = [datetime(2024, 3, 1, 10, tzinfo=UTC), None, datetime(2024, 3, 1, 10, 0, 0, 120_000, tzinfo=UTC)]
    column = field(Lead, "created_at")
    stored = stored_column(pa.array(given, pa.timestamp("us", tz="UTC")), column).values
    back = [one if one is None or isinstance(one, datetime) else column.to_python(f"{one}+00:00") for one in stored]
    assert back == given


def test_an_empty_flag_is_false_where_the_column_knows_no_third_value() -> None:
    flags = pa.array([True, None, False])
    assert stored_column(flags, field(Lead, "email_opt_out")).values == [True, False, False]
    assert stored_column(flags, field(Opportunity, "is_won")).values == [True, None, False]


def test_what_a_column_holds_where_nothing_is_given() -> None:
    assert (db_default(field(Lead, "created_at")), db_default(field(Lead, "custom"))) == (None, "{}")
    assert json.loads(stored_scalar({"a": "ü"}, field(Lead, "custom"))) == {"a": "ü"}
