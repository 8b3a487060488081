"""The apostrophe that keeps a spreadsheet from running a cell as a formula: put on in writing, taken off in reading.

A spreadsheet runs a cell that starts with ``=``, ``+``, ``-``, ``@``, a tab or a line break as a formula. The writer
puts one apostrophe before such a cell, and before a cell that starts with apostrophes followed by such a character; the
reader takes one apostrophe from a cell of that form. Plain negative numbers are left alone: they are no formulas, and
an apostrophe would turn them into text. Hence ``unguard(guard(text)) == text`` for every text.
"""

import re

import pyarrow as pa
import pyarrow.compute as pc

__all__ = ["guard", "unguard", "unguard_array"]

_STARTS = r"[=+\-@\t\r\n＝＋－＠]"
_DANGEROUS = re.compile(rf"'*{_STARTS}")
_GUARDED = re.compile(rf"'+{_STARTS}")
_PLAIN_NEGATIVE = re.compile(r"-\d+([.,]\d+)*%?")


def guard(text: str) -> str:
    """Return the cell as it may be written into a file that people open in a spreadsheet.

    Examples
    --------
    >>> guard("=1+1"), guard("+49 30 123"), guard("-12.50"), guard("plain")
    ("'=1+1", "'+49 30 123", '-12.50', 'plain')
    """
    if not text or not _DANGEROUS.match(text) or _PLAIN_NEGATIVE.fullmatch(text):
        return text
    return f"'{text}"


def unguard(text: str) -> str:
    """Return the cell without the apostrophe that :func:`guard` put there."""
    return text[1:] if text.startswith("'") and _GUARDED.match(text) else text


def unguard_array(array: pa.Array) -> pa.Array:
    """Return a string array with :func:`unguard` applied to every cell."""
    if not pc.any(pc.starts_with(array, "'")).as_py():
        return array
    return pc.replace_substring_regex(array, pattern=rf"\A'('*{_STARTS})", replacement=r"\1")
