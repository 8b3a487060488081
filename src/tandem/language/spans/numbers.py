"""Numbers in English text, in digits, words and mixtures: "1,234.5", "two and a half million", "¾", "13 lakh"."""

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction

__all__ = ["Number", "find_numbers", "plain"]

_SMALL = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_SCALES = {
    "hundred": 100,
    "thousand": 1000,
    "k": 1000,
    "lakh": 10**5,
    "mil": 10**6,
    "mm": 10**6,
    "mn": 10**6,
    "m": 10**6,
    "million": 10**6,
    "crore": 10**7,
    "g": 10**9,
    "b": 10**9,
    "bn": 10**9,
    "bln": 10**9,
    "billion": 10**9,
    "t": 10**12,
    "tn": 10**12,
    "tln": 10**12,
    "trillion": 10**12,
}
_LETTER_SCALES = frozenset({"k", "mil", "mm", "mn", "m", "g", "b", "bn", "bln", "t", "tn", "tln"})
_ORDINALS = {
    "third": 3,
    "fifth": 5,
    "eighth": 8,
    "ninth": 9,
    "twelfth": 12,
    **{f"{word}th": at for at, word in enumerate(_SMALL) if at in {4, 6, 7, 10, 11} or at > 12},
    **{f"{word[:-1]}ieth": 10 * at for at, word in enumerate(_TENS, 2)},
}
_PARTS = _ORDINALS | {"half": 2, "quarter": 4, "hundredth": 100, "thousandth": 1000, "millionth": 10**6}
_PLURALS = {f"{part}s": value for part, value in _PARTS.items()} | {"halves": 2, "trillionths": 10**12}
_DOZENS = frozenset({"dozen", "dozens", "dz", "dzs", "doz", "dozs"})
_WORD_VALUES = {word: at for at, word in enumerate(_SMALL)} | {"nought": 0, "naught": 0}
_TEN_VALUES = {word: 10 * at for at, word in enumerate(_TENS, 2)}
_DIGITS = re.compile(
    r"\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\d,]\d)|\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d+)?|\d{1,3}(?:\.\d{3})+,\d+"
    r"|\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:\.\d+)?(?!\d)|(?<![/\d])\d{1,3}/\d{1,3}(?![/\d])"
    r"|(?<!\d,)\d+,\d{1,2}(?![\d,])|\d+(?:\.\d+(?!\.\d))?|(?<!\d)\.\d+"
)
_POWER = re.compile(r"(?:x10)?\^([+-]*\d+)|e([+-]?\d+)\b", re.IGNORECASE)
_TOKEN = re.compile(rf"(?P<digits>{_DIGITS.pattern})|(?P<sign>[½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞])|(?P<word>[^\W\d_]+)|(?P<mark>\S)")
_NOT_BEFORE_ONE = frozenset({"the", "this", "that", "which", "each", "every", "another", "any", "no", "last", "next"})


@dataclass(frozen=True)
class Number:
    """A number found in a text: its value and its offsets; `is_words` where no digit takes part."""

    value: Fraction
    first: int
    last: int
    is_words: bool


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    first: int
    last: int
    value: Fraction


def plain(value: Fraction) -> str:
    """Return a number as decimal text, of at most fifteen significant digits.

    Examples
    --------
    >>> plain(Fraction(5, 2)), plain(Fraction(12_000_000))
    ('2.5', '12000000')
    """
    if value.denominator == 1:
        return str(value.numerator)
    text = f"{float(value):.15g}"
    return text if "e" in text else text.rstrip("0").rstrip(".")


def find_numbers(text: str, *, attached: bool = False, letter_scales: bool = True) -> list[Number]:
    """Return the numbers in a text, in its order and without overlaps.

    Parameters
    ----------
    text
        Any text.
    attached
        Whether a number may touch letters that are no part of it, such as the 180 of "180ml".
    letter_scales
        Whether "10m" is ten million; beside units of measure it is not.

    Examples
    --------
    >>> [plain(number.value) for number in find_numbers("two and a half million seats at 1,250.50 each")]
    ['2500000', '1250.5']
    """
    tokens = _tokens(text)
    found, at = [], 0
    while at < len(tokens):
        read = _Reading(tokens, letter_scales).signed(at)
        if read is None or (not attached and _is_pronoun(tokens, at, read[1])):
            at += 1
            continue
        value, end = read
        used = tokens[at:end]
        words = all(token.kind == "word" or token.text == "-" for token in used)
        touches = end < len(tokens) and tokens[end].first == used[-1].last and tokens[end].kind == "word"
        if attached or words or not touches:
            found.append(Number(value, used[0].first, used[-1].last, words))
        at = end
    return found


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    end = 0
    for match in _TOKEN.finditer(text):
        if match.start() < end:
            continue
        kind = match.lastgroup or "mark"
        end, value = match.end(), Fraction(0)
        if kind == "digits":
            value = _digits(match[0])
            power = _POWER.match(text, end)
            if power:
                value, end = _raised(value, power), power.end()
        elif kind == "sign":
            value = Fraction(unicodedata.numeric(match[0])).limit_denominator(10)
        tokens.append(_Token(kind, text[match.start() : end].lower(), match.start(), end, value))
    return tokens


