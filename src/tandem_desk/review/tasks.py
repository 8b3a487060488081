"""Background work of this app: what has expired is closed, and the machine acts where it may."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from django.utils import timezone

from tandem_desk.review.services import act_automatically, expire_due
from tandem_desk.workspace.sockets import JobContext, job, plan

__all__ = ["run_act", "run_expire"]


@job("review.expire", "Close suggestions whose time has passed")
def run_expire(context: JobContext) -> Mapping[str, Any]:
    """Close expired suggestions."""
    return {"expired": expire_due(now=timezone.now(), workspace=context.workspace)}


@job("review.act", "Act where the machine may act")
def run_act(context: JobContext) -> Mapping[str, Any]:
    """Carry out what may be carried out without a person."""
    if context.workspace is None:
        return {}
    return asdict(act_automatically(workspace=context.workspace, now=timezone.now()))


plan("review.expire", every=timedelta(hours=1))
plan("review.act", every=timedelta(minutes=15))
