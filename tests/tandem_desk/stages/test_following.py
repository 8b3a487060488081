"""A changed lead is scored at once: after the commit, whatever changed it, without ever failing the change."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from tandem.kernel.vocabulary import SubjectKind, TouchpointKind
from tandem_desk.records import sockets
from tandem_desk.records.models import Lead
from tandem_desk.records.services.changing import create_record, update_record
from tandem_desk.records.services.importing import begin_import, start_import
from tandem_desk.review.models import OutdatedSubject, SuggestionEntry
from tandem_desk.review.services import put_in_force, take_outdated
from tandem_desk.review.services.following import note_changes
from tandem_desk.review.services.versions import Fitted, store_version
from tandem_desk.review.sockets import PLUGS
from tandem_desk.stages.prospecting import LEAD_SCORING, retrain, score_all, suggest_worthwhile
from tandem_desk.stages.prospecting.scorers import NAME
from tandem_desk.touchpoints.services import record_touchpoint, record_touchpoints
from tandem_desk.workspace.models import Job
from tandem_desk.workspace.services.jobs import run_due_jobs

DAY = timedelta(days=1)
_KEPT: dict[str, Fitted] = {}


@pytest.fixture
def learned(workspace, owner, now):
    """A model in force that has learned that referrals convert, and two open leads; it is fitted once for all tests."""
    common = {"workspace": workspace, "owner": owner, "team": owner.team, "recorded_at": now - 200 * DAY}
    if "first" not in _KEPT:
        Lead.objects.bulk_create(
            Lead(
                name=f"Lead {number}",
                source="Referral" if number % 2 else "Cold list",
                status="Converted" if (number % 2) != (number % 8 in (2, 3)) else "Unqualified",
                is_converted=(number % 2) != (number % 8 in (2, 3)),
                created_at=now - (200 - number) * DAY,
                updated_at=now - (199 - number) * DAY,
                custom={"Trade_fair__c": "Spring"} if number % 3 else {},
                **common,
            )
            for number in range(160)
        )
    leads = [
        Lead(name=f"Open {one}", source="Cold list", status="New", created_at=now - DAY, **common) for one in range(2)
    ]
    Lead.objects.bulk_create(leads)
    if "first" not in _KEPT:
        from tandem_desk.review.selectors.versions import artefact_of, version_in_force

        retrain(workspace=workspace, at=now)
        version = version_in_force(workspace=workspace, function=NAME)
        _KEPT["first"] = Fitted(version.card, artefact_of(version), version.data_until, version.seed, now, 0.0)
        return workspace
    version = store_version(workspace=workspace, function=NAME, fitted=_KEPT["first"])
    put_in_force(version=version, rule="test", because="the first model", at=now)
    score_all(workspace=workspace, at=now)
    return workspace


def first_open() -> Lead:
    return Lead.objects.get(name="Open 0")


def change(lead, member, **values):
    return update_record(record=lead, values=values, member=member, source="page", actor=member.name, at=timezone.now())


def follow() -> list[Job]:
    run_due_jobs(worker="test")
    return list(Job.objects.filter(name="stages.follow").order_by("id"))


def test_an_edit_is_followed_by_a_new_score_and_only_that_leads(
    learned, owner, django_capture_on_commit_callbacks
) -> None:
    before = dict(Lead.objects.values_list("pk", "scored_at"))
    lead = first_open()
    with django_capture_on_commit_callbacks(execute=True):
        change(lead, owner, source="Referral")
        assert not Job.objects.exists()
    follow()
    assert first_open().score_probability > lead.score_probability + 0.1
    after = dict(Lead.objects.values_list("pk", "scored_at"))
    assert {pk for pk in after if after[pk] != before[pk]} == {lead.pk}
    assert not OutdatedSubject.objects.exists()


def test_a_new_lead_a_touchpoint_and_an_imported_row_are_followed_too(
    learned, owner, now, tmp_path, django_capture_on_commit_callbacks
) -> None:
    def outdated() -> set[int]:
        return set(OutdatedSubject.objects.values_list("subject_id", flat=True))

    told = {"workspace": learned, "source": "api", "actor": "test"}
    with django_capture_on_commit_callbacks(execute=True):
        made = create_record(
            kind=SubjectKind.LEAD, values={"last_name": "Fresh", "source": "Referral"}, member=owner, at=now, **told
        )
    assert outdated() == {made.pk}
    follow()
    assert Lead.objects.get(pk=made.pk).score_probability is not None
    with django_capture_on_commit_callbacks(execute=True):
        record_touchpoint(
            workspace=learned, kind=TouchpointKind.CALL, occurred_at=now, recorded_at=now, lead_id=first_open().pk
        )
    assert outdated() == {first_open().pk}
    follow()
    path = tmp_path / "leads.csv"
    path.write_text("Lead ID,Last Name,Email,Company,Lead Status\n00Q1,Late,late@late.example,Late Ltd,New\n")
    run = start_import(workspace=learned, member=None, path=path, name="leads.csv")
    begin_import(run=run, member=None)
    with django_capture_on_commit_callbacks(execute=True):
        run_due_jobs(worker="test", limit=1)
    late = Lead.objects.get(external_id="00Q1")
    assert outdated() == {late.pk}
    follow()
    assert Lead.objects.get(pk=late.pk).scored_at is not None


def test_many_changes_at_once_are_one_job_and_what_comes_while_it_runs_is_the_next_ones(
    learned, owner, now, django_capture_on_commit_callbacks, monkeypatch
) -> None:
    lead = first_open()
    calls = [{"kind": TouchpointKind.CALL, "occurred_at": now, "lead_id": lead.pk} for _ in range(30)]
    with django_capture_on_commit_callbacks(execute=True) as told:
        record_touchpoints(member=owner, given=calls, recorded_at=now)
        change(lead, owner, source="Referral")
    assert len(told) == 1
    assert Job.objects.count() == OutdatedSubject.objects.count() == 1

    seen = []

    def edited_meanwhile(**_):
        if not seen:
            note_changes(learned.pk, SubjectKind.LEAD, {lead.pk})
        seen.append(True)
        return 1

    monkeypatch.setattr("tandem_desk.stages.tasks.GLUES", (replace(LEAD_SCORING, follow=edited_meanwhile),))
    jobs = follow()
    assert [one.state for one in jobs] == ["done", "done"]
    assert not OutdatedSubject.objects.exists()


def test_nothing_is_queued_for_a_change_that_was_rolled_back_or_where_no_model_is(
    workspace, owner, make_lead, transactional_db, now
) -> None:
    lead = make_lead(owner=owner)
    change(lead, owner, source="Referral")
    assert not OutdatedSubject.objects.exists()
    version = store_version(workspace=workspace, function=NAME, fitted=Fitted({}, b"x", now, 0, now, 0.0))
    put_in_force(version=version, rule="test", because="any", at=now)
    with transaction.atomic():
        change(lead, owner, source="Web")
        transaction.set_rollback(True)
    assert not OutdatedSubject.objects.exists()
    change(lead, owner, source="Fair")
    assert list(OutdatedSubject.objects.values_list("subject_id", flat=True)) == [lead.pk]


def test_a_listener_that_fails_never_fails_the_edit(workspace, owner, make_lead, transactional_db, monkeypatch) -> None:
    def fail(*_):
        raise RuntimeError("the queue is on fire")

    monkeypatch.setitem(sockets._CHANGED, "functions that follow", fail)
    lead = make_lead(owner=owner)
    assert len(change(lead, owner, source="Referral")) == 1
    assert Lead.objects.get(pk=lead.pk).source == "Referral"


def test_an_open_suggestion_follows_where_it_moved_and_stays_where_it_did_not(learned, owner, now) -> None:
    Lead.objects.filter(name="Open 0").update(source="Referral")
    score_all(workspace=learned, at=timezone.now())
    suggest_worthwhile(workspace=learned, at=timezone.now())
    standing = SuggestionEntry.objects.get(subject_id=first_open().pk)
    note_changes(learned.pk, SubjectKind.LEAD, {first_open().pk})
    follow()
    assert SuggestionEntry.objects.get(subject_id=first_open().pk) == standing
    Lead.objects.filter(name="Open 0").update(source="Cold list")
    note_changes(learned.pk, SubjectKind.LEAD, {first_open().pk})
    follow()
    newer = SuggestionEntry.objects.get(subject_id=first_open().pk, closed_at__isnull=True)
    assert newer.probability == pytest.approx(first_open().score_probability)
    assert newer.probability < standing.probability
    assert SuggestionEntry.objects.get(pk=standing.pk).state == "superseded"
    assert newer.proposal["rank"] == 1 + Lead.objects.filter(score_probability__gt=newer.probability).count()


def test_a_model_that_cannot_be_read_abstains_until_the_next_fit_takes_its_place(learned, owner, now) -> None:
    broken = store_version(workspace=learned, function=NAME, fitted=Fitted({}, b"x", now, 0, now, 0.0))
    put_in_force(version=broken, rule="test", because="an older program's", at=now)
    note_changes(learned.pk, SubjectKind.LEAD, {first_open().pk})
    (job,) = follow()
    assert (job.state, job.result) == ("done", {"scored": 0})
    assert PLUGS[NAME].suggester(learned, first_open().pk, now).reason == "No model has been fitted yet."


def test_what_is_outdated_is_taken_once_oldest_first(workspace, outsider) -> None:
    for pk in (7, 3, 9):
        OutdatedSubject.objects.create(workspace=workspace, function=NAME, subject_id=pk)
    OutdatedSubject.objects.create(workspace=outsider.workspace, function=NAME, subject_id=1)
    taken = [take_outdated(workspace=workspace, function=NAME, limit=2) for _ in range(3)]
    assert taken == [[7, 3], [9], []]
    assert OutdatedSubject.objects.count() == 1
