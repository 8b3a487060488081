"""How much a file may hold before it is refused, so that one file can neither fill memory nor run for ever."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from tandem.kernel.errors import Fault, InputError

__all__ = ["LIMITS", "ByteSource", "CountedBytes", "Limits"]


@dataclass(frozen=True)
class Limits:
    """The limits of reading; every one of them is named in the message when it is met.

    Attributes:
        unpacked_bytes: of all tables of one source together, after unpacking.
        packing_ratio: bytes out for each byte in, from `packing_ratio_from` bytes out on. Deflate cannot pass 1,032.
        packing_ratio_from: bytes out below which the ratio is not looked at.
        n_members: files in one archive or folder.
        n_columns: of one table.
        row_bytes: of one row, line breaks inside its cells included.
        spreadsheet_bytes: of one xlsx workbook after unpacking; it is read cell by cell, so this bounds time.
    """

    unpacked_bytes: int = 20 * 2**30
    packing_ratio: int = 250
    packing_ratio_from: int = 64 * 2**20
    n_members: int = 1_000
    n_columns: int = 2_000
    row_bytes: int = 64 * 2**20
    spreadsheet_bytes: int = 2 * 2**30


LIMITS = Limits()


class ByteSource(Protocol):
    """Anything bytes can be read from."""

    def read(self, size: int = ..., /) -> bytes:
        """Return up to `size` bytes; none at the end."""
        ...


class CountedBytes:
    """A byte source that stops when more comes out than the limits allow.

    Parameters
    ----------
    source
        Where the bytes come from.
    name
        The file's name, for messages.
    limits
        What may come out.
    packed_bytes
        Returns how many packed bytes have gone in so far; `None` where nothing is packed.
    """

    def __init__(
        self, source: ByteSource, name: str, limits: Limits, packed_bytes: Callable[[], int] | None = None
    ) -> None:
        self._source, self._name, self._limits, self._packed_bytes = source, name, limits, packed_bytes
        self.n_bytes = 0

    def read(self, size: int = -1, /) -> bytes:
        """Return up to `size` bytes.

        Raises
        ------
        InputError
            More has come out than a source may hold, or than so few packed bytes can honestly hold.
        """
        data = self._source.read(size)
        self.n_bytes += len(data)
        if self.n_bytes > self._limits.unpacked_bytes:
            must = f"must hold at most {self._limits.unpacked_bytes:,} bytes unpacked"
            raise InputError(Fault(self._name, must, "more", "Split it into smaller files."))
        if self._packed_bytes is not None and self.n_bytes > self._limits.packing_ratio_from:
            ratio = self.n_bytes / max(self._packed_bytes(), 1)
            if ratio > self._limits.packing_ratio:
                must = f"must unpack to at most {self._limits.packing_ratio} times its size"
                raise InputError(Fault(self._name, must, f"{ratio:.0f} times", "If it is honest, send it unpacked."))
        return data
