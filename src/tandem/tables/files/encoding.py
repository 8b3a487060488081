"""Finding out how a file's bytes spell text."""

import codecs
import re
from collections.abc import Iterator

from tandem.tables.files.limits import ByteSource

__all__ = ["Utf16AsUtf8", "find_encoding", "visible"]

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NOT_LATIN = ("cp1251", "koi8_r", "cp1253", "cp1255", "cp1256", "shift_jis", "euc_jp", "gb18030", "big5", "euc_kr")
_BEYOND_ASCII = re.compile(r"[^\W\d_\x00-\x7f]{2,}")
_SCANNED_BYTES = 256 * 2**20
_CHUNK = 1 << 20
_SAMPLE = 1 << 18


def find_encoding(source: ByteSource) -> str:
    r"""Return the codec name that fits the bytes best.

    A byte order mark decides; then the pattern of zero bytes that UTF-16 has; then UTF-8 if most lines beyond ASCII are
    valid in it (single broken lines are reported row by row later); then a script that is not Latin if one clearly
    fits; else Windows-1252. ASCII alone is UTF-8. The first 256 MB are looked at.

    Examples
    --------
    >>> import io
    >>> find_encoding(io.BytesIO("name\nMüller\n".encode("cp1252")))
    'cp1252'
    """
    head = source.read(_CHUNK)
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    if wide := _without_mark(head):
        return wide
    sample = b"\n".join(_lines_beyond_ascii(head, source))
    return _narrow(sample) if sample else "utf-8"


def _without_mark(head: bytes) -> str:
    sample = head[:4096]
    if len(sample) < 4 or b"\0" not in sample:
        return ""
    even, odd = sample[0::2].count(0) / len(sample[0::2]), sample[1::2].count(0) / len(sample[1::2])
    if odd > 0.4 and even < 0.1:
        return "utf-16-le"
    return "utf-16-be" if even > 0.4 and odd < 0.1 else ""


def _lines_beyond_ascii(head: bytes, source: ByteSource) -> Iterator[bytes]:
    seen = kept = 0
    chunk = head
    while chunk and seen < _SCANNED_BYTES and kept < _SAMPLE:
        seen += len(chunk)
        if not chunk.isascii():
            # The last line may be cut inside a character, so it is left out unless it is all there is.
            lines = chunk.splitlines()
            for line in lines[:-1] if len(lines) > 1 and len(chunk) == _CHUNK else lines:
                if not line.isascii():
                    kept += len(line)
                    yield line
        chunk = source.read(_CHUNK)


def _narrow(sample: bytes) -> str:
    lines = sample.split(b"\n")
    valid = sum(_decodes(line, "utf-8") for line in lines)
    if valid * 2 >= len(lines):
        return "utf-8"
    from charset_normalizer import from_bytes

    guess = from_bytes(sample[:20_000], cp_isolation=[*_NOT_LATIN, "cp1252", "cp1250"]).best()
    if (
        guess is not None
        and guess.encoding in _NOT_LATIN
        and guess.alphabets
        and "Latin Extended-A" not in guess.alphabets
    ):
        beyond = [one for one in str(guess) if ord(one) > 127]
        # Words of another script are written in it throughout; a single odd letter in a word is a Western accent.
        in_words = sum(map(len, _BEYOND_ASCII.findall(str(guess))))
        if sum(one.isalpha() for one in beyond) > 0.9 * len(beyond) and in_words > 0.6 * len(beyond):
            return guess.encoding
    return "cp1252" if all(_decodes(line, "cp1252") for line in lines) else "latin-1"


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def visible(data: bytes, encoding: str) -> str:
    r"""Return bytes as text a person can read, with what does not decode written as ``\xNN``."""
    return data.decode(encoding, errors="backslashreplace").replace("\0", "\\x00")


class Utf16AsUtf8:
    """A byte source that turns UTF-16 or UTF-32 into UTF-8 as it is read; broken units become U+FFFD."""

    def __init__(self, source: ByteSource, encoding: str) -> None:
        self._source = source
        self._decoder = codecs.getincrementaldecoder(encoding)(errors="replace")

    def read(self, size: int = -1, /) -> bytes:
        """Return UTF-8 bytes made from up to `size` bytes of the source; none at the end."""
        while data := self._source.read(size):
            if text := self._decoder.decode(data):
                return text.encode("utf-8", errors="replace")
        return self._decoder.decode(b"", final=True).encode("utf-8", errors="replace")
