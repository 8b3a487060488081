"""Deal odds round the whole loop: learn from histories, score, suggest, decide, take back, follow a change."""

from datetime import date, timedelta

import pytest

from tandem.kernel.errors import InputError, NotPermitted
from tandem.kernel.suggestion import Abstained, Outcome, Suggestion
from tandem_desk.records.models import Change, Opportunity, RecordKind
from tandem_desk.review.models import ModelSwitch, OutcomeEntry, SuggestionEntry
from tandem_desk.review.selectors.versions import artefact_of, version_in_force
from tandem_desk.review.services import decide, put_in_force, undo_decision
from tandem_desk.review.services.versions import Fitted, store_version
from tandem_desk.stages.closing import DEAL_ODDS
from tandem_desk.stages.closing.facts import gather
from tandem_desk.stages.closing.scoring import NAME
from tandem_desk.stages.closing.suggesting import follow_deals, suggest_one
from tandem_desk.touchpoints.models import Touchpoint
from tandem_desk.workspace.permissions import Action

DAY = timedelta(days=1)
_KEPT: dict[str, Fitted] = {}


def add_deals(owner, now):
    """Sixty deals that ended in the sixth week, won where a proposal was made in the second; and four open ones."""
    common = {"workspace": owner.workspace, "owner": owner, "team": owner.team, "recorded_at": now, "currency": "USD"}
    deals = []
    for number in range(60):
        born = now - (70 + 5 * number) * DAY
        won = number % 2 == 0
        stage = "Closed Won" if won else "Closed Lost"
        deals.append(
            Opportunity(
                name=f"Deal {number}", created_at=born, amount=1000, deal_stage=stage, is_closed=True, is_won=won,
                lost_reason="" if won else ("No decision" if number % 4 == 1 else "Price"),
                closed_at=born + 38 * DAY, close_on=(born + 38 * DAY).date(), **common,
            )
        )  # fmt: skip
    deals += [
        Opportunity(
            name=f"Open {number}", created_at=now - 21 * DAY, amount=10_000 * (number + 1), is_closed=False,
            deal_stage="Proposal" if number % 2 == 0 else "Contact", close_on=date(2026, 3, 9), **common,
        )
        for number in range(4)
    ]  # fmt: skip
    Opportunity.objects.bulk_create(deals)
    changes = []
    for deal in Opportunity.objects.all():
        proposed = deal.deal_stage in ("Closed Won", "Proposal")
        steps = [("Contact", "Proposal", 8)] if proposed else []
        if deal.is_closed:
            steps.append(("Proposal" if proposed else "Contact", deal.deal_stage, 38))
        for old, new, days in steps:
            changes.append(
                Change(
                    workspace=owner.workspace, record_kind=RecordKind.OPPORTUNITY, record_id=deal.pk,
                    field="deal_stage", old=old, new=new, valid_from=deal.created_at + days * DAY,
                    recorded_at=now, reconstructed=True, source="import",
                )
            )  # fmt: skip
    Change.objects.bulk_create(changes)


@pytest.fixture
def learned(workspace, owner, now):
    """Deals after the first fit; the fit itself is done once for all tests."""
    add_deals(owner, now)
    if "first" not in _KEPT:
        DEAL_ODDS.retrain(workspace=workspace, at=now)
        version = version_in_force(workspace=workspace, function=NAME)
        _KEPT["first"] = Fitted(version.card, artefact_of(version), version.data_until, version.seed, now, 0.0)
        return workspace
    version = store_version(workspace=workspace, function=NAME, fitted=_KEPT["first"])
    put_in_force(version=version, rule="test", because="the first model", at=now)
    DEAL_ODDS.score(workspace=workspace, at=now)
    return workspace


def deal(name="Open 0"):
    return Opportunity.objects.get(name=name)


def test_the_first_model_scores_open_deals_alone_and_tells_what_ended(learned, now):
    assert version_in_force(workspace=learned, function=NAME).card["open_stages"] == ["Contact", "Proposal"]
    scored = set(Opportunity.objects.filter(score_probability__isnull=False).values_list("name", flat=True))
    assert scored == {f"Open {one}" for one in range(4)}
    assert deal("Open 0").score_probability > deal("Open 1").score_probability + 0.2


def test_outcomes_stand_in_the_ledger_with_the_day_a_deal_ended(workspace, owner, now):
    add_deals(owner, now)
    from tandem_desk.stages.closing.training import note_outcomes

    history = gather(workspace=workspace).history(now)
    assert note_outcomes(workspace, history, now) == 60
    assert note_outcomes(workspace, history, now) == 0
    assert OutcomeEntry.objects.filter(kind="won", value=1.0).count() == 30


def test_some_deals_are_read_as_all_of_them_are(learned, now):
    card = version_in_force(workspace=learned, function=NAME).card
    pk = deal().pk
    some = gather(workspace=learned, ids=[pk], learned=card).history(now)
    every = gather(workspace=learned).history(now)
    rows = [list(one.deals["id"]).index(pk) for one in (some, every)]
    import numpy as np

    facts = [one.facts_now(np.array([row])).iloc[0].to_dict() for one, row in zip((some, every), rows, strict=True)]
    assert {k: str(v) for k, v in facts[0].items()} == {k: str(v) for k, v in facts[1].items()}


