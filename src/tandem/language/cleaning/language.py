"""Which language a text is in."""

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from tandem.kernel.suggestion import Abstained

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

__all__ = ["Language", "identify_language"]

_FEWEST_LETTERS = 12
_LEAST_PROBABILITY = 0.7


@dataclass(frozen=True)
class Language:
    """A language by its two-letter code (ISO 639-1), and the probability in [0, 1] the identifier gives it."""

    code: str
    probability: float


@cache
def _identifier() -> "LanguageIdentifier":
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def identify_language(text: str) -> Language | Abstained:
    """Return the language of a text; abstain where it is too short or too mixed to tell.

    Parameters
    ----------
    text
        The writer's own words; quotes in another language mislead.

    References
    ----------
    Lui & Baldwin 2012, "langid.py: an off-the-shelf language identification tool"; the model is py3langid's.

    Examples
    --------
    >>> identify_language("Könnten Sie uns bitte bis Freitag ein Angebot schicken?").code
    'de'
    >>> identify_language("ok").reason
    'The text has 2 letters, too few to tell its language.'
    """
    n_letters = sum(character.isalpha() for character in text)
    if n_letters < _FEWEST_LETTERS:
        few = f"The text has {n_letters} letters, too few to tell its language."
        return Abstained(few, f"A text of {_FEWEST_LETTERS} letters or more.")
    code, probability = _identifier().classify(text)
    if probability < _LEAST_PROBABILITY:
        return Abstained(
            f"The likeliest language, {code}, has a probability of {probability:.2f} only.",
            "More text in one language.",
        )
    return Language(str(code), float(probability))
