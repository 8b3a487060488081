from pathlib import Path

import pandas as pd
import pytest

from tandem.datasets.sample_company import SampleCompany
from tandem.tables.schema import TABLES


@pytest.mark.parametrize("name", sorted(TABLES))
def test_every_table_is_a_file_with_its_own_headers_and_values(
    small: SampleCompany, written: dict[str, Path], name: str
) -> None:
    table = small.tables()[name]
    read = pd.read_csv(written["tandem"] / f"{name}.csv", dtype=str, keep_default_na=False)
    assert list(read.columns) == table.column_names
    assert len(read) == table.num_rows
    key = "external_id" if "external_id" in table.column_names else "new"
    assert read[key].tolist() == [value or "" for value in table[key].to_pylist()]
