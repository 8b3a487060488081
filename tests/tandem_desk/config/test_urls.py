"""Every address against the standing cast: who gets in, who is refused, who must not even learn that it is there."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tandem_desk.records.models import ImportRun, ImportState, ImportTable
from tandem_desk.review import sockets
from tandem_desk.review.models import ModelVersion
from tandem_desk.workspace.models import ApiKey, Job, Visibility

SECRET = "Secret Prospect"
OK, MOVED, REFUSED, HIDDEN, MISUSED = 200, 302, 403, 404, 405


@dataclass(frozen=True)
class Row:
    """What the owner, an auditor and an outsider get from one address."""

    name: str
    owner: int
    auditor: int
    outsider: int
    args: str = ""
    method: str = "get"
    data: tuple[tuple[str, str], ...] = ()
    query: str = ""
    note: str = ""


ROWS = (
    Row("today", OK, OK, OK),
    Row("leads", OK, OK, OK),
    Row("accounts", OK, OK, OK),
    Row("contacts", OK, OK, OK),
    Row("deals", OK, OK, OK),
    Row("contracts", OK, OK, OK),
    Row("customers", OK, OK, OK),
    Row("set-week", HIDDEN, REFUSED, HIDDEN, method="post", note="nobody is named"),
    Row("list", OK, OK, OK, args="kind"),
    Row("list-export", OK, OK, OK, args="kind"),
    Row("record", OK, OK, HIDDEN, args="kind,lead"),
    Row("record-timeline", OK, OK, HIDDEN, args="kind,lead"),
    Row("field", OK, OK, HIDDEN, args="kind,lead", query="?field=status"),
    Row(
        "field",
        OK,
        REFUSED,
        HIDDEN,
        args="kind,lead",
        method="post",
        data=(("field", "status"), ("value", "Won over"), ("version", "0")),
    ),
    Row("people-only", OK, REFUSED, HIDDEN, args="kind,lead", method="post", data=(("on", "yes"),)),
    Row("override", OK, REFUSED, HIDDEN, args="kind,lead", query="?function=prospecting/lead_scoring"),
    Row("why", OK, OK, HIDDEN, args="kind,lead", query="?function=prospecting/lead_scoring"),
    Row("reason-facts", OK, OK, HIDDEN, args="suggestion,table"),
    Row("take-back", MOVED, MOVED, MOVED, method="post", note="nothing is named, so nothing is taken back"),
    Row("palette", OK, OK, OK, query="?q=secret"),
    Row("decide", MISUSED, MISUSED, MISUSED, args="suggestion"),
    Row(
        "decide",
        OK,
        REFUSED,
        HIDDEN,
        args="suggestion",
        method="post",
        data=(("outcome", "accepted"), ("fingerprint", "seen")),
    ),
    Row("snooze", OK, REFUSED, HIDDEN, args="suggestion", method="post"),
    Row("reject-form", OK, OK, HIDDEN, args="suggestion"),
    Row("amend-form", OK, OK, HIDDEN, args="suggestion"),
    Row("undo", MOVED, MOVED, MOVED, method="post", note="nothing is named, so nothing is undone"),
    Row("bulk-preview", OK, REFUSED, OK, method="post", data=(("ids", "lead"), ("outcome", "accepted"))),
    Row("bulk", OK, REFUSED, OK, method="post", data=(("seen", "suggestion"), ("outcome", "accepted"))),
    Row("map", OK, OK, OK),
    Row("function", OK, OK, OK, args="function"),
    Row("roll-back", REFUSED, REFUSED, MOVED, args="function", method="post"),
    Row("put-version", REFUSED, REFUSED, HIDDEN, args="function,version", method="post"),
    Row("evidence", OK, OK, OK),
    Row("sample", REFUSED, REFUSED, MOVED, method="post"),
    Row("settings-autonomy", OK, OK, OK),
    Row(
        "settings-autonomy",
        REFUSED,
        REFUSED,
        MOVED,
        method="post",
        data=(("function", "prospecting/lead_scoring"), ("level", "off"), ("because", "a test")),
    ),
    Row("settings", OK, OK, OK),
    Row("settings-workspace", OK, OK, OK),
    Row(
        "settings-workspace",
        REFUSED,
        REFUSED,
        MOVED,
        method="post",
        data=(("name", "Elsewhere"), ("currency", "EUR"), ("time_zone", "UTC"), ("visibility", "team")),
    ),
    Row("settings-members", OK, OK, OK),
    Row(
        "settings-members",
        REFUSED,
        REFUSED,
        MOVED,
        method="post",
        data=(
            ("name", "New"),
            ("email", "new@elsewhere.example"),
            ("role", "seller"),
            ("password", "quite-long-words-9"),
        ),
    ),
    Row("settings-member", REFUSED, REFUSED, HIDDEN, args="member", method="post", data=(("role", "operator"),)),
    Row("settings-teams", OK, OK, OK),
    Row("settings-teams", REFUSED, REFUSED, MOVED, method="post", data=(("name", "East"),)),
    Row("settings-keys", OK, REFUSED, OK),
    Row("settings-key-revoke", MOVED, HIDDEN, HIDDEN, args="key", method="post"),
    Row("settings-consent", OK, OK, OK),
    Row(
        "settings-consent",
        MOVED,
        REFUSED,
        MOVED,
        method="post",
        data=(("channel", "email"), ("address", "x@y.example")),
    ),
    Row("settings-work", OK, OK, OK),
    Row("settings-job-retry", REFUSED, REFUSED, HIDDEN, args="job", method="post"),
    Row("settings-job-stop", MOVED, REFUSED, HIDDEN, args="job", method="post"),
    Row("settings-audit", REFUSED, OK, OK),
    Row("imports", OK, REFUSED, OK),
    Row("import-upload", MOVED, REFUSED, MOVED, method="post", note="without a file it leads back"),
    Row("import", OK, REFUSED, HIDDEN, args="import"),
    Row("import-correct", MOVED, REFUSED, HIDDEN, args="import,table", method="post"),
    Row("import-begin", 422, REFUSED, HIDDEN, args="import", method="post"),
    Row("import-progress", OK, REFUSED, HIDDEN, args="import"),
    Row("import-bad-rows", OK, REFUSED, HIDDEN, args="import"),
    Row("import-undo", 422, REFUSED, HIDDEN, args="import", method="post"),
    Row("export", OK, OK, OK, query="?kind=lead"),
    Row("sign-out", MOVED, MOVED, MOVED, method="post"),
)
OPEN_TO_ALL = {"sign-in"}


@pytest.fixture
def things(
    workspace: Any, owner: Any, make_lead: Any, make_suggestion: Any, monkeypatch: pytest.MonkeyPatch
) -> dict[str, Any]:
    """Return one of everything an address can name, all of it the owner's."""
    from tandem.kernel.suggestion import Abstained
    from tandem.kernel.vocabulary import SubjectKind
    from tandem.prospecting.lead_scoring.qualification import LeadQualification
    from tandem_desk.review.sockets import Plug, SubjectFacts

    lead = make_lead(name=SECRET, company="Secret Company", owner=owner, team=owner.team)
    now = lead.recorded_at
    plug = Plug(
        name="prospecting/lead_scoring",
        proposal=LeadQualification,
        subject_kind=SubjectKind.LEAD,
        rejection_codes=(("other", "Other"),),
        suggester=lambda *_: Abstained("Nothing is known.", "More."),
        applier=lambda _: [],
        undoer=lambda *_: None,
        subject_facts=lambda _, ids: {pk: SubjectFacts(str(pk)) for pk in ids},
        guard=lambda *_: None,
    )
    monkeypatch.setitem(sockets.PLUGS, plug.name, plug)
    suggestion = make_suggestion(
        subject_id=lead.pk,
        assigned_to=owner,
        team=owner.team,
        proposal={
            "action": "contact_now",
            "rank": 1,
            "rank_mark": 1,
            "rank_tied": False,
            "expected_value": None,
            "minutes": 15,
        },
        reasons=[{"claim": "Secret", "weight": 0.1, "evidence": [{"kind": "field", "name": "name", "value": "x"}]}],
        expires_at=now.replace(year=now.year + 50),
    )
    run = ImportRun.objects.create(
        workspace=workspace, member=owner, name="Secret file", path="x", state=ImportState.RECOGNISED
    )
    ImportTable.objects.create(run=run, position=0, name="t.csv")
    version = ModelVersion.objects.create(
        workspace=workspace, function=plug.name, number=1, artefact=b"", data_until=now, made_at=now
    )
    key = ApiKey.objects.create(
        workspace=workspace, member=owner, name="Secret key", prefix="abc", digest="x", scopes=["leads:read"]
    )
    job = Job.objects.create(workspace=workspace, member=owner, name="x", title="Secret work", run_after=now)
    return {
        "kind": SubjectKind.LEAD,
        "lead": lead.pk,
        "suggestion": suggestion.pk,
        "seen": suggestion.fingerprint,
        "member": owner.pk,
        "function": plug.name,
        "version": version.number,
        "import": run.pk,
        "table": 0,
        "key": key.pk,
        "job": job.pk,
    }


