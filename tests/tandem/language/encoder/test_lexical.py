"""Lexical vectors know spelling and nothing more."""

import numpy as np

from tandem.language.encoder import LexicalEncoder


def test_shared_words_are_nearer_than_none() -> None:
    price, prices, hello = LexicalEncoder().encode(["price list please", "the price lists", "good morning"])
    assert price @ prices > price @ hello


def test_an_empty_text_gives_zeros_and_others_length_one() -> None:
    vectors = LexicalEncoder(width=128).encode(["", "offer"])
    assert not vectors[0].any()
    assert np.isclose(np.linalg.norm(vectors[1]), 1, atol=1e-5)
