"""Time to churn finds a known truth again, keeps out what is known only afterwards, and splits what one can act on."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from tandem.followup.churn import Churn, ChurnParams, CustomerAction, Treatable, order_queue, suggest_plans
from tandem.followup.churn.tenure import read_customers, spells_of
from tandem.followup.churn.treatability import is_treatable, removable_share
from tandem.kernel.errors import InputError, NotEnoughData
from tandem.kernel.money import Money
from tandem.kernel.suggestion import Abstained, Suggestion

NOW = datetime(2026, 3, 2, tzinfo=UTC)
WHEN = {"made_at": NOW, "expires_at": NOW + timedelta(days=7), "data_until": NOW}
MONTHLY = {
    ("monthly", "small"): 0.09,
    ("monthly", "large"): 0.05,
    ("yearly", "small"): 0.03,
    ("yearly", "large"): 0.015,
}


def customers(n: int, seed: int) -> pd.DataFrame:
    """Customers who leave at a constant monthly rate by contract and size, censored at random."""
    rng = np.random.default_rng(seed)
    contract, size = rng.choice(["monthly", "yearly"], n), rng.choice(["small", "large"], n)
    rate = np.array([MONTHLY[pair] for pair in zip(contract, size, strict=True)])
    event, end = rng.geometric(rate), rng.integers(1, 49, n)
    tenure, left = np.minimum(event, end), event <= end
    charges = rng.normal(80, 20, n).round(2)
    return pd.DataFrame(
        {
            "customer": [f"C{at}" for at in range(n)],
            "tenure": tenure.astype(str),
            "Contract": contract,
            "CompanySize": size,
            "MonthlyCharges": charges.astype(str),
            "TotalCharges": (charges * tenure).round(2).astype(str),
            "Churn": np.where(left, "Yes", "No"),
        }
    )


@pytest.fixture(scope="module")
def churn() -> Churn:
    return Churn.fit_table(customers(1500, 1), target="Churn", id="customer")


def asked(tenure: int = 6) -> pd.DataFrame:
    rows = [{"Contract": contract, "CompanySize": size} for contract, size in MONTHLY]
    return pd.DataFrame(rows).assign(tenure=str(tenure), MonthlyCharges="80", TotalCharges="480")


def test_true_risks_are_found_again_and_lie_in_their_intervals(churn):
    said = churn.run(asked())
    months = 90 / 30.4375
    true = np.array([1 - (1 - rate) ** months for rate in MONTHLY.values()])
    assert said["probability"].to_numpy() == pytest.approx(true, abs=0.05)
    held = (said["low"] - 0.01 <= true) & (true <= said["high"] + 0.01)
    assert held.sum() >= 3


def test_risk_over_a_year_follows_the_true_curve(churn):
    curve = churn.curves(asked(0), 24).probability[:, 0]
    for row, rate in enumerate(MONTHLY.values()):
        assert curve[row, [5, 11, 23]] == pytest.approx(1 - (1 - rate) ** np.array([6, 12, 24]), abs=0.09)


def test_what_piles_up_with_tenure_is_kept_out_and_said_so(churn):
    assert "TotalCharges" not in churn.columns
    note = next(one for one in churn.card.columns if one.name == "TotalCharges")
    assert "grows with tenure" in note.why
    assert not note.used
    assert "MonthlyCharges" in churn.columns


def test_who_is_still_there_counts_for_as_long_as_it_was():
    read = read_customers(
        pd.DataFrame({"tenure": ["3", "0", "2"], "Churn": ["Yes", "No", "No"]}),
        target="Churn", id=None, parameters=ChurnParams(),
    )  # fmt: skip
    spells = spells_of(read)
    assert spells.exit.tolist() == [3, 0, 2]
    assert spells.cause.tolist() == [1, 0, 0]


def test_days_and_years_become_months():
    table = pd.DataFrame({"customer for (days)": ["304.375", "30.4375"], "Churn": ["Yes", "No"]})
    read = read_customers(table, target="Churn", id=None, parameters=ChurnParams())
    assert read.months == pytest.approx([10.0, 1.0])


def test_reasons_say_whether_one_can_act_and_move_the_risk_as_they_say(churn):
    table = asked().iloc[[0]].assign(MonthlyCharges="140")
    before = float(churn.run(table)["probability"].iloc[0])
    (reasons,) = churn.explain(table)
    by = {reason.evidence[0].name: reason for reason in reasons}
    for name, reason in by.items():
        changed = table.assign(**{name: churn.facts[name].typical})
        assert before - float(churn.run(changed)["probability"].iloc[0]) == pytest.approx(reason.weight, abs=1e-9)
    if "Contract" in by:
        assert "one can act" in by["Contract"].claim
    if "CompanySize" in by:
        assert "not to be acted on" in by["CompanySize"].claim


def test_treatability_is_the_share_that_acting_would_take_away(churn):
    said = churn.run(asked())
    usual = churn.facts["Contract"].typical
    table = asked()
    treatability = said["treatability"].to_numpy()
    assert ((treatability >= 0) & (treatability <= 1)).all()
    if usual == "yearly":
        assert treatability[0] > treatability[2]
    told = Churn.fit_table(
        customers(600, 2), target="Churn", id="customer",
        parameters=ChurnParams(cannot_act_on=("Contract", "MonthlyCharges")),
    )  # fmt: skip
    assert told.run(table)["treatability"].tolist() == [0.0] * 4


def test_with_nobody_gone_it_abstains_on_the_stated_prior():
    blank = Churn.fit_table(customers(40, 1).assign(Churn=""), target="Churn", id="customer")
    said = blank.run(asked())
    assert said["abstained"].all()
    assert said["probability"][0] == pytest.approx(0.081, abs=0.01)  # 1.5% a month, unsure
    (one, *_) = suggest_plans(blank, asked(), ids=[1, 2, 3, 4], **WHEN)
    assert isinstance(one, Abstained)


def test_evaluating_beats_the_survival_of_all_where_there_is_something_to_tell():
    scorecard = Churn.evaluate_table(customers(1500, 3), target="Churn", id="customer")
    for measure in ("integrated_brier", "log_loss at 12 months"):
        assert scorecard.value("followup/churn", measure) < scorecard.value("base rate", measure)
    assert scorecard.value("followup/churn", "c_index") > 0.58
    with pytest.raises(NotEnoughData):
        Churn.evaluate_table(customers(5, 3), target="Churn")


def test_it_says_the_same_after_loading(churn, tmp_path):
    churn.save(tmp_path / "model")
    pd.testing.assert_frame_equal(Churn.load(tmp_path / "model").run(asked()), churn.run(asked()))


def test_plans_come_in_the_order_of_risk_times_value_times_treatability(churn):
    values = [Money.of(amount, "EUR") for amount in (1_000, 90_000, 1_000, 1_000)]
    plans = suggest_plans(churn, asked(), ids=[1, 2, 3, 4], values=values, **WHEN)
    said = churn.run(asked())
    stakes = said["probability"] * [1_000, 90_000, 1_000, 1_000] * said["treatability"]
    assert all(isinstance(one, Suggestion) for one in plans)
    assert [one.proposal.rank for one in plans] == (-stakes).rank(method="first").astype(int).tolist()
    assert float(plans[1].proposal.at_stake.amount) == pytest.approx(float(stakes[1]), abs=0.01)
    assert isinstance(plans[1].proposal.at_stake.amount, Decimal)
    for one in plans:
        assert {name for name, _ in one.proposal.can_act_on}.isdisjoint(one.proposal.cannot_act_on)


def test_values_in_two_currencies_are_not_ranked_together(churn):
    values = [Money.of(1, "EUR"), *[Money.of(1, "USD")] * 3]
    with pytest.raises(InputError, match="one currency"):
        suggest_plans(churn, asked(), ids=[1, 2, 3, 4], values=values, **WHEN)


def test_a_week_holds_as_many_as_its_minutes_allow():
    risk = np.array([0.5, 0.4, 0.3, 0.2])
    queue = order_queue(
        risk=risk, low=risk - 0.05, high=risk + 0.06, value=np.ones(4), treatability=np.array([1, 1, 0, 1.0]),
        minutes_each=30, minutes_per_week=70,
    )  # fmt: skip
    assert queue.fits.tolist() == [True, True, False, False]
    assert queue.rank.tolist() == [1, 2, 4, 3]
    assert queue.mark[0] == queue.mark[1]
    assert queue.mark[3] > queue.mark[0]


def test_where_acting_changes_nothing_no_time_is_spent(churn):
    told = Churn.fit_table(
        customers(400, 5), target="Churn", id="customer",
        parameters=ChurnParams(cannot_act_on=("Contract", "MonthlyCharges", "CompanySize")),
    )  # fmt: skip
    plans = suggest_plans(told, asked(), ids=[1, 2, 3, 4], **WHEN)
    assert {one.proposal.action for one in plans} == {CustomerAction.WATCH}


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        ("Contract", Treatable.YES),
        ("n_tickets_90d", Treatable.YES),
        ("MonthlyCharges", Treatable.YES),
        ("tenure", Treatable.NO),
        ("n_employees", Treatable.NO),
        ("gender", Treatable.NO),
        ("field_17", Treatable.UNKNOWN),
    ],
)
def test_the_vocabulary_knows_what_one_can_act_on(column, expected):
    assert is_treatable(column)[0] is expected


def test_what_the_parameters_name_beats_the_vocabulary():
    assert is_treatable("Contract", cannot_act_on=("Contract",))[0] is Treatable.NO
    assert is_treatable("n_employees", can_act_on=("n_employees",))[0] is Treatable.YES
    assert removable_share(np.array([0.4]), np.array([0.4])).tolist() == [0.0]


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({"horizon_days": 7}, "horizon_days"),
        ({"nothing": 1}, "nothing"),
        ({"minutes_per_week": 1.5}, "minutes_per_week"),
        ({"can_act_on": "x"}, "can_act_on"),
        ({"can_act_on": ["a"], "cannot_act_on": ["a"]}, "can_act_on"),
    ],
)
def test_wrong_parameters_are_named(values, named):
    with pytest.raises(InputError, match=named):
        ChurnParams.from_mapping(values)
