"""Fitted models of every function: kept as versions, loaded once by each process."""

import logging
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tandem.catalogue import by_name
from tandem.kernel.errors import InputError
from tandem_desk.review.selectors.versions import artefact_of, find_version, version_in_force
from tandem_desk.review.services.versions import Fitted, store_version
from tandem_desk.workspace.models import Workspace

__all__ = ["forget_models", "keep_version", "load_model", "model_in_force", "model_of_version"]

_LOG = logging.getLogger(__name__)
_LOADED: dict[int, Any] = {}
_MOST_LOADED = 8


def load_model(version: Any) -> Any:
    """Return the model of a version; a process reads each version's file once.

    Raises
    ------
    InputError
        The file is of an older program and cannot be read.
    """
    if version.pk not in _LOADED:
        with TemporaryDirectory() as folder:
            path = Path(folder) / "model"
            path.write_bytes(artefact_of(version))
            if len(_LOADED) >= _MOST_LOADED:
                _LOADED.pop(next(iter(_LOADED)))
            _LOADED[version.pk] = by_name(version.function).load().load(path)
    return _LOADED[version.pk]


def forget_models() -> None:
    """Forget every model read so far; versions are told apart by their keys, which another database gives out again."""
    _LOADED.clear()


def model_in_force(workspace: Workspace, function: str) -> tuple[Any, Any] | None:
    """Return the version in force and its model as fitted; `None` before the first fit, and where it cannot be read.

    A model of an older program cannot be read by a newer one: nothing is then scored until the next fit.
    """
    version = version_in_force(workspace=workspace, function=function)
    return (version, model) if version is not None and (model := _read(version)) is not None else None


def model_of_version(workspace: Workspace, function: str, number: int) -> tuple[Any, Any] | None:
    """Return one version and its model; `None` where there is no such version, or it cannot be read."""
    version = find_version(workspace=workspace, function=function, number=number)
    return (version, model) if version is not None and (model := _read(version)) is not None else None


def _read(version: Any) -> Any:
    try:
        return load_model(version)
    except InputError as error:
        _LOG.warning("version %s of %s cannot be read: %s", version.number, version.function, error)
        return None


def keep_version(
    *,
    workspace: Workspace,
    function: str,
    model: Any,
    card: Mapping[str, Any],
    data_until: datetime,
    at: datetime,
    seconds: float,
) -> Any:
    """Keep a fitted model as the next version, with what its card says and what is said here."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "model"
        model.save(path)
        artefact = path.read_bytes()
    fitted = Fitted(
        card=model.card.to_dict() | card,
        artefact=artefact,
        data_until=data_until,
        seed=model.card.seed,
        made_at=at,
        seconds_to_fit=seconds,
    )
    return store_version(workspace=workspace, function=function, fitted=fitted)
