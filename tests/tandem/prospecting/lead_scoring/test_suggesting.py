"""Suggestions carry a proposal, an estimate, reasons and provenance; or an abstention says why."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from tandem.kernel.errors import InputError
from tandem.kernel.money import Money
from tandem.kernel.suggestion import Abstained, Suggestion
from tandem.prospecting.lead_scoring import LeadAction, LeadQualification, LeadScoring, suggest_qualifications
from tandem.prospecting.lead_scoring.qualification import choose_action

NOW = datetime(2026, 3, 2, tzinfo=UTC)
MOMENTS = {"made_at": NOW, "expires_at": NOW + timedelta(days=7), "data_until": NOW}


def table_of(n=200, seed=0):
    rng = np.random.default_rng(seed)
    source = rng.choice(["Referral", "Web"], n)
    won = rng.random(n) < np.where(source == "Referral", 0.8, 0.1)
    return pd.DataFrame({"source": source, "won": np.where(won, "Yes", "No")})


@pytest.fixture(scope="module")
def scorer():
    return LeadScoring.fit_table(table_of(), target="won")


def test_each_lead_gets_one_and_ranks_admit_ties(scorer):
    leads = pd.DataFrame({"source": ["Web", "Referral", "Referral"]})
    web, one, other = suggest_qualifications(scorer, leads, ids=[1, 2, 3], **MOMENTS)
    assert isinstance(web, Suggestion)
    assert one.proposal.action is LeadAction.CONTACT_NOW
    assert web.proposal.action is LeadAction.LEAVE
    assert (one.proposal.rank, other.proposal.rank, web.proposal.rank) == (1, 2, 3)
    assert one.proposal.rank_tied
    assert one.proposal.rank_mark == other.proposal.rank_mark == 1
    assert one.estimate.low <= one.estimate.probability <= one.estimate.high
    assert one.provenance.model_version == scorer.card.model_version
    assert one.subject.id == 2
    assert web.reasons


def test_a_value_turns_into_an_expected_value(scorer):
    leads = pd.DataFrame({"source": ["Referral", "Referral"]})
    rich, poor = suggest_qualifications(
        scorer, leads, ids=[1, 2], values=[Money.of(1000, "EUR"), Money.of(1, "EUR")], **MOMENTS
    )
    worth = Decimal(repr(rich.estimate.probability)) * 1000 - 15
    assert rich.proposal.expected_value == Money(worth.quantize(Decimal("0.01")), "EUR")
    assert poor.proposal.action is LeadAction.LEAVE


def test_where_nothing_can_be_told_it_abstains_with_a_reason():
    blank = LeadScoring.fit_table(table_of(20).assign(won=""), target="won")
    (one,) = suggest_qualifications(blank, table_of(1), ids=[1], **MOMENTS)
    assert isinstance(one, Abstained)
    assert "No outcome is known yet" in one.reason


def test_ids_must_match_the_rows(scorer):
    with pytest.raises(InputError, match="as many as rows"):
        suggest_qualifications(scorer, table_of(3), ids=[1], **MOMENTS)


def test_a_rank_below_one_is_refused():
    with pytest.raises(InputError, match="rank"):
        LeadQualification(LeadAction.LEAVE, 0, 1, False, None, 15)


@pytest.mark.parametrize(
    ("low", "point", "high", "action"),
    [
        (0.35, 0.4, 0.6, LeadAction.CONTACT_NOW),  # surely above the base rate
        (0.2, 0.5, 0.8, LeadAction.CONTACT_NOW),  # plainly above at the point
        (0.02, 0.1, 0.25, LeadAction.LEAVE),  # surely below, by half
        (0.1, 0.25, 0.5, LeadAction.NURTURE),  # cannot be told
    ],
)
def test_actions_follow_the_interval(low, point, high, action):
    assert choose_action(low=low, probability=point, high=high, base=0.3, expected_value=None) is action
