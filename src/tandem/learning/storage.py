"""Models on disk: one zip file of JSON, plain arrays and tree texts; nothing in it is ever executed."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import numpy as np

from tandem.kernel.errors import Fault, InputError
from tandem.learning.engine import Engine
from tandem.learning.features import LevelRates, LinearDesign, TableReader, TextScore
from tandem.learning.features.design import NumberBlock
from tandem.learning.pooled import PooledLogistic
from tandem.learning.stacking import Blend
from tandem.learning.trees import Forest

__all__ = ["read_model", "write_model"]

_FORMAT = "tandem-model"
_FORMAT_VERSION = 2
_STAMP = (1980, 1, 1, 0, 0, 0)
_MAX_BYTES = 1 << 30


def write_model(path: Path, engine: Engine, extra: dict[str, Any]) -> None:
    """Write an engine and `extra` (plain values) to one file; the same model gives the same bytes.

    Parameters
    ----------
    path
        Where to; an existing file is replaced once the new one is complete.
    engine
        A fitted engine.
    extra
        Plain values to keep beside it, such as a card.
    """
    arrays, plain = _pack(engine)
    buffer = io.BytesIO()
    np.savez(buffer, allow_pickle=False, **arrays)
    parts = {
        "format.json": json.dumps({"format": _FORMAT, "version": _FORMAT_VERSION}).encode(),
        "engine.json": json.dumps(plain, sort_keys=True).encode(),
        "extra.json": json.dumps(extra, sort_keys=True).encode(),
        "arrays.npz": buffer.getvalue(),
    }
    for at, booster in enumerate(engine.forest.boosters if engine.forest is not None else ()):
        parts[f"trees/{at}.txt"] = booster.model_to_string().encode()
    unfinished = path.with_name(path.name + ".unfinished")
    with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, _STAMP), content, zipfile.ZIP_DEFLATED)
    unfinished.replace(path)


def read_model(path: Path) -> tuple[Engine, dict[str, Any]]:
    """Read what :func:`write_model` wrote.

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
            raise InputError(
                Fault(str(path), f"must have format version {_FORMAT_VERSION}", str(found), "Fit it again.")
            )
        with np.load(io.BytesIO(parts["arrays.npz"]), allow_pickle=False) as loaded:
            arrays = {name: loaded[name] for name in loaded.files}
        trees = [parts[name].decode() for name in sorted(parts) if name.startswith("trees/")]
        return _unpack(json.loads(parts["engine.json"]), arrays, trees), json.loads(parts["extra.json"])
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, AttributeError, EOFError) as error:
        raise _foreign(path, f"something else ({type(error).__name__})") from error


def _foreign(path: Path, got: str) -> InputError:
    return InputError(Fault(str(path), "must be a model that Tandem saved", got, "Fit one with `tandem fit`."))


def _pack(engine: Engine) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
    arrays = {
        "design_means": engine.design.means,
        "design_scales": engine.design.scales,
        "design_groups": engine.design.groups,
        "linear_mean": engine.linear.mean,
        "linear_covariance": engine.linear.covariance,
        "linear_precision": engine.linear.precision,
        "linear_group_variance": engine.linear.group_variance,
    }
    for name, model in engine.texts.items():
        arrays[f"text:{name}"] = model.weights
    if engine.forest is not None:
        for at, (odds, counts) in enumerate(zip(engine.forest.rates.log_odds, engine.forest.rates.counts, strict=True)):
            arrays[f"odds:{at}"], arrays[f"counts:{at}"] = odds, counts
    plain = {
        "reader": engine.reader.to_dict(),
        "blocks": [block.to_dict() for block in engine.design.blocks],
        "level_codes": [list(codes) for codes in engine.design.level_codes],
        "texts": {name: model.intercept for name, model in engine.texts.items()},
        "text_order": list(engine.texts),
        "spread": engine.linear.spread,
        "blend": [engine.blend.shift, engine.blend.linear_weight, engine.blend.tree_weight],
        "base": list(engine.base),
        "n": engine.n,
        "forest_base": engine.forest.base if engine.forest is not None else None,
        "n_categories": len(engine.forest.rates.log_odds) if engine.forest is not None else 0,
    }
    return arrays, plain


def _unpack(plain: dict[str, Any], arrays: dict[str, np.ndarray], trees: list[str]) -> Engine:
    design = LinearDesign(
        tuple(NumberBlock.from_dict(block) for block in plain["blocks"]),
        tuple(tuple(codes) for codes in plain["level_codes"]),
        arrays["design_means"],
        arrays["design_scales"],
        arrays["design_groups"],
    )
    return Engine(
        TableReader.from_dict(plain["reader"]),
        design,
        {name: TextScore(arrays[f"text:{name}"], plain["texts"][name]) for name in plain["text_order"]},
        PooledLogistic(
            arrays["linear_mean"],
            arrays["linear_covariance"],
            plain["spread"],
            arrays["linear_precision"],
            arrays["linear_group_variance"],
        ),
        _unpack_forest(plain, arrays, trees),
        Blend(*plain["blend"][:3]),
        (plain["base"][0], plain["base"][1]),
        plain["n"],
    )


def _unpack_forest(plain: dict[str, Any], arrays: dict[str, np.ndarray], trees: list[str]) -> Forest | None:
    if plain["forest_base"] is None:
        return None
    import lightgbm

    at = range(plain["n_categories"])
    rates = LevelRates(tuple(arrays[f"odds:{k}"] for k in at), tuple(arrays[f"counts:{k}"] for k in at))
    try:
        boosters = tuple(lightgbm.Booster(model_str=text) for text in trees)
    except lightgbm.basic.LightGBMError as error:
        raise ValueError("the trees are damaged") from error
    return Forest(boosters, rates, plain["forest_base"])
