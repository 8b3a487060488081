"""One file for an index: the passages as text, the vectors beside them; nothing in it is ever executed."""

import json
import zipfile
from collections.abc import Sequence
from dataclasses import asdict, astuple
from pathlib import Path
from typing import Any

import numpy as np

from tandem.kernel.errors import Fault, InputError
from tandem.language.retrieval.fusion import Fusion
from tandem.language.retrieval.passage import Passage

__all__ = ["read_index", "write_index"]

_FORMAT = 1


def write_index(
    path: Path,
    passages: Sequence[Passage],
    vectors: "np.ndarray[Any, Any]",
    *,
    fusion: Fusion,
    encoder: str,
    language: str,
) -> None:
    """Write an index; `encoder` says what made the vectors."""
    head = {
        "format": _FORMAT,
        "encoder": encoder,
        "language": language,
        "fusion": asdict(fusion),
        "passages": [astuple(one) for one in passages],
    }
    with path.open("wb") as file:
        np.savez(file, head=np.frombuffer(json.dumps(head).encode(), dtype=np.uint8), vectors=vectors)


def read_index(path: Path, encoder: str) -> "tuple[list[Passage], np.ndarray[Any, Any], Fusion, str]":
    """Return passages, vectors, fusion and language.

    Raises
    ------
    InputError
        The file is no such index, or another encoder made its vectors.
    """
    try:
        with np.load(path, allow_pickle=False) as stored:
            head, vectors = json.loads(stored["head"].tobytes()), stored["vectors"]
        passages = [Passage(*fields) for fields in head["passages"]]
        fusion = Fusion(**head["fusion"])
    except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile) as error:
        raise InputError(Fault(str(path), "must be an index written by Tandem", type(error).__name__)) from error
    if head.get("format") != _FORMAT or len(vectors) != len(passages):
        raise InputError(Fault(str(path), f"must be an index of format {_FORMAT}", str(head.get("format"))))
    if head["encoder"] != encoder:
        raise InputError(
            Fault(str(path), f"must have vectors made by: {encoder}", head["encoder"], "Put its documents in anew.")
        )
    return passages, vectors, fusion, head["language"]
