"""What stages and activity types mean."""

import pytest

from tandem.kernel.vocabulary import TouchpointKind
from tandem.tables.dialects import is_known_stage, stage_outcome, touchpoint_kind


@pytest.mark.parametrize(
    ("stage", "outcome"),
    [
        ("Closed Won", True),
        ("closedwon", True),
        ("Won", True),
        ("Gewonnen", True),
        ("Gagné", True),
        ("Closed Lost", False),
        ("LOST", False),
        ("Prospecting", None),
        ("", None),
        ("Wonderful", None),
    ],
)
def test_outcomes(stage, outcome):
    assert stage_outcome(stage) is outcome


def test_default_stages_of_both_systems_are_known():
    assert all(is_known_stage(one) for one in ("Id. Decision Makers", "appointmentscheduled", "Negotiation/Review"))
    assert not is_known_stage("Banana")


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("CALL", TouchpointKind.CALL),
        ("INCOMING_EMAIL", TouchpointKind.EMAIL),
        ("OPEN", TouchpointKind.EMAIL_OPEN),
        ("Meeting", TouchpointKind.MEETING),
        ("zzz", None),
    ],
)
def test_kinds(value, kind):
    assert touchpoint_kind(value) is kind
