"""Deals week by week: what was known then, and nothing that came later."""

from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest
from tests.tandem.closing.deal_odds.conftest import changes_of, deals_of

from tandem.closing.deal_odds import DealHistory
from tandem.datasets.tiny import two_deals_with_history
from tandem.kernel.errors import InputError
from tandem.learning.hazards import MOVED

UNTIL = datetime(2026, 2, 2, tzinfo=UTC)


def tiny() -> DealHistory:
    deals, changes = two_deals_with_history()
    return DealHistory(deals, changes, UNTIL)


def test_each_week_shows_the_stage_of_then():
    weeks = tiny().weeks
    first = weeks.facts[weeks.deal == 0]
    # Its first change, three weeks in, is the first that is known of any deal: the weeks before say nothing.
    assert first["deal_stage"].tolist()[:2] == ["Proposal", "Proposal"]
    assert first["age_weeks"].tolist()[0] == 4.0
    assert first["deal_stage"].tolist()[-1] == "Negotiation"
    assert weeks.cause[weeks.deal == 0].tolist()[-1] == 1
    assert "Closed won" not in set(weeks.facts["deal_stage"])


def test_a_move_is_a_move_and_names_where_it_led():
    weeks = tiny().weeks
    moved = weeks.cause == MOVED
    assert dict(zip(weeks.deal[moved], weeks.next_stage[moved], strict=True)) == {0: "Negotiation", 1: "Proposal"}


def test_a_deal_that_never_ended_stays_at_risk_to_the_last_whole_week():
    weeks = tiny().weeks
    second = weeks.facts[weeks.deal == 1]
    assert second["age_weeks"].tolist() == list(map(float, range(16)))
    assert (weeks.cause[weeks.deal == 1] <= 0).all()


def test_close_dates_and_pushes_are_those_of_then():
    history = tiny()
    day = np.array([datetime(2025, 12, 1, tzinfo=UTC).timestamp()], dtype=np.int64)
    then, now = history.facts_at(np.array([1]), day), history.facts_now(np.array([1]))
    assert (then["n_pushes"][0], now["n_pushes"][0]) == (0.0, 2.0)
    assert (then["weeks_to_close"][0], now["weeks_to_close"][0]) == (2.0, 8.0)
    assert history.pushes["days"].tolist() == [42.0, 60.0]


def test_nothing_later_than_the_moment_is_used():
    deals, changes = two_deals_with_history()
    early = DealHistory(deals, changes, datetime(2025, 11, 10, tzinfo=UTC))
    assert early.endings.cause.tolist() == [0, 0]
    assert early.facts_now(np.array([0]))["deal_stage"].tolist() == ["Negotiation"]
    assert early.open_now().tolist() == [0, 1]


def test_a_change_learned_of_late_was_not_known_before():
    deals = deals_of({"created_at": "2025-10-01", "competitor": "Orvanta"})
    late = changes_of((1, "competitor", None, "Orvanta", "2025-10-10"))
    late["recorded_at"] = pd.Timestamp("2025-12-01", tz="UTC")
    moment = np.array([pd.Timestamp("2025-11-01", tz="UTC").timestamp()], dtype=np.int64)
    seen = DealHistory(deals, late, UNTIL).facts_at(np.array([0]), moment)["competitor"][0]
    rebuilt = DealHistory(deals, late.assign(reconstructed=True), UNTIL).facts_at(np.array([0]), moment)
    assert seen is None
    assert rebuilt["competitor"][0] == "Orvanta"


def test_endings_are_told_by_their_words():
    deals = deals_of(
        {"created_at": "2025-10-01", "is_closed": True, "is_won": True, "closed_at": "2025-11-01"},
        {"created_at": "2025-10-01", "is_closed": True, "lost_reason": "Went dark", "closed_at": "2025-11-01"},
        {"created_at": "2025-10-01", "is_closed": True, "lost_reason": "Price", "closed_at": "2025-11-01"},
        {"created_at": "2025-10-01", "deal_stage": "Closed Lost", "is_closed": None, "is_won": None,
         "close_on": "2025-12-05"},
        {"created_at": "2025-10-01"},
    )  # fmt: skip
    endings = DealHistory(deals, changes_of(), UNTIL).endings
    assert endings.cause.tolist() == [1, 2, 3, 3, 0]
    assert endings.ended[3] == pd.Timestamp("2025-12-05", tz="UTC").timestamp()


def test_what_stands_still_longer_than_nearly_all_won_deals_took_ended_without_a_decision():
    won = [
        {"created_at": "2025-01-01", "is_closed": True, "is_won": True, "closed_at": f"2025-02-{day:02d}"}
        for day in range(1, 26)
    ]
    deals = deals_of(*won, {"created_at": "2025-06-01"}, {"created_at": "2025-06-01"}, {"created_at": "2026-01-10"})
    changes = changes_of((27, "deal_stage", "Qualification", "Proposal", "2026-01-15"))
    endings = DealHistory(deals, changes, UNTIL).endings
    assert endings.dead_after == pytest.approx(55, abs=1)
    assert endings.is_dead.tolist()[-3:] == [True, False, False]
    assert endings.cause.tolist()[-3:] == [2, 0, 0]
    died = pd.Timestamp(int(endings.ended[-3]), unit="s", tz="UTC")
    assert died.date().isoformat() == "2025-07-25"
    assert "longer than 99 of 100 won deals" in endings.rule


def test_without_any_history_stages_of_the_past_are_unknown():
    deals = deals_of({"created_at": "2025-10-01", "deal_stage": "Proposal"})
    history = DealHistory(deals, changes_of(), UNTIL)
    assert not history.knows_stages
    assert "deal_stage" not in history.weeks.facts.columns
    assert len(history.weeks.deal) == 17


def test_earlier_deals_of_the_account_count_once_they_have_ended():
    deals = deals_of(
        {"created_at": "2025-06-01", "account": "a", "is_closed": True, "is_won": True, "closed_at": "2025-11-01"},
        {"created_at": "2025-10-01", "account": "a"},
        {"created_at": "2025-10-01", "account": "b"},
    )
    history = DealHistory(deals, changes_of(), UNTIL)
    rows = np.array([1, 1, 2])
    moments = np.array([pd.Timestamp(day, tz="UTC").timestamp() for day in ("2025-10-15", "2025-12-01", "2025-12-01")])
    assert history.facts_at(rows, moments.astype(np.int64))["n_won_before"].tolist() == [0.0, 1.0, 0.0]


def test_the_sample_companys_past_reads_back_as_it_was(sample):
    """Weeks before a day are the same whether one looks from that day or from today."""
    history = sample.history
    day = history.until_second - 30 * 7 * 86_400
    earlier = DealHistory(
        history.deals, history.changes, datetime.fromtimestamp(day, UTC),
        accounts=history.accounts, quotes=history.quotes,
    )  # fmt: skip
    one, other = history.weeks.before(day), earlier.weeks
    assert np.array_equal(one.deal, other.deal)
    pd.testing.assert_frame_equal(one.facts, other.facts)
    assert np.array_equal(one.cause, other.cause)


def test_deals_without_a_beginning_are_refused():
    with pytest.raises(InputError, match="created_at"):
        DealHistory(pd.DataFrame({"id": [1]}), changes_of(), UNTIL)
