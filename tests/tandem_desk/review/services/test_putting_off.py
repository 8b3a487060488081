"""Putting off hides from one member alone; what has expired or lost its record is closed and stays readable."""

from datetime import timedelta

import pytest

from tandem.kernel.errors import AlreadyDecided, InputError
from tandem.kernel.suggestion import Outcome
from tandem.kernel.vocabulary import SubjectKind
from tandem_desk.records.models import Lead
from tandem_desk.records.services.changing import delete_record
from tandem_desk.records.services.importing import begin_import, start_import, undo_import
from tandem_desk.review.models import SuggestionEntry
from tandem_desk.review.selectors.queue import queue_for
from tandem_desk.review.services import close_for_gone, decide, expire_due, snooze
from tandem_desk.review.services.waking import wake
from tandem_desk.workspace.models import AuditEntry
from tandem_desk.workspace.services.jobs import run_due_jobs

DAY = timedelta(days=1)


def ids(member, now):
    return [one.pk for one in queue_for(member=member, now=now)]


def test_a_snooze_hides_it_from_one_member_until_its_moment_or_until_woken(opened, owner, team_mate, now) -> None:
    row = opened(to=None)
    snooze(member=owner, suggestion_id=row.pk, until=now + DAY, at=now)
    assert (ids(owner, now), ids(team_mate, now)) == ([], [row.pk])
    assert ids(owner, now + DAY) == [row.pk]
    assert wake(member=owner, suggestion_id=row.pk, at=now)
    assert not wake(member=owner, suggestion_id=row.pk, at=now)
    assert ids(owner, now) == [row.pk]


def test_what_is_decided_or_lies_in_the_past_cannot_be_put_off(opened, owner, now) -> None:
    row = opened()
    with pytest.raises(InputError, match="future"):
        snooze(member=owner, suggestion_id=row.pk, until=now, at=now)
    decide(suggestion_id=row.pk, outcome=Outcome.ACCEPTED, fingerprint_seen=row.fingerprint, member=owner, at=now)
    with pytest.raises(AlreadyDecided, match="accepted"):
        snooze(member=owner, suggestion_id=row.pk, until=now + DAY, at=now)


def test_what_is_due_is_closed_once_in_its_own_workspace(opened, workspace, outsider, now) -> None:
    row, later = opened(), opened(expires_at=now + 30 * DAY)
    assert expire_due(now=now + 7 * DAY - timedelta(seconds=1)) == 0
    assert expire_due(now=now + 7 * DAY, workspace=outsider.workspace) == 0
    assert [expire_due(now=now + 7 * DAY, workspace=workspace) for _ in range(2)] == [1, 0]
    states = dict(SuggestionEntry.objects.values_list("pk", "state"))
    assert states == {row.pk: "expired", later.pk: "open"}


def test_what_stands_open_about_a_deleted_record_is_closed_and_logged(opened, owner, manager, now) -> None:
    row, other = opened(), opened()
    lead = Lead.objects.get(pk=row.subject_id)
    delete_record(record=lead, member=manager, source="page", actor=manager.name, at=now)
    states = dict(SuggestionEntry.objects.values_list("pk", "state"))
    assert states == {row.pk: "expired", other.pk: "open"}
    entry = AuditEntry.objects.get(action="suggestions closed")
    assert (entry.subject, entry.detail) == ("1 about removed lead records", {"because": "the record was deleted"})


def test_what_stands_open_about_leads_that_an_undone_import_takes_along_is_closed(
    plug, workspace, suggest, tmp_path, now
) -> None:
    from tandem_desk.review.services import open_suggestions

    path = tmp_path / "leads.csv"
    path.write_text("Lead ID,Last Name,Email,Company\n00Q1,Marsh,m@marsh.example,Marsh Ltd\n")
    run = start_import(workspace=workspace, member=None, path=path, name="leads.csv")
    begin_import(run=run, member=None)
    run_due_jobs(worker="test", limit=1)
    lead = Lead.objects.get()
    open_suggestions(workspace=workspace, suggestions=[suggest(lead.pk)])
    undo_import(run.pk)
    assert not Lead.objects.exists()
    row = SuggestionEntry.objects.get()
    assert (row.state, row.closed_at is None) == ("expired", False)
    assert AuditEntry.objects.get(action="suggestions closed").detail == {"because": f"import {run.pk} was undone"}


def test_nothing_of_another_workspace_or_kind_is_closed(opened, outsider, workspace) -> None:
    row = opened()
    assert close_for_gone(outsider.workspace_id, SubjectKind.LEAD, {row.subject_id}, "test") == 0
    assert close_for_gone(workspace.pk, SubjectKind.ACCOUNT, {row.subject_id}, "test") == 0
    assert not AuditEntry.objects.filter(action="suggestions closed").exists()
