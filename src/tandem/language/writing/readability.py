"""How easily a text reads, and its tone: counts that a writer can act on."""

import re
from dataclasses import dataclass

from tandem.language.passages import split_sentences
from tandem.language.writing.vocabulary import PRESSURE

__all__ = ["Readability", "Tone", "measure_readability", "measure_tone"]

_WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)*")
_GROUP = re.compile(r"[aeiouy]+")
_YOU = frozenset({"you", "your", "yours", "yourself", "yourselves"})
_WE = frozenset({"i", "me", "my", "mine", "we", "us", "our", "ours"})
_COURTESY = re.compile(
    r"\b(?:thank(?:s| you)|please|kind(?:ly)?|welcome|sorry|regards|glad|happy|appreciate\w*)\b", re.I
)
_HEDGE = re.compile(r"\b(?:may|might|could|perhaps|possibly|probably|seems?|maybe|suggest\w*|would)\b", re.I)


@dataclass(frozen=True)
class Readability:
    """How easily an English text reads.

    Attributes:
        n_sentences, n_words: counts.
        words_per_sentence: mean, > 0; 0 for a text without words.
        ease: Flesch's reading ease; 60 to 70 is plain English, below 30 hard. Short texts go past 100.
        grade: Kincaid's school grade, in years.
    """

    n_sentences: int
    n_words: int
    words_per_sentence: float
    ease: float
    grade: float


@dataclass(frozen=True)
class Tone:
    """How a text speaks to its reader.

    Attributes:
        you_share: of the words for reader or writer, the share that are the reader's, in [0, 1]; 0.5 where none is.
        n_courtesies, n_hedges: thanks and please; may, perhaps.
        n_exclamations, n_shouted: exclamation marks; words of four letters and more in capitals.
        pressure: wordings that press, as they stand.
    """

    you_share: float
    n_courtesies: int
    n_hedges: int
    n_exclamations: int
    n_shouted: int
    pressure: tuple[str, ...]


def measure_readability(text: str) -> Readability:
    """Return how easily a text reads.

    Syllables are groups of vowels, without a silent e at the end.

    References
    ----------
    Kincaid, Fishburne, Rogers & Chissom 1975, Derivation of new readability formulas for Navy enlisted personnel.

    Examples
    --------
    >>> found = measure_readability("The cat sat on the mat. It was glad.")
    >>> found.n_words, round(found.ease, 1), round(found.grade, 1)
    (9, 117.7, -2.0)
    """
    words = _WORD.findall(text)
    n_sentences = max(len(split_sentences(text)), 1)
    if not words:
        return Readability(0, 0, 0.0, 0.0, 0.0)
    length = len(words) / n_sentences
    syllables = sum(_n_syllables(word.lower()) for word in words) / len(words)
    return Readability(
        n_sentences,
        len(words),
        length,
        206.835 - 1.015 * length - 84.6 * syllables,
        0.39 * length + 11.8 * syllables - 15.59,
    )


def measure_tone(text: str) -> Tone:
    """Return how a text speaks to its reader.

    Examples
    --------
    >>> tone = measure_tone("Thank you. ACT NOW! Would your team like our offer?")
    >>> tone.pressure, tone.n_exclamations, tone.n_courtesies, round(tone.you_share, 2)
    (('ACT NOW',), 1, 1, 0.67)
    """
    words = [word.lower() for word in _WORD.findall(text)]
    n_you, n_we = sum(word in _YOU for word in words), sum(word in _WE for word in words)
    return Tone(
        n_you / (n_you + n_we) if n_you + n_we else 0.5,
        len(_COURTESY.findall(text)),
        len(_HEDGE.findall(text)),
        text.count("!"),
        len(re.findall(r"\b[A-Z]{4,}\b", text)),
        tuple(PRESSURE.findall(text)),
    )


def _n_syllables(word: str) -> int:
    groups = len(_GROUP.findall(word))
    is_silent = word.endswith("e") and not word.endswith(("le", "ee")) and groups > 1
    return max(groups - is_silent, 1)
