"""Hazard models on disk: one zip file of JSON, plain arrays and tree texts; nothing in it is ever executed."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import numpy as np

from tandem.kernel.errors import Fault, InputError
from tandem.learning.features import LevelRates, LinearDesign, TableReader
from tandem.learning.features.design import NumberBlock
from tandem.learning.hazards.arrivals import Arrivals
from tandem.learning.hazards.clocks import Clocks
from tandem.learning.hazards.decision import Decision
from tandem.learning.hazards.model import Hazards
from tandem.learning.hazards.trees import TreePart
from tandem.learning.pooled import PooledLogistic

__all__ = ["read_hazards", "write_hazards"]

_FORMAT, _FORMAT_VERSION = "tandem-hazards", 3
_STAMP = (1980, 1, 1, 0, 0, 0)
_MAX_BYTES = 1 << 30


def write_hazards(path: Path, hazards: Hazards, reader: TableReader, extra: dict[str, Any]) -> None:
    """Write a model, how its tables are read, and `extra` (plain values) to one file; equal models give equal bytes."""
    parts = {
        "format.json": json.dumps({"format": _FORMAT, "version": _FORMAT_VERSION}).encode(),
        "reader.json": json.dumps(reader.to_dict(), sort_keys=True).encode(),
        "extra.json": json.dumps(extra, sort_keys=True).encode(),
        **_pack(hazards, ""),
    }
    _write(path, parts)


def _pack(hazards: Hazards, prefix: str) -> dict[str, bytes]:
    arrays: dict[str, np.ndarray] = {"moves": hazards.moves}
    parts: dict[str, bytes] = {}
    for at, arrival in enumerate(hazards.arrivals):
        arrays |= {f"{at}:centre": arrival.centre, f"{at}:shift": arrival.shift, f"{at}:slope": arrival.slope}
    for at, decision in enumerate(hazards.decisions):
        arrays |= _arrays(at, decision)
        if decision.trees is not None:
            parts[f"{prefix}trees/{at}.txt"] = decision.trees.booster.model_to_string().encode()
    plain = {
        "causes": list(hazards.causes),
        "clocks": [hazards.clocks.age, hazards.clocks.state_age, hazards.clocks.countdown],
        "state": hazards.state,
        "decisions": [_plain(one) for one in hazards.decisions],
        "n_arrivals": len(hazards.arrivals),
        "n_subjects": hazards.n_subjects,
        "n_events": list(hazards.n_events),
        "unshown": hazards.unshown,
        "core_share": hazards.core_share,
        "has_core": hazards.core is not None,
        "base_share": hazards.base_share,
        "has_base": hazards.base is not None,
    }
    buffer = io.BytesIO()
    np.savez(buffer, allow_pickle=False, **arrays)
    parts[f"{prefix}model.json"] = json.dumps(plain, sort_keys=True).encode()
    parts[f"{prefix}arrays.npz"] = buffer.getvalue()
    for name, one in (("core", hazards.core), ("base", hazards.base)):
        if one is not None:
            parts |= _pack(one, f"{prefix}{name}/")
    return parts


def _arrays(at: int, one: Decision) -> dict[str, np.ndarray]:
    arrays = {
        f"{at}:means": one.design.means,
        f"{at}:scales": one.design.scales,
        f"{at}:groups": one.design.groups,
        f"{at}:mean": one.pooled.mean,
        f"{at}:covariance": one.pooled.covariance,
    }
    if one.trees is not None:
        for level, (odds, counts) in enumerate(zip(one.trees.rates.log_odds, one.trees.rates.counts, strict=True)):
            arrays |= {f"{at}:odds:{level}": odds, f"{at}:counts:{level}": counts}
    return arrays


def _write(path: Path, parts: dict[str, bytes]) -> None:
    unfinished = path.with_name(path.name + ".unfinished")
    with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(parts):
            archive.writestr(zipfile.ZipInfo(name, _STAMP), parts[name], zipfile.ZIP_DEFLATED)
    unfinished.replace(path)


def _plain(one: Decision) -> dict[str, Any]:
    return {
        "blocks": [block.to_dict() for block in one.design.blocks],
        "level_codes": [list(codes) for codes in one.design.level_codes],
        "spread": one.pooled.spread,
        "n": one.n,
        "n_yes": one.n_yes,
        "fit": one.fit,
        "left_out": list(one.trees.left_out) if one.trees is not None else None,
        "tree_weights": _weights(one.trees),
        "n_rates": len(one.trees.rates.log_odds) if one.trees is not None else 0,
    }


def _weights(trees: TreePart | None) -> list[float]:
    return [trees.base, trees.shift, trees.pooled_weight, trees.weight] if trees is not None else []


def read_hazards(path: Path) -> tuple[Hazards, TableReader, dict[str, Any]]:
    """Read what :func:`write_hazards` wrote.

    Raises
    ------
    InputError
        There is no such file, it is no model of ours or damaged, or a version wrote it that cannot be read.
    """
    if not path.is_file():
        raise InputError(Fault(str(path), "must be a model file", "no such file"))
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > _MAX_BYTES:
                raise _foreign(path, "a file that unpacks to more than 1 GB")
            parts = {entry.filename: archive.read(entry) for entry in archive.infolist()}
        stamp = json.loads(parts["format.json"])
        if stamp.get("format") != _FORMAT:
            raise _foreign(path, "another kind of file")
        if (found := stamp.get("version")) != _FORMAT_VERSION:
            raise InputError(Fault(str(path), f"must have format version {_FORMAT_VERSION}", str(found)))
        reader = TableReader.from_dict(json.loads(parts["reader.json"]))
        return _unpack(parts, ""), reader, json.loads(parts["extra.json"])
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, AttributeError, EOFError) as error:
        raise _foreign(path, f"something else ({type(error).__name__})") from error


def _unpack(parts: dict[str, bytes], prefix: str) -> Hazards:
    with np.load(io.BytesIO(parts[f"{prefix}arrays.npz"]), allow_pickle=False) as loaded:
        arrays = {name: loaded[name] for name in loaded.files}
    plain = json.loads(parts[f"{prefix}model.json"])
    decisions = tuple(
        _decision(at, one, arrays, parts.get(f"{prefix}trees/{at}.txt")) for at, one in enumerate(plain["decisions"])
    )
    arrivals = tuple(
        Arrivals(arrays[f"{at}:centre"], arrays[f"{at}:shift"], arrays[f"{at}:slope"])
        for at in range(plain["n_arrivals"])
    )
    return Hazards(
        tuple(plain["causes"]),
        Clocks(*plain["clocks"]),
        plain["state"],
        decisions,
        arrivals,
        arrays["moves"],
        plain["n_subjects"],
        tuple(plain["n_events"]),
        plain["unshown"],
        _unpack(parts, f"{prefix}core/") if plain["has_core"] else None,
        plain["core_share"],
        _unpack(parts, f"{prefix}base/") if plain["has_base"] else None,
        plain["base_share"],
    )


def _foreign(path: Path, got: str) -> InputError:
    return InputError(Fault(str(path), "must be a model that Tandem saved", got, "Fit one with `tandem fit`."))


def _decision(at: int, plain: dict[str, Any], arrays: dict[str, np.ndarray], trees: bytes | None) -> Decision:
    design = LinearDesign(
        tuple(NumberBlock.from_dict(block) for block in plain["blocks"]),
        tuple(tuple(codes) for codes in plain["level_codes"]),
        arrays[f"{at}:means"],
        arrays[f"{at}:scales"],
        arrays[f"{at}:groups"],
    )
    pooled = PooledLogistic(arrays[f"{at}:mean"], arrays[f"{at}:covariance"], plain["spread"])
    return Decision(design, pooled, _trees(at, plain, arrays, trees), plain["n"], plain["n_yes"], plain["fit"])


def _trees(at: int, plain: dict[str, Any], arrays: dict[str, np.ndarray], text: bytes | None) -> TreePart | None:
    if text is None:
        return None
    import lightgbm

    levels = range(plain["n_rates"])
    rates = LevelRates(
        tuple(arrays[f"{at}:odds:{one}"] for one in levels), tuple(arrays[f"{at}:counts:{one}"] for one in levels)
    )
    try:
        booster = lightgbm.Booster(model_str=text.decode())
    except lightgbm.basic.LightGBMError as error:
        raise ValueError("the trees are damaged") from error
    return TreePart(booster, rates, tuple(plain["left_out"]), *plain["tree_weights"])
