import numpy as np
import pyarrow as pa

from tandem.datasets.sample_company import SampleCompany


def test_a_campaign_brings_in_leads_only_while_it_runs(company: SampleCompany) -> None:
    leads, campaigns = company.world.leads, company.world.campaigns
    brought = (leads.campaign >= 0) & (leads.duplicate_of < 0)
    created, campaign = leads.created[brought], leads.campaign[brought]
    assert ((created >= campaigns.starts[campaign]) & (created < campaigns.ends[campaign])).all()
    assert 0.25 < brought.mean() < 0.45


def test_campaign_names_are_all_different(tables: dict[str, pa.Table]) -> None:
    names = tables["campaigns"]["name"].to_pylist()
    assert len(set(names)) == len(names)


def test_campaigns_start_in_order_and_end_after_they_start(company: SampleCompany) -> None:
    campaigns = company.world.campaigns
    assert (np.diff(campaigns.starts) >= 0).all()
    assert (campaigns.ends > campaigns.starts).all()
