"""A person's own figure in place of the machine's."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tandem.kernel.vocabulary import SubjectKind
from tandem_desk.review.models import Override, SuggestionEntry
from tandem_desk.review.services import Known, record_outcomes
from tandem_desk.stages.views.overrides import joint_estimate

FORM = {"function": "prospecting/lead_scoring", "percent": "80", "reason": "They called me", "until": ""}


def until(days: int) -> str:
    return (timezone.now() + timedelta(days=days)).date().isoformat()


@pytest.mark.django_db
def test_a_figure_stands_in_the_machines_place_with_its_reason(make_lead, make_open, owner, client_of) -> None:
    lead, client = make_lead(owner=owner, team=owner.team), client_of(owner)
    make_open(lead)
    answer = client.post(f"/leads/{lead.pk}/override/", FORM | {"until": until(30)})
    assert answer["HX-Refresh"] == "true"
    one = Override.objects.get()
    assert (one.probability, one.machine_probability, one.member) == (0.8, 0.4, owner)
    page = client.get(f"/leads/{lead.pk}/").content.decode()
    assert "80%" in page
    assert "They called me" in page
    assert "weighed by half, as no override has a known outcome yet" in page
    joint = joint_estimate(SuggestionEntry.objects.get(), one)
    assert 0.55 < joint.probability < 0.65
    assert f"{100 * joint.probability:.0f}%" in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"percent": "180"}, "must lie between 0 and 1"),
        ({"percent": "lots"}, "must be a number from 0 to 100"),
        ({"reason": " "}, "must say what you know"),
        ({"until": "2001-01-01"}, "must lie in the future"),
        ({"until": "soon"}, "must be a day such as"),
    ],
)
def test_what_cannot_stand_is_said_and_what_was_typed_is_kept(
    make_lead, make_open, owner, client_of, changed, words
) -> None:
    lead = make_lead(owner=owner, team=owner.team)
    make_open(lead)
    answer = client_of(owner).post(f"/leads/{lead.pk}/override/", FORM | {"until": until(30)} | changed)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Override.objects.exists()


@pytest.mark.django_db
def test_no_figure_can_be_put_in_place_of_a_function_that_works_on_files_alone(make_contact, owner, client_of) -> None:
    address = f"/contacts/{make_contact(owner=owner, team=owner.team).pk}/override/"
    form = FORM | {"function": "approach/time_reading", "until": until(30)}
    assert client_of(owner).get(address, form).status_code == 404
    assert client_of(owner).post(address, form).status_code == 404
    assert not Override.objects.exists()


@pytest.mark.django_db
def test_both_are_weighed_by_their_record(workspace, make_lead, make_suggestion, owner, team_mate, now) -> None:
    at = now + timedelta(days=1)

    def overridden(member, said, happened=None):
        lead = make_lead(source="Fair")
        one = Override.objects.create(
            workspace=workspace, function=FORM["function"], subject_kind="lead", subject_id=lead.pk, member=member,
            probability=said, machine_probability=0.4, reason="A call", made_at=now,
            expires_at=now + timedelta(days=30),
        )  # fmt: skip
        if happened is not None:
            known = [Known(lead.pk, happened, at)]
            record_outcomes(
                workspace=workspace, subject_kind=SubjectKind.LEAD, kind="converted", recorded_at=at, known=known
            )
        return joint_estimate(make_suggestion(subject_id=lead.pk), one)

    before = overridden(owner, 0.8)
    assert (before.n, before.low < before.probability < before.high) == (0, True)
    assert 0.4 < before.probability < 0.8
    for number in range(20):
        right = float(number % 2)
        overridden(owner, 0.9 if right else 0.1, right)
        overridden(team_mate, 0.1 if right else 0.9, right)
    trusted, doubted = overridden(owner, 0.8), overridden(team_mate, 0.8)
    assert trusted.n == 40
    assert trusted.probability > doubted.probability + 0.1
    assert trusted.high - trusted.low < before.high - before.low
