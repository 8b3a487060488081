"""The snapshot follows the store: what was known on any day is read from files, exactly."""

import sqlite3
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection

from tandem.kernel.vocabulary import SubjectKind
from tandem.tables.moments import Tables
from tandem.tables.schema import TABLES
from tandem.tables.snapshot import Snapshot
from tandem.tables.snapshot.writing import SnapshotBusyError, sole_writer
from tandem.tables.stored import arrow_schema, stored_columns
from tandem_desk.records.models import Account, Campaign, CampaignMember, Change, Lead
from tandem_desk.records.services.changing import delete_record, restore_record, update_record
from tandem_desk.records.services.snapshots import readers, snapshot_folder, sources
from tandem_desk.touchpoints.models import Touchpoint
from tandem_desk.touchpoints.tasks import SOURCES, refresh_snapshot
from tandem_desk.workspace.models import Workspace

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.TANDEM_HOME = tmp_path
    return tmp_path


def change(record, at, **values):
    return update_record(record=record, values=values, member=None, source="page", actor="Alice", at=at)


def rows_of(workspace, name, as_of, **options):
    tables = Tables(snapshot_folder(workspace), as_of=as_of, **options)
    return {row["id"]: row for row in tables.to_arrow(tables.table(name)).to_pylist()}


def test_every_table_of_the_schema_has_a_model_with_its_columns(workspace):
    assert {source.name for source in SOURCES} == set(TABLES)
    with readers.open_reader(workspace.pk) as reader:
        for source in SOURCES:
            assert list(reader.rows(source)) == []
            assert sources.raw_schema(source, "sqlite").names == [one.name for one in stored_columns(source.table)]


def test_values_arrive_with_their_types(workspace, make_lead, make_account, make_touchpoint, now):
    account = make_account(name="Acme", annual_revenue=Decimal("123456789012.25"), n_employees=12)
    lead = make_lead(account=account, is_converted=False, converted_at=now, custom={"Tier": "gold"}, email_opt_out=True)
    touchpoint = make_touchpoint(lead=lead, duration_seconds=12.5, human_probability=None, body="Grüße\nan alle")
    refresh_snapshot(workspace=workspace, at=now)
    assert rows_of(workspace, "accounts", now)[account.pk]["annual_revenue"] == Decimal("123456789012.25")
    row = rows_of(workspace, "leads", now)[lead.pk]
    assert (row["is_converted"], row["converted_at"], row["account"]) == (False, now, account.pk)
    assert (row["email_opt_out"], row["do_not_call"], row["annual_revenue"], row["rating"]) == (True, False, None, None)
    row = rows_of(workspace, "touchpoints", now)[touchpoint.pk]
    assert (row["duration_seconds"], row["human_probability"], row["body"]) == (12.5, None, "Grüße\nan alle")
    tables = Tables(snapshot_folder(workspace), as_of=now)
    assert tables.custom_columns("leads") == ("Tier",)


def test_increments_follow_new_changed_deleted_and_restored_records(workspace, make_lead, now):
    kept, edited, gone = make_lead(), make_lead(), make_lead()
    refresh_snapshot(workspace=workspace, at=now)
    change(edited, now + DAY, status="Working", n_employees=40)
    delete_record(record=gone, member=None, source="page", actor="Alice", at=now + DAY)
    added = make_lead(recorded_at=now + DAY, created_at=now + DAY)
    refresh_snapshot(workspace=workspace, at=now + DAY)
    assert set(rows_of(workspace, "leads", now + DAY)) == {kept.pk, edited.pk, added.pk}
    assert rows_of(workspace, "leads", now + DAY)[edited.pk]["status"] == "Working"
    assert rows_of(workspace, "leads", now)[edited.pk]["status"] == "New"
    assert set(rows_of(workspace, "leads", now)) == {kept.pk, edited.pk, gone.pk}
    restore_record(record=gone, member=None, source="page", actor="Alice", at=now + 2 * DAY)
    refresh_snapshot(workspace=workspace, at=now + 2 * DAY)
    assert gone.pk in rows_of(workspace, "leads", now + 2 * DAY)
    assert gone.pk not in rows_of(workspace, "leads", now + DAY)


def test_an_incremental_snapshot_equals_a_full_one(workspace, make_lead, make_touchpoint, now):
    leads = [make_lead() for _ in range(12)]
    for lead in leads[:6]:
        make_touchpoint(lead=lead)
    refresh_snapshot(workspace=workspace, at=now)
    for number, lead in enumerate(leads[:3]):
        change(lead, now + DAY, status=f"Step {number}", rating="A")
    Touchpoint.objects.filter(lead=leads[5]).delete()
    make_touchpoint(lead=leads[7])
    refresh_snapshot(workspace=workspace, at=now + DAY)
    before = {name: rows_of(workspace, name, now + DAY) for name in TABLES}
    refresh_snapshot(workspace=workspace, at=now + DAY, full=True)
    assert {name: rows_of(workspace, name, now + DAY) for name in TABLES} == before
    assert len(before["touchpoints"]) == 6
    assert len(before["changes"]) == 6


def test_rows_deleted_for_good_leave_the_files_too(workspace, make_lead, make_touchpoint, now):
    erased = make_lead(name="Forget Me")
    make_lead()
    make_touchpoint(lead=erased, body="forget this")
    refresh_snapshot(workspace=workspace, at=now)
    Touchpoint.objects.all().delete()
    Lead.objects.filter(pk=erased.pk).delete()
    manifest = refresh_snapshot(workspace=workspace, at=now + DAY)
    folder = snapshot_folder(workspace)
    named = [folder / part.path for state in manifest.tables.values() for part in state.parts]
    assert not any(b"Forget Me" in path.read_bytes() or b"forget this" in path.read_bytes() for path in named)
    assert len(rows_of(workspace, "leads", now + DAY)) == 1
    assert rows_of(workspace, "touchpoints", now + DAY) == {}


