"""A strand: touchpoints of one kind as codes and numbers, before they are put into words."""

from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from tandem.datasets.sample_company.randomness import Bools, Ints
from tandem.kernel.vocabulary import TouchpointKind

__all__ = ["CHANNELS", "KINDS", "STATUSES", "URLS", "Strand", "join_strands", "strand_of"]

KINDS = tuple(TouchpointKind)
CHANNELS = ("email", "phone", "website", "event", "chat", "social", "advertising", "crm", "survey", "support")
STATUSES = ("sent", "received", "done", "no answer", "attended", "missed", "submitted", "open", "solved", "automatic")
URLS = tuple(
    f"https://www.vigil-instruments.example/{page}"
    for page in (
        "",
        "products",
        "products/sensors",
        "products/software",
        "prices",
        "references",
        "about",
        "careers",
        "contact",
        "blog/calibration",
        "blog/maintenance",
        "downloads/data-sheet",
        "downloads/buyers-guide",
        "webinar",
        "demo",
    )
)


@dataclass(frozen=True)
class Strand:
    """Touchpoints; arrays of shape (n_touchpoints,); -1 means "none" in every code and row.

    Attributes:
        kind: code into `KINDS`.
        outbound: whether the seller's side made it.
        at: microseconds.
        account, contact, lead, opportunity, campaign, owner: rows of those.
        channel, status, url: codes into the lists above.
        pool, text: which pool of texts and which text in it.
        seconds: duration, 0 for a mere moment.
        machine: 0 a person, 1 mail scanner, 2 picture proxy, 3 bot, 4 automatic reply.
    """

    kind: Ints
    outbound: Bools
    at: Ints
    account: Ints
    contact: Ints
    lead: Ints
    opportunity: Ints
    campaign: Ints
    owner: Ints
    channel: Ints
    status: Ints
    url: Ints
    pool: Ints
    text: Ints
    seconds: Ints
    machine: Ints

    @property
    def n(self) -> int:
        """How many touchpoints there are."""
        return len(self.at)

    def take(self, rows: Ints | Bools | slice) -> "Strand":
        """Return some of the touchpoints."""
        return Strand(**{one.name: getattr(self, one.name)[rows] for one in fields(self)})


def strand_of(kind: TouchpointKind, at: Ints, *, outbound: bool = False, **codes: Ints | int) -> Strand:
    """Return a strand of one kind; codes not given are "none", single codes hold for all."""
    n = len(at)
    columns: dict[str, Any] = {
        "kind": np.full(n, KINDS.index(kind), dtype=np.int64),
        "outbound": np.full(n, outbound),
        "at": at.astype(np.int64),
    }
    for one in fields(Strand):
        if one.name not in columns:
            default = 0 if one.name in ("seconds", "machine") else -1
            given = np.asarray(codes.pop(one.name, default), dtype=np.int64)
            columns[one.name] = np.broadcast_to(given, (n,))
    if codes:
        raise TypeError(f"A strand has no {', '.join(codes)}.")
    return Strand(**columns)


def join_strands(strands: list[Strand]) -> Strand:
    """Return all the touchpoints in order of time."""
    at = np.concatenate([one.at for one in strands])
    order = np.argsort(at, kind="stable")
    return Strand(**{f.name: np.concatenate([getattr(one, f.name) for one in strands])[order] for f in fields(Strand)})
