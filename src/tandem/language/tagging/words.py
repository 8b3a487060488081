"""A text's words with their offsets, and the features of their spelling and neighbourhood."""

import re

__all__ = ["split_words", "word_features", "word_shape"]

_WORD = re.compile(r"[@#]?\w+(?:[._'’&-]\w+)*|\S", re.UNICODE)
_N_AFFIX = 4
_NEAR = (-2, -1, 1, 2)


def split_words(text: str) -> list[tuple[int, int]]:
    """Return (first, last) offsets of words and marks; "@name", "#tag", "e-mail", "7.30" and "it's" stay whole.

    Examples
    --------
    >>> text = "it's @acme's, at 7.30pm!"
    >>> [text[first:last] for first, last in split_words(text)]
    ["it's", "@acme's", ',', 'at', '7.30pm', '!']
    """
    return [match.span() for match in _WORD.finditer(text)]


def word_shape(word: str) -> str:
    """Return the shape of a word, runs of one kind cut to two: "McDonald's" is "XxXxx'x", "2026" is "dd".

    Examples
    --------
    >>> word_shape("iPhone-15"), word_shape("ACME")
    ('xXxx-dd', 'XX')
    """
    kinds = ("d" if c.isdigit() else "X" if c.isupper() else "x" if c.isalpha() else c for c in word)
    return re.sub(r"(.)\1{2,}", r"\1\1", "".join(kinds))


def word_features(words: list[str]) -> list[list[str]]:
    """Return of each word of a text its features: itself, shape, affixes, the same of its neighbours, pairs.

    Examples
    --------
    >>> word_features(["at", "Acme"])[1][:3]
    ['w=acme', 's=Xxx', 'p1=a']
    """
    lower = [word.lower() for word in words]
    shapes = [word_shape(word) for word in words]
    n_capitals = sum(word[:1].isupper() for word in words)
    rows = []
    for at, word in enumerate(lower):
        row = [f"w={word}", f"s={shapes[at]}"]
        row += [f"p{n}={word[:n]}" for n in range(1, _N_AFFIX + 1) if len(word) >= n]
        row += [f"e{n}={word[-n:]}" for n in range(1, _N_AFFIX + 1) if len(word) >= n]
        row += [f"len={min(len(word), 8)}", f"mark={words[at][0] if not words[at][0].isalnum() else ''}"]
        for step in _NEAR:
            there = at + step
            inside = 0 <= there < len(words)
            row.append(f"w{step}={lower[there] if inside else '|'}")
            row.append(f"s{step}={shapes[there] if inside else '|'}")
        before = lower[at - 1] if at else "|"
        after = lower[at + 1] if at + 1 < len(words) else "|"
        row += [f"b-={before} {word}", f"b+={word} {after}", f"ss={shapes[at - 1] if at else '|'} {shapes[at]}"]
        if shapes[at].startswith("X"):
            # a capital says little where every word has one
            row.append(f"capital={n_capitals * 4 // max(len(words), 1)} {'first' if at == 0 else ''}")
        rows.append(row)
    return rows
