"""Documents read from files: one text, and for every offset in it the page or paragraph it stands on."""

import io
import zipfile
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tandem.kernel.errors import Fault, InputError, MissingExtra
from tandem.tables.files.encoding import find_encoding

__all__ = ["Document", "read_document"]

_MAX_BYTES = 50_000_000
_MAX_UNPACKED = 400_000_000
_KINDS = (".docx", ".pdf", ".txt", ".md")


@dataclass(frozen=True)
class Document:
    """A document's text with its places.

    Attributes:
        name: of the file.
        text: the whole text; every offset counts in it.
        places: words for each place ("page 3", "paragraph 12", "line 40").
        firsts: offset at which each place begins, ascending.
    """

    name: str
    text: str
    places: tuple[str, ...]
    firsts: tuple[int, ...]

    def place(self, offset: int) -> str:
        """Return the place of an offset, as a reader would look it up.

        Raises
        ------
        InputError
            The offset lies outside the text.
        """
        if not 0 <= offset <= len(self.text):
            raise InputError(Fault("offset", f"must lie in 0 to {len(self.text)}", str(offset)))
        at = bisect_right(self.firsts, offset) - 1
        return self.places[at] if at >= 0 else "the beginning"


def read_document(path: Path, content: bytes | None = None) -> Document:
    r"""Read a docx, pdf or text file.

    Parameters
    ----------
    path
        The file; its ending says what it is.
    content
        Its bytes, where they are at hand already; the file is then not opened.

    Raises
    ------
    InputError
        The file is of another kind, damaged, protected by a password, too large, or holds no text.
    MissingExtra
        docx or pdf are asked for and the extra "documents" is not installed.

    Examples
    --------
    >>> document = read_document(Path("offer.txt"), b"Price: 7\nDelivery: May")
    >>> document.place(document.text.index("May"))
    'line 2'
    """
    kind = path.suffix.lower()
    if kind not in _KINDS:
        raise InputError(Fault(path.name, f"must end in {', '.join(_KINDS)}", kind or "no ending"))
    if content is None:
        if not path.is_file():
            raise InputError(Fault(str(path), "must be a file", "no such file"))
        content = path.read_bytes()
    if len(content) > _MAX_BYTES:
        raise InputError(Fault(path.name, f"must not be larger than {_MAX_BYTES:,} bytes", f"{len(content):,}"))
    parts = {".docx": _docx_parts, ".pdf": _pdf_parts}.get(kind, _text_parts)(path.name, content)
    document = _joined(path.name, parts, "" if kind in (".txt", ".md") else "\n")
    if not document.text.strip():
        remedy = (
            "A scanned page holds a picture; have it read by character recognition first." if kind == ".pdf" else ""
        )
        raise InputError(Fault(path.name, "must hold text", "none", remedy))
    return document


def _joined(name: str, parts: Iterator[tuple[str, str]], between: str) -> Document:
    places, firsts, texts, at = [], [], [], 0
    for place, text in parts:
        places.append(place)
        firsts.append(at)
        texts.append(text + between)
        at += len(text) + len(between)
    return Document(name, "".join(texts), tuple(places), tuple(firsts))


def _text_parts(_: str, content: bytes) -> Iterator[tuple[str, str]]:
    text = content.decode(find_encoding(io.BytesIO(content)), errors="replace").replace("\0", "")
    for number, line in enumerate(text.replace("\r\n", "\n").splitlines(keepends=True), start=1):
        yield f"line {number}", line


def _docx_parts(name: str, content: bytes) -> Iterator[tuple[str, str]]:
    try:
        import docx
    except ImportError as error:
        raise MissingExtra("documents", "Reading docx files") from error
    try:
        _refuse_bombs(name, content)
        document: Any = docx.Document(io.BytesIO(content))
        blocks = list(document.iter_inner_content())
    except InputError:
        raise
    except Exception as error:
        raise InputError(Fault(name, "must be a readable docx file", type(error).__name__)) from error
    for number, block in enumerate(blocks, start=1):
        if hasattr(block, "rows"):
            yield f"table at paragraph {number}", "\n".join(_row_text(row) for row in block.rows) + "\n"
        else:
            yield f"paragraph {number}", block.text + "\n" if block.text.strip() else block.text


def _row_text(row: Any) -> str:
    cells: list[Any] = []
    for cell in row.cells:  # a merged cell comes once for each column it spans
        if not cells or cell._tc is not cells[-1]._tc:  # noqa: SLF001
            cells.append(cell)
    return "\t".join(" ".join(cell.text.split()) for cell in cells)


def _refuse_bombs(name: str, content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        size = sum(one.file_size for one in packed.infolist())
    if size > _MAX_UNPACKED:
        raise InputError(Fault(name, f"must not unpack to more than {_MAX_UNPACKED:,} bytes", f"{size:,}"))


def _pdf_parts(name: str, content: bytes) -> Iterator[tuple[str, str]]:
    try:
        import pypdf
    except ImportError as error:
        raise MissingExtra("documents", "Reading pdf files") from error
    try:
        reader = pypdf.PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise InputError(Fault(name, "must be readable without a password", "a protected file"))
        texts = [page.extract_text() for page in reader.pages]
    except InputError:
        raise
    except Exception as error:
        raise InputError(Fault(name, "must be a readable pdf file", type(error).__name__)) from error
    for number, text in enumerate(texts, start=1):
        yield f"page {number}", text
