"""Cutting a text into words, numbers and marks, each with its offsets."""

import re
from dataclasses import dataclass

__all__ = ["Token", "tokenize"]

_TOKEN = re.compile(r"[^\W\d_]+|\d+|[^\s\w]|_")
_SAME = str.maketrans(
    {"’": "'", "‘": "'", "´": "'", "`": "'", "–": "-", "—": "-", "−": "-", "‑": "-", "“": '"', "”": '"'}
)


@dataclass(frozen=True, slots=True)
class Token:
    """One word, number or mark.

    Attributes:
        text: lower case, with one kind of apostrophe, quote and dash.
        first: offset of its first character.
        last: offset after its last character.
        shape: "number", "upper" (all capitals, two or more), "title" (capital first), "lower" or "mark".
    """

    text: str
    first: int
    last: int
    shape: str


def _shape(word: str) -> str:
    if word[0].isdigit():
        return "number"
    if not word[0].isalpha():
        return "mark"
    if len(word) > 1 and word.isupper():
        return "upper"
    return "title" if word[0].isupper() else "lower"


def tokenize(text: str, compounds: re.Pattern[str] | None = None) -> tuple[Token, ...]:
    """Return the tokens of a text, in order; letters and digits are parted ("3pm" is two tokens).

    Parameters
    ----------
    text
        Any text.
    compounds
        Words written as one and read as two, as a pattern with a group for each half ("Montagmorgen").

    Examples
    --------
    >>> [token.text for token in tokenize("Wed 9h30 – 11h")]
    ['wed', '9', 'h', '30', '-', '11', 'h']
    """
    same = text.translate(_SAME)
    tokens = []
    for match in _TOKEN.finditer(same):
        word, first, last = match[0], match.start(), match.end()
        halves = compounds.fullmatch(word) if compounds is not None else None
        if halves is None:
            tokens.append(Token(word.lower(), first, last, _shape(word)))
        else:
            middle = first + len(halves[1])
            tokens.append(Token(halves[1].lower(), first, middle, _shape(word)))
            tokens.append(Token(halves[2].lower(), middle, last, "lower"))
    return tuple(tokens)
