"""Problems: the one shape of every error the REST interface answers with (RFC 9457)."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, JsonResponse
from ninja.errors import HttpError, ValidationError

from tandem.kernel.errors import (
    AlreadyDecided,
    Fault,
    InputError,
    NotEnoughData,
    NotPermitted,
    StaleSuggestion,
    TandemError,
)

__all__ = ["PROBLEM_SCHEMA", "Problem", "ProblemError", "answer", "problem_of"]

_LOG = logging.getLogger(__name__)
_MEDIA_TYPE = "application/problem+json"
PROBLEM_SCHEMA: dict[str, Any] = {
    "title": "Problem",
    "type": "object",
    "required": ["type", "title", "status", "detail", "instance", "errors"],
    "additionalProperties": False,
    "properties": {
        "type": {"type": "string", "description": "What kind of problem: an address below /api/v1/problems/."},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What must hold, what came, what to do."},
        "instance": {"type": "string", "description": "The address that was asked for."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["where", "must", "got", "remedy"],
                "additionalProperties": False,
                "properties": {name: {"type": "string"} for name in ("where", "must", "got", "remedy")},
            },
        },
    },
}
_NAMES = {
    400: "bad-request",
    401: "no-valid-key",
    403: "not-permitted",
    404: "not-found",
    405: "method-not-allowed",
    409: "conflict",
    412: "changed-meanwhile",
    413: "too-large",
    415: "unsupported-media-type",
    422: "unusable-input",
    428: "precondition-required",
    429: "too-many-requests",
    500: "our-fault",
}


@dataclass(frozen=True)
class Problem:
    """One error.

    Attributes:
        status: the HTTP status.
        detail: for people.
        faults: one for each thing wrong with the input.
        headers: to be sent with it.
    """

    status: int
    detail: str
    faults: tuple[Fault, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)


class ProblemError(Exception):
    """Raised by a resource to answer with a problem."""

    def __init__(self, status: int, detail: str, *faults: Fault) -> None:
        self.problem = Problem(status, detail, faults)
        super().__init__(detail)


def problem_of(error: Exception) -> Problem:
    """Return the problem an exception stands for; what we did not foresee is our fault, and goes to the log."""
    for kind, describe in _DESCRIBED:
        if isinstance(error, kind):
            return describe(error)
    _LOG.error("The interface failed.", exc_info=error)
    return Problem(500, "Something went wrong here; it has been logged. Try again later.")


def answer(request: HttpRequest, problem: Problem) -> JsonResponse:
    """Return a problem as a response."""
    title = HTTPStatus(problem.status).phrase
    body = {
        "type": f"/api/v1/problems/{_NAMES.get(problem.status, 'about-blank')}",
        "title": title,
        "status": problem.status,
        "detail": problem.detail,
        "instance": request.path,
        "errors": [
            {"where": one.where, "must": one.must, "got": str(one.got)[:500], "remedy": one.remedy}
            for one in problem.faults
        ],
    }
    return JsonResponse(body, status=problem.status, content_type=_MEDIA_TYPE, headers=dict(problem.headers))


def _validation(error: ValidationError) -> Problem:
    faults = tuple(
        Fault(
            where=".".join(str(part) for part in one["loc"]),
            must=str(one["msg"]),
            got=repr(one.get("input", "nothing"))[:200],
        )
        for one in error.errors
    )
    return Problem(422, "The request does not fit its description.", faults)


def _http(error: HttpError) -> Problem:
    headers = {"WWW-Authenticate": 'Bearer realm="tandem"'} if error.status_code == 401 else {}
    words = "Send a valid key: 'Authorization: Bearer <key>'." if error.status_code == 401 else str(error)
    return Problem(error.status_code, words, headers=headers)


def _detail(status: int) -> Callable[[Exception], Problem]:
    return lambda error: Problem(status, str(error))


_DESCRIBED: tuple[tuple[type[Exception], Callable[[Any], Problem]], ...] = (
    (ProblemError, lambda error: error.problem),
    (ValidationError, _validation),
    (HttpError, _http),
    (InputError, lambda error: Problem(422, "The input cannot be used.", error.faults)),
    (NotPermitted, _detail(403)),
    (PermissionDenied, lambda error: Problem(403, str(error) or "This is not permitted.")),
    (StaleSuggestion, _detail(409)),
    (AlreadyDecided, _detail(409)),
    (NotEnoughData, _detail(422)),
    (TandemError, _detail(422)),
    (Http404, lambda error: Problem(404, str(error) or "There is nothing here.")),
    (
        RequestDataTooBig,
        lambda _: Problem(413, "The request's body is too large; send a file to /imports instead."),
    ),
)
