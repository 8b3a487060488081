"""Imported changes are dated by the file's own moment of the last modification, and known from the run."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from tandem.kernel.vocabulary import SubjectKind
from tandem_desk.records.models import Change, ImportRun, Lead, Opportunity
from tandem_desk.records.selectors.history import record_as_of
from tandem_desk.records.selectors.subjects import changed_since_scored
from tandem_desk.records.services.importing import run_import, start_import
from tandem_desk.workspace.models import Workspace

SALESFORCE = "Id,LastName,Company,Status,Rating,CreatedDate,LastModifiedDate"
HUBSPOT = "Record ID,First Name,Email,Lifecycle Stage,Lead Status,Create Date,Last Modified Date"
INTERNAL = "hs_object_id,firstname,email,lifecyclestage,hs_lead_status,createdate,lastmodifieddate"
WAREHOUSE = "id,last_name,company,status,rating,created_date,last_modified_date"


@pytest.fixture
def bring(tmp_path: Path, workspace: Workspace) -> Callable[..., ImportRun]:
    def run(
        header: str, modified: str, status: str = "Open", rating: str = "Cold", name: str = "Lead.csv"
    ) -> ImportRun:
        path = tmp_path / f"drop{len(list(tmp_path.iterdir()))}" / name
        path.parent.mkdir()
        path.write_text(f"{header}\n00Q1,Lee,lee@acme.example,{status},{rating},2024-01-01T00:00:00Z,{modified}\n")
        started = start_import(workspace=workspace, member=None, path=path, name=name, keep_copy=False)
        return run_import(started.pk)

    return run


def _moments(field: str = "status") -> list[datetime]:
    return list(Change.objects.filter(field=field).order_by("pk").values_list("valid_from", flat=True))


@pytest.mark.parametrize(
    ("header", "name"), [(SALESFORCE, "Lead.csv"), (WAREHOUSE, "lead.csv"), (SALESFORCE.upper(), "LEAD.csv")]
)
def test_a_change_holds_from_the_moment_the_file_names(bring: Callable[..., ImportRun], header: str, name: str) -> None:
    bring(header, "2024-02-01T00:00:00Z", name=name)
    run = bring(header, "2024-03-01T10:30:00Z", status="Working", name=name)
    change = Change.objects.get(field="status")
    assert change.valid_from == datetime(2024, 3, 1, 10, 30, tzinfo=UTC)
    assert change.recorded_at == run.started_at
    assert change.reconstructed is False


@pytest.mark.parametrize("header", [HUBSPOT, INTERNAL])
def test_contacts_of_hubspot_are_dated_alike(bring: Callable[..., ImportRun], header: str) -> None:
    bring(header, "2024-02-01 00:00:00", name="contacts.csv")
    run = bring(header, "2024-03-01 10:30:00", status="lead", name="contacts.csv")
    changes = Change.objects.filter(import_run=run)
    assert {one.valid_from for one in changes} == {datetime(2024, 3, 1, 10, 30, tzinfo=UTC)}
    assert changes.count() == 1


def test_the_past_reads_back_by_what_was_true_and_by_what_was_known(bring: Callable[..., ImportRun]) -> None:
    bring(SALESFORCE, "2024-02-01T00:00:00Z")
    run = bring(SALESFORCE, "2024-03-01T00:00:00Z", status="Working")
    assert run.finished_at is not None
    lead, later = Lead.objects.get(), run.finished_at + timedelta(days=1)
    for day, status in ((datetime(2024, 2, 15, tzinfo=UTC), "Open"), (datetime(2024, 3, 2, tzinfo=UTC), "Working")):
        assert record_as_of(record=lead, as_of=day, known_by=later)["status"] == status
    assert run.started_at is not None
    before = run.started_at - timedelta(microseconds=1)
    assert record_as_of(record=lead, as_of=before)["status"] == "Open"


@pytest.mark.parametrize(
    ("modified", "why"),
    [
        ("2099-01-01T00:00:00Z", "the future"),
        ("2024-02-01T00:00:00Z", "the moment known before already"),
        ("2024-01-15T00:00:00Z", "before what was known"),
        ("", "nothing said"),
    ],
)
def test_a_moment_that_cannot_be_leaves_the_runs_own(bring: Callable[..., ImportRun], modified: str, why: str) -> None:
    bring(SALESFORCE, "2024-02-01T00:00:00Z")
    run = bring(SALESFORCE, modified, status="Working")
    assert _moments() == [run.started_at], why


def test_a_field_changed_later_than_the_file_says_takes_the_runs_moment(bring: Callable[..., ImportRun]) -> None:
    bring(SALESFORCE, "2024-02-01T00:00:00Z")
    lead, now = Lead.objects.get(), timezone.now()
    values: dict[str, Any] = {
        "workspace": lead.workspace,
        "record_kind": 3,
        "record_id": lead.pk,
        "recorded_at": now,
    }
    Change.objects.create(field="status", old="New", new="Open", valid_from=datetime(2024, 5, 1, tzinfo=UTC), **values)
    run = bring(SALESFORCE, "2024-04-01T00:00:00Z", status="Working", rating="Hot")
    assert _moments()[1] == run.started_at
    assert _moments("rating") == [datetime(2024, 4, 1, tzinfo=UTC)]


def test_each_change_follows_the_one_before(bring: Callable[..., ImportRun]) -> None:
    for month, status in ((2, "Open"), (3, "Working"), (4, "Qualified"), (5, "Working")):
        bring(SALESFORCE, f"2024-{month:02}-01T00:00:00Z", status=status)
    assert _moments() == [datetime(2024, month, 1, tzinfo=UTC) for month in (3, 4, 5)]


def test_a_lead_changed_long_ago_and_imported_now_is_scored_anew(bring: Callable[..., ImportRun]) -> None:
    bring(SALESFORCE, "2024-02-01T00:00:00Z")
    lead, began = Lead.objects.get(), timezone.now()
    Lead.objects.update(scored_at=began)
    asked: dict[str, Any] = {
        "kind": SubjectKind.LEAD,
        "workspace": lead.workspace,
        "since": began - timedelta(hours=1),
        "limit": 10,
    }
    assert changed_since_scored(**asked) == []
    bring(SALESFORCE, "2024-03-01T00:00:00Z", status="Working")
    assert changed_since_scored(**asked) == [lead.pk]
    Lead.objects.update(scored_at=timezone.now())
    assert changed_since_scored(**asked) == []


@pytest.fixture
def drop(tmp_path: Path, workspace: Workspace) -> Callable[[str, str], ImportRun]:
    def run(name: str, text: str) -> ImportRun:
        path = tmp_path / f"drop{len(list(tmp_path.iterdir()))}" / name
        path.parent.mkdir()
        path.write_text(text)
        return run_import(start_import(workspace=workspace, member=None, path=path, name=name, keep_copy=False).pk)

    return run


GONE = "Id,LastName,Company,IsDeleted,LastModifiedDate,SystemModstamp\n00Q1,Lee,Acme,{},{},{}\n"


@pytest.mark.parametrize(
    ("modified", "stamp", "ended"),
    [
        ("2024-03-01T00:00:00Z", "2024-03-05T06:00:00Z", datetime(2024, 3, 5, 6, tzinfo=UTC)),
        ("2024-03-01T00:00:00Z", "", datetime(2024, 3, 1, tzinfo=UTC)),
        # The future, before what was known, and nothing said.
        ("2024-03-01T00:00:00Z", "2099-01-01T00:00:00Z", None),
        ("2024-01-15T00:00:00Z", "", None),
        ("", "", None),
    ],
)
def test_a_deletion_holds_from_when_the_source_says(
    drop: Callable[[str, str], ImportRun], modified: str, stamp: str, ended: datetime | None
) -> None:
    drop("Lead.csv", GONE.format("false", "2024-02-01T00:00:00Z", ""))
    run = drop("Lead.csv", GONE.format("true", modified, stamp))
    change, lead = Change.objects.get(field="deleted_at"), Lead.objects.get()
    assert change.valid_from == lead.deleted_at == (ended or run.started_at)
    assert datetime.fromisoformat(change.new or "") == change.valid_from
    assert change.recorded_at == run.started_at


DEALS = "Id,Name,StageName,AccountId,LastModifiedDate\n006A,Big,Open,001A,{}\n"


@pytest.mark.parametrize(
    ("modified", "holds"), [("2024-03-01T00:00:00Z", datetime(2024, 3, 1, tzinfo=UTC)), ("2099-01-01T00:00:00Z", None)]
)
def test_a_reference_made_whole_later_holds_from_when_its_row_was_written(
    drop: Callable[[str, str], ImportRun], modified: str, holds: datetime | None
) -> None:
    drop("Opportunity.csv", DEALS.format(modified))
    run = drop("Account.csv", "Id,Name,Website\n001A,Acme,acme.example\n")
    change = Change.objects.get(field="account")
    assert change.valid_from == (holds or run.started_at)
    assert change.recorded_at == run.started_at
    deal = Opportunity.objects.get()
    assert change.new == str(deal.account_id)
    drop("Account.csv", "Id,Name,Website\n001A,Acme,acme.example\n")
    assert Change.objects.filter(field="account").count() == 1
