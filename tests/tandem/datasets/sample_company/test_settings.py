from datetime import UTC, date, datetime

import pytest

from tandem.datasets.sample_company import SampleSettings, simulate
from tandem.kernel.errors import InputError

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("seed", -1),  # numpy takes no negative seed
        ("n_leads", 0),  # a company without leads has nothing to learn from
        ("n_leads", 3_000_000),  # beyond what fits in memory as codes
        ("months", 2),  # too short for any lead to be decided
        ("duplicate_share", 0.6),  # more copies than originals
        ("free_mail_share", 1.1),
        ("misspelling_share", -0.1),
        ("machine_share", 0.95),
        ("currency", "euro"),
        ("today", datetime(2026, 3, 2, tzinfo=UTC)),  # a moment is no day
    ],
)
def test_a_value_outside_its_range_is_refused_by_name(field: str, value: object) -> None:
    with pytest.raises(InputError, match=field):
        SampleSettings(**({"seed": 1, "today": TODAY} | {field: value}))


def test_all_faults_are_named_at_once() -> None:
    with pytest.raises(InputError) as caught:
        SampleSettings(seed=-1, today=TODAY, n_leads=0, currency="x")
    assert {fault.where for fault in caught.value.faults} == {"seed", "n_leads", "currency"}


def test_the_history_ends_when_today_begins() -> None:
    settings = SampleSettings(seed=1, today=TODAY, months=24)
    assert settings.until == datetime(2026, 3, 2, tzinfo=UTC)
    assert (settings.until - settings.since).days == 730


@pytest.mark.parametrize("wanted", [14_000, 70_000])
def test_about_so_many_touchpoints_come_out(wanted: int) -> None:
    company = simulate(SampleSettings.about_touchpoints(wanted, seed=3, today=TODAY))
    n = sum(batch.num_rows for batch in company.stream_touchpoints())
    assert n == pytest.approx(wanted, rel=0.1)


def test_ten_touchpoints_are_possible() -> None:
    assert SampleSettings.about_touchpoints(10, seed=1, today=TODAY).n_leads == 1
