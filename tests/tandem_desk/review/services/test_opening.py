"""At most one suggestion is open for a function and a subject; the newer takes the older's place."""

from datetime import timedelta

import pytest

from tandem.kernel.autonomy import Autonomy
from tandem.kernel.errors import InputError
from tandem_desk.review.models import AutonomyEntry, SuggestionEntry
from tandem_desk.review.services import Assignment, Opened, open_suggestions


def test_a_suggestion_is_opened_with_its_place_in_the_queue(opened, owner, workspace):
    row = opened(priority=3.5)
    assert (row.state, row.assigned_to, row.team, row.priority) == ("open", owner, owner.team, 3.5)


def test_the_same_again_changes_nothing(plug, suggest, workspace, make_lead):
    lead = make_lead()
    assert open_suggestions(workspace=workspace, suggestions=[suggest(lead.pk)]) == Opened(n_opened=1)
    assert open_suggestions(workspace=workspace, suggestions=[suggest(lead.pk)]) == Opened(n_kept=1)
    assert SuggestionEntry.objects.count() == 1


def test_a_newer_one_takes_the_place_of_the_older(opened, suggest, workspace, now):
    old = opened()
    later = now + timedelta(hours=1)
    newer = suggest(old.subject_id, made_at=later)
    assert open_suggestions(workspace=workspace, suggestions=[newer]) == Opened(n_opened=1, n_superseded=1)
    old.refresh_from_db()
    assert (old.state, old.closed_at) == ("superseded", later)
    assert SuggestionEntry.objects.get(closed_at__isnull=True).fingerprint == newer.fingerprint


def test_many_are_opened_in_batches(plug, suggest, workspace, make_lead, monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr("tandem_desk.review.services.opening._BATCH", 4)
    leads = [make_lead() for _ in range(10)]
    with django_assert_max_num_queries(30):
        opened = open_suggestions(workspace=workspace, suggestions=(suggest(lead.pk) for lead in leads))
    assert opened == Opened(n_opened=10)


def test_each_is_assigned_and_ranked_by_what_it_is_given(plug, suggest, workspace, make_lead, owner, team_mate):
    leads = [make_lead(), make_lead()]
    open_suggestions(
        workspace=workspace,
        suggestions=[suggest(lead.pk) for lead in leads],
        assign=lambda one: Assignment(owner.pk if one.subject.id == leads[0].pk else team_mate.pk),
        priority=lambda one: float(one.subject.id),
    )
    rows = SuggestionEntry.objects.order_by("subject_id").values_list("assigned_to", "priority")
    assert list(rows) == [(owner.pk, float(leads[0].pk)), (team_mate.pk, float(leads[1].pk))]


def test_two_about_one_subject_in_one_call_are_refused(plug, suggest, workspace, make_lead):
    lead = make_lead()
    with pytest.raises(InputError, match="different subjects"):
        open_suggestions(workspace=workspace, suggestions=[suggest(lead.pk), suggest(lead.pk, status="Other")])
    assert not SuggestionEntry.objects.exists()


def _set(workspace, level, now, account=None):
    AutonomyEntry.objects.create(
        workspace=workspace, function="test/status", level=level, account_id=account.pk if account else None, at=now
    )


def test_a_function_that_is_off_opens_nothing(plug, suggest, workspace, make_lead, now):
    _set(workspace, Autonomy.OFF, now)
    opened = open_suggestions(workspace=workspace, suggestions=[suggest(make_lead().pk)])
    assert opened == Opened(n_not_allowed=1)


def test_a_function_that_is_off_for_an_account_opens_nothing_there(
    plug, suggest, workspace, make_lead, make_account, now
):
    account = make_account()
    _set(workspace, Autonomy.OFF, now, account)
    leads = [make_lead(account=account), make_lead()]
    opened = open_suggestions(workspace=workspace, suggestions=[suggest(lead.pk) for lead in leads])
    assert opened == Opened(n_opened=1, n_not_allowed=1)
    assert SuggestionEntry.objects.get().subject_id == leads[1].pk


def test_a_record_of_another_workspace_or_none_gets_no_suggestion(plug, suggest, outsider, make_lead):
    lead = make_lead()
    opened = open_suggestions(workspace=outsider.workspace, suggestions=[suggest(lead.pk), suggest(10**9)])
    assert opened == Opened(n_not_allowed=2)


def test_people_only_does_not_keep_suggestions_to_people_away(plug, suggest, workspace, make_lead):
    lead = make_lead(people_only=True)
    assert open_suggestions(workspace=workspace, suggestions=[suggest(lead.pk)]).n_opened == 1


def test_the_database_itself_allows_one_open_suggestion_only(opened):
    from django.db import IntegrityError, transaction

    row = opened()
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)
