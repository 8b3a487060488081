"""How a function does in people's hands: counted decisions, its health, and who was right, person or machine."""

from datetime import timedelta
from math import log

import pytest

from tandem.kernel.autonomy import Autonomy
from tandem.kernel.suggestion import ActorKind, Outcome
from tandem.kernel.vocabulary import SubjectKind
from tandem_desk.review.models import AutonomyEntry
from tandem_desk.review.selectors.comparison import person_and_machine
from tandem_desk.review.selectors.health import function_health
from tandem_desk.review.selectors.record_of_use import record_of_use, rejection_counts
from tandem_desk.review.services import (
    Fitted,
    Known,
    act_automatically,
    decide,
    override,
    put_in_force,
    record_outcomes,
    store_version,
    undo_decision,
)

NAME = "test/status"
DAY = timedelta(days=1)


@pytest.fixture
def decided(opened, owner, now):
    def make(outcome=Outcome.ACCEPTED, **values):
        row = opened()
        return decide(
            suggestion_id=row.pk, outcome=outcome, fingerprint_seen=row.fingerprint, member=owner, at=now, **values
        )

    return make


def test_decisions_are_counted_as_they_stand_and_what_was_taken_back_as_that_alone(
    decided, opened, workspace, owner, outsider, now
) -> None:
    for _ in range(3):
        decided()
    decided(Outcome.AMENDED, amended_proposal={"status": "Nurturing", "worth": None})
    for code in ("wrong", "late", "late"):
        decided(Outcome.REJECTED, reason_code=code)
    undo_decision(decision_id=decided().pk, member=owner, at=now)
    opened()
    use = record_of_use(workspace=workspace, function=NAME, since=now)
    assert (use.n_accepted, use.n_amended, use.n_rejected, use.n_undone, use.n_open) == (3, 1, 3, 1, 2)
    assert use.override_share == pytest.approx(4 / 7)
    assert rejection_counts(workspace=workspace, function=NAME, since=now) == {"late": 2, "wrong": 1}
    for other in ({"workspace": outsider.workspace}, {"since": now + DAY}, {"function": "test/other"}):
        found = record_of_use(**{"workspace": workspace, "function": NAME, "since": now} | other)
        assert (found.n_by_people, found.override_share) == (0, None)


def test_what_the_machine_did_and_what_people_took_back_of_it_is_counted_apart(opened, workspace, owner, now) -> None:
    AutonomyEntry.objects.create(workspace=workspace, function=NAME, level=Autonomy.ACT_AND_REPORT, at=now)
    rows = [opened() for _ in range(3)]
    act_automatically(workspace=workspace, now=now)
    undo_decision(decision_id=rows[0].decisions.get(actor_kind=ActorKind.RULE).pk, member=owner, at=now)
    use = record_of_use(workspace=workspace, function=NAME, since=now)
    assert (use.n_by_machine, use.n_by_machine_undone, use.n_by_people, use.n_undone) == (3, 1, 0, 1)


def test_health_tells_level_model_and_ninety_days_of_use(decided, workspace, now) -> None:
    decided()
    before = function_health(workspace=workspace, function=NAME, now=now)
    assert (before.autonomy, before.version, before.card, before.use.n_accepted) == (Autonomy.SUGGEST, None, {}, 1)
    fitted = Fitted({"verdict": "model"}, b"x", now - DAY, 0, now, 1.0)
    version = store_version(workspace=workspace, function=NAME, fitted=fitted)
    put_in_force(version=version, rule="test", because="first", at=now)
    health = function_health(workspace=workspace, function=NAME, now=now + 91 * DAY)
    assert (health.version, health.card, health.data_until) == (1, {"verdict": "model"}, now - DAY)
    assert (health.in_force_since, health.use.n_accepted) == (now, 0)


def said(member, lead, now, probability, machine=0.5, **values):
    given = {"reason": "I know them", "expires_at": now + 30 * DAY, "at": now} | values
    return override(
        member=member, function=NAME, subject_id=lead.pk, probability=probability, machine_probability=machine, **given
    )


def came(workspace, now, **outcomes):
    known = [Known(int(pk.removeprefix("lead")), value, at) for pk, (value, at) in outcomes.items()]
    record_outcomes(workspace=workspace, subject_kind=SubjectKind.LEAD, kind="converted", known=known, recorded_at=now)


def test_person_and_machine_are_measured_on_the_same_leads_for_all_each_and_each_part(
    plug, workspace, make_lead, owner, manager, now
) -> None:
    good, bad = make_lead(owner=owner, source="Web"), make_lead(owner=owner, source="Fair")
    said(owner, good, now, 0.9)
    said(manager, bad, now, 0.8, machine=0.25)
    came(workspace, now, **{f"lead{good.pk}": (1.0, now + DAY), f"lead{bad.pk}": (0.0, now + DAY)})
    rows = {
        (one.member_id, one.segment): one
        for one in person_and_machine(workspace=workspace, function=NAME, outcome_kind="converted")
    }
    whole = rows[None, ""]
    assert (whole.n, whole.n_happened) == (2, 1)
    assert whole.person_log_loss == pytest.approx(-(log(0.9) + log(0.2)) / 2)
    assert whole.machine_log_loss == pytest.approx(-(log(0.5) + log(0.75)) / 2)
    assert whole.person_brier == pytest.approx((0.01 + 0.64) / 2)
    assert rows[owner.pk, ""].person_log_loss < rows[owner.pk, ""].machine_log_loss
    assert rows[manager.pk, "Fair"].person_log_loss > rows[manager.pk, "Fair"].machine_log_loss
    assert set(rows) == {
        (None, ""), (None, "Web"), (None, "Fair"), (owner.pk, ""), (owner.pk, "Web"), (manager.pk, ""),
        (manager.pk, "Fair"),
    }  # fmt: skip


def test_only_a_figure_that_stood_when_it_was_decided_counts_and_of_several_the_last(
    plug, workspace, make_lead, owner, now
) -> None:
    lead, expired, too_late, certain = (make_lead(owner=owner) for _ in range(4))
    said(owner, lead, now, 0.1)
    said(owner, lead, now + DAY, 0.7)
    said(owner, expired, now, 0.9, expires_at=now + DAY)
    said(owner, too_late, now + 9 * DAY, 1.0)
    said(owner, certain, now, 1.0)
    at = now + 5 * DAY
    came(workspace, now, **{f"lead{one.pk}": (1.0, at) for one in (lead, expired, too_late)})
    came(workspace, now, **{f"lead{certain.pk}": (0.0, at)})
    whole = person_and_machine(workspace=workspace, function=NAME, outcome_kind="converted")[0]
    assert whole.n == 2
    assert whole.person_log_loss == pytest.approx(-(log(0.7) + log(1e-6)) / 2)


def test_without_an_outcome_there_is_nothing_to_compare(plug, workspace, make_lead, owner, now) -> None:
    said(owner, make_lead(owner=owner), now, 0.9)
    assert person_and_machine(workspace=workspace, function=NAME, outcome_kind="converted") == []
