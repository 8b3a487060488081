"""The fiscal year: named after the year in which it ends."""

import pytest


@pytest.mark.parametrize(
    ("text", "month", "wanted"),
    [
        ("FY27", 1, "2027-01-01 year"),
        ("FY27", 7, "2026-07-01 year"),
        ("FY27", 10, "2026-10-01 year"),
        ("FY2027", 4, "2026-04-01 year"),
        ("Q1 FY27", 7, "2026-07-01 quarter"),
        ("Q4 FY27", 7, "2027-04-01 quarter"),
        ("H2 FY27", 7, "2027-01-01/2027-07-01 month"),
        ("this fiscal year", 7, "2025-07-01 year"),
        ("this fiscal quarter", 2, "2026-02-01 quarter"),
        ("last fiscal quarter", 2, "2025-11-01 quarter"),
        ("next fiscal year", 4, "2026-04-01 year"),
        ("fiscal Q2", 7, "2026-10-01 quarter"),
        ("the end of the fiscal year", 7, "2026-03-01/2026-07-01 month"),
        ("Q3", 7, "2026-01-01 quarter or 2026-07-01 quarter"),
        ("2026Q3", 7, "2026-07-01 quarter or 2026-01-01 quarter"),
        ("Q3", 1, "2026-07-01 quarter"),
        ("the second half of 2027", 1, "2027-07-01/2028-01-01 month"),
    ],
)
def test_the_fiscal_year_begins_in_its_month(value, text: str, month: int, wanted: str):
    assert value(text, fiscal_year_starts_month=month) == wanted


@pytest.mark.parametrize("text", ["Q5", "H3", "fiscal Q0"])
def test_there_are_four_quarters_and_two_halves(read, text: str):
    assert all(one.text != text for one in read(text))
