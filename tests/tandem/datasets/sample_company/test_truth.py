import numpy as np
import pyarrow as pa

from tandem.datasets.sample_company import SampleCompany


def test_every_record_has_its_truth_in_the_same_order(company: SampleCompany, tables: dict[str, pa.Table]) -> None:
    truth = company.truth
    for name in ("leads", "opportunities", "accounts", "touchpoints"):
        assert getattr(truth, name)["external_id"].to_pylist() == tables[name]["external_id"].to_pylist()


def test_channel_effects_are_coefficients_of_the_model(company: SampleCompany) -> None:
    effects = company.truth.channel_effects
    assert effects["n_positive_replies"] > effects["n_email_clicks"] > effects["n_email_opens"] == 0.0
    assert all(company.truth.coefficients[name] == value for name, value in effects.items())


def test_known_outcomes_are_those_in_the_table(company: SampleCompany, tables: dict[str, pa.Table]) -> None:
    truth, leads = company.truth.leads.to_pandas(), tables["leads"].to_pandas()
    resolved = truth["is_resolved"]
    assert (leads.loc[resolved, "is_converted"] == truth.loc[resolved, "converts"]).all()
    assert not leads.loc[~resolved, "is_converted"].any()


def test_the_true_hazards_of_a_deal_make_its_win_probability(company: SampleCompany) -> None:
    deals = company.truth.opportunities.to_pandas()
    by_hand = np.ones(len(deals))
    for stage in range(4):
        rates = [deals[f"{name}_per_week_{stage}"] for name in ("advance", "loss", "no_decision")]
        by_hand *= rates[0] / sum(rates)
    np.testing.assert_allclose(deals["win_probability_at_opening"], by_hand, rtol=1e-9)


def test_duplicates_name_the_record_they_repeat(company: SampleCompany, tables: dict[str, pa.Table]) -> None:
    truth, leads = company.truth.leads.to_pandas(), tables["leads"].to_pandas().set_index("external_id")
    second = truth[truth["duplicate_of"].notna()]
    assert len(second) == 100
    for name in ("first_name", "last_name", "title"):
        equal = leads.loc[second["external_id"], name].to_numpy() == leads.loc[second["duplicate_of"], name].to_numpy()
        assert equal.all()
