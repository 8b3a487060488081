"""Who reaches what: every operation, asked by its owner, by another team's seller and from another workspace.

A new operation fails here until it is in the table.
"""

import json
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tandem.tables.schema import RECORD_TABLES
from tandem_desk.config.api import described
from tandem_desk.records.models import ImportRun, ImportState, ImportTable
from tandem_desk.records.selectors.kinds import model_of
from tandem_desk.review.models import ModelVersion
from tandem_desk.workspace.models import Job
from tandem_desk.workspace.services.keys import SCOPES, issue_key

MARK = "Zanzibar"
FUNCTION = "prospecting/lead_scoring"


@dataclass(frozen=True)
class Row:
    """One operation: what to ask, and the status its owner, another team's seller and an outsider get.

    `told` says whether the other team's seller may read the workspace's words in the answer.
    """

    method: str
    address: str
    statuses: tuple[int, int, int]
    body: object = None
    told: bool = False


def record_rows(table):
    kind, one = table.kind, f"/{table.name}/{{{table.kind}}}"
    return {
        f"list_{table.name}": Row("get", f"/{table.name}", (200, 200, 200)),
        f"read_{kind}": Row("get", one, (200, 404, 404)),
        f"history_of_{kind}": Row("get", f"{one}/history", (200, 404, 404)),
        f"create_{kind}": Row("post", f"/{table.name}", (201, 201, 201), {"custom": {"note": "new"}}),
        f"change_{kind}": Row("patch", one, (200, 404, 404), {"custom": {"note": MARK}}),
        f"delete_{kind}": Row("delete", one, (403, 404, 404)),
        f"restore_{kind}": Row("post", f"{one}/restore", (403, 404, 404), {}),
    }


TABLE = {name: row for table in RECORD_TABLES for name, row in record_rows(table).items()} | {
    "list_touchpoints": Row("get", "/touchpoints", (200, 200, 200)),
    "create_touchpoints": Row(
        "post", "/touchpoints", (201, 422, 422),
        {"items": [{"kind": "call", "occurred_at": "2026-03-02T09:00:00Z", "lead": "{lead}"}]},
    ),
    "list_suggestions": Row("get", "/suggestions", (200, 200, 200)),
    "read_suggestion": Row("get", "/suggestions/{suggestion}", (200, 404, 404)),
    "decide_suggestion": Row(
        "post", "/suggestions/{suggestion}/decision", (409, 404, 404),
        {"outcome": "accepted", "fingerprint_seen": "old"},
    ),
    "undo_decision": Row("post", "/suggestions/{suggestion}/undo", (409, 404, 404), {}),
    "create_outcome": Row(
        "post", "/outcomes", (201, 422, 422),
        {"subject_kind": "lead", "subject_id": "{lead}", "kind": "won", "value": 1,
         "occurred_at": "2026-03-02T09:00:00Z"},
    ),
    "list_functions": Row("get", "/functions", (200, 200, 200)),
    "read_function": Row("get", f"/functions/{FUNCTION}", (200, 200, 200)),
    "health_of_function": Row("get", f"/functions/{FUNCTION}/health", (200, 200, 200)),
    "list_versions": Row("get", f"/models/{FUNCTION}", (200, 200, 200), told=True),
    "read_version": Row("get", f"/models/{FUNCTION}/1", (200, 200, 404), told=True),
    "put_version_in_force": Row("post", f"/models/{FUNCTION}/1/put-in-force", (403, 403, 404), {"because": "better"}),
    "list_imports": Row("get", "/imports", (200, 200, 200), told=True),
    "create_import": Row("post", "/imports", (201, 201, 201), "file"),
    "read_import": Row("get", "/imports/{import}", (200, 200, 404), told=True),
    "correct_import": Row("patch", "/imports/{import}/tables/0", (200, 200, 404), {"columns": {}}, told=True),
    "begin_import": Row("post", "/imports/{import}/begin", (202, 202, 404), {}, told=True),
    "undo_import": Row("post", "/imports/{import}/undo", (422, 422, 404), {}, told=True),
    "bad_rows_of_import": Row("get", "/imports/{import}/bad-rows", (200, 200, 404), told=True),
    "export_records": Row("get", "/exports/leads", (200, 200, 200)),
    "read_consent": Row("get", "/consent?channel=email&address=x@buyer.example", (200, 200, 200)),
    "state_consent": Row(
        "post", "/consent", (200, 200, 200), {"channel": "email", "address": "x@buyer.example", "opted_out": True}
    ),
    "list_jobs": Row("get", "/jobs", (200, 200, 200)),
    "read_job": Row("get", "/jobs/{job}", (200, 404, 404)),
    "retry_job": Row("post", "/jobs/{job}/retry", (403, 404, 404), {}),
    "stop_job": Row("post", "/jobs/{job}/stop", (200, 404, 404), {}),
    "list_members": Row("get", "/members", (200, 200, 200), told=True),
    "list_audit_entries": Row("get", "/audit", (403, 403, 200)),
}  # fmt: skip