def _digits(text: str) -> Fraction:
    if "/" in text:
        above, below = text.split("/")
        return Fraction(int(above), int(below)) if int(below) else Fraction(0)
    text = re.sub(r"[ \u00a0\u202f]", "", text)
    if "," in text and (re.fullmatch(r"\d+,\d{1,2}|\d{1,3}(?:\.\d{3})+,\d+", text)):
        text = text.replace(".", "").replace(",", ".")
    return Fraction(text.replace(",", "") if not text.startswith(".") else f"0{text}")


def _raised(value: Fraction, power: re.Match[str]) -> Fraction:
    exponent = int((power[1] or power[2]).replace("--", "-").lstrip("+"))
    if power[0].startswith("^"):
        return Fraction(float(value) ** max(-99, min(exponent, 99))) if value else value
    return value * Fraction(10) ** max(-99, min(exponent, 99))


def _is_pronoun(tokens: list[_Token], at: int, end: int) -> bool:
    return end == at + 1 and tokens[at].text == "one" and at > 0 and tokens[at - 1].text in _NOT_BEFORE_ONE


class _Reading:
    """Reads a number from a token on; every method returns the value and the index after it, or `None`."""

    def __init__(self, tokens: list[_Token], letter_scales: bool) -> None:
        self.tokens = tokens
        self.letter_scales = letter_scales

    def text(self, at: int) -> str:
        return self.tokens[at].text if 0 <= at < len(self.tokens) else ""

    def touches(self, at: int) -> bool:
        """Whether the token follows the one before it without a gap."""
        return 0 < at < len(self.tokens) and self.tokens[at - 1].last == self.tokens[at].first

    def signed(self, at: int) -> tuple[Fraction, int] | None:
        free = at == 0 or (not self.touches(at) or self.tokens[at - 1].kind == "mark")
        if self.text(at) in {"minus", "negative"} or (self.text(at) == "-" and free):
            read = self.whole(at + 1)
            return (-read[0], read[1]) if read else None
        return self.whole(at)

    def whole(self, at: int) -> tuple[Fraction, int] | None:
        read = self.part_of_scale(at) or self.dozens(at) or self.cardinal(at)
        if read is None:
            return None
        value, end = read
        below = self.below(value, end)
        if below:
            return value / below[0], below[1]
        value, end = self.mixed(value, end)
        return self.divided(value, end)

    def below(self, value: Fraction, end: int) -> tuple[int, int] | None:
        """Read a denominator in words: the "fifths" of "twenty-three fifths"."""
        if not self.is_words(end - 1) or value.denominator != 1:
            return None
        end += self.text(end) == "-"
        word = self.text(end)
        part = _PARTS.get(word) if value == 1 else _PLURALS.get(word)
        return (part, end + 1) if part and word != "quarter" else None

    def is_words(self, at: int) -> bool:
        return 0 <= at < len(self.tokens) and self.tokens[at].kind == "word"

    def dozens(self, at: int) -> tuple[Fraction, int] | None:
        if self.text(at) in {"a", "half"}:
            start = at + 2 if self.text(at) == "half" and self.text(at + 1) == "a" else at + 1
            if self.text(start) in _DOZENS:
                return Fraction(6 if self.text(at) == "half" else 12), start + 1
        counted = self.cardinal(at)
        if counted and self.text(counted[1]) in _DOZENS:
            return counted[0] * 12, counted[1] + 1
        return None

    def part_of_scale(self, at: int) -> tuple[Fraction, int] | None:
        """Read "a half", "three quarters", "half million", "two thirds of a million", "a hundred thousand"."""
        read = self.part(at)
        if read is None:
            scale = (
                self.scale(at + 1) if self.text(at) == "a" else self.scale(at) if self.text(at) == "hundred" else None
            )
            if scale is None:
                return None
            return self.more_scales(Fraction(scale[0]), scale[1])
        value, end = read
        after = end + 2 if self.text(end) == "of" and self.text(end + 1) == "a" else end
        scale = self.scale(after)
        return (value * scale[0], scale[1]) if scale and self.text(after) not in _LETTER_SCALES else read

    def part(self, at: int) -> tuple[Fraction, int] | None:
        if self.text(at) == "half" and self.text(at + 1) != "a":
            return Fraction(1, 2), at + 1
        if self.text(at) == "quarter" and self.scale(at + 1):
            return Fraction(1, 4), at + 1
        counted = (Fraction(1), at + 1) if self.text(at) == "a" else self.below_hundred(at)
        if counted is None:
            return None
        value, end = counted
        end += self.text(end) == "-"
        word = self.text(end)
        below = _PARTS.get(word) if value == 1 else _PLURALS.get(word)
        return (value / below, end + 1) if below else None

    def mixed(self, value: Fraction, end: int) -> tuple[Fraction, int]:
        """Add what follows with "and" or by a fraction: "one and a half", "3 million and a half", "10 1/2"."""
        scale = _SCALES.get(self.text(end - 1), 1)
        if self.text(end) == "and":
            part = self.part(end + 1)
            if part and scale > 100:
                part = self.part_of_scale(end + 1)
            if part:
                value += part[0] * (scale if scale > 100 and part[0] < 1 else 1)
                more = self.scale(part[1]) if scale == 1 else None
                return (value * more[0], more[1]) if more else (value, part[1])
        if value.denominator == 1 and end < len(self.tokens):
            token = self.tokens[end]
            if token.kind == "sign" or (token.kind == "digits" and "/" in token.text and not self.touches(end)):
                return value + token.value, end + 1
            above, bar, below = self.tokens[end : end + 3] if end + 2 < len(self.tokens) else (token, token, token)
            if bar.text == "/" and above.kind == below.kind == "digits" and 0 < above.value < below.value:
                return value + above.value / below.value, end + 3
        return value, end

    def divided(self, value: Fraction, end: int) -> tuple[Fraction, int]:
        words = 2 if self.text(end) == "out" and self.text(end + 1) == "of" else 1
        if self.text(end) == "over" or words == 2:
            below = self.cardinal(end + words)
            fits = below is not None and below[0] > 0 and self.text(below[1]) not in {"year", "years", "months", "days"}
            if below and fits and (words == 1 or value < below[0]):
                return value / below[0], below[1]
        return value, end

    def cardinal(self, at: int) -> tuple[Fraction, int] | None:
        total, end, least = Fraction(0), at, 10**15
        while True:
            start = end + 1 if total and self.text(end) == "and" else end
            group = self.hundreds(start)
            if group is None or (total and (group[0] == 0 or group[0].denominator != 1)):
                break
            if start > end and self.below(*group):
                break
            value, scale, after = self.scaled(*group)
            if scale >= least:
                break
            total, end, least = total + value, after, scale
            if scale == 1:
                break
        if end == at:
            return None
        return self.point(total, end)

    def scaled(self, value: Fraction, end: int) -> tuple[Fraction, int, int]:
        scale, factor = self.scale(end), 1
        while scale and scale[0] > 100:
            factor, end = factor * scale[0], scale[1]
            scale = self.scale(end) if self.text(end) not in _LETTER_SCALES else None
        return value * factor, factor, end

    def scale(self, at: int) -> tuple[int, int] | None:
        word = self.text(at)
        scale = _SCALES.get(word) or _SCALES.get(word.removesuffix("s") if len(word) > 4 else "")
        if scale is None:
            return None
        if word in _LETTER_SCALES and not (self.letter_scales and at > 0 and self.tokens[at - 1].kind == "digits"):
            return None
        return scale, at + 1

    def more_scales(self, value: Fraction, end: int) -> tuple[Fraction, int]:
        total, _, end = self.scaled(value, end)
        return total, end

    def hundreds(self, at: int) -> tuple[Fraction, int] | None:
        read = self.below_hundred(at)
        if read is None:
            return None
        value, end = read
        if self.text(end).removesuffix("s") != "hundred":
            return read
        value, end = value * 100, end + 1
        start = end + (self.text(end) == "and")
        rest = self.below_hundred(start)
        fits = rest is not None and 0 < rest[0] < 100 and rest[0].denominator == 1 and self.text(rest[1]) != "hundred"
        if rest and fits and not (start > end and self.below(*rest)):
            return value + rest[0], rest[1]
        return value, end

    def below_hundred(self, at: int) -> tuple[Fraction, int] | None:
        if at >= len(self.tokens):
            return None
        token = self.tokens[at]
        if token.kind in {"digits", "sign"}:
            return token.value, at + 1
        if token.text in _TEN_VALUES:
            after = at + 2 if self.text(at + 1) == "-" else at + 1
            unit = _WORD_VALUES.get(self.text(after), 0)
            if 0 < unit < 10:
                return Fraction(_TEN_VALUES[token.text] + unit), after + 1
            return Fraction(_TEN_VALUES[token.text]), at + 1
        value = _WORD_VALUES.get(token.text)
        return (Fraction(value), at + 1) if value is not None else None

    def point(self, value: Fraction, end: int) -> tuple[Fraction, int]:
        if self.text(end) != "point":
            return value, end
        digits, at = "", end + 1
        while (read := self.below_hundred(at)) is not None and read[0].denominator == 1:
            digits, at = digits + str(read[0]), read[1]
        return (value + Fraction(f"0.{digits}"), at) if digits else (value, end)
