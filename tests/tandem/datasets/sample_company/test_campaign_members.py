import pyarrow as pa


def test_members_are_the_leads_that_a_campaign_brought_in(tables: dict[str, pa.Table]) -> None:
    members, leads = tables["campaign_members"].to_pandas(), tables["leads"].to_pandas()
    with_code = set(leads.loc[leads["custom.Campaign code"].notna(), "external_id"])
    assert set(members["lead"]) == with_code
    assert (members["has_responded"] == members["first_responded_on"].notna()).all()
