"""Churn round the loop: contracts are learned from, scored for the night, and fill each member's week."""

from datetime import UTC, datetime, timedelta

import pytest

from tandem.kernel.errors import InputError, NotPermitted
from tandem.kernel.suggestion import Abstained, Outcome
from tandem_desk.records.models import Account, Contract
from tandem_desk.review.models import OutcomeEntry, SuggestionEntry, WeeklyMinutes
from tandem_desk.review.selectors.versions import artefact_of, version_in_force
from tandem_desk.review.services import decide, put_in_force, undo_decision
from tandem_desk.review.services.capacity import set_weekly_minutes
from tandem_desk.review.services.versions import Fitted, store_version
from tandem_desk.stages.followup import CHURN, plan_week
from tandem_desk.stages.followup.scoring import NAME
from tandem_desk.stages.followup.suggesting import suggest_one
from tandem_desk.touchpoints.models import Touchpoint
from tandem_desk.workspace.models import Job
from tandem_desk.workspace.services.jobs import run_due_jobs

DAY = timedelta(days=1)
_KEPT: dict[str, Fitted] = {}


def add_contracts(owner, now):
    """Ninety customers, a third with many tickets: of these most left, of the others few."""
    common = {"workspace": owner.workspace, "recorded_at": now}
    Account.objects.bulk_create(
        Account(name=f"Firm {number:02}", name_key=f"firm {number:02}", owner=owner, **common) for number in range(90)
    )
    contracts, tickets = [], []
    for number, account in enumerate(Account.objects.order_by("name")):
        angry = number % 3 == 0
        left = number % 15 != 0 if angry else number % 15 == 1
        start = (now - (260 + 3 * number) * DAY).date()
        running = number >= 60
        contracts.append(
            Contract(
                name="Care, year 1", account=account, owner=owner, team=owner.team, starts_on=start, currency="USD",
                ends_on=start + 730 * DAY, amount_per_year=1000 + 10 * number,
                cancelled_on=start + 150 * DAY if left and not running else None, **common,
            )
        )  # fmt: skip
        at = now - 40 * DAY if running else datetime(start.year, start.month, start.day, tzinfo=UTC) + 90 * DAY
        tickets += [
            Touchpoint(
                workspace=owner.workspace, account=account, kind="ticket", occurred_at=at + one * DAY, recorded_at=now
            )
            for one in range(6 if angry else 0)
        ]
    Contract.objects.bulk_create(contracts)
    Touchpoint.objects.bulk_create(tickets)


@pytest.fixture
def learned(workspace, owner, now):
    add_contracts(owner, now)
    if "first" not in _KEPT:
        CHURN.retrain(workspace=workspace, at=now)
        version = version_in_force(workspace=workspace, function=NAME)
        _KEPT["first"] = Fitted(version.card, artefact_of(version), version.data_until, version.seed, now, 0.0)
        return workspace
    version = store_version(workspace=workspace, function=NAME, fitted=_KEPT["first"])
    put_in_force(version=version, rule="test", because="the first model", at=now)
    CHURN.score(workspace=workspace, at=now)
    return workspace


def in_week(member):
    rows = SuggestionEntry.objects.filter(assigned_to=member, closed_at__isnull=True).order_by("-priority", "id")
    return list(rows.values_list("subject_id", flat=True))


def by_stake():
    return list(Contract.objects.filter(score_stake__gt=0).order_by("-score_stake", "id").values_list("pk", flat=True))


def test_running_contracts_are_scored_and_one_that_is_cancelled_keeps_what_was_said_of_it(learned, now):
    running = Contract.objects.filter(cancelled_on__isnull=True)
    assert running.filter(score_probability__isnull=True).count() == 0
    assert not Contract.objects.filter(cancelled_on__isnull=False, score_probability__isnull=False).exists()
    first = Contract.objects.get(pk=by_stake()[0])
    Contract.objects.filter(pk=first.pk).update(cancelled_on=now.date())
    CHURN.score(workspace=learned, at=now + DAY)
    kept = Contract.objects.get(pk=first.pk)
    assert (kept.score_probability, kept.scored_at) == (first.score_probability, now)
    assert kept.score_stake is None


def test_each_week_takes_the_customers_most_at_stake_and_no_more_than_it_has_room_for(learned, owner, now):
    assert CHURN.suggest(workspace=learned, at=now).n_opened == 4
    assert in_week(owner) == by_stake()[:4]
    row = SuggestionEntry.objects.get(subject_id=by_stake()[0])
    assert row.proposal["action"] == "act_this_week"
    assert "n_tickets_180d" in [name for name, _ in row.proposal["can_act_on"]]


def test_a_shorter_week_takes_fewer_a_longer_one_more_and_no_score_moves(learned, owner, now):
    CHURN.suggest(workspace=learned, at=now)
    before = dict(Contract.objects.values_list("pk", "score_probability"))
    for minutes, n_fit in ((60, 2), (180, 6), (0, 0)):
        set_weekly_minutes(member=owner, whose=owner, function=NAME, minutes=minutes, at=now)
        plan_week(workspace=learned, owner_id=owner.pk, at=now + DAY)
        assert in_week(owner) == by_stake()[:n_fit]
    assert dict(Contract.objects.values_list("pk", "score_probability")) == before


