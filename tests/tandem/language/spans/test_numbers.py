"""Numbers in digits, words and mixtures have their values and offsets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.language.spans.numbers import find_numbers, plain


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("1,234,567.5 and 12,34,567", ["1234567.5", "1234567"]),
        ("1.111,11", ["1111.11"]),
        ("40 000 boxes", ["40000"]),
        ("twenty-one million three hundred", ["21000300"]),
        ("two and a half million", ["2500000"]),
        ("3 million and a half", ["3500000"]),
        ("half a dozen, three dozens", ["6", "36"]),
        ("three quarters, a fifth, ¾", ["0.75", "0.2", "0.75"]),
        ("10 1/2 and 3/4", ["10.5", "0.75"]),
        ("minus five point five", ["-5.5"]),
        ("one over twenty", ["0.05"]),
        ("13 lakh, 1 crore, 10k", ["1300000", "10000000", "10000"]),
        ("1.3x10^6", ["1300000"]),
        ("the one you mentioned, this one", []),
        ("180ml, May 4th", []),
        ("22,24,26,31", ["22", "24", "26", "31"]),
        ("3 hundred and 2 hundred", ["300", "200"]),
        ("", []),
    ],
)
def test_a_number_has_its_value(text: str, values: list[str]) -> None:
    assert [plain(number.value) for number in find_numbers(text)] == values


def test_beside_a_unit_a_letter_is_no_scale() -> None:
    (number,) = find_numbers("10m", attached=True, letter_scales=False)
    assert (plain(number.value), number.last) == ("10", 2)


@given(st.integers(0, 10**12))
def test_grouped_digits_are_read_back(value: int) -> None:
    (number,) = find_numbers(f"{value:,}")
    assert number.value == value


@given(st.text(alphabet="0123456789.,/-^ex ½andhalfoneover", max_size=40))
def test_offsets_are_in_order_and_inside_any_text(text: str) -> None:
    end = 0
    for number in find_numbers(text, attached=True):
        assert end <= number.first < number.last <= len(text)
        end = number.last
