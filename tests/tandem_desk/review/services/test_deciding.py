"""Decisions: the kernel decides what may be, one transaction carries it out, undoing reverses exactly that."""

import threading
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from tandem.kernel.errors import AlreadyDecided, InputError, NotPermitted, StaleSuggestion
from tandem.kernel.suggestion import ActorKind, Outcome
from tandem_desk.records.models import Lead
from tandem_desk.review.models import DecisionEntry, LedgerRowChanged, SuggestionEntry
from tandem_desk.review.selectors.decisions import decisions_of, standing_decision
from tandem_desk.review.services import decide, open_suggestions, undo_decision
from tandem_desk.workspace import sockets as work_sockets
from tandem_desk.workspace.models import Job


def _decide(row, by, at, what=Outcome.ACCEPTED, **values):
    given = {"suggestion_id": row.pk, "outcome": what, "fingerprint_seen": row.fingerprint, "at": at, "member": by}
    return decide(**(given | values))


def _status(row):
    return Lead.objects.get(pk=row.subject_id).status


def test_an_acceptance_is_carried_out_and_stands_in_the_ledger(opened, owner, now):
    row = opened()
    decision = _decide(row, owner, now, comment="Good")
    row.refresh_from_db()
    assert (row.state, row.closed_at, _status(row)) == ("accepted", now, "Working")
    assert (decision.actor_kind, decision.actor, decision.member) == ("member", str(owner.pk), owner)
    assert decision.effects == [{"old": "New", "new": "Working"}]


def test_an_amendment_carries_out_what_the_person_wrote(opened, owner, now):
    row = opened()
    decision = _decide(row, owner, now, Outcome.AMENDED, amended_proposal={"status": "Nurturing"})
    row.refresh_from_db()
    assert (row.state, _status(row)) == ("amended", "Nurturing")
    assert decision.amended_proposal == {"status": "Nurturing", "worth": None}


def test_a_rejection_carries_out_nothing_and_says_why(opened, owner, now):
    row = opened()
    _decide(row, owner, now, Outcome.REJECTED, reason_code="late")
    row.refresh_from_db()
    assert (row.state, _status(row)) == ("rejected", "New")


@pytest.mark.parametrize(
    ("outcome", "values"),
    [
        (Outcome.REJECTED, {}),
        (Outcome.REJECTED, {"reason_code": "because"}),
        (Outcome.AMENDED, {}),
        (Outcome.ACCEPTED, {"amended_proposal": {"status": "X"}}),
        (Outcome.AMENDED, {"amended_proposal": {"colour": "red"}}),
        (Outcome.UNDONE, {}),
        (Outcome.ACCEPTED, {"member": None}),
        (Outcome.ACCEPTED, {"member": None, "actor_kind": ActorKind.RULE}),
    ],
    ids=[
        "no reason",
        "unknown reason",
        "no amendment",
        "stray amendment",
        "odd amendment",
        "undo",
        "nobody",
        "no rule",
    ],
)
def test_an_incomplete_decision_is_refused_and_changes_nothing(opened, owner, now, outcome, values):
    row = opened()
    with pytest.raises(InputError):
        _decide(row, owner, now, outcome, **values)
    row.refresh_from_db()
    assert (row.state, _status(row), DecisionEntry.objects.count()) == ("open", "New", 0)


def test_a_proposal_that_cannot_be_carried_out_leaves_nothing_half_done(opened, owner, now):
    row = opened(status="Impossible")
    with pytest.raises(InputError, match="the pipeline has"):
        _decide(row, owner, now)
    row.refresh_from_db()
    assert (row.state, row.closed_at, DecisionEntry.objects.count()) == ("open", None, 0)


def test_the_same_decision_repeated_is_one(opened, owner, now):
    row = opened()
    first = _decide(row, owner, now)
    Lead.objects.update(status="Moved on")
    assert _decide(row, owner, now + timedelta(minutes=5)) == first
    assert (_status(row), DecisionEntry.objects.count()) == ("Moved on", 1)


def test_another_decision_after_the_first_is_refused(opened, owner, manager, now):
    row = opened()
    _decide(row, owner, now)
    for member, values in ((owner, {"outcome": Outcome.REJECTED, "reason_code": "wrong"}), (manager, {})):
        with pytest.raises(AlreadyDecided):
            _decide(row, member, now, **values)


def test_what_was_not_seen_cannot_be_decided(opened, owner, now):
    row = opened()
    with pytest.raises(StaleSuggestion):
        _decide(row, owner, now, fingerprint_seen="0" * 32)


def test_a_superseded_one_cannot_be_decided(opened, suggest, workspace, owner, now):
    row = opened()
    open_suggestions(workspace=workspace, suggestions=[suggest(row.subject_id, status="Later")])
    with pytest.raises(StaleSuggestion, match="superseded"):
        _decide(row, owner, now)


def test_an_expired_one_cannot_be_accepted_but_still_rejected(opened, owner, now):
    row = opened()
    late = now + timedelta(days=8)
    with pytest.raises(StaleSuggestion, match="expired"):
        _decide(row, owner, late)
    assert _decide(row, owner, late, Outcome.REJECTED, reason_code="late").outcome == "rejected"


CAST = {
    "owner": True,
    "manager": True,
    "operator": True,
    "marketer": True,
    "team_mate": False,
    "stranger": False,
    "auditor": False,
    "outsider": False,
}


@pytest.mark.parametrize(("name", "allowed"), CAST.items())
def test_who_may_decide(opened, now, request, name, allowed):
    row = opened()
    member = request.getfixturevalue(name)
    if allowed:
        decision = _decide(row, member, now)
        assert undo_decision(decision_id=decision.pk, member=member, at=now).outcome == "undone"
        return
    with pytest.raises(NotPermitted):
        _decide(row, member, now)
    decision = _decide(row, request.getfixturevalue("operator"), now)
    with pytest.raises(NotPermitted):
        undo_decision(decision_id=decision.pk, member=member, at=now)


