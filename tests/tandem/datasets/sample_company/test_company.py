from dataclasses import replace
from datetime import date, timedelta

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from tandem.datasets.sample_company import SampleCompany, SampleSettings, simulate
from tandem.datasets.sample_company.columns import schema_of
from tandem.tables.schema import TABLES, ColumnType

TODAY = date(2026, 3, 2)


def _all_equal(one: dict[str, pa.Table], other: dict[str, pa.Table]) -> list[str]:
    return [name for name in one if not one[name].equals(other[name])]


def test_the_same_seed_gives_the_same_company_row_by_row() -> None:
    settings = SampleSettings(seed=9, today=TODAY, n_leads=300)
    assert _all_equal(simulate(settings).tables(), simulate(settings).tables()) == []


def test_a_different_seed_gives_a_different_company() -> None:
    settings = SampleSettings(seed=9, today=TODAY, n_leads=300)
    different = _all_equal(simulate(settings).tables(), simulate(replace(settings, seed=10)).tables())
    assert set(different) == set(TABLES) - {"products"}


def test_another_today_moves_every_date_with_it() -> None:
    settings = SampleSettings(seed=9, today=TODAY, n_leads=300)
    later = replace(settings, today=TODAY + timedelta(days=364))
    now, then = (simulate(one).tables()["leads"]["created_at"].to_pandas() for one in (settings, later))
    assert 330 < (then.median() - now.median()).days < 400
    assert then.max() < later.until


@pytest.mark.parametrize("n_leads", [1, 2, 10, 100, 3_000])
def test_any_size_has_all_tables_in_the_common_schema(n_leads: int) -> None:
    tables = simulate(SampleSettings(seed=2, today=TODAY, n_leads=n_leads)).tables()
    assert set(tables) == set(TABLES)
    assert tables["leads"].num_rows == n_leads
    for name, table in tables.items():
        custom = [header for header in table.column_names if header.startswith("custom.")]
        assert table.schema.equals(schema_of(name, custom)), name
        assert not custom or name == "leads"


def test_ten_touchpoints_or_so_can_be_had() -> None:
    company = simulate(SampleSettings.about_touchpoints(10, seed=4, today=TODAY))
    assert 3 <= company.tables()["touchpoints"].num_rows <= 60


def test_every_reference_points_at_a_row(tables: dict[str, pa.Table]) -> None:
    for name, table in tables.items():
        for column in TABLES[name].columns:
            if column.type is ColumnType.REFERENCE:
                given = table[column.name].drop_null()
                missing = pc.invert(pc.is_in(given, value_set=tables[column.refers_to]["external_id"].combine_chunks()))
                assert not pc.any(missing).as_py(), (name, column.name)


def test_ids_are_given_and_unique(tables: dict[str, pa.Table]) -> None:
    for name, table in tables.items():
        if "external_id" in table.column_names:
            assert table["external_id"].null_count == 0
            assert len(pc.unique(table["external_id"])) == table.num_rows, name


def test_nothing_has_happened_after_today_began(company: SampleCompany, tables: dict[str, pa.Table]) -> None:
    for name, table in tables.items():
        for column in TABLES[name].columns:
            if column.type is ColumnType.MOMENT:
                latest = pc.max(table[column.name]).as_py()
                assert latest is None or latest < company.settings.until, (name, column.name)


def test_records_are_updated_no_earlier_than_created(tables: dict[str, pa.Table]) -> None:
    for name, table in tables.items():
        if "updated_at" in table.column_names:
            assert pc.all(pc.less_equal(table["created_at"], table["updated_at"])).as_py(), name
            assert pc.all(pc.less_equal(table["created_at"], table["recorded_at"])).as_py(), name


def test_the_change_history_stands_in_order_of_time_and_points_at_rows(tables: dict[str, pa.Table]) -> None:
    changes = tables["changes"].to_pandas()
    assert changes["valid_from"].is_monotonic_increasing
    plural = {table.kind: name for name, table in TABLES.items() if table.kind is not None}
    for kind, rows in changes.groupby("subject_kind"):
        assert rows["subject_id"].between(1, tables[plural[kind]].num_rows).all()
        tracked = set(tables[plural[kind]].column_names)
        assert set(rows["field"]) <= tracked


@pytest.mark.parametrize("batch_rows", [1_000, 7_777, 1_000_000])
def test_the_stream_holds_the_tables_rows_whatever_the_batch_size(
    company: SampleCompany, tables: dict[str, pa.Table], batch_rows: int
) -> None:
    batches = list(company.stream_touchpoints(batch_rows))
    assert all(batch.num_rows == batch_rows for batch in batches[:-1])
    assert pa.Table.from_batches(batches).equals(tables["touchpoints"])
