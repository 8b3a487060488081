"""How many rows a list holds: exact where that is cheap, else a sampled figure that says 'about'."""

import math
import random
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, Min, QuerySet

__all__ = ["EXACT_UP_TO", "Count", "count_rows"]

EXACT_UP_TO = 10_000
_SAMPLE = 600


@dataclass(frozen=True)
class Count:
    """A number of rows; `exact` tells whether it was counted or estimated."""

    n: int
    exact: bool

    def __str__(self) -> str:
        return f"{self.n:,}" if self.exact else f"about {self.n:,}"


def count_rows(queryset: "QuerySet[Any]", *, seed: int = 0) -> Count:
    """Count rows; where there are surely more than ten thousand, estimate from a sample of ids instead.

    The sample draws ids evenly between the first and the last one and asks how many of them are in the list: an
    estimate whose error is a few percent of the table, at the cost of some 600 look-ups whatever the table's size.
    """
    # Asked for both at once, SQLite reads the whole table; asked one by one, it looks at either end of the key.
    everything = queryset.model._default_manager.order_by()  # noqa: SLF001  (Django's own)
    first = everything.aggregate(pk=Min("pk"))["pk"]
    if first is None:
        return Count(0, exact=True)
    last = everything.aggregate(pk=Max("pk"))["pk"]
    n_ids = last - first + 1
    if n_ids > 4 * EXACT_UP_TO:
        share = _share(queryset, first, last, seed)
        if share * n_ids > 2 * EXACT_UP_TO:
            return Count(_two_figures(share * n_ids), exact=False)
    n = queryset.order_by().values("pk")[: EXACT_UP_TO + 1].count()
    if n <= EXACT_UP_TO:
        return Count(n, exact=True)
    share = _share(queryset, first, last, seed)
    return Count(max(_two_figures(share * n_ids), EXACT_UP_TO), exact=False)


def _share(queryset: "QuerySet[Any]", first: int, last: int, seed: int) -> float:
    n = min(_SAMPLE, last - first + 1)
    ids = random.Random(seed).sample(range(first, last + 1), n)  # noqa: S311  (a sample, not a secret)
    return queryset.order_by().filter(pk__in=ids).count() / n


def _two_figures(value: float) -> int:
    if value < 1:
        return 0
    digits = 10 ** max(int(math.log10(value)) - 1, 0)
    return int(round(value / digits) * digits)