def operations():
    schema = described()
    return {
        one["operationId"]: (method, path) for path, all_of in schema["paths"].items() for method, one in all_of.items()
    }


def test_every_operation_is_in_the_table():
    assert set(operations()) == set(TABLE)
    assert {name: row.method for name, row in TABLE.items()} == {name: one[0] for name, one in operations().items()}


def test_every_scope_a_key_can_have_opens_something():
    assert {one["x-scope"] for path in described()["paths"].values() for one in path.values()} == SCOPES


@pytest.fixture
def world(workspace, owner, team, make_touchpoint, make_suggestion, now):
    """One of everything, owned by Alice, in a workspace whose teams do not see one another's records."""
    workspace.visibility = "team"
    workspace.save()
    common = {"workspace": workspace, "owner": owner, "team": team, "recorded_at": now, "owner_name": MARK}
    ids = {str(table.kind): model_of(table.kind).objects.create(**common).pk for table in RECORD_TABLES}
    make_touchpoint(lead_id=ids["lead"], subject=MARK)
    held = {"assigned_to": owner, "team": team, "reasons": [{"claim": MARK}], "expires_at": now + timedelta(days=4000)}
    ids["suggestion"] = make_suggestion(subject_id=ids["lead"], **held).pk
    ModelVersion.objects.create(
        workspace=workspace,
        function=FUNCTION,
        number=1,
        card={"title": MARK},
        artefact=b"",
        data_until=now,
        made_at=now,
    )
    run = ImportRun.objects.create(workspace=workspace, member=owner, name=MARK, path="x", state=ImportState.RECOGNISED)
    ImportTable.objects.create(run=run, position=0, name="Lead.csv", table="leads", mapping=[])
    ids["import"] = run.pk
    ids["job"] = Job.objects.create(workspace=workspace, member=owner, name="x", title=MARK, run_after=now).pk
    return ids


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.TANDEM_HOME = tmp_path


def ask(row, world, plain):
    client = Client(headers={"Authorization": f"Bearer {plain}"} if plain else {})
    address = "/api/v1" + row.address.format(**world)
    if row.body == "file":
        file = SimpleUploadedFile("Lead.csv", b"Email,Last Name\na@buyer.example,Ada\n")
        return client.post(address, {"file": file})
    if row.body is None:
        return getattr(client, row.method)(address)
    body = json.dumps(row.body).replace('"{lead}"', str(world["lead"]))
    return getattr(client, row.method)(address, body, content_type="application/json")


def key(member, scopes=SCOPES):
    return issue_key(member=member, name="table", scopes=scopes)[1]


def content(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


@pytest.mark.parametrize("name", sorted(TABLE))
def test_each_asker_gets_what_the_table_says(name, world, owner, stranger, outsider):
    row = TABLE[name]
    scope = described()["paths"][operations()[name][1]][row.method]["x-scope"]
    assert ask(row, world, "").status_code == 401
    without = key(owner, SCOPES - {scope})
    assert ask(row, world, without).status_code == 403
    for asker, status in ((outsider, row.statuses[2]), (stranger, row.statuses[1]), (owner, row.statuses[0])):
        response = ask(row, world, key(asker))
        text = content(response).decode()
        assert response.status_code == status, (asker.name, text[:500])
        if asker is outsider or (asker is stranger and not row.told):
            assert MARK not in text
