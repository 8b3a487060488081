"""The files inside a folder, an archive or a plain path, each checked before a byte of it is used."""

import gzip
import io
import re
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

from tandem.kernel.errors import Fault, InputError
from tandem.tables.files.limits import ByteSource, CountedBytes, Limits

__all__ = ["Member", "OpenBytes", "folder_members", "plain_member", "zip_members"]

_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_READ_ERRORS = (EOFError, zlib.error, zipfile.BadZipFile, gzip.BadGzipFile)


_PIECE = 1 << 18


class _AsFarAsItGoes:
    """Reads a packed file without waiting to fill a buffer, so that nothing unpacked is lost where it breaks off."""

    def __init__(self, packed: gzip.GzipFile | zipfile.ZipExtFile) -> None:
        self._read1 = cast("Callable[[int], bytes]", packed.read1)

    def read(self, size: int = -1, /) -> bytes:
        """Return up to `size` bytes, at least one unless the end is reached."""
        return self._read1(size)


class OpenBytes:
    """An open member: bytes until its end, or until it breaks off.

    Attributes:
        broken: why the bytes ended early; empty while nothing is wrong.
    """

    def __init__(self, source: ByteSource, close: Callable[[], None]) -> None:
        self._source, self._close = source, close
        self.broken = ""

    def read(self, size: int = -1, /) -> bytes:
        """Return up to `size` bytes; none at the end or where the data break off."""
        pieces: list[bytes] = []
        # Asked for little at a time, a damaged file gives what it holds up to the damage.
        while not self.broken and (size < 0 or sum(map(len, pieces)) < size):
            wanted = _PIECE if size < 0 else min(_PIECE, size - sum(map(len, pieces)))
            try:
                piece = self._source.read(wanted)
            except _READ_ERRORS as error:
                self.broken = f"the file breaks off here or is damaged ({error}); send it again"
                break
            if not piece:
                break
            pieces.append(piece)
        return b"".join(pieces)

    def __enter__(self) -> "OpenBytes":
        return self

    def __exit__(self, *_: object) -> None:
        self._close()


@dataclass(frozen=True)
class Member:
    """One file to read.

    Attributes:
        name: its file name without any packing suffix, e.g. "Lead.csv".
        path: its place inside the folder or archive, with forward slashes; the file name for a plain path.
        location: the file, folder's file or archive on disk.
        inside: the name of the archive's entry; empty for a file on disk.
    """

    name: str
    path: str
    location: Path
    inside: str = ""

    @property
    def stem(self) -> str:
        """The file name without its suffix."""
        return PurePosixPath(self.name).stem

    @property
    def suffix(self) -> str:
        """The last suffix in lower case, with its dot."""
        return PurePosixPath(self.name).suffix.lower()

    def open(self, limits: Limits) -> OpenBytes:
        """Open the member for reading once from its beginning."""
        if self.inside:
            archive = zipfile.ZipFile(self.location)
            entry = cast("zipfile.ZipExtFile", archive.open(self.inside))
            packed = archive.getinfo(self.inside).compress_size
            counted = CountedBytes(_AsFarAsItGoes(entry), self.path, limits, lambda: packed)
            return OpenBytes(counted, archive.close)
        raw = self.location.open("rb")
        if self.location.suffix.lower() != ".gz":
            return OpenBytes(CountedBytes(raw, self.path, limits), raw.close)
        unpacked = gzip.GzipFile(fileobj=raw)
        return OpenBytes(CountedBytes(_AsFarAsItGoes(unpacked), self.path, limits, raw.tell), raw.close)

    def seekable(self, limits: Limits) -> BinaryIO:
        """Return the member as a file that can be searched: formats with a directory at their end need it."""
        if not self.inside and self.location.suffix.lower() != ".gz":
            return self.location.open("rb")
        with self.open(limits) as source:
            data = source.read()
        return io.BytesIO(data)


