"""The lead scorer in force, with what has become known since its fit."""

from typing import TYPE_CHECKING, Any

from tandem_desk.stages.frame.kept import model_in_force
from tandem_desk.stages.prospecting.quick_update import learned_scorer
from tandem_desk.workspace.models import Workspace

if TYPE_CHECKING:
    from tandem.prospecting.lead_scoring import LeadScoring

__all__ = ["NAME", "fitted_in_force", "scorer_in_force"]

NAME = "prospecting/lead_scoring"


def fitted_in_force(workspace: Workspace) -> tuple[Any, "LeadScoring"] | None:
    """Return the version in force and its scorer as fitted; `None` before the first fit, and where it is unreadable."""
    return model_in_force(workspace, NAME)


def scorer_in_force(workspace: Workspace) -> tuple[Any, "LeadScoring"] | None:
    """Return the version in force and its scorer with what has become known since its fit; `None` as above."""
    present = fitted_in_force(workspace)
    return (present[0], learned_scorer(workspace, *present)) if present is not None else None
