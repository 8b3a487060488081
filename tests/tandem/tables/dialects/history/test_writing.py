"""What is written is read again, change by change."""

from datetime import UTC, datetime

import pytest

from tandem.tables.dialects import HistoryRow, Spelling, detect_history
from tandem.tables.dialects.history.writing import history_files
from tandem.tables.values import AS_USUAL

ROWS = [
    HistoryRow("leads", "L1", "status", None, "New", datetime(2024, 1, 1, 8, tzinfo=UTC), "Ann", False),
    HistoryRow("leads", "L1", "status", "New", "Working", datetime(2024, 1, 3, 9, 30, tzinfo=UTC), "Bob", False),
    HistoryRow("leads", "L2", "status", "Old", "New", datetime(2024, 1, 2, tzinfo=UTC), "", False),
]


@pytest.mark.parametrize(
    ("system", "spelling", "name"),
    [
        ("salesforce", Spelling.API, "LeadHistory"),
        ("salesforce", Spelling.SNAKE, "lead_history"),
        ("hubspot", Spelling.API, "contact_property_history"),
        ("frappe", Spelling.API, "CRM Lead Status Change Log"),
        ("generic", Spelling.API, "changes"),
    ],
)
def test_changes_come_back(system: str, spelling: Spelling, name: str) -> None:
    file = next(one for one in history_files(system, spelling) if one.name == name)
    written = [dict(zip(file.headers, row, strict=True)) for row in file.rows(ROWS)]
    shape = detect_history(file.name, file.headers)
    assert shape is not None
    history = shape.read(written, AS_USUAL)
    assert history.unread == ()
    back = [(row.external_id, row.old, row.new, row.valid_from, row.actor) for row in history.rows]
    assert back == [(row.external_id, row.old, row.new, row.valid_from, row.actor) for row in ROWS]


def test_a_log_of_statuses_holds_no_other_field() -> None:
    file = next(one for one in history_files("frappe") if "leads" in one.tables)
    other = HistoryRow("leads", "L1", "email", None, "a@b.example", datetime(2024, 1, 1, tzinfo=UTC), "", False)
    assert list(file.rows([other])) == []


def test_a_field_that_a_system_lacks_is_added_and_known_again() -> None:
    change = HistoryRow("leads", "L1", "lifecycle_stage", None, "MQL", datetime(2024, 1, 1, tzinfo=UTC), "", False)
    file = next(one for one in history_files("salesforce") if one.tables == ("leads",))
    rows = [dict(zip(file.headers, row, strict=True)) for row in file.rows([change])]
    shape = detect_history(file.name, file.headers)
    assert shape is not None
    assert shape.read(rows, AS_USUAL).rows[0].field == "lifecycle_stage"
    assert history_files("espocrm") == ()