def test_rows_that_committed_late_with_lower_ids_are_found(workspace, make_touchpoint, now):
    make_touchpoint(pk=50)
    make_touchpoint(pk=60)
    refresh_snapshot(workspace=workspace, at=now)
    make_touchpoint(pk=55)
    manifest = refresh_snapshot(workspace=workspace, at=now + DAY)
    assert set(rows_of(workspace, "touchpoints", now + DAY)) == {50, 55, 60}
    assert manifest.state("touchpoints").sum_of_ids == 165


def test_a_change_that_committed_late_has_its_record_read_again(workspace, make_lead, now):
    lead = make_lead()
    other = make_lead()
    Change.objects.create(pk=90, **a_change(other, workspace, now))
    refresh_snapshot(workspace=workspace, at=now)
    Change.objects.create(pk=80, **a_change(lead, workspace, now))
    Lead.objects.filter(pk=lead.pk).update(rating="B")
    refresh_snapshot(workspace=workspace, at=now + DAY)
    assert rows_of(workspace, "leads", now + DAY)[lead.pk]["rating"] == "B"


def a_change(lead, workspace, at):
    return {"workspace": workspace, "record_kind": 3, "record_id": lead.pk, "field": "rating", "old": None, "new": "B",
            "valid_from": at, "recorded_at": at}  # fmt: skip


def test_links_without_a_history_are_read_anew(workspace, make_lead, now):
    campaign = Campaign.objects.create(workspace=workspace, name="Fair", recorded_at=now)
    member = CampaignMember.objects.create(workspace=workspace, campaign=campaign, lead=make_lead(), recorded_at=now)
    refresh_snapshot(workspace=workspace, at=now)
    CampaignMember.objects.filter(pk=member.pk).update(has_responded=True)
    refresh_snapshot(workspace=workspace, at=now + DAY)
    assert rows_of(workspace, "campaign_members", now + DAY)[member.pk]["has_responded"] is True


def test_another_workspace_is_never_in_it(workspace, make_lead, now):
    make_lead()
    elsewhere = Workspace.objects.create(name="Elsewhere")
    Account.objects.create(workspace=elsewhere, name="Secret", recorded_at=now)
    refresh_snapshot(workspace=workspace, at=now)
    assert rows_of(workspace, "accounts", now) == {}


def test_only_one_snapshot_is_taken_at_a_time(workspace, now):
    with sole_writer(snapshot_folder(workspace)), pytest.raises(SnapshotBusyError):
        refresh_snapshot(workspace=workspace, at=now)


def test_a_snapshot_that_dies_on_the_way_leaves_the_one_before(workspace, make_lead, now):
    make_lead()
    refresh_snapshot(workspace=workspace, at=now)
    make_lead()

    def die(n_done, n_total, words):
        if n_done == n_total - 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        refresh_snapshot(workspace=workspace, at=now + DAY, progress=die)
    assert len(rows_of(workspace, "leads", now + DAY)) == 1
    Snapshot(snapshot_folder(workspace)).check()
    refresh_snapshot(workspace=workspace, at=now + DAY)
    assert len(rows_of(workspace, "leads", now + DAY)) == 2


def test_a_past_day_is_the_same_from_the_files_as_from_the_history(workspace, make_lead, now):
    from tandem_desk.records.selectors.history import record_as_of

    lead = make_lead(rating="C")
    for number, status in enumerate(["Working", "", "Won"], start=1):
        change(lead, now + number * DAY, status=status, rating="ABC"[number - 1])
    refresh_snapshot(workspace=workspace, at=now + 9 * DAY)
    for number in range(5):
        past = record_as_of(record=lead, as_of=now + number * DAY)
        row = rows_of(workspace, "leads", now + number * DAY)[lead.pk]
        assert (row["status"], row["rating"]) == (past["status"] or None, past["rating"] or None)


@pytest.mark.django_db(transaction=True)
def test_the_fast_reader_sees_what_the_plain_one_sees(
    make_lead, make_account, make_touchpoint, tmp_path, settings, now
):
    account = make_account(annual_revenue=Decimal("10.5"))
    lead = make_lead(account=account, converted_at=now, custom={"Tier": 'g"old'}, description="ä\n" * 50)
    make_touchpoint(lead=lead, duration_seconds=0.1)
    change(lead, now, status="Working")
    workspace_id = lead.workspace_id

    def everything(reader):
        return {one.name: [batch.to_pylist() for batch in reader.rows(one)] for one in SOURCES}

    plain = everything(readers.Reader(readers._CursorDriver(), workspace_id))
    values = dict(connection.settings_dict)
    if connection.vendor == "sqlite":
        values["NAME"] = str(tmp_path / "copy.sqlite3")
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [values["NAME"]])
        assert sqlite3.connect(values["NAME"]).execute("SELECT count(*) FROM lead").fetchone() == (1,)
    with readers._driver(values, connection.vendor) as driver:
        reader = readers.Reader(driver, workspace_id)
        assert everything(reader) == plain
        source = next(one for one in SOURCES if one.name == "leads")
        assert reader.totals(source, up_to=lead.pk) == (1, lead.pk)
        assert reader.matching(source, "id > 0") == {lead.pk}
    assert arrow_schema(TABLES["leads"]).names[0] == "id"
    assert str(SubjectKind.LEAD) == plain["changes"][0][0]["subject_kind"]
