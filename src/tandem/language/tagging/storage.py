"""Taggers on disk: one zip file of JSON and plain arrays; nothing in it is ever executed."""

import io
import json
import zipfile
from collections.abc import Collection
from pathlib import Path
from typing import Any

import numpy as np

from tandem.kernel.errors import Fault, InputError
from tandem.language.encoder import Encoder, load_encoder
from tandem.language.tagging.chain import Chain
from tandem.language.tagging.features import Reader, StateScale, WordFeatures
from tandem.language.tagging.tagger import Tagger, Weights

__all__ = ["read_tagger", "write_tagger"]

_STAMP = {"format": "tandem-tagger", "version": 1}
_DATE = (1980, 1, 1, 0, 0, 0)
_MAX_BYTES = 1 << 30


def write_tagger(path: Path, tagger: Tagger) -> None:
    """Write a tagger to one file; the same tagger gives the same bytes. An existing file is replaced at the end."""
    chain = tagger.weights.chain
    arrays = {
        "of_words": tagger.weights.of_words,
        "of_states": tagger.weights.of_states,
        "bias": tagger.weights.bias,
        "between": chain.between,
        "start": chain.start,
        "allowed": chain.allowed,
        "may_start": chain.may_start,
        "mean": tagger.scale.mean,
        "turn": tagger.scale.turn,
    }
    plain: dict[str, Any] = {"labels": tagger.labels, "features": tagger.words.names, "readers": _names(tagger.readers)}
    plain["encoder"] = tagger.states_of
    buffer = io.BytesIO()
    np.savez(buffer, allow_pickle=False, **arrays)
    unfinished = path.with_name(path.name + ".unfinished")
    with zipfile.ZipFile(unfinished, "w") as archive:
        for name, content in (
            ("format.json", json.dumps(_STAMP).encode()),
            ("tagger.json", json.dumps(plain, sort_keys=True).encode()),
            ("arrays.npz", buffer.getvalue()),
        ):
            archive.writestr(zipfile.ZipInfo(name, _DATE), content, zipfile.ZIP_DEFLATED)
    unfinished.replace(path)


def read_tagger(path: Path, *, readers: Collection[Reader] = (), encoder: Encoder | None = None) -> Tagger:
    """Read what :func:`write_tagger` wrote.

    Parameters
    ----------
    path
        The file.
    readers
        The functions it was fitted with, in the same order; their names must be the same.
    encoder
        By default the installed one.

    Raises
    ------
    InputError
        There is no such file, it is no tagger of ours or damaged, or readers or encoder are not those of the fit.
    """
    if not path.is_file():
        raise InputError(Fault(str(path), "must be a tagger's file", "no such file"))
    try:
        plain, arrays = _unpacked(path)
        tagger = _tagger(plain, arrays, encoder if encoder is not None else load_encoder(), readers)
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, EOFError) as error:
        raise InputError(Fault(str(path), "must be a tagger's file", f"a damaged or foreign one ({error})")) from error
    wanted = (("readers", plain["readers"], _names(readers)), ("encoder", plain["encoder"], tagger.states_of))
    faults = [
        Fault(name, f"must be what the tagger was fitted with: {asked or 'none'}", str(given or "none"))
        for name, asked, given in wanted
        if asked != given
    ]
    if faults:
        raise InputError(faults)
    return tagger


def _unpacked(path: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    with zipfile.ZipFile(path) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > _MAX_BYTES:
            raise ValueError("it unpacks to more than 1 GB")
        stamp, plain = (json.loads(archive.read(name)) for name in ("format.json", "tagger.json"))
        if stamp != _STAMP:
            raise ValueError(f"it says {stamp}")
        with np.load(io.BytesIO(archive.read("arrays.npz")), allow_pickle=False) as loaded:
            return plain, {name: loaded[name] for name in loaded.files}


def _tagger(plain: dict[str, Any], arrays: dict[str, Any], encoder: Encoder, readers: Collection[Reader]) -> Tagger:
    chain = Chain(*(arrays[name] for name in ("between", "start", "allowed", "may_start")))
    weights = Weights(arrays["of_words"], arrays["of_states"], arrays["bias"], chain)
    scale = StateScale(arrays["mean"], arrays["turn"])
    if arrays["of_words"].shape != (len(plain["features"]), 1 + 2 * len(plain["labels"])):
        raise ValueError("its weights fit neither its features nor its labels")
    return Tagger(
        tuple(plain["labels"]), WordFeatures(tuple(plain["features"])), weights, scale, encoder, tuple(readers)
    )


def _names(readers: Collection[Reader]) -> list[str]:
    return [getattr(reader, "__name__", type(reader).__name__) for reader in readers]
