"""The statements an import writes with."""

from collections.abc import Callable

import pytest
from django.db import connection

from tandem_desk.records.models import Account, Lead
from tandem_desk.records.services.importing.statements import fetch_by
from tandem_desk.workspace.models import Workspace


@pytest.mark.parametrize(
    ("column", "equal", "index"),
    [
        ("external_id", {"source_system": "salesforce"}, "lead_external_key"),
        ("email_key", {"deleted_at": None}, "lead_by_email"),
    ],
)
def test_keys_are_looked_up_in_their_index(
    workspace: Workspace, column: str, equal: dict[str, str | None], index: str
) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL plans by statistics, which an empty table has none of")
    asked = []

    def explain(execute: Callable[..., object], sql: str, params: object, many: bool, context: object) -> object:
        with connection.cursor() as cursor:
            cursor.cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
            asked.append(" ".join(str(row[-1]) for row in cursor.cursor.fetchall()))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(explain):
        fetch_by(Lead, column, ["a", "b"], ("id",), workspace_id=workspace.pk, **equal)
    assert f"USING INDEX {index} (workspace_id=? AND" in asked[0] or f"USING COVERING INDEX {index} (" in asked[0]
    assert "SCAN lead" not in asked[0]


def test_rows_come_by_id_once_however_often_a_key_is_asked_for(
    workspace: Workspace, make_account: Callable[..., Account]
) -> None:
    made = [make_account(name="Acme", type=f"kind {number}") for number in range(3)]
    rows = fetch_by(Account, "name_key", ["acme", "acme", "none"], ("id", '"type"'), workspace_id=workspace.pk)
    assert rows == [(one.pk, one.type) for one in made]
    assert fetch_by(Account, "name_key", [], ("id",), workspace_id=workspace.pk) == []