def test_undoing_reverses_what_was_done_and_opens_the_suggestion_again(opened, owner, now):
    row = opened()
    decision = _decide(row, owner, now)
    undone = undo_decision(decision_id=decision.pk, member=owner, at=now + timedelta(minutes=1), comment="Slip")
    row.refresh_from_db()
    assert (row.state, row.closed_at, _status(row), undone.undoes) == ("open", None, "New", decision)
    assert standing_decision(row) is None
    again = _decide(row, owner, now + timedelta(minutes=2))
    assert again.pk != decision.pk
    assert decisions_of(suggestion=row) == [again, undone, decision]


def test_undoing_twice_is_undoing_once(opened, owner, now):
    row = opened()
    decision = _decide(row, owner, now)
    first = undo_decision(decision_id=decision.pk, member=owner, at=now)
    assert undo_decision(decision_id=decision.pk, member=owner, at=now) == first


def test_undoing_is_refused_where_the_field_has_changed_since(opened, owner, now):
    row = opened()
    decision = _decide(row, owner, now)
    Lead.objects.update(status="Moved on")
    with pytest.raises(InputError, match="must still be Working; got Moved on"):
        undo_decision(decision_id=decision.pk, member=owner, at=now)
    row.refresh_from_db()
    assert (row.state, _status(row)) == ("accepted", "Moved on")


def test_an_undone_decision_cannot_be_undone_once_another_stands(opened, owner, now):
    row = opened()
    first = _decide(row, owner, now)
    undone = undo_decision(decision_id=first.pk, member=owner, at=now)
    with pytest.raises(AlreadyDecided):
        undo_decision(decision_id=undone.pk, member=owner, at=now)
    with pytest.raises(InputError, match="must exist"):
        undo_decision(decision_id=10**9, member=owner, at=now)


def test_undoing_does_not_bring_back_what_a_newer_one_replaced(opened, suggest, workspace, owner, now):
    row = opened()
    decision = _decide(row, owner, now)
    open_suggestions(workspace=workspace, suggestions=[suggest(row.subject_id, made_at=now + timedelta(hours=1))])
    undo_decision(decision_id=decision.pk, member=owner, at=now + timedelta(hours=2))
    row.refresh_from_db()
    assert (row.state, _status(row)) == ("superseded", "New")
    assert SuggestionEntry.objects.filter(closed_at__isnull=True).count() == 1


def test_undoing_after_its_time_leaves_it_expired(opened, owner, now):
    row = opened()
    decision = _decide(row, owner, now)
    undo_decision(decision_id=decision.pk, member=owner, at=now + timedelta(days=8))
    row.refresh_from_db()
    assert row.state == "expired"


def test_what_leaves_the_house_is_queued_with_the_decision_and_not_without(opened, plug, owner, now, monkeypatch):
    from dataclasses import replace

    from tandem_desk.review import sockets

    monkeypatch.setattr(work_sockets, "HANDLERS", dict(work_sockets.HANDLERS))
    work_sockets.job("test.send", "Send")(lambda context: None)
    monkeypatch.setitem(sockets.PLUGS, plug.name, replace(plug, outside="test.send"))
    accepted, rejected, broken = opened(), opened(), opened(status="Impossible")
    decision = _decide(accepted, owner, now)
    _decide(rejected, owner, now, Outcome.REJECTED, reason_code="wrong")
    with pytest.raises(InputError):
        _decide(broken, owner, now)
    assert [job.arguments for job in Job.objects.filter(name="test.send")] == [{"decision_id": decision.pk}]


def test_a_decision_is_never_changed_nor_deleted(opened, owner, now):
    decision = _decide(opened(), owner, now)
    with pytest.raises(LedgerRowChanged):
        decision.save()
    with pytest.raises(LedgerRowChanged):
        decision.delete()
    with pytest.raises(LedgerRowChanged):
        DecisionEntry.objects.filter(pk=decision.pk).update(comment="rewritten")
    with pytest.raises(LedgerRowChanged):
        DecisionEntry.objects.all().delete()


@pytest.mark.parametrize("column", ["outcome", "comment", "reason_code", "actor"])
def test_not_even_the_database_lets_a_decision_be_rewritten(opened, owner, now, column):
    decision = _decide(opened(), owner, now)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE decision SET {column} = 'x' WHERE id = %s", [decision.pk])


def test_a_member_who_goes_leaves_their_decisions_behind(opened, owner, now):
    decision = _decide(opened(), owner, now)
    actor = decision.actor
    owner.delete()
    kept = DecisionEntry.objects.get(pk=decision.pk)
    assert (kept.member, kept.actor) == (None, actor)


@pytest.mark.django_db(transaction=True)
def test_of_two_people_at_once_exactly_one_wins(opened, owner, manager, now):
    row = opened()
    start, results = threading.Barrier(2), []

    def attempt(member, outcome, reason):
        start.wait()
        try:
            _decide(row, member, now, outcome, reason_code=reason)
            results.append(outcome)
        except AlreadyDecided as error:
            results.append(error)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=attempt, args=(owner, Outcome.ACCEPTED, "")),
        threading.Thread(target=attempt, args=(manager, Outcome.REJECTED, "wrong")),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    winners = [one for one in results if isinstance(one, Outcome)]
    assert len(results) == 2
    assert len(winners) == 1
    assert DecisionEntry.objects.count() == 1
    assert _status(row) == ("Working" if winners == [Outcome.ACCEPTED] else "New")
