"""Lead scoring round the whole loop: learn, score, suggest, decide, carry out, take back, learn again."""

from datetime import timedelta

import pytest

from tandem.kernel.errors import InputError, NotPermitted
from tandem.kernel.suggestion import Abstained, Outcome, Suggestion
from tandem_desk.records.models import Change, Lead
from tandem_desk.review.models import ModelSwitch, OutcomeEntry, SuggestionEntry
from tandem_desk.review.selectors.versions import artefact_of, version_in_force, versions_of
from tandem_desk.review.services import decide, open_suggestions, put_in_force, roll_back, undo_decision
from tandem_desk.review.services.versions import Fitted, store_version
from tandem_desk.stages.apps import check_plugs
from tandem_desk.stages.prospecting import retrain, score_all, score_leads, suggest_one, suggest_worthwhile
from tandem_desk.stages.prospecting.scorers import NAME
from tandem_desk.touchpoints.models import Touchpoint
from tandem_desk.workspace.models import Job
from tandem_desk.workspace.permissions import Action

DAY = timedelta(days=1)


@pytest.fixture
def company(workspace, owner, now):
    """A hundred and sixty decided leads: three referrals in four convert, of others one in four; and six open ones."""
    leads = []
    for number in range(160):
        referral = number % 2 == 0
        won = referral if number % 8 not in (2, 3) else not referral
        leads.append(
            Lead(
                workspace=workspace,
                owner=owner,
                team=owner.team,
                name=f"Lead {number}",
                source="Referral" if referral else "Cold list",
                industry=("Steel", "Paper", "Food")[number % 3],
                status="Converted" if won else "Unqualified",
                is_converted=won,
                converted_at=now - DAY if won else None,
                created_at=now - (200 - number) * DAY,
                updated_at=now - (199 - number) * DAY,
                recorded_at=now - 200 * DAY,
            )
        )
    for number in range(6):
        referral = number % 2 == 0
        leads.append(
            Lead(
                workspace=workspace,
                owner=owner,
                team=owner.team,
                name=f"Open {number}",
                source="Referral" if referral else "Cold list",
                industry="Steel",
                status="Working" if number == 5 else "New",
                is_converted=False,
                created_at=now - DAY,
                recorded_at=now - DAY,
            )
        )
    Lead.objects.bulk_create(leads)
    return workspace


_KEPT: dict[str, Fitted] = {}


@pytest.fixture
def learned(company, now):
    """The company after its first fit; the fit itself is done once for all tests."""
    if "first" in _KEPT:
        version = store_version(workspace=company, function=NAME, fitted=_KEPT["first"])
        put_in_force(version=version, rule="test", because="the first model", at=now)
        score_all(workspace=company, at=now)
        return company
    retrain(workspace=company, at=now)
    version = version_in_force(workspace=company, function=NAME)
    _KEPT["first"] = Fitted(version.card, artefact_of(version), version.data_until, version.seed, now, 0.0)
    return company


def _open(number):
    return Lead.objects.get(name=f"Open {number}")


def test_the_first_model_comes_into_force_with_a_card_that_says_how_outcomes_were_told(company, now):
    assert retrain(workspace=company, at=now).in_force
    version = version_in_force(workspace=company, function=NAME)
    assert version.number == 1
    assert "status says so" in version.card["outcome_rule"]
    assert version.data_until <= now
    assert OutcomeEntry.objects.filter(kind="converted").count() == 160
    assert _open(0).score_probability > _open(1).score_probability + 0.2
    assert not Lead.objects.filter(score_version=1).exclude(name__startswith="Open").exists()


def test_the_best_leads_are_put_before_their_owner_and_the_loop_goes_round(learned, owner, team_mate, now):
    opened = suggest_worthwhile(workspace=learned, at=now)
    assert opened.n_opened >= 3
    row = SuggestionEntry.objects.get(subject_id=_open(0).pk)
    assert (row.assigned_to, row.proposal["action"], row.provenance["model_version"]) == (owner, "contact_now", "1")
    assert row.reasons[0]["evidence"][0]["name"] == "source"
    seen = {"suggestion_id": row.pk, "fingerprint_seen": row.fingerprint, "at": now}
    with pytest.raises(NotPermitted):
        decide(member=team_mate, outcome=Outcome.ACCEPTED, **seen)
    decision = decide(member=owner, outcome=Outcome.ACCEPTED, **seen)
    task = Touchpoint.objects.get(kind="task")
    assert _open(0).status == "Working"
    assert (task.lead, task.subject, task.status, task.occurred_at) == (_open(0), "Contact Open 0", "Open", now + DAY)
    change = Change.objects.get(field="status")
    assert (change.old, change.new, change.actor) == ("New", "Working", owner.email)
    assert change.source == f"{NAME} suggestion {row.pk}"
    undo_decision(decision_id=decision.pk, member=owner, at=now + timedelta(minutes=1))
    assert (_open(0).status, Touchpoint.objects.count()) == ("New", 0)
    assert SuggestionEntry.objects.get(pk=row.pk).state == "open"


