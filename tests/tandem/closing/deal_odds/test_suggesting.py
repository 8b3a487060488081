"""One outlook for each deal: shares by each day that matters, the slip, what to do; or why it abstains."""

from datetime import date, timedelta

import pytest
from tests.tandem.closing.deal_odds.conftest import TODAY, changes_of, deals_of

from tandem.closing.deal_odds import DealAction, DealHistory, DealOdds, OutlookDay, suggest_outlooks
from tandem.closing.deal_odds.outlook import choose_deal_action, fiscal_quarter_end
from tandem.kernel.errors import InputError
from tandem.kernel.suggestion import Abstained, Suggestion

WHEN = {"made_at": TODAY, "expires_at": TODAY + timedelta(days=7)}


def test_each_open_deal_gets_an_outlook_and_a_closed_one_an_abstention(sample):
    rows = sample.history.open_now()[:4]
    ids = sample.history.deals["id"].iloc[rows].tolist()
    closed = int(sample.history.deals.loc[sample.history.endings.cause > 0, "id"].iloc[0])
    *open_, last = suggest_outlooks(sample.odds, sample.history, ids=[*ids, closed], **WHEN)
    assert isinstance(last, Abstained)
    assert "closed" in last.reason
    for one, id_ in zip(open_, ids, strict=True):
        assert isinstance(one, Suggestion)
        assert one.subject.id == id_
        assert {day.what for day in one.proposal.days} == {
            "30 days",
            "90 days",
            "180 days",
            "quarter end",
            "close date",
        }
        by = {day.what: day for day in one.proposal.days}
        assert by["30 days"].won <= by["90 days"].won <= by["180 days"].won
        assert by["180 days"].won == pytest.approx(one.estimate.probability, abs=0.01)
        assert one.proposal.slip_days >= 0
        assert one.reasons
    assert sorted(one.proposal.rank for one in open_) == [1, 2, 3, 4]


def test_what_stands_still_too_long_abstains_and_says_so(sample):
    won = [
        {"created_at": "2025-01-01", "is_closed": True, "is_won": True, "closed_at": f"2025-02-{day:02d}"}
        for day in range(1, 26)
    ]
    history = DealHistory(deals_of(*won, {"created_at": "2025-06-01"}), changes_of(), TODAY)
    (one,) = suggest_outlooks(sample.odds, history, ids=[26], **WHEN)
    assert isinstance(one, Abstained)
    assert one.reason.startswith("Nothing has moved for 274 days")


def test_an_unknown_id_and_odds_of_a_plain_file_are_refused(sample):
    with pytest.raises(InputError, match="ids"):
        suggest_outlooks(sample.odds, sample.history, ids=[10**9], **WHEN)
    import pandas as pd

    plain = DealOdds.fit_table(pd.DataFrame({"a": ["x", "y"] * 30, "won": ["Won", "Lost"] * 30}), target="won")
    with pytest.raises(InputError, match="history"):
        suggest_outlooks(plain, sample.history, ids=[1], **WHEN)


@pytest.mark.parametrize(
    ("figures", "action"),
    [
        ((0.10, 0.05, 0.02, None), DealAction.LET_GO),
        ((0.60, 0.20, 0.30, None), DealAction.REQUALIFY),
        ((0.60, 0.40, 0.30, 0.7), DealAction.MOVE_CLOSE_DATE),
        ((0.60, 0.40, 0.30, 0.3), DealAction.PURSUE),
    ],
)
def test_what_to_do_follows_from_the_odds(figures, action):
    high, won, undecided, still = figures
    chosen = choose_deal_action(won_high=high, won=won, no_decision=undecided, base=0.3, open_at_close_date=still)
    assert chosen is action


def test_shares_that_do_not_sum_to_one_are_refused():
    with pytest.raises(InputError, match="sum to 1"):
        OutlookDay("30 days", date(2026, 3, 2), 0.5, 0.1, 0.1, 0.1, 0.4, 0.6)


def test_quarters_follow_the_fiscal_year():
    assert fiscal_quarter_end(date(2026, 2, 28)) == date(2026, 3, 31)
    assert fiscal_quarter_end(date(2026, 2, 28), 2) == date(2026, 4, 30)
    assert fiscal_quarter_end(date(2026, 1, 1), 2) == date(2026, 1, 31)
