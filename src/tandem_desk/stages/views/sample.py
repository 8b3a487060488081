"""The sample company, one click away from an empty page."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from tandem_desk.workspace.permissions import Action, require
from tandem_desk.workspace.selectors.signed_in import Request
from tandem_desk.workspace.services.jobs import enqueue_job

__all__ = ["load_sample"]

JOB = "stages.sample"


@require_POST
def load_sample(request: Request) -> HttpResponse:
    """Queue the loading of the sample company into this workspace."""
    require(request.user, Action.MANAGE_SETTINGS)
    enqueue_job(
        name=JOB,
        arguments={},
        workspace=request.user.workspace,
        member=request.user,
        title="Load the sample company",
        unique_key=f"sample {request.user.workspace_id}",
    )
    messages.success(request, "The sample company is being loaded in the background; it takes a minute or two.")
    return redirect("settings-work")