def test_the_loop_goes_round_a_decision_is_carried_out_and_taken_back(learned, owner, team_mate, now):
    assert DEAL_ODDS.suggest(workspace=learned, at=now).n_opened == 4
    row = SuggestionEntry.objects.get(subject_id=deal().pk)
    assert (row.assigned_to, row.provenance["model_version"]) == (owner, "1")
    assert row.proposal["waiting_cost"]["currency"] == "USD"
    for day in row.proposal["days"]:
        assert sum(day[name] for name in ("won", "no_decision", "lost", "still_open")) == pytest.approx(1)
    assert "2026-03-09" in [day["on"] for day in row.proposal["days"] if day["what"] == "close date"]
    given = {"suggestion_id": row.pk, "fingerprint_seen": row.fingerprint, "at": now, "outcome": Outcome.AMENDED}
    given["amended_proposal"] = row.proposal | {"action": "pursue"}
    with pytest.raises(NotPermitted):
        decide(member=team_mate, **given)
    decision = decide(member=owner, **given)
    task = Touchpoint.objects.get(kind="task")
    assert (task.opportunity, task.subject) == (deal(), "Take the next step in Open 0")
    undo_decision(decision_id=decision.pk, member=owner, at=now)
    assert not Touchpoint.objects.filter(kind="task").exists()


@pytest.mark.parametrize(
    ("action", "fields"),
    [
        ("let_go", {"is_closed": True, "is_won": False, "lost_reason": "No decision", "deal_stage": "Closed Lost"}),
        ("move_close_date", {"close_on": date(2026, 5, 4)}),
    ],
)
def test_a_deal_let_go_or_moved_is_written_and_written_back(action, fields, learned, owner, now):
    DEAL_ODDS.suggest(workspace=learned, at=now)
    row = SuggestionEntry.objects.get(subject_id=deal().pk)
    before = {name: getattr(deal(), name) for name in fields}
    decision = decide(
        suggestion_id=row.pk, fingerprint_seen=row.fingerprint, at=now, member=owner, outcome=Outcome.AMENDED,
        amended_proposal=row.proposal | {"action": action, "likely_close_on": "2026-05-04"},
    )  # fmt: skip
    assert {name: getattr(deal(), name) for name in fields} == fields
    undo_decision(decision_id=decision.pk, member=owner, at=now)
    assert {name: getattr(deal(), name) for name in fields} == before


def test_any_deal_can_be_asked_about_and_an_ended_or_forgotten_one_says_why_not(learned, now):
    assert isinstance(suggest_one(learned, deal("Open 3").pk, now), Suggestion)
    closed = suggest_one(learned, deal("Deal 0").pk, now)
    assert isinstance(closed, Abstained)
    assert "closed" in closed.reason
    still = suggest_one(learned, deal("Open 1").pk, now + 400 * DAY)
    assert isinstance(still, Abstained)
    assert "Nothing has moved" in still.reason
    with pytest.raises(InputError):
        suggest_one(learned, 10**9, now)


def test_a_deal_that_ended_loses_its_score_and_what_stood_open_about_it(learned, now):
    DEAL_ODDS.suggest(workspace=learned, at=now)
    Opportunity.objects.filter(name="Open 0").update(
        is_closed=True, is_won=True, deal_stage="Closed Won", closed_at=now, close_on=now.date()
    )
    follow_deals(workspace=learned, ids=[deal().pk], at=now + DAY)
    assert deal().score_probability is None
    assert not SuggestionEntry.objects.filter(subject_id=deal().pk, closed_at__isnull=True).exists()
    assert DEAL_ODDS.learn(workspace=learned, ids=[deal().pk], at=now + DAY) >= 1
    assert OutcomeEntry.objects.get(subject_id=deal().pk, kind="won").value == 1.0


def test_without_enough_later_outcomes_the_model_stays_and_an_empty_workspace_says_so(learned, now, outsider):
    again = DEAL_ODDS.retrain(workspace=learned, at=now + DAY)
    assert (again.number, again.in_force) == (None, False)
    assert ModelSwitch.objects.count() == 1
    assert DEAL_ODDS.retrain(workspace=outsider.workspace, at=now).because == "There are no deals yet."


def test_a_deal_is_guarded_like_its_record(learned, outsider, auditor, marketer):
    from tandem_desk.review.sockets import find_plug

    guard = find_plug(NAME).guard
    with pytest.raises(InputError):
        guard(outsider, deal().pk, Action.DECIDE)
    for refused in (auditor, marketer):
        with pytest.raises(NotPermitted):
            guard(refused, deal().pk, Action.DECIDE)


def test_the_deals_page_sorts_by_odds_and_a_deals_page_tells_its_days(
    learned, owner, outsider, client_of, now, django_assert_max_num_queries
):
    DEAL_ODDS.suggest(workspace=learned, at=now)
    client = client_of(owner)
    with django_assert_max_num_queries(11):
        page = client.get("/deals/?sort=-score").content.decode()
    assert page.index("Open 2") < page.index("Open 1")
    with django_assert_max_num_queries(18):
        page = client.get(f"/deals/{deal().pk}/").content.decode()
    for words in ("How it stands by each day", "Stated close date", "still open", "Deal odds"):
        assert words in page, words
    assert client_of(outsider).get(f"/deals/{deal().pk}/").status_code == 404
    why = client.get(f"/deals/{deal('Deal 0').pk}/why/?function={NAME}").content.decode()
    assert "This deal is closed." in why
