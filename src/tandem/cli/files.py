"""Data in and out of the command line: any table people hand in, read as text; results as csv, tsv or parquet."""

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tandem.kernel.errors import Fault, InputError

if TYPE_CHECKING:
    import pandas as pd

    from tandem.tables.files import SourceTable

__all__ = ["read_tables", "write_table"]

_STANDARD = "-"


def read_tables(
    paths: Sequence[str], needed: Sequence[str] = (), wanted: Sequence[str] = ()
) -> tuple["pd.DataFrame", list[str]]:
    """Return all rows of all files as one table of text, and what there is to say about it.

    Parameters
    ----------
    paths
        Files, folders or archives; "-" is standard input.
    needed
        Columns that every file must have; headers are matched without regard to case and space around them.
    wanted
        Columns whose headers are matched likewise, but which may be absent.

    Raises
    ------
    InputError
        A file cannot be read, holds no table, or lacks columns; all faults of all files are named at once.
    """
    import pandas as pd

    parts, notes, faults = [], [], []
    for path in paths:
        try:
            for table, name, said in _tables_of(path):
                parts.append(_with_asked_headers(table, (*needed, *wanted)))
                notes += said
                faults += [_lacks(name, one, table) for one in needed if one not in parts[-1].columns]
        except InputError as error:
            faults += error.faults
    if faults:
        raise InputError(faults)
    if not parts:
        raise InputError(Fault("data", "must hold at least one table", ", ".join(paths)))
    return (parts[0] if len(parts) == 1 else pd.concat(parts, ignore_index=True)), notes


def _lacks(name: str, column: str, table: "pd.DataFrame") -> Fault:
    here = ", ".join(map(str, table.columns[:15])) + (", …" if len(table.columns) > 15 else "")
    return Fault(f"column {column!r}", f"must be in {name}", f"columns {here or 'none'}")


def _with_asked_headers(table: "pd.DataFrame", needed: Sequence[str]) -> "pd.DataFrame":
    """Spell headers as they were asked for where they differ only in case or in space around them."""
    plain = {str(column).strip().lower(): column for column in reversed(table.columns)}
    renamed = {
        plain[one.strip().lower()]: one for one in needed if one not in table.columns and one.strip().lower() in plain
    }
    return table.rename(columns=renamed)


def _tables_of(path: str) -> list[tuple["pd.DataFrame", str, list[str]]]:
    from tandem.tables.files import open_source

    if path != _STANDARD:
        return [_as_frame(table, path) for table in open_source(path)]
    with tempfile.TemporaryDirectory() as folder:
        data = sys.stdin.buffer.read()
        held = Path(folder, "standard input.parquet" if data[:4] == b"PAR1" else "standard input.csv")
        held.write_bytes(data)
        return [_as_frame(table, "standard input") for table in open_source(held)]


def _as_frame(source: "SourceTable", path: str) -> tuple["pd.DataFrame", str, list[str]]:
    import pandas as pd
    import pyarrow as pa

    batches = list(source.iter_batches())
    text = pd.ArrowDtype(pa.string())
    columns = {}
    for at, header in enumerate(source.headers):
        chunks = pa.chunked_array([batch.columns[at] for batch in batches], pa.string())
        columns[header] = pd.Series(pd.arrays.ArrowExtensionArray(chunks), dtype=text).astype("str")
    bad = sum(len(batch.bad_rows) for batch in batches)
    notes = [f"{path}: {note}" for note in source.notes]
    if bad:
        first = next(row for batch in batches for row in batch.bad_rows)
        words = f"{bad:,} rows could not be read and were left out"
        notes.append(f"{path}: {words}; the first is row {first.row_number}: {first.reason}")
    return pd.DataFrame(columns, columns=list(source.headers)), path, notes


def write_table(table: "pd.DataFrame", path: str) -> None:
    """Write a table as its suffix says: .csv, .tsv (also .gz), .parquet; "-" is standard output as csv.

    Raises
    ------
    InputError
        The suffix is none of these, or the folder does not exist.
    """
    if path == _STANDARD:
        table.to_csv(sys.stdout, index=False)
        return
    target = Path(path)
    suffixes = "".join(target.suffixes[-2:] if target.suffix == ".gz" else target.suffixes[-1:]).lower()
    if suffixes not in (".csv", ".tsv", ".csv.gz", ".tsv.gz", ".parquet"):
        raise InputError(
            Fault(path, "must end in .csv, .tsv, .csv.gz, .tsv.gz or .parquet", target.suffix or "no suffix")
        )
    if not target.parent.is_dir():
        raise InputError(Fault(path, "must lie in a folder that exists", str(target.parent)))
    if suffixes == ".parquet":
        table.to_parquet(target, index=False)
    else:
        table.to_csv(target, index=False, sep="\t" if suffixes.startswith(".tsv") else ",")
