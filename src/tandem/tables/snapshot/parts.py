"""Writing one Parquet file so that it is whole or not there, with its digest taken on the way."""

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path
from typing import IO, TYPE_CHECKING

from tandem.tables.snapshot.manifest import Part

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["ROWS_PER_PART", "digest_of", "write_parts"]

ROWS_PER_PART = 1_000_000
_ROWS_PER_GROUP = 131_072


class _DigestedFile:
    """A file open for writing that keeps the digest of what went in."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._digest, self.n_bytes, self.closed = file, hashlib.sha256(), 0, False

    def write(self, data: bytes) -> int:
        self._digest.update(data)
        self.n_bytes += len(data)
        return self._file.write(data)

    def flush(self) -> None:
        self._file.flush()

    def close(self) -> None:
        self.closed = True

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()


def write_parts(
    folder: Path, *, table: str, number: int, batches: Iterable["pa.RecordBatch"], schema: "pa.Schema", replaces: bool
) -> list[Part]:
    """Write batches as they come, as one or more files of about a million rows.

    Parameters
    ----------
    folder
        The snapshot's folder.
    table
        The table's name; files go to a folder of that name.
    number
        The increment's number, part of every file name.
    batches
        Record batches of `schema`; may be empty, then nothing is written.
    replaces
        Whether these rows take the place of earlier rows with the same `id`.
    """
    parts: list[Part] = []
    writer: _PartWriter | None = None
    (folder / table).mkdir(parents=True, exist_ok=True)
    for batch in batches:
        if not batch.num_rows:
            continue
        if writer is None:
            name = f"{table}/{number:08d}-{len(parts)}{'-changed' if replaces else ''}.parquet"
            writer = _PartWriter(folder, name, schema, replaces=replaces)
        writer.write(batch)
        if writer.n_rows >= ROWS_PER_PART:
            parts.append(writer.finish())
            writer = None
    if writer is not None:
        parts.append(writer.finish())
    return parts


class _PartWriter:
    """One file being written under a temporary name; `finish` puts it in its place."""

    def __init__(self, folder: Path, name: str, schema: "pa.Schema", *, replaces: bool) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        self.n_rows = 0
        self._name, self._replaces = name, replaces
        self._path = folder / name
        self._temporary = self._path.with_suffix(".tmp")
        self._file = self._temporary.open("wb")
        self._sink = _DigestedFile(self._file)
        self._writer = pq.ParquetWriter(pa.PythonFile(self._sink, mode="w"), schema, compression="snappy")

    def write(self, batch: "pa.RecordBatch") -> None:
        self._writer.write_batch(batch, row_group_size=_ROWS_PER_GROUP)
        self.n_rows += batch.num_rows

    def finish(self) -> Part:
        self._writer.close()
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        self._temporary.replace(self._path)
        return Part(self._name, self.n_rows, self._sink.n_bytes, self._sink.sha256, self._replaces)


def digest_of(path: Path) -> str:
    """Return the digest of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
