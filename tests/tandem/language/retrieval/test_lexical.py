"""BM25 is the paper's, and an index that grew and shrank scores as one built afresh."""

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tandem.language.retrieval.lexical import LexicalIndex, words_of

TEXTS = ["the price of the press", "delivery of the press in May", "invoice 48213-B", "price price price"]
words = st.lists(st.sampled_from(["press", "price", "may", "the", "of", "invoice", "b"]), max_size=6).map(" ".join)


def test_a_score_is_the_paper_s_equation_over_the_query_s_weight() -> None:
    index = LexicalIndex(k1=1.2, b=0.6)
    index.add(TEXTS)
    lengths = [5, 6, 3, 3]
    mean = sum(lengths) / 4
    rarity = {"price": math.log(1 + (4 - 2 + 0.5) / 2.5), "may": math.log(1 + (4 - 1 + 0.5) / 1.5)}

    def part(count: int, length: int) -> float:
        return count * 2.2 / (count + 1.2 * (1 - 0.6 + 0.6 * length / mean))

    total = rarity["price"] + rarity["may"]
    expected = [rarity["price"] * part(1, 5), rarity["may"] * part(1, 6), 0.0, rarity["price"] * part(3, 3)]
    assert np.allclose(index.scores("price may"), np.array(expected) / total)


def test_words_nobody_has_do_not_lower_the_share() -> None:
    index = LexicalIndex()
    index.add(TEXTS)
    assert np.array_equal(index.scores("price"), index.scores("price zebra"))


def test_an_empty_index_and_an_empty_query_score_nothing() -> None:
    index = LexicalIndex()
    assert index.scores("price").shape == (0,)
    index.add(TEXTS)
    assert not index.scores("").any()
    assert not index.scores("?!").any()


def test_case_and_compatibility_forms_are_one_word() -> None:
    assert words_of("Straße ﬁne") == words_of("STRASSE FINE")


@given(st.lists(words, max_size=8), st.lists(words, max_size=4), st.data())
def test_after_any_changes_the_scores_are_those_of_a_fresh_index(
    first: list[str], second: list[str], data: st.DataObject
) -> None:
    texts = first + second
    gone = data.draw(st.sets(st.integers(0, len(texts) - 1))) if texts else set()
    index, fresh = LexicalIndex(), LexicalIndex()
    index.add(first)
    index.add(second)
    index.remove([texts[row] for row in sorted(gone)])
    kept = [row for row in range(len(texts)) if row not in gone]
    fresh.add([texts[row] for row in kept])
    for query in ("press price", "the of may"):
        assert np.allclose(index.scores(query)[kept], fresh.scores(query))
    index.compact(kept)
    assert len(index) == len(kept)
    assert np.allclose(index.scores("press b"), fresh.scores("press b"))
