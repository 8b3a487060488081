"""Heads on disk: one zip file of JSON and plain arrays; nothing in it is ever executed."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from tandem.kernel.errors import Fault, InputError
from tandem.language.encoder import Encoder, load_encoder
from tandem.language.heads.blending import Blend
from tandem.language.heads.context import ContextFeatures
from tandem.language.heads.corrections import Corrections
from tandem.language.heads.features import TextFeatures, TextViews
from tandem.language.heads.head import Head
from tandem.language.heads.linear import LinearMember
from tandem.language.heads.members import GaussianMember, Member
from tandem.language.heads.network import NetworkMember
from tandem.language.heads.vocabulary import Vocabulary

__all__ = ["read_head", "write_head"]

_FORMAT = "tandem-head"
_FORMAT_VERSION = 2
_READ = (1, 2)
_STAMP = (1980, 1, 1, 0, 0, 0)
_BEFORE = ("before, same speaker", "before, another")
_MAX_BYTES = 1 << 30
_KINDS: dict[str, type] = {"linear": LinearMember, "gaussian": GaussianMember, "network": NetworkMember}


def write_head(path: Path, head: Head) -> None:
    """Write a head to one file; the same head gives the same bytes. An existing file is replaced at the end."""
    arrays, kinds = _pack(head)
    plain = {
        "labels": list(head.labels),
        "exclusive": head.exclusive,
        "terms": {name: list(vocabulary.terms) for name, vocabulary in _vocabularies(head.features).items()},
        "members": kinds,
        "base": head.blend.base,
        "n_corrections": len(head.corrections),
    }
    buffer = io.BytesIO()
    np.savez(buffer, allow_pickle=False, **arrays)
    unfinished = path.with_name(path.name + ".unfinished")
    with zipfile.ZipFile(unfinished, "w") as archive:
        for name, content in (
            ("format.json", json.dumps({"format": _FORMAT, "version": _FORMAT_VERSION}).encode()),
            ("head.json", json.dumps(plain, sort_keys=True).encode()),
            ("arrays.npz", buffer.getvalue()),
        ):
            archive.writestr(zipfile.ZipInfo(name, _STAMP), content, zipfile.ZIP_DEFLATED)
    unfinished.replace(path)


def read_head(path: Path, encoder: Encoder | None = None) -> Head:
    """Read what :func:`write_head` wrote.

    Parameters
    ----------
    path
        The file.
    encoder
        By default the installed one.

    Raises
    ------
    InputError
        There is no such file, it is no head of ours or damaged, or the head needs the encoder and it is not installed.
    """
    if not path.is_file():
        raise InputError(Fault(str(path), "must be a head's file", "no such file"))
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > _MAX_BYTES:
                raise _foreign(path, "a file that unpacks to more than 1 GB")
            stamp, plain = (json.loads(archive.read(name)) for name in ("format.json", "head.json"))
            with np.load(io.BytesIO(archive.read("arrays.npz")), allow_pickle=False) as loaded:
                arrays = {name: loaded[name] for name in loaded.files}
        if stamp.get("format") != _FORMAT or stamp.get("version") not in _READ:
            raise _foreign(path, str(stamp))
        head = _unpack(plain, arrays, encoder if encoder is not None else load_encoder())
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, EOFError) as error:
        raise _foreign(path, f"something else ({type(error).__name__})") from error
    if head.features.uses_meaning and not hasattr(head.encoder, "encode_layers"):
        raise InputError(Fault(str(path), "needs the sentence encoder", "none installed", "Run `make encoder`."))
    return head


def _foreign(path: Path, got: str) -> InputError:
    return InputError(Fault(str(path), "must be a head that Tandem saved", got, "Fit one with `fit_head`."))


def _pack(head: Head) -> tuple[dict[str, np.ndarray], list[str]]:
    arrays = {
        "centre": head.features.centre,
        "spread": head.features.spread,
        "blend": head.blend.weights,
        "offsets": head.blend.offsets,
        "known": head.known,
        "changes": head.corrections.changes,
    }
    for name, vocabulary in _vocabularies(head.features).items():
        arrays[f"terms:{name}"] = vocabulary.weights
    if head.features.context is not None:
        arrays["before:centre"], arrays["before:spread"] = head.features.context.centre, head.features.context.spread
    kinds = []
    for at, member in enumerate(head.members):
        kinds.append(next(kind for kind, made in _KINDS.items() if isinstance(member, made)))
        arrays.update({f"{at}:{name}": value for name, value in _member_arrays(member).items()})
    if head.corrections.views is not None:
        views = head.corrections.views
        arrays.update({"seen:dense": views.dense, "seen:meaning": views.meaning, **_sparse("seen", views.ngrams)})
    return arrays, kinds


def _vocabularies(features: TextFeatures) -> dict[str, Vocabulary]:
    named = {vocabulary.kind: vocabulary for vocabulary in features.vocabularies}
    if features.context is not None:
        named.update(zip(_BEFORE, features.context.vocabularies, strict=True))
    return named


def _member_arrays(member: Member) -> dict[str, np.ndarray]:
    if isinstance(member, LinearMember):
        dense = {} if member.dense is None else {"dense": member.dense}
        return {"offsets": member.offsets, **_sparse("weights", member.weights), **dense}
    if isinstance(member, GaussianMember):
        return {"weights": member.weights, "offsets": member.offsets}
    if isinstance(member, NetworkMember):
        return {f"layer{at}": part for at, part in enumerate(member.layers)}
    raise TypeError(type(member).__name__)


def _sparse(name: str, matrix: csr_matrix) -> dict[str, np.ndarray]:
    return {
        f"{name}:data": matrix.data,
        f"{name}:indices": matrix.indices,
        f"{name}:indptr": matrix.indptr,
        f"{name}:shape": np.array(matrix.shape),
    }


def _dense(name: str, arrays: dict[str, np.ndarray]) -> csr_matrix:
    data, indices, indptr = (arrays[f"{name}:{part}"] for part in ("data", "indices", "indptr"))
    n_rows, n_columns = (int(side) for side in arrays[f"{name}:shape"])
    return csr_matrix((data, indices, indptr), shape=(n_rows, n_columns))


def _member(kind: str, at: int, arrays: dict[str, np.ndarray]) -> Member:
    if kind == "linear":
        return LinearMember(_dense(f"{at}:weights", arrays), arrays[f"{at}:offsets"], arrays.get(f"{at}:dense"))
    if kind == "gaussian":
        return GaussianMember(arrays[f"{at}:weights"], arrays[f"{at}:offsets"])
    first, second, third, fourth = (arrays[f"{at}:layer{layer}"] for layer in range(4))
    return NetworkMember((first, second, third, fourth))


def _unpack(plain: dict[str, Any], arrays: dict[str, np.ndarray], encoder: Encoder) -> Head:
    named = {
        name: Vocabulary("letters" if name == "letters" else "words", tuple(terms), arrays[f"terms:{name}"])
        for name, terms in plain["terms"].items()
    }
    context = None
    if _BEFORE[0] in named:
        own, other = (named[name] for name in _BEFORE)
        context = ContextFeatures((own, other), arrays["before:centre"], arrays["before:spread"])
    seen = None
    if plain["n_corrections"]:
        seen = TextViews(_dense("seen", arrays), arrays["seen:dense"], arrays["seen:meaning"])
    return Head(
        tuple(plain["labels"]),
        plain["exclusive"],
        TextFeatures((named["words"], named["letters"]), arrays["centre"], arrays["spread"], context),
        tuple(_member(kind, at, arrays) for at, kind in enumerate(plain["members"])),
        Blend(arrays["blend"], plain["base"], plain["exclusive"], arrays["offsets"]),
        arrays["known"],
        encoder,
        Corrections(seen, arrays["changes"]),
    )
