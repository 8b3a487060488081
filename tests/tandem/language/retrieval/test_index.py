"""Passages are found, quoted where they stand, and follow every change of their documents."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.kernel.errors import InputError
from tandem.language.encoder import LexicalEncoder
from tandem.language.passages import Span, split_sentences
from tandem.language.retrieval import ENTRIES, TURNS, Fusion, JudgedQuery, PassageIndex, cut_passages

ENCODER = LexicalEncoder(width=256)
ANSWERS = {
    "delivery": "We deliver in six weeks. Spare parts leave the same day.",
    "payment": "Invoices are due within 30 days. We take card and transfer.",
    "warranty": "The press HX200 has two years of warranty. Seals have six months.",
}


def _index(fusion: Fusion = ENTRIES) -> PassageIndex:
    index = PassageIndex(ENCODER, fusion=fusion)
    for document, text in ANSWERS.items():
        index.put(document, text)
    return index


def test_the_best_sentence_is_quoted_where_it_stands() -> None:
    [found] = _index().search("how long do seals last?", n=1)
    assert found.passage.document == "warranty"
    assert found.quote == "Seals have six months."
    assert ANSWERS["warranty"][found.first : found.last] == found.quote


def test_without_a_shared_word_the_sentence_nearest_in_meaning_is_quoted() -> None:
    found = _index().search("invoicing", n=1)[0]
    assert found.words == 0
    assert found.quote == "Invoices are due within 30 days."


def test_a_changed_document_is_found_by_its_new_words_alone() -> None:
    index = _index()
    index.put("payment", "Leasing is possible from 10,000 euros.")
    assert index.search("leasing", n=1)[0].passage.document == "payment"
    assert all("30 days" not in found.passage.text for found in index.search("invoices due 30 days", n=10))


def test_a_removed_document_is_gone_and_a_second_removal_says_so() -> None:
    index = _index()
    assert index.remove("payment")
    assert not index.remove("payment")
    assert "payment" not in index
    assert {found.passage.document for found in index.search("invoices", n=10)} == {"delivery", "warranty"}


def test_a_document_without_words_takes_the_old_one_out() -> None:
    index = _index()
    index.put("payment", "  ")
    assert "payment" not in index
    assert len(index) == 2


def test_a_title_helps_to_find_its_passage() -> None:
    index = _index()
    index.put("visit", "Ring the bell at gate three.", title="How do I reach your showroom?")
    assert index.search("showroom", n=1)[0].passage.document == "visit"


def test_a_search_can_be_kept_to_some_documents() -> None:
    found = _index().search("warranty of the press", n=5, within={"delivery", "nowhere"})
    assert {one.passage.document for one in found} == {"delivery"}


def test_given_spans_and_titles_are_the_passages() -> None:
    index = PassageIndex(ENCODER)
    index.put("call", "Hello. Too dear.", spans=[Span(0, 6), Span(7, 16)], titles=["Seller", "Buyer"])
    [found] = index.search("dear", n=1)
    assert (found.passage.title, found.first, found.last) == ("Buyer", 7, 16)


def test_context_lifts_a_turn_by_the_turns_around_it() -> None:
    talk = (
        ["about the price of presses", "yes", "the price is too high"] + ["the garden and the weather"] * 30 + ["yes"]
    )
    text = "\n".join(talk)
    firsts = np.cumsum([0, *[len(turn) + 1 for turn in talk[:-1]]])
    spans = [Span(int(first), int(first) + len(turn)) for first, turn in zip(firsts, talk, strict=True)]
    alone, around = PassageIndex(ENCODER), PassageIndex(ENCODER, fusion=TURNS)
    for index in (alone, around):
        index.put("call", text, spans=spans)
    found = [passage.first for passage in around.rank("price of presses", 5)]
    assert found.index(spans[1].first) < 3
    assert spans[-1].first not in found
    assert [one.text for one in alone.rank("price of presses", 2)] == [talk[0], talk[2]]


def test_context_stays_inside_its_document() -> None:
    index = PassageIndex(ENCODER, fusion=TURNS)
    index.put("about price", "the price of presses")
    index.put("other", "yes")
    [other] = [one for one in index.search("price of presses", 2) if one.passage.document == "other"]
    assert other.words == 0
    assert other.meaning < 0.1


def test_a_number_is_found_though_meaning_points_elsewhere() -> None:
    index = PassageIndex(ENCODER)
    for at in range(50):
        index.put(f"{at}", f"the clause about the order number of customer {at}")
    index.put("b", "ref 48213")
    assert index.search("which clause is about the order number of customer 48213", n=1)[0].passage.document == "b"
    index.fusion = Fusion(words=0.0, exact=0.0)
    assert index.search("which clause is about the order number of customer 48213", n=1)[0].passage.document != "b"


@pytest.mark.parametrize("query", ["", "   ", "?!"])
def test_a_query_without_words_finds_nothing(query: str) -> None:
    assert _index().search(query) == ()


def test_an_empty_index_finds_nothing() -> None:
    assert PassageIndex(ENCODER).search("price") == ()


def test_bad_calls_are_refused_with_what_must_hold() -> None:
    index = _index()
    with pytest.raises(InputError, match="n: must be above 0"):
        index.search("price", n=0)
    with pytest.raises(InputError, match="spans: must lie in"):
        index.put("x", "short", spans=[Span(0, 99)])
    with pytest.raises(InputError, match="titles: must be one for each of 1 spans"):
        index.put("x", "short", spans=[Span(0, 5)], titles=["a", "b"])
    mixed = [*PassageIndex(ENCODER)._cut("one", "Text.", "", (), ()), *index._cut("two", "Text.", "", (), ())]
    with pytest.raises(InputError, match="passages of one document"):
        index.put_all([mixed])


def test_a_saved_index_finds_the_same(tmp_path: Path) -> None:
    for fusion in (ENTRIES, TURNS):
        index = _index(fusion)
        index.remove("delivery")
        index.save(tmp_path / "index.npz")
        loaded = PassageIndex.load(tmp_path / "index.npz", ENCODER)
        assert loaded.search("warranty of seals") == index.search("warranty of seals")
        loaded.put("new", "Leasing is possible.")
        assert loaded.search("leasing", n=1)[0].passage.document == "new"


def test_a_foreign_file_or_another_encoder_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "index.npz"
    path.write_bytes(b"not an index")
    with pytest.raises(InputError, match="must be an index written by Tandem"):
        PassageIndex.load(path, ENCODER)
    _index().save(path)
    other = LexicalEncoder(width=256)
    assert PassageIndex.load(path, other)

    class Stranger(LexicalEncoder):
        description = "another model"

    with pytest.raises(InputError, match="another model"):
        PassageIndex.load(path, Stranger(width=256))


def test_judged_queries_set_the_weight_of_words() -> None:
    index = PassageIndex(ENCODER, fusion=Fusion(words=0.5))
    codes = [f"{chr(97 + n // 26)}{chr(97 + n % 26)}zq" for n in range(30)]
    for at, code in enumerate(codes):
        index.put(f"{at}", f"the part is called {code}")
    judged = [JudgedQuery(f"where is {code}", frozenset({f"{at}"})) for at, code in enumerate(codes)]
    chosen = index.choose_fusion(judged)
    assert index.fusion == chosen
    assert all(index.rank(one.query, 1)[0].document in one.documents for one in judged)


texts = st.lists(st.sampled_from(["press", "price", "may", "invoice", "seal", "six"]), min_size=1, max_size=5).map(
    " ".join
)
changes = st.lists(st.tuples(st.sampled_from("abcdef"), texts | st.none()), max_size=25)


@settings(max_examples=60, deadline=None)
@given(changes)
def test_after_any_changes_an_index_finds_what_a_fresh_one_finds(told: list[tuple[str, str | None]]) -> None:
    index, kept = PassageIndex(ENCODER), {}
    for document, text in told:
        kept.pop(document, None)
        if text is None:
            index.remove(document)
        else:
            index.put(document, text)
            kept[document] = text
    fresh = PassageIndex(ENCODER)
    for document, text in kept.items():
        fresh.put(document, text)
    assert len(index) == len(fresh)
    for query in ("press price", "may"):
        one, other = index.search(query, 10), fresh.search(query, 10)
        assert [found.passage for found in one] == [found.passage for found in other]
        assert np.allclose([found.score for found in one], [found.score for found in other])


@given(st.text(alphabet="ab .\n!", max_size=200), st.integers(1, 8))
def test_cut_passages_are_whole_sentences_within_the_limit(text: str, max_words: int) -> None:
    cut, sentences = cut_passages(text, max_words=max_words), split_sentences(text)
    assert {span.first for span in cut} <= {span.first for span in sentences}
    assert sum(len(span.of(text).split()) for span in cut) == len(text.split())
    for span in cut:
        n_inside = sum(span.first <= one.first < span.last for one in sentences)
        assert n_inside == 1 or len(span.of(text).split()) <= max_words
