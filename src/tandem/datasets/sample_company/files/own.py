"""The common schema as files: one CSV for each table, headers as the columns are called."""

from pathlib import Path

from tandem.datasets.sample_company.company import SampleCompany
from tandem.datasets.sample_company.files.csv_file import write_csv

__all__ = ["write_own"]


def write_own(company: SampleCompany, folder: Path) -> None:
    """Write `<table>.csv` for every table, the touchpoints streamed."""
    for name, table in company.record_tables().items():
        write_csv(folder / f"{name}.csv", [dict(zip(table.column_names, table.columns, strict=True))])
    batches = (dict(zip(batch.schema.names, batch.columns, strict=True)) for batch in company.stream_touchpoints())
    write_csv(folder / "touchpoints.csv", batches)
