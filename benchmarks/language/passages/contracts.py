"""The marked contracts, cut into our clauses, with the types of each clause."""

import gzip
import json
from bisect import bisect_right
from dataclasses import dataclass
from pathlib import Path

from tandem.language.passages import Contract, split_clauses

__all__ = ["Marked", "read_contracts"]

_SHORTEST = 25


@dataclass(frozen=True)
class Marked:
    """A contract, the group of companies it comes from, the types of its clauses, and how many marks were found."""

    contract: Contract
    company: str
    types: tuple[frozenset[str], ...]
    n_marks: int
    n_placed: int


def read_contracts(folder: Path) -> list[Marked]:
    """Return every contract of the folder's part."""
    with gzip.open(folder / "cuad" / "contracts.jsonl.gz", "rt", encoding="utf-8") as file:
        return [_marked(json.loads(line)) for line in file]


def _marked(told: dict[str, object]) -> Marked:
    text = str(told["text"])
    clauses = tuple(one for one in split_clauses(text) if one.last - one.first >= _SHORTEST)
    firsts = [one.first for one in clauses]
    types: list[set[str]] = [set() for _ in clauses]
    n_marks = n_placed = 0
    for name, marks in told["clauses"].items():  # type: ignore[attr-defined]
        for words in marks["spans"]:
            n_marks += 1
            first = text.find(words)
            if first < 0:
                continue
            last, is_placed = first + len(words), False
            for at in range(max(bisect_right(firsts, first) - 1, 0), len(clauses)):
                if clauses[at].first >= last:
                    break
                shared = min(last, clauses[at].last) - max(first, clauses[at].first)
                if shared >= 0.5 * min(last - first, clauses[at].last - clauses[at].first):
                    types[at].add(name)
                    is_placed = True
            n_placed += is_placed
    marked = tuple(frozenset(one) for one in types)
    return Marked(Contract(text, clauses), str(told["company_group"]), marked, n_marks, n_placed)
