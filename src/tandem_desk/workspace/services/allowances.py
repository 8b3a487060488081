"""Allowances: how many requests a key may make, counted in the database so that every process counts the same."""

import math
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, FloatField, Value
from django.db.models.functions import Least

from tandem_desk.workspace.models import Allowance, ApiKey

__all__ = ["BURST", "PER_SECOND", "Spent", "spend"]

BURST = 600
PER_SECOND = 10.0


@dataclass(frozen=True)
class Spent:
    """What came of asking for one request.

    Attributes:
        allowed: whether it may be made.
        n_left: whole requests left at once.
        wait_seconds: whole seconds until the next may be made; 0 where one may be made now.
        full_in_seconds: whole seconds until the bucket is full again.
    """

    allowed: bool
    n_left: int
    wait_seconds: int
    full_in_seconds: int


def spend(*, key: ApiKey, at: datetime, burst: int = BURST, per_second: float = PER_SECOND) -> Spent:
    """Take one token from a key's bucket, if there is one.

    Parameters
    ----------
    key
        Whose bucket.
    at
        Aware instant, now.
    burst
        Tokens in a full bucket, > 0.
    per_second
        Tokens that come back in a second, > 0.
    """
    now = at.timestamp()
    filled = Least(
        Value(float(burst)),
        F("n_tokens") + (Value(now) - F("filled_at_seconds")) * Value(per_second),
        output_field=FloatField(),
    )
    mine = Allowance.objects.filter(api_key=key)
    # One conditional update: of two processes that see the last token, one updates a row and the other none.
    full = mine.alias(filled=filled).filter(filled__gte=1.0)
    taken = full.update(n_tokens=filled - 1.0, filled_at_seconds=now)
    if not taken:
        made = Allowance.objects.get_or_create(
            api_key=key, defaults={"n_tokens": burst - 1.0, "filled_at_seconds": now}
        )[1]
        # Another process may have made the bucket since the update found none: then that one is taken from.
        taken = 1 if made else full.update(n_tokens=filled - 1.0, filled_at_seconds=now)
    row = mine.get()
    n_tokens = min(float(burst), row.n_tokens + max(0.0, now - row.filled_at_seconds) * per_second)
    wait = 0 if n_tokens >= 1 else math.ceil((1 - n_tokens) / per_second)
    return Spent(bool(taken), int(n_tokens), wait, math.ceil((burst - n_tokens) / per_second))