def test_whose_week_may_be_set_by_whom(learned, owner, team_mate, manager, operator, outsider, auditor, now):
    given = {"whose": owner, "function": NAME, "minutes": 90, "at": now}
    for refused in (team_mate, outsider, auditor):
        with pytest.raises(NotPermitted):
            set_weekly_minutes(member=refused, **given)
    for allowed in (owner, manager, operator):
        assert set_weekly_minutes(member=allowed, **given).minutes == 90
    assert WeeklyMinutes.objects.count() == 1
    with pytest.raises(InputError, match="must lie between 0"):
        set_weekly_minutes(member=owner, **(given | {"minutes": 99_999}))


def test_an_accepted_plan_is_a_task_on_the_account_and_is_taken_back(learned, owner, now):
    CHURN.suggest(workspace=learned, at=now)
    row = SuggestionEntry.objects.get(subject_id=by_stake()[0])
    decision = decide(
        suggestion_id=row.pk, fingerprint_seen=row.fingerprint, at=now, member=owner, outcome=Outcome.ACCEPTED
    )
    task = Touchpoint.objects.get(kind="task")
    contract = Contract.objects.get(pk=row.subject_id)
    assert task.account == contract.account
    assert task.subject.startswith(f"Keep {contract.account.name}: ")
    undo_decision(decision_id=decision.pk, member=owner, at=now)
    assert not Touchpoint.objects.filter(kind="task").exists()


def test_a_score_is_explained_by_the_facts_of_its_own_day(learned, now):
    contract = Contract.objects.get(pk=by_stake()[0])
    Touchpoint.objects.filter(account=contract.account).delete()
    later = suggest_one(learned, contract.pk, now + 30 * DAY)
    assert later.provenance.data_until == now
    Contract.objects.filter(pk=contract.pk).update(cancelled_on=(now - DAY).date())
    gone = suggest_one(learned, contract.pk, now)
    assert isinstance(gone, Abstained)


def test_cancelled_and_seen_through_terms_stand_in_the_ledger(learned, now):
    cancelled = Contract.objects.filter(cancelled_on__isnull=False).count()
    if not OutcomeEntry.objects.exists():
        CHURN.retrain(workspace=learned, at=now)
    assert OutcomeEntry.objects.filter(kind="left", value=1.0).count() == cancelled


def test_an_empty_workspace_says_so(workspace, now):
    assert CHURN.retrain(workspace=workspace, at=now).because == "There are no contracts yet."
    assert CHURN.score(workspace=workspace, at=now) is None
    assert CHURN.suggest(workspace=workspace, at=now).n_opened == 0


def test_the_page_shows_the_queue_and_its_week_to_those_who_may_see_it(
    learned, owner, stranger, outsider, manager, client_of, django_assert_max_num_queries
):
    CHURN.suggest(workspace=learned, at=datetime.now(UTC))
    client = client_of(owner)
    client.get("/customers/")
    with django_assert_max_num_queries(13):
        page = client.get("/customers/").content.decode()
    for words in ("Your week", "room for 4 of 30 min each", "This week", "Waits", "What one can act on", "as of"):
        assert words in page, words
    assert "Firm" not in client_of(outsider).get("/customers/?whose=all").content.decode()
    learned.visibility = "team"
    learned.save()
    assert "Firm" not in client_of(stranger).get("/customers/?whose=all").content.decode()
    assert f"{owner.name}'s week" in client_of(manager).get(f"/customers/?whose={owner.pk}").content.decode()


def test_the_week_is_set_on_the_page_and_planned_anew(learned, owner, team_mate, outsider, client_of, now):
    CHURN.suggest(workspace=learned, at=datetime.now(UTC))
    given = {"whose": owner.pk, "minutes": "60"}
    assert client_of(team_mate).post("/customers/week/", given).status_code == 403
    assert client_of(outsider).post("/customers/week/", given).status_code == 404
    assert client_of(owner).post("/customers/week/", given | {"minutes": "many"}).status_code == 422
    assert client_of(owner).post("/customers/week/", given).status_code == 302
    run_due_jobs(worker="test")
    assert Job.objects.get(name="stages.plan_week").state == "done"
    assert in_week(owner) == by_stake()[:2]


def test_a_contract_has_a_page_with_its_accounts_story(learned, owner, outsider, client_of):
    contract = Contract.objects.get(pk=by_stake()[0])
    page = client_of(owner).get(f"/contracts/{contract.pk}/").content.decode()
    for words in ("Care, year 1", contract.account.name, "at stake a year", "Ticket"):
        assert words in page, words
    assert client_of(outsider).get(f"/contracts/{contract.pk}/").status_code == 404
    assert contract.account.name in client_of(owner).get("/contracts/?q=firm").content.decode()
