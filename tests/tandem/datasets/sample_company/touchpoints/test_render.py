import pyarrow as pa

from tandem.datasets.sample_company import SampleCompany


def test_mails_greet_their_reader_by_name(company: SampleCompany, tables: dict[str, pa.Table]) -> None:
    touchpoints = tables["touchpoints"].to_pandas()
    names = tables["leads"].to_pandas().set_index("external_id")["first_name"]
    mails = touchpoints[(touchpoints["kind"] == "email") & touchpoints["lead"].notna()]
    sent = mails[(mails["direction"] == "outbound")].head(300)
    greeted = [
        body.startswith(f"Hello {names[lead]},\n\n") for body, lead in zip(sent["body"], sent["lead"], strict=True)
    ]
    assert all(greeted)
    replies = mails[(mails["direction"] == "inbound") & (mails["status"] == "received")].head(300)
    assert len(replies) > 50
    for body, seller in zip(replies["body"], replies["owner_name"], strict=True):
        assert body.startswith(f"Hello {seller.split()[0]},\n\n")


def test_the_source_systems_bot_filter_is_good_but_not_perfect(
    company: SampleCompany, tables: dict[str, pa.Table]
) -> None:
    filtered = tables["touchpoints"]["human_probability"].to_pandas()
    truth = company.truth.touchpoints.to_pandas()
    judged = filtered.notna()
    machine = truth.loc[judged, "is_machine"]
    accused = filtered[judged] < 0.5
    assert 0.6 < accused[machine].mean() < 0.9
    assert 0.0 < accused[~machine].mean() < 0.08
    assert truth.loc[truth["is_machine"], "external_id"].isin(truth.loc[judged, "external_id"]).all()


def test_calls_and_meetings_last_and_are_written_down_later(tables: dict[str, pa.Table]) -> None:
    touchpoints = tables["touchpoints"].to_pandas()
    for kind in ("call", "meeting"):
        own = touchpoints[touchpoints["kind"] == kind]
        assert (own["duration_seconds"] > 0).all()
        assert ((own["recorded_at"] - own["occurred_at"]).dt.total_seconds().median()) > 600
