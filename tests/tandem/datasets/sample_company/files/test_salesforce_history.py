from pathlib import Path

import pandas as pd

STATE = ("StageName", "Amount", "CloseDate", "Probability")


def _read(written: dict[str, Path], name: str) -> pd.DataFrame:
    return pd.read_csv(written["salesforce"] / f"{name}.csv", dtype=str, keep_default_na=False)


def test_the_last_row_of_an_opportunitys_history_is_its_present_state(written: dict[str, Path]) -> None:
    history, deals = _read(written, "OpportunityHistory"), _read(written, "Opportunity").set_index("Id")
    last = history.groupby("OpportunityId").last()
    assert set(last.index) == set(deals.index)
    for name in STATE:
        assert (last[name] == deals[name].loc[last.index]).all(), name


def test_history_begins_at_creation_and_each_row_ends_where_the_next_begins(written: dict[str, Path]) -> None:
    history, deals = _read(written, "OpportunityHistory"), _read(written, "Opportunity").set_index("Id")
    first = history.groupby("OpportunityId").first()
    assert (first["CreatedDate"] == deals["CreatedDate"].loc[first.index]).all()
    assert (first["StageName"] == "Qualification").all()
    following = history.groupby("OpportunityId")["CreatedDate"].shift(-1)
    has_next = following.notna()
    assert (history.loc[has_next, "SystemModstamp"] == following[has_next]).all()


def test_a_row_is_written_only_when_something_changed(written: dict[str, Path]) -> None:
    history = _read(written, "OpportunityHistory")
    before = history.groupby("OpportunityId")[[*STATE, "ForecastCategory"]].shift(1)
    later = before["StageName"].notna()
    assert (before[later] != history.loc[later, before.columns]).any(axis=1).all()


def test_field_history_leads_to_the_present_state(written: dict[str, Path]) -> None:
    for name, key, target in (
        ("LeadHistory", "LeadId", "Lead"),
        ("OpportunityFieldHistory", "OpportunityId", "Opportunity"),
    ):
        history, records = _read(written, name), _read(written, target).set_index("Id")
        for field, rows in history.groupby("Field"):
            last = rows.groupby(key)["NewValue"].last()
            assert (last == records[field].loc[last.index]).all(), field
