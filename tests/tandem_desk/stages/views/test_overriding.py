"""A person's own figure in place of the machine's."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tandem_desk.review.models import Override

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
