"""Retrieval: passages found by meaning and by words, quoted with offsets, kept up to date document by document."""

from tandem.language.retrieval.fusion import ENTRIES, TURNS, Fusion, choose_words_weight
from tandem.language.retrieval.index import JudgedQuery, PassageIndex
from tandem.language.retrieval.lexical import LexicalIndex
from tandem.language.retrieval.passage import Found, Passage, cut_passages

__all__ = [
    "ENTRIES",
    "TURNS",
    "Found",
    "Fusion",
    "JudgedQuery",
    "LexicalIndex",
    "Passage",
    "PassageIndex",
    "choose_words_weight",
    "cut_passages",
]
