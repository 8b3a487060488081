"""Background work of this app: the nightly tidying."""

from collections.abc import Mapping
from datetime import time, timedelta
from typing import Any

from django.utils import timezone

from tandem_desk.workspace.services.tidying import tidy
from tandem_desk.workspace.sockets import JobContext, job, plan

__all__ = ["run_tidy"]


@job("workspace.tidy", "Remove what has served its time")
def run_tidy(context: JobContext) -> Mapping[str, Any]:
    """Remove expired sessions, old answers to programs, and jobs that ended well a month ago."""
    return tidy(workspace=context.workspace, now=timezone.now())


plan("workspace.tidy", every=timedelta(days=1), at=time(3, 30))
