"""A person's own figure in place of the machine's, with reason and expiry."""

from datetime import date, datetime, timedelta
from datetime import time as clock_time
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from tandem.catalogue import FUNCTIONS
from tandem.kernel.errors import Fault, InputError
from tandem.kernel.vocabulary import SubjectKind
from tandem_desk.review.selectors.queue import suggestion_for
from tandem_desk.review.services.judging import override
from tandem_desk.review.sockets import PLUGS
from tandem_desk.stages.views.record import seen_record
from tandem_desk.workspace.permissions import Action, require_change
from tandem_desk.workspace.selectors.signed_in import Request

__all__ = ["override_form"]

USUAL_DAYS = 30


@require_http_methods(["GET", "POST"])
def override_form(request: Request, kind: SubjectKind, record_id: int) -> HttpResponse:
    """Ask for a person's figure, or put it in the machine's place."""
    record = seen_record(request, kind, record_id)
    require_change(request.user, record, Action.DECIDE, kind)
    name = (request.POST if request.method == "POST" else request.GET).get("function", "")
    function = next((one for one in FUNCTIONS if one.name == name and one.subject is kind), None)
    if function is None or function.name not in PLUGS:
        raise Http404
    context: dict[str, Any] = {"record": record, "kind": kind, "function": function}
    if request.method == "GET":
        until = timezone.localtime().date() + timedelta(days=USUAL_DAYS)
        context["given"] = {"until": until.isoformat()}
        return render(request, "stages/override.html", context)
    try:
        _put(request, record, kind, name)
    except InputError as error:
        return render(
            request, "stages/override.html", context | {"faults": error.faults, "given": request.POST}, status=422
        )
    answer = HttpResponse()
    answer["HX-Refresh"] = "true"
    return answer


def _put(request: Request, record: Any, kind: SubjectKind, function: str) -> None:
    given, now = request.POST, timezone.now()
    faults, percent, until = [], 0.0, now
    try:
        percent = float(given.get("percent", ""))
    except ValueError:
        faults.append(Fault("probability", "must be a number from 0 to 100", repr(given.get("percent", ""))))
    try:
        day = date.fromisoformat(given.get("until", ""))
        until = timezone.make_aware(datetime.combine(day, clock_time(23, 59)))
    except ValueError:
        faults.append(Fault("until", "must be a day such as 2026-03-31", repr(given.get("until", ""))))
    if faults:
        raise InputError(faults)
    standing = suggestion_for(
        workspace=request.user.workspace, function=function, subject_kind=kind, subject_id=record.pk
    )
    machine = standing.probability if standing is not None else getattr(record, "score_probability", None)
    override(
        member=request.user,
        function=function,
        subject_id=record.pk,
        probability=percent / 100,
        machine_probability=machine,
        reason=given.get("reason", ""),
        expires_at=until,
        at=now,
    )
