from dataclasses import replace

import numpy as np
import pytest

from tandem.datasets.sample_company import SampleCompany, simulate
from tandem.datasets.sample_company.touchpoints.machines import is_digital
from tandem.datasets.sample_company.touchpoints.strand import KINDS, join_strands
from tandem.datasets.sample_company.touchpoints.stream import stream_strands
from tandem.kernel.vocabulary import TouchpointKind


@pytest.mark.parametrize("share", [0.0, 0.3, 0.7])
def test_machines_make_the_stated_share_of_opens_clicks_and_visits(company: SampleCompany, share: float) -> None:
    world = simulate(replace(company.settings, machine_share=share)).world
    strand = join_strands([one for _, one in stream_strands(world)])
    digital = is_digital(strand)
    assert (strand.machine[digital] > 0).mean() == pytest.approx(share, abs=0.01)


def test_scanners_click_several_links_within_seconds_of_a_mail(company: SampleCompany) -> None:
    strand = next(iter(stream_strands(company.world)))[1]
    scans = strand.take(strand.machine == 1)
    assert (scans.kind == KINDS.index(TouchpointKind.EMAIL_CLICK)).all()
    assert company.world.companies.has_scanner[company.world.leads.company[scans.lead]].all()
    mails = strand.take((strand.kind == KINDS.index(TouchpointKind.EMAIL)) & strand.outbound)
    for row in range(0, scans.n, max(scans.n // 50, 1)):
        since = scans.at[row] - mails.at[mails.lead == scans.lead[row]]
        assert ((since >= 2_000_000) & (since < 25_000_000)).any()
        together = (scans.lead == scans.lead[row]) & (np.abs(scans.at - scans.at[row]) < 25_000_000)
        assert together.sum() >= 3


def test_automatic_replies_come_within_a_minute_and_a_half(company: SampleCompany) -> None:
    strand = next(iter(stream_strands(company.world)))[1]
    replies = strand.take(strand.machine == 4)
    mails = strand.take((strand.kind == KINDS.index(TouchpointKind.EMAIL)) & strand.outbound)
    assert replies.n > 20
    for row in range(0, replies.n, max(replies.n // 30, 1)):
        since = replies.at[row] - mails.at[mails.lead == replies.lead[row]]
        assert ((since >= 3_000_000) & (since < 90_000_000)).any()


def test_bots_come_by_night_as_by_day(company: SampleCompany) -> None:
    strand = next(iter(stream_strands(company.world)))[1]
    hours = strand.at[strand.machine == 3] // 3_600_000_000 % 24
    night = (hours < 5).mean()
    assert night == pytest.approx(5 / 24, abs=0.08)
