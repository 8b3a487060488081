"""Fitted lead scorers: kept as versions, loaded once by each process."""

import logging
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from tandem.kernel.errors import InputError
from tandem_desk.review.selectors.versions import artefact_of, version_in_force
from tandem_desk.review.services.versions import Fitted, store_version
from tandem_desk.stages.prospecting.quick_update import learned_scorer
from tandem_desk.workspace.models import Workspace

if TYPE_CHECKING:
    from tandem.prospecting.lead_scoring import LeadScoring

__all__ = ["NAME", "fitted_in_force", "keep_version", "load_scorer", "scorer_in_force"]

NAME = "prospecting/lead_scoring"
_LOG = logging.getLogger(__name__)
_LOADED: dict[int, "LeadScoring"] = {}
_MOST_LOADED = 4


def load_scorer(version: Any) -> "LeadScoring":
    """Return the scorer of a version; a process reads each version's file once."""
    from tandem.prospecting.lead_scoring import LeadScoring

    if version.pk not in _LOADED:
        with TemporaryDirectory() as folder:
            path = Path(folder) / "model"
            path.write_bytes(artefact_of(version))
            if len(_LOADED) >= _MOST_LOADED:
                _LOADED.pop(next(iter(_LOADED)))
            _LOADED[version.pk] = LeadScoring.load(path)
    return _LOADED[version.pk]


def fitted_in_force(workspace: Workspace) -> tuple[Any, "LeadScoring"] | None:
    """Return the version in force and its scorer as fitted; `None` before the first fit, and where it cannot be read.

    A model of an older program cannot be read by a newer one: nothing is then scored until the next fit.
    """
    version = version_in_force(workspace=workspace, function=NAME)
    if version is None:
        return None
    try:
        return version, load_scorer(version)
    except InputError as error:
        _LOG.warning("version %s of %s cannot be read: %s", version.number, NAME, error)
        return None


def scorer_in_force(workspace: Workspace) -> tuple[Any, "LeadScoring"] | None:
    """Return the version in force and its scorer with what has become known since its fit; `None` as above."""
    present = fitted_in_force(workspace)
    return (present[0], learned_scorer(workspace, *present)) if present is not None else None


def keep_version(
    *,
    workspace: Workspace,
    scorer: "LeadScoring",
    card: dict[str, Any],
    data_until: datetime,
    at: datetime,
    seconds: float,
) -> Any:
    """Keep a fitted scorer as the next version, with what its card says and what is said here."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "model"
        scorer.save(path)
        artefact = path.read_bytes()
    fitted = Fitted(
        card=scorer.card.to_dict() | card,
        artefact=artefact,
        data_until=data_until,
        seed=scorer.card.seed,
        made_at=at,
        seconds_to_fit=seconds,
    )
    return store_version(workspace=workspace, function=NAME, fitted=fitted)
