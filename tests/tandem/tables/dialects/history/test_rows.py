"""Cells of histories are found by header once for a file, not once for a row."""

import pytest

from tandem.tables.dialects import detect_history
from tandem.tables.dialects.history.rows import cells
from tandem.tables.values import Reading


class Counting(dict):
    """A row that counts how often its headers are gone through."""

    n_scans = 0

    def __iter__(self):
        Counting.n_scans += 1
        return super().__iter__()

    def items(self):
        Counting.n_scans += 1
        return super().items()

    def keys(self):
        Counting.n_scans += 1
        return super().keys()


FILES = {
    "OpportunityHistory": {"OpportunityId": "006A", "StageName": "Open", "Amount": "1", "CreatedDate": "2024-01-01"},
    "LeadHistory": {"LeadId": "00QA", "Field": "Status", "OldValue": "", "NewValue": "A", "CreatedDate": "2024-01-01"},
    "deal_stage": {"deal_id": "7", "value": "closedwon", "date_entered": "2024-01-05"},
    "contact_property_history": {"contact_id": "9", "name": "city", "value": "Rome", "timestamp": "2024-01-05"},
    "deals": {"Record ID": "7", "Deal Name": "x", "hs_date_entered_closedwon": "2024-01-05"},
    "CRM Status Change Log": {
        "parent": "L1",
        "from": "A",
        "from_date": "2024-01-01",
        "to": "B",
        "to_date": "2024-01-02",
    },
    "opportunity_history": {
        "id": "006A",
        "stage_name": "Open",
        "amount": "5",
        "_fivetran_start": "2024-01-01 00:00:00",
    },
}


@pytest.mark.parametrize("name", FILES)
def test_headers_are_looked_up_as_often_for_many_rows_as_for_one(name):
    read = detect_history(name, list(FILES[name])).read
    scans = []
    for n_rows in (1, 60):
        rows = [Counting(FILES[name]) for _ in range(n_rows)]
        Counting.n_scans = 0
        assert read(rows, Reading()).rows
        scans.append(Counting.n_scans)
    assert scans[0] == scans[1] > 0


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("Deal ID",), ["1", "", "3"]),
        (("deal_id", "vid"), ["1", "8", "3"]),
        (("vid", "deal_id"), ["1", "8", "9"]),
        (("amount",), ["5", "", "6"]),
        (("nothing",), ["", "", ""]),
        ((), ["", "", ""]),
    ],
)
def test_the_first_filled_of_the_named_cells_is_taken_in_any_spelling(names, expected):
    rows = [
        {"DealId": " 1 ", "VID": "", "property_amount": "5"},
        {"DealId": " ", "VID": "8", "property_amount": ""},
        {"DealId": "3", "VID": "9", "property_amount": "6"},
    ]
    assert cells(rows, *names) == expected


def test_no_rows_have_no_cells():
    assert cells([], "Id") == []