def plain_member(path: Path) -> Member:
    """Return the member for one regular file.

    Raises
    ------
    InputError
        There is no such file, or it is a device, a pipe or a socket.
    """
    try:
        mode = path.stat().st_mode
    except OSError as error:
        raise InputError(Fault(str(path), "must be a file that can be read", error.strerror or "an error")) from error
    if not stat.S_ISREG(mode):
        raise InputError(Fault(str(path), "must be a regular file, not a device, pipe or socket", stat.filemode(mode)))
    name = path.name.removesuffix(".gz").removesuffix(".GZ")
    return Member(name, path.name, path)


def folder_members(folder: Path, limits: Limits) -> Iterator[Member | Fault]:
    """Yield the regular files of a folder and its folders by path; links and what is no file come back as faults."""
    paths = sorted(folder.rglob("*"))
    if len(paths) > limits.n_members:
        raise InputError(Fault(str(folder), f"must hold at most {limits.n_members:,} files", f"{len(paths):,}"))
    for path in paths:
        inside = path.relative_to(folder).as_posix()
        if path.is_symlink():
            yield Fault(inside, "must be a file of its own", "a link", "It was left out.")
        elif path.is_file():
            member = plain_member(path)
            yield Member(member.name, inside, path)
        elif not path.is_dir():
            yield Fault(inside, "must be a regular file", "a device, pipe or socket", "It was left out.")


def zip_members(path: Path, limits: Limits) -> Iterator[Member]:
    """Yield the entries of a zip archive after checking every one of them; nothing is unpacked to disk.

    Raises
    ------
    InputError
        The archive is cut off or damaged, or an entry has a path that leaves the archive, is a link, is encrypted, is
        itself an archive, or would unpack to more than the limits allow. All faults are gathered.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    except zipfile.BadZipFile as error:
        must = "must be a whole zip archive"
        raise InputError(Fault(path.name, must, str(error), "It may have been cut off; send it again.")) from error
    faults = [fault for entry in entries for fault in _entry_faults(entry, limits)]
    total = sum(entry.file_size for entry in entries)
    if total > limits.unpacked_bytes:
        faults.append(Fault(path.name, f"must unpack to at most {limits.unpacked_bytes:,} bytes", f"{total:,}"))
    if len(entries) > limits.n_members:
        faults.append(Fault(path.name, f"must hold at most {limits.n_members:,} files", f"{len(entries):,}"))
    if faults:
        raise InputError(faults)
    for entry in sorted(entries, key=lambda one: one.filename):
        yield Member(PurePosixPath(entry.filename).name, entry.filename, path, entry.filename)


def _entry_faults(entry: zipfile.ZipInfo, limits: Limits) -> Iterator[Fault]:
    name, parts = entry.filename, re.split(r"[/\\]", entry.filename)
    shown = repr(name[:200])
    if name.startswith(("/", "\\")) or ".." in parts or re.match(r"[A-Za-z]:", name) or "\0" in name:
        yield Fault("archive", "every path must stay inside the archive", shown)
    if any(_RESERVED.fullmatch(part) for part in parts):
        yield Fault("archive", "no file may bear the name of a device", shown)
    if stat.S_ISLNK(entry.external_attr >> 16):
        yield Fault("archive", "must hold no links", shown)
    if entry.flag_bits & 0x1:
        yield Fault("archive", "must not be encrypted", shown, "Unpack it first.")
    if PurePosixPath(name).suffix.lower() in {".zip", ".gz", ".7z", ".rar", ".tar", ".bz2", ".xz", ".tgz"}:
        yield Fault("archive", "must hold tables, not further archives", shown, "Unpack it first.")
    ratio = entry.file_size / max(entry.compress_size, 1)
    if entry.file_size > limits.packing_ratio_from and ratio > limits.packing_ratio:
        yield Fault(
            "archive",
            f"no file may unpack to over {limits.packing_ratio} times its size",
            f"{shown}, {ratio:.0f} times",
        )
