"""Reading ease and tone are the published counts."""

import pytest

from tandem.language.writing import measure_readability, measure_tone


def test_reading_ease_is_the_published_equation() -> None:
    found = measure_readability("This sentence has six words altogether. Another is shorter.")
    assert (found.n_sentences, found.n_words) == (2, 9)
    syllables = (1 + 2 + 1 + 1 + 1 + 4 + 3 + 1 + 2) / 9
    assert found.ease == pytest.approx(206.835 - 1.015 * 4.5 - 84.6 * syllables)
    assert found.grade == pytest.approx(0.39 * 4.5 + 11.8 * syllables - 15.59)


def test_long_words_and_sentences_read_harder() -> None:
    easy = measure_readability("We can come on Monday. It takes an hour.")
    hard = measure_readability(
        "Notwithstanding considerable organisational complications, implementation necessitates re-evaluation."
    )
    assert easy.ease > 80 > 30 > hard.ease
    assert easy.grade < hard.grade


def test_a_text_without_words_has_no_ease() -> None:
    assert measure_readability("123 …").n_words == 0


def test_pressure_and_shouting_are_found_as_they_stand() -> None:
    tone = measure_tone("HURRY! Last chance. Perhaps you would like it, please?")
    assert tone.pressure == ("HURRY", "Last chance")
    assert (tone.n_shouted, tone.n_exclamations, tone.n_hedges, tone.n_courtesies) == (1, 1, 2, 1)
    assert tone.you_share == 1.0
    assert measure_tone("Presses.").you_share == 0.5
