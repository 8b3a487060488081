"""An import taken back as a whole."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tandem.kernel.vocabulary import TouchpointKind
from tandem_desk.records.models import Account, Change, Contact, ImportRun, ImportState, Lead
from tandem_desk.records.services.changing import update_record
from tandem_desk.records.services.importing import begin_undo, run_import, start_import, undo_import
from tandem_desk.touchpoints.models import Touchpoint
from tandem_desk.touchpoints.services import record_touchpoint
from tandem_desk.workspace.models import ConsentEntry, Workspace
from tandem_desk.workspace.services.jobs import run_due_jobs

LEADS = (
    "Id,LastName,Company,Status,HasOptedOutOfEmail,Email\n"
    "00Q1,Lee,Acme,Open,true,a@acme.example\n"
    "00Q2,Ray,Birch,Open,false,\n"
)
TASKS = "Id,WhoId,Subject,ActivityDate,Type\n00T1,00Q1,Called,2024-05-01,Call\n00T2,00Q9,Lost,2024-05-02,Email\n"
HISTORY = "LeadId,Field,OldValue,NewValue,CreatedDate\n00Q1,Status,New,Open,2024-02-01T00:00:00Z\n"


@pytest.fixture
def bring(tmp_path: Path, workspace: Workspace) -> Callable[..., ImportRun]:
    def run(**files: str) -> ImportRun:
        folder = tmp_path / f"drop{len(list(tmp_path.iterdir()))}"
        folder.mkdir()
        for name, text in files.items():
            (folder / f"{name}.csv").write_text(text)
        return run_import(start_import(workspace=workspace, member=None, path=folder, name="drop", keep_copy=False).pk)

    return run


def test_everything_an_import_brought_goes_again(bring: Callable[..., ImportRun], workspace: Workspace) -> None:
    run = bring(Lead=LEADS, Task=TASKS, LeadHistory=HISTORY)
    assert (Lead.objects.count(), Touchpoint.objects.count(), Change.objects.count()) == (2, 2, 1)
    assert Touchpoint.objects.get(external_id="00T1").lead == Lead.objects.get(external_id="00Q1")
    begin_undo(run=run, member=None)
    run_due_jobs(worker="test")
    run.refresh_from_db()
    assert run.state == ImportState.UNDONE
    assert (Lead.objects.count(), Touchpoint.objects.count(), Change.objects.count()) == (0, 0, 0)
    assert ConsentEntry.objects.get().opted_out is True
    counts = undo_import(run.pk)
    assert (counts["removed"], counts.get("kept", 0), counts["touchpoints"], counts["history"]) == (2, 0, 2, 1)


def test_changed_fields_go_back_unless_they_have_changed_since(
    bring: Callable[..., ImportRun], workspace: Workspace, now: Any
) -> None:
    bring(Lead=LEADS)
    second = bring(Lead=LEADS.replace("Open", "Working").replace("Birch", "Birch Ltd"))
    ray = Lead.objects.get(external_id="00Q2")
    update_record(record=ray, values={"status": "Lost"}, member=None, source="page", actor="Ann", at=now)
    counts = undo_import(second.pk)
    ray.refresh_from_db()
    assert (ray.status, ray.company, ray.company_key) == ("Lost", "Birch", "birch")
    assert Lead.objects.get(external_id="00Q1").status == "Open"
    assert (counts["put_back"], counts["left_changed"], counts.get("removed", 0)) == (2, 1, 0)
    assert undo_import(second.pk) == counts


def test_what_people_have_used_since_is_kept_and_said(
    bring: Callable[..., ImportRun], workspace: Workspace, now: Any
) -> None:
    run = bring(
        Account="Id,Name\n001A,Acme\n001B,Birch\n",
        Contact="Id,LastName,AccountId\n003A,Lee,001A\n003B,Ray,001B\n",
    )
    lee = Contact.objects.get(external_id="003A")
    record_touchpoint(
        workspace=workspace, kind=TouchpointKind.CALL, occurred_at=now, recorded_at=now, contact_id=lee.pk
    )
    counts = undo_import(run.pk)
    assert list(Contact.objects.values_list("external_id", flat=True)) == ["003A"]
    assert list(Account.objects.values_list("external_id", flat=True)) == ["001A"]
    assert (counts["removed"], counts["kept"]) == (2, 2)
    run.refresh_from_db()
    assert "touchpoint" in run.recognition["kept"][f"contact {lee.pk}"]


def test_the_same_file_comes_in_again_after_an_undo(bring: Callable[..., ImportRun]) -> None:
    undo_import(bring(Lead=LEADS).pk)
    bring(Lead=LEADS)
    assert Lead.objects.count() == 2
