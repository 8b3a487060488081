"""Keeps functions up with the facts: what changed is noted, and each function that looks at it is called at once."""

from collections.abc import Collection

from django.db import transaction

from tandem.kernel.vocabulary import SubjectKind
from tandem_desk.review.models import ModelSwitch, OutdatedSubject
from tandem_desk.review.sockets import PLUGS
from tandem_desk.workspace.models import Workspace
from tandem_desk.workspace.services.jobs import enqueue_job

__all__ = ["note_changes", "take_outdated"]


def note_changes(workspace_id: int, kind: SubjectKind, ids: Collection[int]) -> None:
    """Note that records changed, for every function about their kind that has a model, and queue its look at them.

    However many changes come at once, one job waits for each function; while it runs, the next may be queued.
    """
    for plug in [one for one in PLUGS.values() if one.follower and one.subject_kind is kind]:
        if not ModelSwitch.objects.filter(workspace_id=workspace_id, function=plug.name).exists():
            continue
        rows = [OutdatedSubject(workspace_id=workspace_id, function=plug.name, subject_id=pk) for pk in sorted(ids)]
        with transaction.atomic():
            OutdatedSubject.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
            enqueue_job(
                name=plug.follower,
                arguments={},
                workspace=Workspace.objects.get(pk=workspace_id),
                unique_key=f"{plug.follower} {workspace_id}",
            )


@transaction.atomic
def take_outdated(*, workspace: Workspace, function: str, limit: int) -> list[int]:
    """Return records a function has to look at anew, oldest change first, and strike them off: look at them now."""
    rows = OutdatedSubject.objects.filter(workspace=workspace, function=function).order_by("pk")[:limit]
    found = dict(rows.values_list("pk", "subject_id"))
    OutdatedSubject.objects.filter(pk__in=found).delete()
    return list(found.values())
