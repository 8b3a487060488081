"""The engine keeps instants, streams and odd headers straight."""

from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tandem.kernel.errors import InputError
from tandem.tables.engines import Engine, open_engine


def test_an_engine_is_opened_by_the_name_in_the_configuration():
    assert isinstance(open_engine("duckdb"), Engine)
    with pytest.raises(InputError, match="duckdb"):
        open_engine("abacus")


def test_files_in_a_folder_with_a_quote_in_its_name_are_read(tmp_path):
    path = tmp_path / "o'neil.parquet"
    pq.write_table(pa.table({"at": pa.array([datetime(2026, 3, 2, 9, tzinfo=UTC)], pa.timestamp("us", "UTC"))}), path)
    engine = open_engine()
    rows = engine.files([path])
    assert str(rows.schema()["at"]).startswith("timestamp('UTC'")
    assert engine.to_arrow(rows.filter(rows.at == datetime(2026, 3, 2, 9, tzinfo=UTC))).num_rows == 1


def test_other_queries_run_while_a_stream_is_being_read():
    engine = open_engine()
    rows = engine.memory(pa.table({"id": range(10_000)}))
    stream = engine.batches(rows, 2_000)
    first = next(stream)
    assert engine.to_arrow(rows).num_rows == 10_000
    assert first.num_rows + sum(batch.num_rows for batch in stream) == 10_000


@pytest.mark.parametrize("header", ["Tags", 'n "q', "$amount", "/x", "a.b", "it's", "Größe (m²)"])
def test_any_header_finds_its_custom_field(header):
    import json

    engine = open_engine()
    rows = engine.memory(pa.table({"custom": [json.dumps({header: "here", "other": 1}), None]}))
    found = engine.to_arrow(rows.select(text=engine.texts(rows.custom).get(header)))
    assert found.column("text").to_pylist() == ["here", None]
