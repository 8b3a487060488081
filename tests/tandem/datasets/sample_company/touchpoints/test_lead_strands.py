import numpy as np
import pyarrow as pa
import pytest

from tandem.datasets.sample_company import SampleCompany
from tandem.datasets.sample_company.conversion import ENGAGEMENTS
from tandem.datasets.sample_company.touchpoints.truth import counts_by


def test_what_people_did_is_what_the_model_counts(company: SampleCompany) -> None:
    """Once a lead's window of engagement is over, its touchpoints hold exactly the counts that decided it."""
    leads, until = company.world.leads, company.world.calendar.until
    over = leads.created + leads.pace < until
    np.testing.assert_array_equal(counts_by(company.world, until)[over], leads.counts[over])


def test_counts_grow_with_time(company: SampleCompany) -> None:
    world = company.world
    half = (world.calendar.since + world.calendar.until) // 2
    early, late = counts_by(world, half), counts_by(world, world.calendar.until)
    assert (early <= late).all()
    assert early.sum() < late.sum()
    assert early[world.leads.created > half].sum() == 0


@pytest.mark.parametrize("name", [one.name for one in ENGAGEMENTS if one.needs_answer])
def test_nobody_replies_to_a_seller_who_never_wrote(company: SampleCompany, name: str) -> None:
    column = [one.name for one in ENGAGEMENTS].index(name)
    assert company.world.leads.counts[company.world.leads.never_answered, column].sum() == 0


def test_the_first_try_is_the_answer_and_none_comes_after_the_decision(
    company: SampleCompany, tables: dict[str, pa.Table]
) -> None:
    leads = company.world.leads
    touchpoints = tables["touchpoints"].to_pandas()
    tries = touchpoints[
        touchpoints["lead"].notna() & touchpoints["owner_name"].notna() & (touchpoints["direction"] == "outbound")
    ]
    row = tries["lead"].str.rpartition("-")[2].astype(int).to_numpy() - 1
    at = tries["occurred_at"].astype("int64").to_numpy()
    assert (at < leads.decided[row]).all()
    first = np.full(leads.n, np.iinfo(np.int64).max)
    np.minimum.at(first, row, at)
    answered = leads.answered < company.world.calendar.until
    np.testing.assert_array_equal(first[answered], leads.answered[answered])


def test_a_form_carries_the_need_in_words(tables: dict[str, pa.Table]) -> None:
    touchpoints = tables["touchpoints"].to_pandas()
    forms = touchpoints[touchpoints["kind"] == "form"]
    assert forms["body"].notna().all()
    assert forms["url"].notna().all()
