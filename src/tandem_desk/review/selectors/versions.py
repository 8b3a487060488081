"""Model versions: all there are, the one in force, and the one before it."""

from tandem_desk.review.models import ModelSwitch, ModelVersion
from tandem_desk.workspace.models import Workspace

__all__ = ["artefact_of", "earlier_version", "find_version", "switches_of", "version_in_force", "versions_of"]


def versions_of(*, workspace: Workspace, function: str) -> list[ModelVersion]:
    """Return every version of a function, newest first, without their files."""
    rows = ModelVersion.objects.filter(workspace=workspace, function=function).defer("artefact")
    return list(rows.order_by("-number"))


def find_version(*, workspace: Workspace, function: str, number: int) -> ModelVersion | None:
    """Return one version by its number, or `None`, without its file."""
    rows = ModelVersion.objects.filter(workspace=workspace, function=function, number=number)
    found: ModelVersion | None = rows.defer("artefact").first()
    return found


def switches_of(*, workspace: Workspace, function: str) -> list[ModelSwitch]:
    """Return which version came into force when, by whom and why, newest first."""
    rows = ModelSwitch.objects.filter(workspace=workspace, function=function).select_related("version", "member")
    return list(rows.defer("version__artefact").order_by("-id"))


def version_in_force(*, workspace: Workspace, function: str) -> ModelVersion | None:
    """Return the version in force, without its file; `None` before the first fit."""
    switches = switches_of(workspace=workspace, function=function)[:1]
    return switches[0].version if switches else None


def earlier_version(*, workspace: Workspace, function: str) -> ModelVersion | None:
    """Return the version that was in force before the present one, or `None`."""
    switches = switches_of(workspace=workspace, function=function)
    present = switches[0].version_id if switches else None
    return next((one.version for one in switches if one.version_id != present), None)


def artefact_of(version: ModelVersion) -> bytes:
    """Return a version's model file."""
    return bytes(ModelVersion.objects.values_list("artefact", flat=True).get(pk=version.pk))
