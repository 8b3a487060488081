"""The machine acts only where it may, as a rule and never as a person; nothing gets round 'people only'."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tandem.kernel.autonomy import Autonomy
from tandem.kernel.errors import InputError, NotPermitted
from tandem.kernel.suggestion import ActorKind, Outcome
from tandem_desk.records.models import Lead
from tandem_desk.review.models import AutonomyEntry, DecisionEntry, Stop, SuggestionEntry
from tandem_desk.review.services import (
    Acted,
    act_automatically,
    decide,
    open_suggestions,
    set_autonomy,
    snooze,
    stop_machine,
    undo_decision,
)

NAME = "test/status"
DAY = timedelta(days=1)


def _set(workspace, level, at, account_id=None):
    AutonomyEntry.objects.create(workspace=workspace, function=NAME, level=level, account_id=account_id, at=at)


def _accept_as(row, kind, at):
    return decide(
        suggestion_id=row.pk,
        outcome=Outcome.ACCEPTED,
        fingerprint_seen=row.fingerprint,
        actor_kind=kind,
        actor="a program",
        at=at,
    )


def test_by_default_nothing_acts(opened, workspace, now):
    opened()
    assert act_automatically(workspace=workspace, now=now) == Acted()


def test_act_and_report_acts_as_a_named_rule(opened, workspace, now):
    row = opened()
    _set(workspace, Autonomy.ACT_AND_REPORT, now)
    assert act_automatically(workspace=workspace, now=now) == Acted(n_acted=1)
    decision = DecisionEntry.objects.get()
    assert (decision.actor_kind, decision.actor, decision.member) == ("rule", "autonomy act_and_report", None)
    assert Lead.objects.get(pk=row.subject_id).status == "Working"


def test_act_unless_stopped_waits_for_objections_then_acts(opened, workspace, now):
    opened()
    _set(workspace, Autonomy.ACT_UNLESS_STOPPED, now)
    assert act_automatically(workspace=workspace, now=now + timedelta(hours=23)) == Acted(n_held_back=1)
    assert act_automatically(workspace=workspace, now=now + timedelta(hours=24)) == Acted(n_acted=1)


def test_a_stopped_one_is_left_to_people(opened, workspace, owner, now):
    row = opened()
    _set(workspace, Autonomy.ACT_UNLESS_STOPPED, now)
    stop_machine(member=owner, suggestion_id=row.pk, at=now, because="I know them")
    stop_machine(member=owner, suggestion_id=row.pk, at=now)
    assert act_automatically(workspace=workspace, now=now + 2 * DAY) == Acted(n_held_back=1)
    assert Stop.objects.count() == 1
    with pytest.raises(NotPermitted, match="stopped this action"):
        _accept_as(row, ActorKind.AGENT, now + 2 * DAY)


def test_only_who_may_decide_stops_or_puts_off(opened, auditor, team_mate, outsider, now):
    row = opened()
    for member in (auditor, team_mate, outsider):
        with pytest.raises(NotPermitted):
            stop_machine(member=member, suggestion_id=row.pk, at=now)
        with pytest.raises(NotPermitted):
            snooze(member=member, suggestion_id=row.pk, until=now + DAY, at=now)


def test_what_a_person_took_back_the_machine_does_not_do_again(opened, workspace, owner, now):
    row = opened()
    _set(workspace, Autonomy.ACT_AND_REPORT, now)
    act_automatically(workspace=workspace, now=now)
    undo_decision(decision_id=DecisionEntry.objects.get().pk, member=owner, at=now)
    assert act_automatically(workspace=workspace, now=now) == Acted(n_held_back=1)
    assert SuggestionEntry.objects.get(pk=row.pk).state == "open"


def test_what_cannot_be_carried_out_stays_open_for_people(opened, workspace, now):
    row = opened(status="Impossible")
    _set(workspace, Autonomy.ACT_AND_REPORT, now)
    assert act_automatically(workspace=workspace, now=now) == Acted(n_failed=1)
    assert SuggestionEntry.objects.get(pk=row.pk).state == "open"


def test_an_expired_one_is_not_acted_on(opened, workspace, now):
    opened()
    _set(workspace, Autonomy.ACT_AND_REPORT, now)
    assert act_automatically(workspace=workspace, now=now + 8 * DAY) == Acted()


def test_a_rule_may_always_reject_and_a_person_always_accept(opened, owner, now):
    row, other = opened(), opened()
    decide(
        suggestion_id=row.pk,
        outcome=Outcome.REJECTED,
        fingerprint_seen=row.fingerprint,
        actor_kind=ActorKind.RULE,
        actor="filter",
        reason_code="wrong",
        at=now,
    )
    Lead.objects.filter(pk=other.subject_id).update(people_only=True)
    accepted = decide(
        suggestion_id=other.pk, outcome=Outcome.ACCEPTED, fingerprint_seen=other.fingerprint, member=owner, at=now
    )
    assert accepted.actor_kind == "member"


STEP = st.one_of(
    st.tuples(st.just("function"), st.sampled_from(Autonomy)),
    st.tuples(st.just("account"), st.sampled_from(Autonomy)),
    st.tuples(st.just("mark"), st.sampled_from(["lead", "account", "opt out"])),
    st.tuples(st.just("wait"), st.integers(0, 72)),
    st.tuples(st.just("act"), st.just(0)),
    st.tuples(st.just("agent"), st.sampled_from([ActorKind.AGENT, ActorKind.RULE])),
)


@contextmanager
def one_example():
    """Each example begins where the first one did: what it writes is rolled back at its end."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEP, max_size=10), marked=st.sampled_from(["lead", "account", "opt out"]))
