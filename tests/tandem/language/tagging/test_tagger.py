"""A tagger finds what it was taught, keeps offsets exact, says how sure it is, and survives the disk."""

import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tandem.kernel.errors import InputError, NotEnoughData
from tandem.language.encoder import LexicalEncoder, load_encoder
from tandem.language.tagging import Labelled, Tagger, fit_tagger, read_tagger, write_tagger

FIRST = ["Kim", "Ana", "Lou", "Priya", "Otto", "Mei", "Sven", "Ada", "Ines", "Jun", "Tariq", "Wanda"]
NAMES = [f"{first} {last}".strip() for first in FIRST for last in ("", "Lopez", "Nair", "Chen", "Byron Hall", "Weiss")]
CITIES = ["Graz", "Turku", "Porto", "Gent", "Bergen", "Lille", "Brno", "Cork", "Sofia", "Basel", "Malmo", "Nantes"]
FORMS = [
    "today {name} will be in {city}.",
    "ask {name}, please",
    "the fair in {city} is on",
    "please call {name} now",
    "no news",
]


def examples(n: int, seed: int, names: list[str], cities: list[str]) -> tuple[list[str], list[list[Labelled]]]:
    chance = random.Random(seed)
    texts, spans = [], []
    for _ in range(n):
        form, name, city = chance.choice(FORMS), chance.choice(names), chance.choice(cities)
        text = form.format(name=name, city=city)
        here = [("name", name), ("city", city)]
        texts.append(text)
        spans.append([(label, text.find(word), text.find(word) + len(word)) for label, word in here if word in text])
    return texts, spans


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return fit_tagger(*examples(120, 1, NAMES, CITIES), encoder=LexicalEncoder())


def found(tagger: Tagger, texts: list[str]) -> list[list[Labelled]]:
    return [[(one.label, one.first, one.last) for one in tags] for tags in tagger.predict(texts)]


def test_names_it_never_saw_are_found_by_their_surroundings(tagger: Tagger) -> None:
    texts, spans = examples(60, 2, ["Zoe", "Ravi Rao", "Ella Berg"], ["Aosta", "Umea", "Split"])
    right = sum(sorted(got) == sorted(want) for got, want in zip(found(tagger, texts), spans, strict=True))
    assert right >= 57


def test_offsets_give_the_words_back_whatever_surrounds_them(tagger: Tagger) -> None:
    text = "  ask Kim, please — ask Ana Lopez, please 🙂"
    tags = tagger.predict([text])[0]
    assert [tag.text for tag in tags] == ["Kim", "Ana Lopez"]
    assert all(text[tag.first : tag.last] == tag.text for tag in tags)


def test_what_it_is_less_sure_of_is_left_out_on_request(tagger: Tagger) -> None:
    texts, _ = examples(30, 3, ["Zoe"], ["Aosta"])
    every = [tag for tags in tagger.predict(texts) for tag in tags]
    bound = float(np.median([tag.probability for tag in every]))
    some = [tag for tags in tagger.predict(texts, least_probability=bound) for tag in tags]
    assert all(0 <= tag.probability <= 1 for tag in every)
    assert some == [tag for tag in every if tag.probability >= bound]
    assert len(some) < len(every)


def test_a_text_without_words_has_no_tags(tagger: Tagger) -> None:
    assert tagger.predict(["", "   ", "no news"]) == [[], [], []]
    assert tagger.predict([]) == []


def test_what_is_known_beside_the_text_decides_between_labels() -> None:
    texts = [str(number) for number in range(2, 42)]
    asked = [("people",) if number % 2 else ("time",) for number in range(2, 42)]
    spans = [[(known[0], 0, len(text))] for text, known in zip(texts, asked, strict=True)]
    tagger = fit_tagger(texts, spans, context=asked, encoder=LexicalEncoder())
    tags = tagger.predict(["57", "57"], context=[("time",), ("people",)])
    assert [one[0].label for one in tags] == ["time", "people"]


def letters(text: str) -> Iterator[tuple[str, int, int]]:
    for word in ("alpha", "beta", "gamma", "delta"):
        if word in text:
            yield "letter", text.find(word), text.find(word) + len(word)


def test_a_reader_s_hint_carries_over_to_words_never_seen(tmp_path: Path) -> None:
    texts = ["see alpha", "see beta", "see that", "see nothing"] * 4
    spans: list[list[Labelled]] = [[("letter", 4, 9)], [("letter", 4, 8)], [], []] * 4
    tagger = fit_tagger(texts, spans, readers=[letters], encoder=LexicalEncoder())
    assert found(tagger, ["see delta", "see water"]) == [[("letter", 4, 9)], []]

    write_tagger(tmp_path / "tagger", tagger)
    with pytest.raises(InputError, match="letters"):
        read_tagger(tmp_path / "tagger", encoder=LexicalEncoder())
    again = read_tagger(tmp_path / "tagger", encoder=LexicalEncoder(), readers=[letters])
    assert again.predict(["see delta"]) == tagger.predict(["see delta"])


def test_the_same_examples_give_the_same_bytes(tmp_path: Path, tagger: Tagger) -> None:
    write_tagger(tmp_path / "one", tagger)
    write_tagger(tmp_path / "two", fit_tagger(*examples(120, 1, NAMES, CITIES), encoder=LexicalEncoder()))
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_a_foreign_or_missing_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "other").write_bytes(b"not a zip")
    for name in ("other", "none"):
        with pytest.raises(InputError, match="must be a tagger's file"):
            read_tagger(tmp_path / name)


def test_the_encoder_s_states_take_part_and_are_asked_for_again(tmp_path: Path) -> None:
    encoder = load_encoder()
    if isinstance(encoder, LexicalEncoder):
        pytest.skip("the encoder is not installed; `make encoder` brings it")
    tagger = fit_tagger(*examples(120, 1, NAMES, CITIES), encoder=encoder)
    assert "MiniLM" in tagger.description
    texts, spans = examples(30, 2, ["Zoe", "Ravi Rao"], ["Aosta", "Split"])
    assert sum(sorted(got) == sorted(want) for got, want in zip(found(tagger, texts), spans, strict=True)) >= 27
    write_tagger(tmp_path / "tagger", tagger)
    assert found(read_tagger(tmp_path / "tagger"), texts) == found(tagger, texts)
    with pytest.raises(InputError, match="encoder"):
        read_tagger(tmp_path / "tagger", encoder=LexicalEncoder())


@pytest.mark.parametrize(
    ("spans", "message"),
    [([("a", 0, 3), ("a", 2, 5)], "overlap"), ([("a", 2, 2)], "hold a character"), ([("a", 0, 99)], "lie in the text")],
)
def test_a_span_that_cannot_be_is_refused(spans: list[Labelled], message: str) -> None:
    with pytest.raises(InputError, match=message):
        fit_tagger(["some words", "more"], [spans, []], encoder=LexicalEncoder())


def test_examples_must_be_as_many_as_their_spans_and_hold_one_label() -> None:
    with pytest.raises(InputError, match="one entry for each of 2 texts"):
        fit_tagger(["one", "two"], [[]], encoder=LexicalEncoder())
    with pytest.raises(NotEnoughData):
        fit_tagger(["one", "two"], [[], []], encoder=LexicalEncoder())
