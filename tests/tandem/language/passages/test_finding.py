"""Clause types are found again in contracts that were not learned from."""

import numpy as np
import pytest

from tandem.kernel.errors import InputError, NotEnoughData, NotFittedError
from tandem.language.encoder import LexicalEncoder
from tandem.language.passages import ClauseFinder, Contract, split_clauses

LAWS = ["Denmark", "Delaware", "Ontario", "Bavaria", "Norway", "Texas", "Kent", "Zurich"]
FILLER = ["The goods are presses.", "The parties met in spring.", "Each page is signed.", "Headings are for reading."]


def _contract(at: int) -> tuple[Contract, list[set[str]]]:
    pieces = [
        *FILLER,
        f"This agreement is governed by the laws of {LAWS[at]}.",
        f"It ends {at + 2} years after signing and is renewed for one year.",
        *FILLER[::-1],
    ]
    text = " ".join(pieces)
    clauses = split_clauses(text)
    assert len(clauses) == len(pieces)
    types = [{"law"} if "laws" in one else {"term"} if "renewed" in one else set() for one in pieces]
    return Contract(text, clauses), types


CONTRACTS = [_contract(at) for at in range(len(LAWS))]


@pytest.mark.parametrize("encoder", [None, LexicalEncoder(width=256)], ids=["words", "words and meaning"])
def test_each_type_ranks_its_own_clause_first_in_contracts_held_out(encoder: LexicalEncoder | None) -> None:
    known, held = CONTRACTS[:5], CONTRACTS[5:]
    finder = ClauseFinder(encoder, meaning=1.0).fit([one for one, _ in known], [types for _, types in known])
    assert finder.types_ == ("law", "term")
    for contract, types in held:
        best = finder.scores(contract).argmax(axis=0)
        assert [types[row] for row in best] == [{"law"}, {"term"}]


def test_capitals_and_marks_tell_clauses_apart_that_share_their_words() -> None:
    pieces = ["SUPPLY AGREEMENT.", "Supply agreement.", "Fee: $ five.", "Fee five."]
    random = np.random.default_rng(0)
    contracts, types = [], []
    for _ in range(12):
        order = random.permutation(len(pieces))
        text = "\n\n".join(pieces[at] for at in order)
        contracts.append(Contract(text, split_clauses(text)))
        types.append([{"title"} if at == 0 else {"price"} if at == 2 else set() for at in order])
        assert len(contracts[-1].clauses) == len(pieces)
    finder = ClauseFinder().fit(contracts[:8], types[:8])
    for contract, marks in zip(contracts[8:], types[8:], strict=True):
        assert [marks[row] for row in finder.scores(contract).argmax(axis=0)] == [{"price"}, {"title"}]


def test_the_same_seed_gives_the_same_scores() -> None:
    contracts, types = [one for one, _ in CONTRACTS], [marks for _, marks in CONTRACTS]
    one, other = (ClauseFinder(n_others=5, seed=3).fit(contracts, types).scores(contracts[0]) for _ in range(2))
    assert np.array_equal(one, other)


def test_a_contract_without_clauses_has_no_scores() -> None:
    finder = ClauseFinder().fit([one for one, _ in CONTRACTS], [types for _, types in CONTRACTS])
    assert finder.scores(Contract("", ())).shape == (0, 2)


def test_too_little_and_wrong_input_is_refused() -> None:
    contract, types = CONTRACTS[0]
    with pytest.raises(NotFittedError):
        ClauseFinder().scores(contract)
    with pytest.raises(InputError, match="for each clause"):
        ClauseFinder().fit([contract], [types[:-1]])
    with pytest.raises(InputError, match="for 1 contracts"):
        ClauseFinder().fit([contract], [])
    with pytest.raises(NotEnoughData, match="2 needed; got 1"):
        ClauseFinder().fit([contract], [types])
