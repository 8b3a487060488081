"""Yes and no in the spellings people and systems use."""

from collections.abc import Sequence

from tandem.tables.values.reading import Reading

__all__ = ["FALSE_WORDS", "TRUE_WORDS", "decide_flags", "parse_flag", "render_flag"]

TRUE_WORDS = frozenset(
    [
        "true",
        "t",
        "yes",
        "y",
        "1",
        "1.0",
        "ja",
        "j",
        "wahr",
        "oui",
        "o",
        "vrai",
        "si",
        "sí",
        "s",
        "verdadero",
        "vero",
        "sim",
        "verdadeiro",
        "tak",
        "prawda",
        "igen",
        "ano",
        "да",
        "x",
        "on",
        "checked",
        "✓",
        "✔",
        "waar",
        "sand",
        "sann",
        "kyllä",
        "evet",
        "はい",
        "是",
    ]
)
FALSE_WORDS = frozenset(
    [
        "false",
        "f",
        "no",
        "n",
        "0",
        "0.0",
        "nein",
        "falsch",
        "non",
        "faux",
        "falso",
        "não",
        "nao",
        "nie",
        "fałsz",
        "nem",
        "ne",
        "нет",
        "off",
        "unchecked",
        "✗",
        "✘",
        "nee",
        "onwaar",
        "nej",
        "falskt",
        "ei",
        "hayır",
        "いいえ",
        "否",
    ]
)


def parse_flag(text: str) -> bool | None:
    """Return what a cell says; `None` if it is no flag.

    Examples
    --------
    >>> [parse_flag(one) for one in ("Ja", "NON", "x", "perhaps")]
    [True, False, True, None]
    """
    word = text.strip().casefold()
    if word in TRUE_WORDS:
        return True
    return False if word in FALSE_WORDS else None


def render_flag(value: bool, reading: Reading) -> str:
    """Return a flag as its column writes flags."""
    return reading.yes if value else reading.no


def decide_flags(values: Sequence[str], hint: Reading) -> Reading:
    """Return how a column writes yes and no: its own words, or the other of the pair where one never occurs."""
    yes = next((one.strip() for one in values if parse_flag(one) is True), "")
    no = next((one.strip() for one in values if parse_flag(one) is False), "")
    pairs = {
        "1": "0",
        "1.0": "0.0",
        "yes": "no",
        "y": "n",
        "true": "false",
        "ja": "nein",
        "oui": "non",
        "t": "f",
        "x": "",
    }
    if yes and not no:
        no = _like(pairs.get(yes.casefold(), hint.no), yes)
    if no and not yes:
        yes = _like({value: key for key, value in pairs.items()}.get(no.casefold(), hint.yes), no)
    return hint.with_(yes=yes or hint.yes, no=no if yes or no else hint.no)


def _like(word: str, model: str) -> str:
    return word.upper() if len(model) > 1 and model.isupper() else word.title() if model[:1].isupper() else word
