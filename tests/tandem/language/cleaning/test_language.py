"""The language of business mails; short and mixed texts are abstained on."""

import pytest

from tandem.kernel.suggestion import Abstained
from tandem.language.cleaning import Language, identify_language


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Could you send us the revised offer before the end of the month?", "en"),
        ("Könnten Sie uns das überarbeitete Angebot vor Monatsende schicken?", "de"),
        ("Pourriez-vous nous envoyer l'offre révisée avant la fin du mois ?", "fr"),
        ("¿Podría enviarnos la oferta revisada antes de fin de mes?", "es"),
        ("Potrebbe inviarci l'offerta aggiornata entro la fine del mese?", "it"),
        ("Kunt u ons de herziene offerte voor het einde van de maand sturen?", "nl"),
    ],
)
def test_a_sentence_of_mail_is_recognised(text: str, code: str) -> None:
    found = identify_language(text)
    assert isinstance(found, Language)
    assert (found.code, found.probability > 0.7) == (code, True)


@pytest.mark.parametrize("text", ["", "ok", "12345 67890 ???"])
def test_too_little_text_is_abstained_on(text: str) -> None:
    assert isinstance(identify_language(text), Abstained)
