"""A company small enough to write in every dialect."""

from datetime import date
from pathlib import Path

import pytest

from tandem.datasets.sample_company import SampleCompany, SampleSettings, simulate, write_files


@pytest.fixture(scope="session")
def small() -> SampleCompany:
    return simulate(SampleSettings(seed=21, today=date(2026, 3, 2), n_leads=300))


@pytest.fixture(scope="session")
def written(small: SampleCompany, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return the folder of each dialect."""
    root = tmp_path_factory.mktemp("dialects")
    for dialect in ("salesforce", "hubspot", "tandem"):
        write_files(small, root / dialect, dialect)
    return {dialect: root / dialect for dialect in ("salesforce", "hubspot", "tandem")}
