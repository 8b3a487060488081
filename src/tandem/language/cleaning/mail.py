"""A mail's body taken apart: the writer's words, and beside them quotes, forwarded heads, signature and disclaimer."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

__all__ = ["MailPart", "PartKind", "own_words", "split_mail"]

_FILE = Path(__file__).with_name("data") / "marks.yaml"
_MOST_SIGNATURE_LINES = 14
_MOST_HEADER_LINES = 8


class PartKind(StrEnum):
    """What a piece of a mail's body is."""

    WORDS = "words"
    QUOTE = "quote"
    FORWARDED_HEAD = "forwarded_head"
    SIGNATURE = "signature"
    DISCLAIMER = "disclaimer"


@dataclass(frozen=True)
class MailPart:
    """A piece of a mail's body; `text` is the raw text from offset `first` to before `last`."""

    kind: PartKind
    text: str
    first: int
    last: int


@dataclass(frozen=True)
class _Line:
    text: str
    first: int
    last: int


@dataclass(frozen=True)
class _Marks:
    quote_head: re.Pattern[str]
    forward_head: re.Pattern[str]
    header: re.Pattern[str]
    header_from: re.Pattern[str]
    closing: re.Pattern[str]
    device: re.Pattern[str]
    disclaimer: re.Pattern[str]


@cache
def _marks() -> _Marks:
    import yaml

    raw = yaml.safe_load(_FILE.read_text(encoding="utf-8"))

    def any_of(name: str) -> str:
        return "|".join(f"(?:{entry})" for entry in raw[name])

    def line(pattern: str, tail: str = "") -> re.Pattern[str]:
        return re.compile(rf"\s*(?:{pattern}){tail}\s*", re.IGNORECASE)

    names = raw["header_names"]
    return _Marks(
        quote_head=line(any_of("quote_heads")),
        forward_head=line(any_of("forward_heads")),
        header=line("|".join([*names["from"], *names["others"]]), r"\*?\s?:\*?\s*\S.*"),
        header_from=line("|".join(names["from"]), r"\*?\s?:\*?\s*\S.*"),
        closing=line(any_of("closings"), r"\s*[,.!–-]?(?:\s+[A-ZÀ-Þ]\S*(?:\s+[A-ZÀ-Þ]\S*)?)?"),
        device=line(any_of("devices")),
        disclaimer=line(any_of("disclaimers")),
    )


def split_mail(text: str) -> list[MailPart]:
    r"""Return the parts of a mail's body, in its order; together they are the whole text.

    Quotes are lines marked with ">", and all that follows "On … wrote:" or a copied head without marks. A signature
    begins at "-- ", at a closing such as "Best regards" near the end, or at "Sent from my …". Words below a quote are
    the writer's again only if the quote's lines are marked.

    Parameters
    ----------
    text
        The body as plain text; see :func:`tandem.language.cleaning.html_to_text` for HTML.

    Examples
    --------
    >>> raw = "Friday works.\n\nBest regards\nMarta\n\nOn 9 March 2026, Peter wrote:\n> Does Friday work?\n"
    >>> [(part.kind.value, part.text.strip()[:18]) for part in split_mail(raw)]
    [('words', 'Friday works.'), ('signature', 'Best regards\nMarta'), ('quote', 'On 9 March 2026, P')]
    """
    lines = _lines(text)
    kinds = _quotes_and_heads(lines)
    for start, end in _runs(kinds, None):
        _mark_ends(lines, kinds, start, end)
    named = [kind or PartKind.WORDS for kind in kinds]
    return [
        MailPart(named[start], text[lines[start].first : lines[end - 1].last], lines[start].first, lines[end - 1].last)
        for start, end in _joined(named, lines)
    ]


def own_words(text: str) -> list[MailPart]:
    r"""Return only what the writer said in this mail: the parts that are words and not blank.

    Examples
    --------
    >>> [part.text for part in own_words("Fine.\n> Is it?\n")]
    ['Fine.\n']
    """
    return [part for part in split_mail(text) if part.kind is PartKind.WORDS and part.text.strip()]


def _lines(text: str) -> list[_Line]:
    found, at = [], 0
    for raw in text.splitlines(keepends=True):
        found.append(_Line(raw.strip("\r\n\u2028\u2029\x85\v\f"), at, at + len(raw)))
        at += len(raw)
    return found


