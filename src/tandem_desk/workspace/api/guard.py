"""The guard before every resource: allowance, repeated requests, and one shape for whatever goes wrong."""

import hashlib
import json
import time
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeAlias

from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from tandem.kernel.errors import Fault
from tandem_desk.workspace.api.access import key_of
from tandem_desk.workspace.api.problems import Problem, answer, problem_of
from tandem_desk.workspace.services.allowances import BURST, PER_SECOND, Spent, spend
from tandem_desk.workspace.services.answers import (
    Claim,
    Claimed,
    claim_answer,
    drop_answer,
    keep_answer,
    request_digest,
)

__all__ = ["guarded"]

View: TypeAlias = Callable[..., HttpResponseBase]
_UNSAFE = ("POST", "PUT", "PATCH", "DELETE")
_LONGEST_KEY = 200
_PATIENCE_SECONDS = 5.0
_KEPT_HEADERS = ("Content-Type", "ETag", "Location")


def guarded(view: View) -> View:
    """Return a view that is reached by programs with keys, and answers every error with a problem."""

    @wraps(view)
    def guard(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return _checked(request, lambda: view(request, *args, **kwargs))
        except Exception as error:  # noqa: BLE001  (the interface's last line: everything becomes a problem, and is logged)
            return answer(request, problem_of(error))

    return login_not_required(csrf_exempt(guard))


def _checked(request: HttpRequest, run: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    key = key_of(request)
    spent = spend(key=key, at=timezone.now()) if key is not None else None
    if spent is not None and not spent.allowed:
        words = f"This key has made too many requests; wait {spent.wait_seconds} s."
        response: HttpResponseBase = answer(
            request, Problem(429, words, headers={"Retry-After": str(spent.wait_seconds)})
        )
    elif (fault := _unreadable(request)) is not None:
        response = answer(request, Problem(422, "The request cannot be used.", (fault,)))
    elif key is not None and request.method in _UNSAFE and "Idempotency-Key" in request.headers:
        response = _once(request, key, run)
    else:
        response = _as_problem(request, run())
    if spent is not None:
        _tell(response, spent)
    response["Cache-Control"] = "no-store"
    return response


def _unreadable(request: HttpRequest) -> Fault | None:
    # A NUL can be stored in no PostgreSQL text and means nothing in any field.
    is_json = request.content_type == "application/json"
    if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
        return Fault("address", "must hold no NUL character", "one")
    if is_json and (b"\x00" in request.body or b"\\u0000" in request.body):
        return Fault("body", "must hold no NUL character", "one")
    if is_json and b"\\ud" in request.body.lower() and not _is_unicode(request.body):
        return Fault("body", "must hold whole characters", "half of a surrogate pair")
    return None


def _is_unicode(body: bytes) -> bool:
    try:
        json.dumps(json.loads(body), ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    except ValueError:
        return True
    return True


def _claim(key: Any, repeat_key: str, digest: str) -> Claim:
    """Claim a key; where the same request is being worked on, wait a little for its answer."""
    give_up = time.monotonic() + _PATIENCE_SECONDS
    while True:
        claim = claim_answer(key=key, repeat_key=repeat_key, digest=digest, at=timezone.now())
        if claim.claimed is not Claimed.RUNNING or time.monotonic() > give_up:
            return claim
        time.sleep(_PATIENCE_SECONDS / 50)


def _once(request: HttpRequest, key: Any, run: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    repeat_key = request.headers["Idempotency-Key"]
    if not 0 < len(repeat_key) <= _LONGEST_KEY or not repeat_key.isprintable():
        fault = Fault("Idempotency-Key", f"must have 1 to {_LONGEST_KEY} characters", repr(repeat_key)[:50])
        return answer(request, Problem(422, "The request cannot be used.", (fault,)))
    digest = request_digest(
        request.method or "", request.get_full_path(), _content(request), request.content_type or ""
    )
    claim = _claim(key, repeat_key, digest)
    if claim.claimed is Claimed.REPEATED and claim.answer is not None:
        headers = {**claim.answer.headers, "Idempotent-Replayed": "true"}
        return HttpResponse(claim.answer.body, status=claim.answer.status, headers=headers)
    if claim.claimed is Claimed.ANOTHER:
        fault = Fault("Idempotency-Key", "must be a new one for another request", "one used for a different request")
        return answer(request, Problem(422, "The request cannot be used.", (fault,)))
    if claim.claimed is Claimed.RUNNING:
        return answer(request, Problem(409, "The same request is being worked on; ask again in a moment."))
    try:
        response = _as_problem(request, run())
        _keep(response, key, repeat_key)
    except BaseException:
        if not transaction.get_connection().needs_rollback:
            drop_answer(key=key, repeat_key=repeat_key)
        raise
    return response


def _content(request: HttpRequest) -> bytes:
    """Return what tells two bodies apart; of a form with files their digests, for its dividers differ every time."""
    if request.content_type != "multipart/form-data":
        return request.body
    parts = [f"{name}={value}" for name in sorted(request.POST) for value in request.POST.getlist(name)]
    for name in sorted(request.FILES):
        for file in request.FILES.getlist(name):
            digest = hashlib.sha256()
            for chunk in file.chunks():
                digest.update(chunk)
            file.seek(0)
            parts.append(f"{name}={file.name}:{digest.hexdigest()}")
    return "\n".join(parts).encode()


def _keep(response: HttpResponseBase, key: Any, repeat_key: str) -> None:
    """Keep what is final; what a repeat may mend is forgotten: our own faults, and answers about the key itself."""
    if response.status_code >= 500 or response.status_code in (401, 409, 429) or not isinstance(response, HttpResponse):
        drop_answer(key=key, repeat_key=repeat_key)
        return
    headers = {name: response[name] for name in _KEPT_HEADERS if name in response}
    keep_answer(
        key=key, repeat_key=repeat_key, status=response.status_code, body=response.content.decode(), headers=headers
    )


def _as_problem(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    if response.status_code < 400 or response.get("Content-Type", "").startswith("application/problem+json"):
        return response
    words = "This address does not know that method." if response.status_code == 405 else "The request failed."
    headers = {"Allow": response["Allow"]} if "Allow" in response else {}
    return answer(request, Problem(response.status_code, words, headers=headers))


def _tell(response: HttpResponseBase, spent: Spent) -> None:
    response["RateLimit-Policy"] = f'"key";q={BURST};w={round(BURST / PER_SECOND)}'
    response["RateLimit-Limit"] = str(BURST)
    response["RateLimit-Remaining"] = str(spent.n_left)
    response["RateLimit-Reset"] = str(spent.full_in_seconds)