def test_no_sequence_of_settings_ever_lets_a_machine_act_on_people_only_or_opted_out(
    plug, suggest, workspace, make_lead, make_account, now, steps, marked
):
    with one_example():
        lead = make_lead(account=make_account())
        _mark(lead, marked)
        open_suggestions(workspace=workspace, suggestions=[suggest(lead.pk)])
        row = SuggestionEntry.objects.get(subject_id=lead.pk)
        at = now
        for what, value in [*steps, ("function", Autonomy.ACT_AND_REPORT), ("act", 0), ("agent", ActorKind.AGENT)]:
            if what in ("function", "account"):
                _set(workspace, value, at, lead.account_id if what == "account" else None)
            elif what == "mark":
                _mark(lead, value)
            elif what == "wait":
                at += timedelta(hours=value)
            elif what == "act":
                act_automatically(workspace=workspace, now=at)
            else:
                with pytest.raises(NotPermitted):
                    _accept_as(row, value, at)
        assert not DecisionEntry.objects.filter(suggestion=row).exists()
        assert Lead.objects.get(pk=lead.pk).status == "New"


def _mark(lead, how):
    if how == "lead":
        lead.people_only = True
    elif how == "account":
        lead.account.people_only = True
        lead.account.save()
    else:
        lead.email_opt_out = True
    lead.save()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(function=st.sampled_from(Autonomy), account=st.sampled_from([None, *Autonomy]), hours=st.integers(0, 48))
def test_the_machine_acts_exactly_where_the_strictest_level_lets_it(
    plug, suggest, workspace, make_lead, make_account, now, function, account, hours
):
    with one_example():
        lead = make_lead(account=make_account())
        open_suggestions(workspace=workspace, suggestions=[suggest(lead.pk)])
        _set(workspace, function, now)
        if account is not None:
            _set(workspace, account, now, lead.account_id)
        strictest = min([function, *([account] if account else [])], key=lambda level: level.rank)
        may = strictest is Autonomy.ACT_AND_REPORT or (strictest is Autonomy.ACT_UNLESS_STOPPED and hours >= 24)
        act_automatically(workspace=workspace, now=now + timedelta(hours=hours))
        assert (Lead.objects.get(pk=lead.pk).status == "Working") is may


def test_moving_down_needs_a_reason_and_moving_up_needs_evidence(plug, workspace, manager, owner, now):
    def move(level, member=manager, because="Because", **values):
        return set_autonomy(
            workspace=workspace, function=NAME, level=level, member=member, because=because, at=now, **values
        )

    move(Autonomy.DRAFT)
    with pytest.raises(InputError) as error:
        move(Autonomy.ACT_UNLESS_STOPPED)
    assert {fault.where for fault in error.value.faults} == {"decisions by people", "accepted as proposed"}
    with pytest.raises(InputError, match="must say why"):
        move(Autonomy.OFF, because=" ")
    with pytest.raises(InputError, match="account only"):
        move(None)
    with pytest.raises(NotPermitted):
        move(Autonomy.OFF, member=owner)
    move(Autonomy.OFF)
    move(Autonomy.SUGGEST, account_id=7)
    assert list(AutonomyEntry.objects.order_by("id").values_list("level", "account_id")) == [
        ("draft", None),
        ("off", None),
        ("suggest", 7),
    ]


def test_thirty_good_decisions_are_evidence_enough_to_act_unless_stopped(opened, workspace, manager, now):
    for number in range(30):
        row = opened()
        values = (
            {"outcome": Outcome.REJECTED, "reason_code": "wrong"} if number % 5 == 0 else {"outcome": Outcome.ACCEPTED}
        )
        decide(suggestion_id=row.pk, fingerprint_seen=row.fingerprint, member=manager, at=now, **values)
    raised = set_autonomy(
        workspace=workspace,
        function=NAME,
        level=Autonomy.ACT_UNLESS_STOPPED,
        member=manager,
        because="24 of 30 accepted",
        at=now + DAY,
    )
    assert raised.level == "act_unless_stopped"
    with pytest.raises(InputError, match="acts of the machine"):
        set_autonomy(
            workspace=workspace,
            function=NAME,
            level=Autonomy.ACT_AND_REPORT,
            member=manager,
            because="More",
            at=now + DAY,
        )