def _quotes_and_heads(lines: list[_Line]) -> list[PartKind | None]:
    kinds: list[PartKind | None] = [None] * len(lines)
    at = 0
    while at < len(lines):
        line = lines[at].text
        head = _head_length(lines, at)
        if line.lstrip().startswith(">"):
            kinds[at] = PartKind.QUOTE
        elif n_head := _quote_head_length(lines, at):
            marked = any(one.text.lstrip().startswith(">") for one in lines[at + n_head : at + n_head + 3])
            end = at + n_head if marked else len(lines)
            kinds[at:end] = [PartKind.QUOTE] * (end - at)
            at = end
            continue
        elif head:
            kinds[at : at + head] = [PartKind.FORWARDED_HEAD] * head
            kinds[at + head :] = [PartKind.QUOTE] * (len(lines) - at - head)
            break
        at += 1
    return kinds


def _quote_head_length(lines: list[_Line], at: int) -> int:
    """Return over how many lines "On … wrote:" stretches, 0 where there is none."""
    pattern = _marks().quote_head
    for length in (1, 2, 3):
        joined = " ".join(line.text.strip() for line in lines[at : at + length])
        if len(lines) >= at + length and lines[at].text.strip() and pattern.fullmatch(joined):
            return length
    return 0


def _head_length(lines: list[_Line], at: int) -> int:
    """Return how many lines a forwarded or copied head takes, 0 where there is none."""
    marks = _marks()
    start = at
    if marks.forward_head.fullmatch(lines[at].text):
        start = at + 1
        while start < len(lines) and not lines[start].text.strip():
            start += 1
    elif not marks.header_from.fullmatch(lines[at].text):
        return 0
    end = start
    while end < min(len(lines), start + _MOST_HEADER_LINES) and marks.header.fullmatch(lines[end].text):
        end += 1
    n_headers = end - start
    if start > at:
        rule_only = lines[at].text.strip().startswith("_")
        return end - at if n_headers >= 2 or not rule_only else 0
    return n_headers if n_headers >= 3 else 0


def _runs(kinds: list[PartKind | None], wanted: PartKind | None) -> list[tuple[int, int]]:
    found, start = [], None
    for at, kind in enumerate([*kinds, PartKind.QUOTE if wanted is None else None]):
        if kind is wanted and start is None:
            start = at
        elif kind is not wanted and start is not None:
            found.append((start, at))
            start = None
    return found


def _mark_ends(lines: list[_Line], kinds: list[PartKind | None], start: int, end: int) -> None:
    """Mark disclaimer and signature at the end of a run of the writer's lines."""
    marks = _marks()
    for at in range(start, end):
        if marks.disclaimer.fullmatch(_paragraph(lines, at, end)) and not kinds[at]:
            stop = at
            while stop < end and lines[stop].text.strip():
                kinds[stop] = PartKind.DISCLAIMER
                stop += 1
    words_end = next((at for at in range(start, end) if kinds[at]), end)
    for at in range(start, words_end):
        line = lines[at].text
        n_left = sum(1 for one in lines[at:words_end] if one.text.strip())
        begins = line.rstrip() in {"--", "---"} or marks.device.fullmatch(line)
        closes = bool(line.strip()) and marks.closing.fullmatch(line) and _is_short(lines[at + 1 : words_end])
        if (begins or closes) and n_left <= _MOST_SIGNATURE_LINES:
            kinds[at:words_end] = [PartKind.SIGNATURE] * (words_end - at)
            return


def _paragraph(lines: list[_Line], at: int, end: int) -> str:
    if at and lines[at - 1].text.strip():
        return lines[at].text
    words = []
    while at < end and lines[at].text.strip():
        words.append(lines[at].text.strip())
        at += 1
    return " ".join(words)


def _is_short(lines: list[_Line]) -> bool:
    """Whether lines read like a name and an address rather than like sentences."""
    long = [line for line in lines if len(line.text.split()) > 9 and not re.search(r"[|•·]|\d{3}", line.text)]
    return not long


def _joined(kinds: list[PartKind], lines: list[_Line]) -> list[tuple[int, int]]:
    """Join neighbouring lines of one kind; blank lines go with what stands before them."""
    found: list[tuple[int, int]] = []
    for at, kind in enumerate(kinds):
        blank = not lines[at].text.strip()
        if found and (kinds[found[-1][0]] is kind or blank):
            found[-1] = (found[-1][0], at + 1)
        else:
            found.append((at, at + 1))
    return found
