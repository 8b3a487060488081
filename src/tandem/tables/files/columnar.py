"""Reading parquet files as text, so that one importer serves typed and untyped files."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tandem.kernel.errors import Fault, InputError
from tandem.tables.files.delimited import Stretch
from tandem.tables.files.limits import Limits
from tandem.tables.files.members import Member

if TYPE_CHECKING:
    from pyarrow.parquet import ParquetFile

__all__ = ["as_text_array", "parquet_headers", "parquet_stretches"]


def _open(member: Member, limits: Limits) -> "ParquetFile":
    from pyarrow.parquet import ParquetFile

    try:
        return ParquetFile(member.seekable(limits))
    except (pa.ArrowInvalid, OSError) as error:
        remedy = "It may have been cut off; write it again."
        raise InputError(Fault(member.path, "must be a whole parquet file", str(error), remedy)) from error


def parquet_headers(member: Member, limits: Limits) -> tuple[str, ...]:
    """Return the names of a parquet file's columns.

    Raises
    ------
    InputError
        The file is cut off or is no parquet.
    """
    return tuple(_open(member, limits).schema_arrow.names)


def parquet_stretches(member: Member, limits: Limits) -> Iterator[Stretch]:
    """Yield the rows of a parquet file as text; the first row has number 2, as if a header stood above it."""
    at = 2
    for batch in _open(member, limits).iter_batches(batch_size=50_000):
        numbers = np.arange(at, at + batch.num_rows, dtype=np.int64)
        at += batch.num_rows
        yield Stretch(numbers, tuple(as_text_array(column) for column in batch.columns), ())


def as_text_array(array: pa.Array) -> pa.Array:
    """Return any array as strings: nulls as empty text, times in ISO form, nested values as JSON.

    Examples
    --------
    >>> as_text_array(pa.array([1.5, None])).to_pylist()
    ['1.5', '']
    """
    if pa.types.is_dictionary(array.type):
        array = array.dictionary_decode()
    if pa.types.is_nested(array.type) or pa.types.is_binary(array.type) or pa.types.is_large_binary(array.type):
        texts = ["" if value is None else _nested(value) for value in array.to_pylist()]
        return pa.array(texts, pa.string())
    return pc.fill_null(pc.cast(array, pa.string()), "")


def _nested(value: Any) -> str:
    if isinstance(value, bytes):
        return value.decode("utf-8", errors="backslashreplace")
    return json.dumps(value, default=str, ensure_ascii=False)
