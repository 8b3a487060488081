"""Outcomes are noted once, and a person's figure stands with reason and expiry until it ends."""

from datetime import timedelta

import pytest

from tandem.kernel.errors import InputError, NotPermitted
from tandem.kernel.vocabulary import SubjectKind
from tandem_desk.review.models import OutcomeEntry, Override
from tandem_desk.review.selectors.story import standing_override
from tandem_desk.review.services import Known, end_override, override, record_outcome, record_outcomes

NAME = "test/status"
DAY = timedelta(days=1)


@pytest.fixture
def told(workspace, now):
    return {"workspace": workspace, "subject_kind": SubjectKind.LEAD, "kind": "converted", "recorded_at": now}


def test_an_outcome_is_news_once(told, now) -> None:
    one = told | {"subject_id": 7, "value": 1.0, "occurred_at": now - DAY}
    assert [record_outcome(**one), record_outcome(**one)] == [True, False]
    assert record_outcome(**one | {"occurred_at": now})
    assert OutcomeEntry.objects.count() == 2


def test_of_many_only_the_news_count_and_the_first_word_stands(told, now) -> None:
    known = [Known(pk, float(pk % 2), now - DAY) for pk in range(50)]
    assert record_outcomes(known=known[:30], source="lead records", **told) == 30
    assert record_outcomes(known=[Known(one.subject_id, 0.5, one.occurred_at) for one in known], **told) == 20
    assert OutcomeEntry.objects.get(subject_id=7).value == 1.0


def put(member, lead, now, **values):
    given = {
        "function": NAME, "subject_id": lead.pk, "probability": 0.9, "machine_probability": 0.4,
        "reason": "They called me", "expires_at": now + 30 * DAY, "at": now,
    }  # fmt: skip
    return override(member=member, **given | values)


def standing(lead, now):
    return standing_override(kind="lead", subject_id=lead.pk, workspace_id=lead.workspace_id, function=NAME, now=now)


def test_a_persons_figure_stands_until_its_day_and_a_newer_one_of_theirs_ends_it(plug, make_lead, owner, now) -> None:
    lead = make_lead(owner=owner)
    first = put(owner, lead, now)
    assert standing(lead, now + DAY) == first
    assert standing(lead, now + 30 * DAY) is None
    second = put(owner, lead, now + DAY, probability=0.2)
    assert standing(lead, now + 2 * DAY) == second
    assert Override.objects.get(pk=first.pk).ended_at == now + DAY
    assert end_override(member=owner, function=NAME, subject_id=lead.pk, at=now + 2 * DAY)
    assert not end_override(member=owner, function=NAME, subject_id=lead.pk, at=now + 2 * DAY)
    assert standing(lead, now + 2 * DAY) is None


def test_every_fault_of_a_figure_is_named_at_once_and_nothing_is_stored(plug, make_lead, owner, now) -> None:
    with pytest.raises(InputError) as error:
        put(owner, make_lead(owner=owner), now, probability=1.2, reason=" ", expires_at=now)
    assert {fault.where for fault in error.value.faults} == {"probability", "reason", "expires_at"}
    assert not Override.objects.exists()


def test_only_who_may_decide_on_the_record_gives_a_figure(plug, make_lead, owner, team_mate, outsider, now) -> None:
    lead = make_lead(owner=owner, team=owner.team)
    with pytest.raises(NotPermitted):
        put(team_mate, lead, now)
    with pytest.raises(InputError):
        put(outsider, lead, now)
    assert not Override.objects.exists()
