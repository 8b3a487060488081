"""Answers kept for repeated requests: the same `Idempotency-Key` gets the same answer, and nothing happens twice."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db import IntegrityError, transaction

from tandem_desk.workspace.models import ApiKey, IdempotentAnswer

__all__ = ["Claim", "Claimed", "claim_answer", "drop_answer", "keep_answer", "request_digest"]

# A process that died in the middle leaves a claim without an answer; after this time another request may take it over.
_ABANDONED_AFTER = timedelta(minutes=10)


class Claimed(StrEnum):
    """What a request with an `Idempotency-Key` may do."""

    GO_ON = "go on"
    REPEATED = "repeated"
    RUNNING = "running"
    ANOTHER = "another"


@dataclass(frozen=True)
class Claim:
    """What came of claiming a key; `answer` has the kept answer where the request was made before."""

    claimed: Claimed
    answer: IdempotentAnswer | None = None


def request_digest(method: str, path: str, body: bytes, content_type: str = "") -> str:
    """Return what two requests must share to be the same request.

    Examples
    --------
    >>> request_digest("POST", "/leads", b"{}") == request_digest("POST", "/leads", b"{ }")
    False
    """
    kind = content_type.partition(";")[0].strip().casefold()
    return hashlib.sha256(b"\n".join((method.encode(), path.encode(), kind.encode(), body))).hexdigest()


def claim_answer(*, key: ApiKey, repeat_key: str, digest: str, at: datetime) -> Claim:
    """Claim an `Idempotency-Key` for one request; of two at the same time, one goes on."""
    try:
        with transaction.atomic():
            IdempotentAnswer.objects.create(api_key=key, key=repeat_key, request_digest=digest)
        return Claim(Claimed.GO_ON)
    except IntegrityError:
        pass
    row = IdempotentAnswer.objects.filter(api_key=key, key=repeat_key).first()
    if row is None:  # dropped between the two statements: its request failed, so this one may try
        return claim_answer(key=key, repeat_key=repeat_key, digest=digest, at=at)
    if row.request_digest != digest:
        return Claim(Claimed.ANOTHER)
    if row.status is not None:
        return Claim(Claimed.REPEATED, row)
    stale = IdempotentAnswer.objects.filter(pk=row.pk, status=None, created_at__lt=at - _ABANDONED_AFTER)
    return Claim(Claimed.GO_ON if stale.update(created_at=at) else Claimed.RUNNING)


def keep_answer(*, key: ApiKey, repeat_key: str, status: int, body: str, headers: Mapping[str, str]) -> None:
    """Keep the answer a request got."""
    rows = IdempotentAnswer.objects.filter(api_key=key, key=repeat_key)
    rows.update(status=status, body=body, headers=dict(headers))


def drop_answer(*, key: ApiKey, repeat_key: str) -> None:
    """Give a claim up: the request failed in a way that a repeat may mend."""
    IdempotentAnswer.objects.filter(api_key=key, key=repeat_key, status=None).delete()
