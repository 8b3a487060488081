import numpy as np
import pyarrow as pa

from tandem.datasets.sample_company import SampleCompany
from tandem.datasets.sample_company.market import COMPETITORS
from tandem.datasets.sample_company.touchpoints.truth import _follow_up_days


def test_the_labelled_sentence_stands_where_the_label_says(company: SampleCompany, tables: dict[str, pa.Table]) -> None:
    labels = company.truth.texts.to_pandas()
    bodies = tables["touchpoints"].to_pandas().set_index("external_id")["body"]
    assert bodies.notna().sum() == len(labels)
    sample = labels.iloc[:: max(len(labels) // 3_000, 1)]
    for row in sample.itertuples():
        said = bodies[row.external_id][row.start : row.end]
        assert said[0].isupper()
        assert said[-1] in ".?!"
        assert not row.competitor or row.competitor in said
        assert bool(row.competitor) == any(name in said for name in COMPETITORS)


def test_lets_talk_in_two_months_names_a_day_two_months_on(company: SampleCompany, tables: dict[str, pa.Table]) -> None:
    labels = company.truth.texts.to_pandas()
    touchpoints = tables["touchpoints"].to_pandas().set_index("external_id")
    own = labels[labels["follow_up_on"].notna()].set_index("external_id")
    said = touchpoints.loc[own.index]
    two_months = said["body"].str.contains("in two months", regex=False)
    assert two_months.sum() > 5
    for day, at in zip(own.loc[two_months, "follow_up_on"], said.loc[two_months, "occurred_at"], strict=True):
        assert (day.year * 12 + day.month) - (at.year * 12 + at.month) == 2
        assert day.day == at.day or day.day >= 28


def test_the_last_day_of_a_month_stays_the_last() -> None:
    at = np.array([np.datetime64("2025-12-31T10:00", "us").astype(np.int64)])
    days, named = _follow_up_days(at, np.array([0]), np.array([2]))
    assert named.all()
    assert str(days.astype("datetime64[D]")[0]) == "2026-02-28"
    days, _ = _follow_up_days(at, np.array([3]), np.array([0]))
    assert str(days.astype("datetime64[D]")[0]) == "2026-01-21"


def test_positive_replies_are_labelled_so_and_go_with_conversion(company: SampleCompany) -> None:
    leads = company.world.leads
    positive = leads.counts[:, 6] > 0
    assert leads.converts[positive].mean() > leads.converts[~positive].mean() + 0.1