def test_an_amendment_to_nurture_comes_back_in_a_month_and_leaving_closes_without_a_task(learned, owner, now):
    suggest_worthwhile(workspace=learned, at=now)
    rows = list(SuggestionEntry.objects.order_by("subject_id"))[:2]
    for row, action in zip(rows, ("nurture", "leave"), strict=True):
        amended = row.proposal | {"action": action}
        decide(
            suggestion_id=row.pk,
            fingerprint_seen=row.fingerprint,
            at=now,
            member=owner,
            outcome=Outcome.AMENDED,
            amended_proposal=amended,
        )
    statuses = [Lead.objects.get(pk=row.subject_id).status for row in rows]
    assert statuses == ["Nurturing", "Unqualified"]
    assert [(task.occurred_at - now).days for task in Touchpoint.objects.all()] == [30]


def test_undoing_is_refused_once_the_lead_moved_on(learned, owner, now):
    suggest_worthwhile(workspace=learned, at=now)
    row = SuggestionEntry.objects.get(subject_id=_open(0).pk)
    decision = decide(
        suggestion_id=row.pk, fingerprint_seen=row.fingerprint, at=now, member=owner, outcome=Outcome.ACCEPTED
    )
    Touchpoint.objects.update(status="Completed")
    with pytest.raises(InputError, match="must still be open"):
        undo_decision(decision_id=decision.pk, member=owner, at=now)
    assert _open(0).status == "Working"


def test_any_open_lead_can_be_asked_about_and_a_closed_one_abstains(learned, now):
    made = suggest_one(learned, _open(1).pk, now)
    assert isinstance(made, Suggestion)
    closed = suggest_one(learned, Lead.objects.get(name="Lead 0").pk, now)
    assert isinstance(closed, Abstained)
    with pytest.raises(InputError):
        suggest_one(learned, 10**9, now)
    assert open_suggestions(workspace=learned, suggestions=[made]).n_opened == 1


def test_before_the_first_fit_it_abstains_and_says_what_would_help(company, now):
    answer = suggest_one(company, _open(0).pk, now)
    assert isinstance(answer, Abstained)
    assert score_leads(workspace=company, ids=[_open(0).pk], at=now) is None
    assert suggest_worthwhile(workspace=company, at=now).n_opened == 0


def test_an_empty_workspace_learns_nothing_and_says_so(workspace, now):
    assert retrain(workspace=workspace, at=now).because == "There are no leads yet."


def test_one_changed_lead_is_scored_anew_alone(learned, now):
    lead = _open(1)
    others = dict(Lead.objects.exclude(pk=lead.pk).values_list("pk", "scored_at"))
    Lead.objects.filter(pk=lead.pk).update(source="Referral")
    score_leads(workspace=learned, ids=[lead.pk], at=now + timedelta(minutes=1))
    assert _open(1).score_probability > lead.score_probability + 0.2
    assert dict(Lead.objects.exclude(pk=lead.pk).values_list("pk", "scored_at")) == others


def test_without_enough_later_outcomes_the_model_stays(learned, now):
    again = retrain(workspace=learned, at=now + DAY)
    assert (again.number, again.in_force) == (None, False)
    assert "40 are needed" in again.because


def test_a_person_rolls_back_in_one_step_and_all_leads_are_queued_to_be_scored(learned, operator, owner, now):
    first = version_in_force(workspace=learned, function=NAME)
    fitted = Fitted(card={}, artefact=b"x", data_until=now, seed=0, made_at=now, seconds_to_fit=0.0)
    second = store_version(workspace=learned, function=NAME, fitted=fitted)
    put_in_force(version=second, rule="test", because="trial", at=now)
    back = {"workspace": learned, "function": NAME, "because": "worse on the phone", "at": now}
    with pytest.raises(NotPermitted):
        roll_back(member=owner, **back)
    roll_back(member=operator, **back)
    assert version_in_force(workspace=learned, function=NAME) == first
    assert Job.objects.filter(name="stages.score").count() == 1
    assert [one.number for one in versions_of(workspace=learned, function=NAME)] == [2, 1]
    assert ModelSwitch.objects.count() == 3


def test_a_lead_is_guarded_like_its_record(learned, outsider, auditor):
    from tandem_desk.review.sockets import find_plug

    guard = find_plug(NAME).guard
    with pytest.raises(InputError):
        guard(outsider, _open(0).pk, Action.DECIDE)
    with pytest.raises(NotPermitted):
        guard(auditor, _open(0).pk, Action.DECIDE)


def test_every_function_of_the_catalogue_is_plugged_in_or_for_the_command_line(monkeypatch):
    assert check_plugs() == []
    monkeypatch.setattr("tandem_desk.review.sockets.PLUGS", {})
    errors = check_plugs()
    assert {error.id for error in errors} == {"tandem.E001"}
    assert {error.msg.split("'")[1] for error in errors} == {NAME, "closing/deal_odds", "followup/churn"}
