"""What holds for every value a reader takes in: written and read again it is the same, and normal forms stay put."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tandem.tables.schema import ColumnType
from tandem.tables.values import (
    Reading,
    country_code,
    country_name,
    currency_code,
    email_key,
    normal_email,
    normal_phone,
    parse_column,
    parse_flag,
    parse_moment,
    parse_number,
    render_column,
    salesforce_18,
)
from tandem.tables.values.countries import _tables
from tandem.tables.values.moments import render_moment
from tandem.tables.values.numbers import render_number

WAYS = [
    Reading(),
    Reading(decimal=","),
    Reading(grouping=","),
    Reading(decimal=",", grouping="."),
    Reading(decimal=",", grouping=" "),
    Reading(prefix="$", grouping=","),
    Reading(decimal=",", suffix=" €"),
]
LAYOUTS = ["%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S%z", "%d.%m.%Y %H:%M:%S", "%m/%d/%Y %H:%M:%S"]
ORDERS = {"%d.%m.%Y %H:%M:%S": "dmy", "%m/%d/%Y %H:%M:%S": "mdy"}
AMOUNTS = st.decimals(-(10**12), 10**12, places=4, allow_nan=False)
MOMENTS = st.datetimes(datetime(1971, 1, 1), datetime(2099, 12, 31)).map(lambda one: one.replace(microsecond=0))


@given(AMOUNTS, st.sampled_from(WAYS))
def test_a_number_written_in_any_way_is_read_back_exactly(value: Decimal, way: Reading) -> None:
    assert parse_number(render_number(value, way), way) == value


# The first column loads Arrow, which takes longer than any deadline.
@settings(deadline=None)
@given(st.lists(AMOUNTS, min_size=1, max_size=30), st.sampled_from(WAYS))
def test_a_column_of_money_comes_back_from_its_own_text(values: list[Decimal], way: Reading) -> None:
    parsed = parse_column(render_column(values, ColumnType.AMOUNT, way), ColumnType.AMOUNT, way)
    assert not parsed.faults
    assert parsed.values.to_pylist() == values


@given(MOMENTS, st.sampled_from(LAYOUTS), st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata"]))
def test_a_moment_written_in_a_zone_is_the_same_instant_again(moment: datetime, layout: str, zone: str) -> None:
    reading = Reading(layout=layout, date_order=ORDERS.get(layout, "ymd"), zone=zone)
    at = moment.replace(tzinfo=UTC)
    back = parse_moment(render_moment(at, zone, reading), reading)
    assert back is not None
    # Without an offset the hour that is lived twice in autumn cannot be told apart.
    assume("%z" in layout or abs(back.at - at) != timedelta(hours=1))
    assert back.at == at


@settings(deadline=None)
@given(st.integers(2_012_000_000, 9_899_999_999), st.sampled_from(["{}", "+1{}", "1-{}"]))
def test_a_phone_numbers_normal_form_is_its_own(number: int, form: str) -> None:
    normal = normal_phone(form.format(number), "US")
    assume(normal)
    assert normal.startswith("+1")
    assert normal_phone(normal, "DE") == normal


@pytest.mark.parametrize("code", sorted(set(_tables()[0].values())))
def test_every_country_is_known_by_its_code_and_its_own_name(code: str) -> None:
    assert country_code(code) == code
    assert country_code(country_name(code)) == code
    assert country_code(country_name(code).upper()) == code


@given(
    st.from_regex(r"\A[a-z][a-z0-9.]{0,8}[a-z0-9]@[a-z]{1,8}\.(com|example)\Z"), st.sampled_from(["", "+news", "+a+b"])
)
def test_spellings_of_one_mailbox_share_a_key(address: str, tag: str) -> None:
    assume(".." not in address)
    name, domain = address.split("@")
    spelled = f"Ann Lee <{name.upper()}{tag}@{domain.upper()}>"
    assert email_key(normal_email(spelled)) == email_key(address)
    assert normal_email(normal_email(address)) == normal_email(address)


@given(st.from_regex(r"\A[0-9A-Za-z]{15}\Z"))
def test_a_long_salesforce_id_begins_with_the_short_one_and_tells_case_apart(short: str) -> None:
    long = salesforce_18(short)
    assert long[:15] == short
    assert len(long) == 18
    assert (salesforce_18(short.swapcase()) == long) == (short == short.swapcase())


@settings(deadline=None)
@given(st.text(max_size=20))
def test_no_text_is_read_as_something_that_it_is_not(text: str) -> None:
    assert parse_flag(text) in (True, False, None)
    assert currency_code(text) == "" or len(currency_code(text)) == 3
    assert country_code(text) == "" or country_code(country_code(text)) == country_code(text)
