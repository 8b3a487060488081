import pyarrow as pa

from tandem.datasets.sample_company import SampleCompany


def test_only_duplicates_share_an_address(company: SampleCompany, tables: dict[str, pa.Table]) -> None:
    table = tables["leads"].to_pandas()
    original = company.world.leads.duplicate_of < 0
    assert table.loc[original, "email"].is_unique
    shared = table["email"].duplicated(keep=False)
    assert shared.any()
    assert (~original[table["email"].duplicated(keep="first").to_numpy()]).all()


def test_custom_columns_are_what_they_are_said_to_be(tables: dict[str, pa.Table]) -> None:
    table = tables["leads"].to_pandas()
    custom = {name for name in table if name.startswith("custom.")}
    assert {
        "custom.Product interest",
        "custom.What do you need",
        "custom.Disqualification note",
        "custom.Handover date",
    } < custom
    assert table["custom.Form reference"].is_unique
    assert table["custom.Campaign code"].nunique() > 100
    assert table["custom.What do you need"].str.len().gt(10).all()


def test_urgent_needs_can_be_told_from_their_words(company: SampleCompany, tables: dict[str, pa.Table]) -> None:
    urgent = company.world.leads.is_urgent
    words = tables["leads"]["custom.What do you need"].to_pandas()
    pressing = words.str.contains("urgent|this month|waiting|this week", case=False).to_numpy()
    assert (pressing == urgent).all()


def test_free_mail_and_misspelling_come_as_often_as_asked(company: SampleCompany, tables: dict[str, pa.Table]) -> None:
    table = tables["leads"].to_pandas()
    free = table["email"].str.endswith("@freemail.example")
    assert 0.06 < free.mean() < 0.14
    assert company.truth.leads["is_misspelled"].to_numpy(zero_copy_only=False).mean() > 0.005


def test_all_addresses_and_sites_are_under_reserved_names(tables: dict[str, pa.Table]) -> None:
    for name in ("leads", "contacts"):
        assert tables[name]["email"].to_pandas().str.endswith(".example").all()
    assert tables["accounts"]["website"].to_pandas().str.endswith(".example").all()
