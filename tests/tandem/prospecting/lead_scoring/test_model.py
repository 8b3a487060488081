"""Lead scoring on any table: fits, scores, explains, judges itself, saves, and says when it cannot tell."""

import numpy as np
import pandas as pd
import pytest

from tandem.kernel.errors import InputError, NotEnoughData
from tandem.kernel.suggestion import EvidenceKind
from tandem.learning.explanation import Wording
from tandem.learning.features import TableReader
from tandem.prospecting.lead_scoring import LeadScoring, LeadScoringParams
from tandem.prospecting.lead_scoring.model import likely_time


def leads_of(n, seed=0):
    """Leads as a CSV file gives them: text, money, a date, a form default, missing cells."""
    rng = np.random.default_rng(seed)
    source = rng.choice(["Web", "Referral", "Select"], n, p=[0.5, 0.3, 0.2])
    size = rng.lognormal(8, 1, n)
    score = -1.2 + 2.0 * (source == "Referral") + 0.8 * (np.log(size) - 8)
    won = rng.random(n) < 1 / (1 + np.exp(-score))
    created = pd.Timestamp("2024-01-01") + pd.to_timedelta(rng.integers(0, 500, n), "D")
    return pd.DataFrame(
        {
            "lead id": [f"00Q{at:06d}" for at in range(n)],
            "source": np.where(rng.random(n) < 0.05, "", source),
            "size": [f"${one:,.0f}" for one in size],
            "created": created.strftime("%d/%m/%Y"),
            "result": np.where(won, "Won", "Lost"),
        }
    )


@pytest.fixture(scope="module")
def scorer():
    return LeadScoring.fit_table(leads_of(400), target="result", id="lead id", seed=1)


def test_scores_come_back_in_order_with_their_ids(scorer):
    new = leads_of(20, 9)
    scores = scorer.run(new, id="lead id")
    assert scores.columns.tolist() == ["lead id", "probability", "low", "high", "abstained"]
    assert scores["lead id"].tolist() == new["lead id"].tolist()
    assert not scores["abstained"].any()
    assert scorer.run(new).columns[0] == "row"


def test_removing_a_named_reason_moves_the_number_as_claimed(scorer):
    new = leads_of(6, 9)
    before = scorer.score_frame(new).probability
    for row, reasons in enumerate(scorer.explain(new)):
        for reason in reasons:
            name = reason.evidence[0].name
            if reason.evidence[0].kind is EvidenceKind.COHORT:
                continue
            changed = new.iloc[[row]].copy()
            changed[name] = scorer.facts[name].typical
            assert before[row] - scorer.score_frame(changed).probability[0] == pytest.approx(reason.weight, abs=1e-9)


def test_reasons_are_worded_for_people_while_their_evidence_keeps_column_and_cell(scorer):
    wording = Wording(
        {"source": "Lead source", "size": "Yearly turnover"}.get, lambda _, cell: f"<{cell}>", "converted"
    )
    new = leads_of(30, 9)
    plain, worded = scorer.explain(new), scorer.explain(new, wording=wording)
    assert [[(one.weight, one.evidence) for one in row] for row in plain] == [
        [(one.weight, one.evidence) for one in row] for row in worded
    ]
    claims = [one.claim for row in worded for one in row]
    assert not any(claim.startswith(("source", "size")) or "came to it" in claim for claim in claims)
    assert any("Lead source is '<Referral>'" in claim and "such converted" in claim for claim in claims)


def test_the_real_driver_leads_the_reasons(scorer):
    referral = leads_of(1, 9).assign(source="Referral", size="$3,000")
    first = scorer.explain(referral)[0][0]
    assert first.evidence[0].name == "source"
    assert first.weight > 0
    assert "'Referral'" in first.claim


def test_saved_and_loaded_it_is_the_same(scorer, tmp_path):
    scorer.save(tmp_path / "m")
    again = LeadScoring.load(tmp_path / "m")
    pd.testing.assert_frame_equal(again.run(leads_of(30, 4)), scorer.run(leads_of(30, 4)))
    assert again.card.model_version == scorer.card.model_version
    assert again.explain(leads_of(3, 4)) == scorer.explain(leads_of(3, 4))
    scorer.save(tmp_path / "n")
    assert (tmp_path / "m").read_bytes() == (tmp_path / "n").read_bytes()


