"""Deal odds find the sample company's truth again, hold it in their intervals, and read plain files alike."""

from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest
from tests.tandem.closing.deal_odds.conftest import TODAY, changes_of, deals_of

from tandem.closing.deal_odds import DealHistory, DealOdds, DealOddsParams
from tandem.closing.deal_odds.backtest import open_at
from tandem.closing.deal_odds.weekly import fit_weeks
from tandem.kernel.errors import InputError, NotEnoughData


def test_odds_as_of_past_days_come_near_the_true_ones(sample):
    history = sample.history
    held, gaps, plain = [], [], []
    for back in (39,):
        day = history.until_second - back * 7 * 86_400
        hazards, reader = fit_weeks(history, history.weeks.before(day), 0, DealOddsParams())
        deals = open_at(history, day)
        facts = history.facts_at(deals, np.full(len(deals), day))
        clocks = list(hazards.clocks.names)
        rows = reader.read(facts).with_numbers(clocks, facts[clocks].to_numpy(dtype=float))
        curves = hazards.curves(rows, 60)
        true = sample.company.truth.win_probability(datetime.fromtimestamp(day, UTC))[deals]
        low, point, high = (one[:, 0, -1] for one in (curves.low, curves.probability, curves.high))
        held += ((low <= true) & (true <= high)).tolist()
        gaps += ((point - true) ** 2).tolist()
        plain += ((true.mean() - true) ** 2).tolist()
    # The truth holds what no column shows (skill, size of the buying group): a little under 80% is the best there is.
    assert 0.6 <= np.mean(held) <= 0.97
    assert np.mean(gaps) < 0.8 * np.mean(plain)


def test_the_four_odds_sum_to_one_and_open_falls_with_time(sample):
    facts = sample.history.facts_now(sample.history.open_now())
    curves = sample.odds.curves(facts)
    assert curves.probability.sum(axis=1) == pytest.approx(np.ones(curves.probability.shape[::2]))
    assert (np.diff(curves.probability[:, -1], axis=1) <= 1e-12).all()
    run = sample.odds.run(facts)
    assert run[["probability", "no_decision", "lost", "still_open"]].sum(axis=1).to_numpy() == pytest.approx(1.0)


def test_later_stages_are_likelier_won_soon(sample):
    rows = sample.history.open_now()
    facts = sample.history.facts_now(rows[:1])
    soon = {}
    for stage in ("Qualification", "Negotiation"):
        soon[stage] = sample.odds.curves(facts.assign(deal_stage=stage, stage_weeks=0.0), 4).probability[0, 0, -1]
    assert soon["Negotiation"] > soon["Qualification"] + 0.2


def test_the_card_names_its_rules_and_judges_by_time(sample):
    card = sample.odds.card
    assert {who for who, _, _ in card.measures} >= {"closing/deal_odds", "stage win rate", "days open", "base rate"}
    assert "fitted on what was known on" in card.validation
    assert "no decision" in card.outcome_note
    assert card.verdict in ("model", "rule")


def test_reasons_point_at_fields_and_move_the_odds_as_they_say(sample):
    facts = sample.history.facts_now(sample.history.open_now()[:5])
    before = sample.odds.run(facts)["probability"].to_numpy()
    for row, reasons in enumerate(sample.odds.explain(facts)):
        assert reasons
        for reason in reasons:
            name = reason.evidence[0].name
            usual = sample.odds.facts[name].typical
            changed = facts.iloc[[row]].copy()
            changed[name] = float(usual) if name not in ("deal_stage",) and _is_number(usual) else (usual or None)
            after = float(sample.odds.run(changed)["probability"].iloc[0])
            assert before[row] - after == pytest.approx(reason.weight, abs=1e-6)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def test_with_no_deal_ended_it_abstains_on_the_stated_prior():
    deals = deals_of({"created_at": "2026-02-01", "deal_stage": "Proposal"})
    odds = DealOdds.fit_history(DealHistory(deals, changes_of(), TODAY))
    assert odds.abstains
    run = odds.run(odds_facts(deals))
    assert run["abstained"].all()
    assert run["probability"][0] == pytest.approx(0.33, abs=0.03)
    with pytest.raises(NotEnoughData):
        DealOdds.evaluate_history(DealHistory(deals, changes_of(), TODAY))


def odds_facts(deals: pd.DataFrame) -> pd.DataFrame:
    return DealHistory(deals, changes_of(), TODAY).facts_now(np.array([0]))


def test_the_order_of_the_deals_does_not_matter(sample):
    history = sample.history
    turned = DealHistory(
        history.deals.iloc[::-1], history.changes.iloc[::-1], history.until,
        accounts=history.accounts, quotes=history.quotes,
    )  # fmt: skip
    day = history.until_second - 80 * 7 * 86_400
    facts = history.facts_now(history.open_now()[:4])
    said = []
    for one in (history, turned):
        hazards, reader = fit_weeks(one, one.weeks.before(day), 0, DealOddsParams())
        clocks = list(hazards.clocks.names)
        rows = reader.read(facts).with_numbers(clocks, facts[clocks].to_numpy(dtype=float))
        said.append(hazards.curves(rows, 8).probability)
    assert said[0] == pytest.approx(said[1], abs=1e-6)