def ask(client: Client, row: Row, things: dict[str, Any]) -> Any:
    """Send a row's request."""
    url = reverse(row.name, args=[things[one] for one in row.args.split(",") if one])
    named = {"seen": things["seen"], "lead": things["lead"], "suggestion": f"{things['suggestion']}:{things['seen']}"}
    data = {name: named.get(value, value) for name, value in row.data}
    return client.post(url, data) if row.method == "post" else client.get(url + row.query)


def content_of(answer: Any) -> str:
    """Return an answer's text, a file's included."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return body.decode("utf-8", "replace")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.method} {row.name}")
def test_the_owner_gets_what_a_seller_may(row: Row, things: dict[str, Any], owner: Any, client_of: Any) -> None:
    assert ask(client_of(owner), row, things).status_code == row.owner


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.method} {row.name}")
def test_a_team_mate_sees_what_the_owner_sees(row: Row, things: dict[str, Any], team_mate: Any, client_of: Any) -> None:
    """What a team mate may change is the services' to say; looking is never refused to them."""
    own = {"settings-key-revoke", "settings-job-stop", "settings-job-retry"}
    answer = ask(client_of(team_mate), row, things)
    if row.name in own:
        assert answer.status_code in (REFUSED, HIDDEN)
    elif row.method == "get":
        expected = {row.owner, REFUSED} if row.name == "override" else {row.owner}
        assert answer.status_code in expected
    else:
        assert answer.status_code < 500


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.method} {row.name}")
def test_an_auditor_sees_and_changes_nothing(row: Row, things: dict[str, Any], auditor: Any, client_of: Any) -> None:
    assert ask(client_of(auditor), row, things).status_code == row.auditor


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.method} {row.name}")
def test_an_outsider_never_learns_of_it(row: Row, things: dict[str, Any], outsider: Any, client_of: Any) -> None:
    answer = ask(client_of(outsider), row, things)
    assert answer.status_code == row.outsider
    assert "Secret" not in content_of(answer)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.method} {row.name}")
