"""Sentences of a text with their offsets."""

import re

__all__ = ["split_sentences"]

_END = re.compile(r"(?<=[.!?…])[\"')\]]*[ \t]+(?=[\"'(\[]?\w)|\s*\n\s*")
_ABBREVIATED = re.compile(
    r"(?:\b(?:mr|mrs|ms|dr|prof|st|no|nr|vs|e\.g|i\.e|approx|inc|ltd|co|corp|dept|fig|jan|feb|mar|apr|jun|jul|aug|sep"
    r"|sept|oct|nov|dec|a\.m|p\.m|z\.b|bzw|ca|resp)\.|\b[A-Z]\.)$",
    re.IGNORECASE,
)


def split_sentences(text: str) -> list[tuple[int, int]]:
    r"""Return (first, last) offsets of the sentences; a line break ends one, an abbreviation's full stop does not.

    Examples
    --------
    >>> text = "Dr. Weber called. Can we talk?\nThanks"
    >>> [text[first:last] for first, last in split_sentences(text)]
    ['Dr. Weber called.', 'Can we talk?', 'Thanks']
    """
    found, start = [], 0
    for match in _END.finditer(text):
        if "\n" not in match[0] and _ABBREVIATED.search(text[start : match.start()]):
            continue
        found.append((start, match.start()))
        start = match.end()
    found.append((start, len(text)))
    trimmed = ((first + len(text[first:last]) - len(text[first:last].lstrip()), last) for first, last in found)
    return [(first, first + len(text[first:last].rstrip())) for first, last in trimmed if text[first:last].strip()]