def test_the_card_tells_what_it_was_made_of(scorer):
    card = scorer.card
    assert (card.n, card.n_unknown, card.time) == (400, 0, "created")
    assert card.verdict == "model"
    assert card.value("prospecting/lead_scoring", "auc") > 0.65
    assert {note.name: note.used for note in card.columns} == {"created": True, "size": True, "source": True}


def test_with_no_outcome_at_all_it_gives_the_prior_and_abstains():
    scorer = LeadScoring.fit_table(leads_of(30).assign(result=""), target="result", id="lead id")
    scores = scorer.run(leads_of(5))
    assert scores["abstained"].all()
    assert scores["probability"].nunique() == 1
    assert scores["high"][0] - scores["low"][0] > 0.4
    assert scorer.card.verdict == "prior alone"
    assert scorer.explain(leads_of(5)) == [()] * 5


def test_random_outcomes_are_called_so():
    table = leads_of(700)
    table["result"] = np.where(np.random.default_rng(8).random(700) < 0.6, "Won", "Lost")
    scorer = LeadScoring.fit_table(table, target="result", id="lead id")
    assert scorer.card.verdict == "no signal found"
    scores = scorer.run(table)
    assert scores["abstained"].all()
    assert scores["probability"][0] == pytest.approx((table["result"] == "Won").mean(), abs=0.02)


def test_unknown_outcomes_are_left_out_and_counted():
    table = leads_of(120)
    table.loc[:19, "result"] = ""
    assert LeadScoring.fit_table(table, target="result", id="lead id").card.n_unknown == 20


def test_a_leak_goes_out_unless_it_is_kept():
    table = leads_of(200)
    table["lost reason"] = np.where(table["result"] == "Lost", "price", "")
    assert "lost reason" not in LeadScoring.fit_table(table, target="result", id="lead id").columns
    assert "lost reason" in LeadScoring.fit_table(table, target="result", id="lead id", keep=["lost reason"]).columns


def test_new_levels_missing_cells_and_further_columns_are_no_trouble(scorer):
    odd = leads_of(4, 3).assign(source=["Billboard", "", None, "??"], size=["", "n/a", "-5", "9e9"], more=1)
    assert scorer.score_frame(odd).probability.min() > 0


def test_all_missing_columns_are_named(scorer):
    with pytest.raises(InputError) as refused:
        scorer.run(leads_of(3)[["created"]])
    assert all(name in str(refused.value) for name in ("'size'", "'source'"))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"\x80\x04\x95 a pickle"])
def test_foreign_files_are_refused(tmp_path, content):
    (tmp_path / "m").write_bytes(content)
    with pytest.raises(InputError, match="must be a model"):
        LeadScoring.load(tmp_path / "m")


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        LeadScoring.load(tmp_path / "m")


def test_it_is_judged_beside_its_baselines():
    card = LeadScoring.evaluate_table(leads_of(300), target="result", id="lead id")
    assert {who for who, _, _ in card.measures} >= {"prospecting/lead_scoring", "base rate", "logistic regression"}
    assert card.value("prospecting/lead_scoring", "log_loss") < card.value("base rate", "log_loss")
    assert "by 'created'" in card.period


def test_too_little_cannot_be_judged():
    with pytest.raises(NotEnoughData):
        LeadScoring.evaluate_table(leads_of(6), target="result")


def test_the_rows_own_date_is_found():
    table = leads_of(60)
    table["date of birth"] = "01/02/1980"
    assert likely_time(table, TableReader.learn(table)) == "created"
    assert likely_time(table[["source"]], TableReader.learn(table[["source"]])) is None


def test_a_time_column_that_is_no_time_is_refused():
    with pytest.raises(InputError, match="dates or numbers"):
        LeadScoring.fit_table(leads_of(60), target="result", time="source")


def test_parameters_are_checked_all_at_once():
    with pytest.raises(InputError) as refused:
        LeadScoringParams(prior_rate=1.5, minutes_per_contact=0)
    assert len(refused.value.faults) == 2
    with pytest.raises(InputError, match="no_such"):
        LeadScoringParams.from_mapping({"no_such": 1})