def dated_file(n: int = 600, seed: int = 0) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    source = rng.choice(["Referral", "Web"], n)
    opened = pd.Timestamp("2024-01-01") + pd.to_timedelta(rng.integers(0, 600, n), unit="D")
    took = np.ceil(rng.exponential(np.where(source == "Referral", 40, 60)) + 1)
    won = rng.random(n) < np.where(source == "Referral", 0.6, 0.2)
    closed = opened + pd.to_timedelta(took, unit="D")
    over = closed <= pd.Timestamp("2025-09-30")
    status = np.where(~over, "Open", np.where(won, "Won", "Lost"))
    reason = np.where(over & ~won, np.where(rng.random(n) < 0.5, "No response", "Price"), "")
    return pd.DataFrame(
        {
            "Deal": [f"D{at}" for at in range(n)],
            "Created": opened.strftime("%Y-%m-%d"),
            "Closed on": np.where(over, closed.strftime("%Y-%m-%d"), ""),
            "Source": source,
            "Status": status,
            "Lost reason": reason,
        }
    )


def test_a_plain_file_with_dates_gives_odds_over_time():
    table = dated_file()
    odds = DealOdds.fit_table(table, target="Status", id="Deal")
    assert odds.opened_column == "Created"
    assert odds.hazards.is_timed
    assert {"Closed on", "Lost reason"}.isdisjoint(odds.columns)
    assert "'Created' to 'Closed on'" in odds.card.outcome_note
    fresh = pd.DataFrame({"Deal": ["a", "b"], "Created": ["2025-10-01"] * 2, "Source": ["Referral", "Web"]})
    run = odds.run(fresh, id="Deal")
    assert run["probability"][0] == pytest.approx(0.6, abs=0.12)
    assert run["probability"][1] == pytest.approx(0.2, abs=0.1)
    assert run["no_decision"][1] == pytest.approx(0.4, abs=0.12)
    assert odds.curves(fresh, 26).probability[0, 0, 5] == pytest.approx(0.6 * (1 - np.exp(-41 / 40)), abs=0.1)


def test_open_deals_count_with_the_time_they_have_been_open():
    table = dated_file()
    without = table[table["Status"] != "Open"]
    one, other = (DealOdds.fit_table(each, target="Status", id="Deal") for each in (table, without))
    assert one.hazards.n_subjects > other.hazards.n_subjects
    assert one.card.n_unknown == int((table["Status"] == "Open").sum())


def test_a_column_filled_in_only_when_a_deal_ends_is_kept_out():
    table = dated_file(1500)
    is_open = table["Status"] == "Open"
    odds = DealOdds.fit_table(
        table.assign(Account=np.where(is_open, "", np.where(table.index % 2 == 0, "a", "b"))),
        target="Status",
        id="Deal",
    )
    assert "Account" not in odds.columns
    leak = next(one for one in odds.card.leaks if one.column == "Account")
    assert "filled in when a deal ends" in leak.evidence[0]


def test_evaluating_a_dated_file_goes_by_time_and_beats_the_base_rate():
    scorecard = DealOdds.evaluate_table(dated_file(1500), target="Status", id="Deal")
    assert "began later" in scorecard.period
    ours, base = (scorecard.value(who, "multiclass_log_loss") for who in ("closing/deal_odds", "base rate"))
    assert ours < base


def test_a_plain_file_without_dates_says_what_comes_in_the_end():
    rng = np.random.default_rng(0)
    source = rng.choice(["Referral", "Web"], 300)
    words = np.where(rng.random(300) < np.where(source == "Referral", 0.7, 0.2), "Won", "Lost")
    words = np.where((words == "Lost") & (rng.random(300) < 0.5), "No decision", words)
    table = pd.DataFrame({"source": source, "result": words})
    odds = DealOdds.fit_table(table, target="result")
    run = odds.run(pd.DataFrame({"source": ["Referral", "Web"]}))
    assert run["still_open"].tolist() == [0.0, 0.0]
    assert run["probability"].tolist() == pytest.approx([0.7, 0.2], abs=0.1)
    assert run["no_decision"][1] == pytest.approx(0.4, abs=0.12)
    assert DealOdds.evaluate_table(table, target="result").n == 75


def test_a_model_of_another_function_is_refused(tmp_path, sample):
    sample.odds.save(tmp_path / "odds")
    loaded = DealOdds.load(tmp_path / "odds")
    facts = sample.history.facts_now(sample.history.open_now())
    pd.testing.assert_frame_equal(loaded.run(facts), sample.odds.run(facts))
    assert loaded.pushes == sample.odds.pushes
    (tmp_path / "other").write_bytes(b"nothing")
    with pytest.raises(InputError):
        DealOdds.load(tmp_path / "other")


@pytest.mark.parametrize(
    ("values", "named"),
    [({"horizon_days": 3}, "horizon_days"), ({"prior_won": 1.5}, "prior_won"), ({"nothing": 1}, "nothing"),
     ({"horizon_days": 90.5}, "horizon_days"), ({"keep": "x"}, "keep"), ({"fiscal_year_starts": 13}, "fiscal_year")],
)  # fmt: skip
def test_wrong_parameters_are_named(values, named):
    with pytest.raises(InputError, match=named):
        DealOddsParams.from_mapping(values)