def test_a_guest_is_led_to_the_sign_in(row: Row, things: dict[str, Any]) -> None:
    answer = ask(Client(), row, things)
    assert answer.status_code == MOVED
    assert answer["Location"].startswith("/sign-in/")


def test_where_records_are_kept_to_teams_a_stranger_finds_nothing(
    things: dict[str, Any], workspace: Any, stranger: Any, client_of: Any
) -> None:
    workspace.visibility = Visibility.TEAM
    workspace.save()
    client = client_of(stranger)
    for row in ROWS:
        if row.method == "get" and row.name not in ("imports", "import"):
            assert SECRET not in content_of(ask(client, row, things)), row.name


def named_addresses(patterns: Any) -> Iterator[str]:
    """Yield the names of all pages; the programs' interface is held against the cast by its own tests."""
    """Names of all pages; the programs' interface has a table of its own, in `test_api_visibility`."""
    for one in patterns:
        if isinstance(one, URLResolver) and not one.namespace and not str(one.pattern).startswith("api/"):
            yield from named_addresses(one.url_patterns)
        elif isinstance(one, URLPattern) and one.name:
            yield one.name


def test_no_address_is_missing_from_the_table() -> None:
    """A new page must say who may open it before it ships."""
    assert set(named_addresses(get_resolver().url_patterns)) - OPEN_TO_ALL == {row.name for row in ROWS}


def test_every_answer_forbids_scripts_from_elsewhere(things: dict[str, Any], owner: Any, client_of: Any) -> None:
    policy = client_of(owner).get("/").headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
