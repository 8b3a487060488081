import pyarrow as pa


def test_deals_are_talked_about_only_while_they_are_open(tables: dict[str, pa.Table]) -> None:
    touchpoints, deals = tables["touchpoints"].to_pandas(), tables["opportunities"].to_pandas().set_index("external_id")
    own = touchpoints[touchpoints["opportunity"].notna()]
    closed = deals["closed_at"].loc[own["opportunity"]].to_numpy()
    at = own["occurred_at"].to_numpy()
    is_closed = ~deals["closed_at"].loc[own["opportunity"]].isna().to_numpy()
    assert (at[is_closed] < closed[is_closed]).all()
    assert set(own["kind"]) == {"email", "call", "meeting", "note", "task"}


def test_the_people_met_belong_to_the_deals_buying_group(tables: dict[str, pa.Table]) -> None:
    touchpoints, roles = tables["touchpoints"].to_pandas(), tables["buying_roles"].to_pandas()
    groups = set(zip(roles["opportunity"], roles["contact"], strict=True))
    own = touchpoints[touchpoints["opportunity"].notna()]
    assert own["contact"].notna().all()
    assert set(zip(own["opportunity"], own["contact"], strict=True)) <= groups
