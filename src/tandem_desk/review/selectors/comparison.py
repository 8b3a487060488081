"""Person and machine on the same subjects: who was right, for each member and each segment."""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tandem_desk.review.models import OutcomeEntry, Override
from tandem_desk.review.sockets import find_plug
from tandem_desk.workspace.models import Workspace

__all__ = ["Comparison", "Pair", "override_pairs", "person_and_machine"]

_FLOOR = 1e-6


@dataclass(frozen=True)
class Comparison:
    """Measures of person and machine on the same subjects, outcomes known; lower is better.

    Attributes:
        member_id: who; `None` for all members together.
        segment: which part of the records; "" for all together.
        n: subjects judged, > 0.
        n_happened: of these, came to the outcome.
        person_log_loss, machine_log_loss: mean, in nats.
        person_brier, machine_brier: mean squared error, in [0, 1].
    """

    member_id: int | None
    segment: str
    n: int
    n_happened: int
    person_log_loss: float
    machine_log_loss: float
    person_brier: float
    machine_brier: float


@dataclass(frozen=True)
class Pair:
    """What a person said of a subject in place of the machine, what the machine said, and what came of it."""

    member_id: int | None
    segment: str
    person: float
    machine: float
    happened: float


def person_and_machine(
    *, workspace: Workspace, function: str, outcome_kind: str = "", since: datetime | None = None
) -> list[Comparison]:
    """Return how people's overrides and the machine's figures compare with what came of it.

    Of several overrides by one member on one subject the last before the outcome counts, if it had not ended or
    expired by then. Without `outcome_kind` it is the outcome the function's probability is about. First comes the row
    for all, then one for each member, then one for each member and segment.
    """
    pairs = _pairs(workspace, function, outcome_kind or find_plug(function).outcome_kind, since)
    groups: dict[tuple[int | None, str], list[Pair]] = defaultdict(list)
    for pair in pairs:
        for key in {(None, ""), (pair.member_id, ""), (None, pair.segment), (pair.member_id, pair.segment)}:
            groups[key].append(pair)
    rows = [_compare(member, segment, found) for (member, segment), found in groups.items()]
    return sorted(rows, key=lambda row: (row.segment != "", row.member_id is not None, -row.n, row.member_id or 0))


def override_pairs(*, workspace: Workspace, function: str) -> list[Pair]:
    """Return every override whose outcome is known, as :func:`person_and_machine` counts them."""
    return _pairs(workspace, function, find_plug(function).outcome_kind, None)


def _pairs(workspace: Workspace, function: str, outcome_kind: str, since: datetime | None) -> list[Pair]:
    kind = find_plug(function).subject_kind.value
    said = Override.objects.filter(
        workspace=workspace, function=function, subject_kind=kind, machine_probability__isnull=False
    )
    if since is not None:
        said = said.filter(made_at__gte=since)
    overrides = list(said.order_by("made_at", "id"))
    subject_ids = {one.subject_id for one in overrides}
    outcomes = _outcomes(workspace, kind, outcome_kind, subject_ids)
    facts = find_plug(function).subject_facts(workspace, sorted(subject_ids))
    last: dict[tuple[int | None, int], Pair] = {}
    for one in overrides:
        known = outcomes.get(one.subject_id)
        if known is None or not _stood(one, known[0]) or one.machine_probability is None:
            continue
        segment = facts[one.subject_id].segment if one.subject_id in facts else ""
        pair = Pair(one.member_id, segment, one.probability, one.machine_probability, known[1])
        last[(one.member_id, one.subject_id)] = pair
    return list(last.values())


def _outcomes(workspace: Workspace, kind: str, outcome_kind: str, ids: set[int]) -> dict[int, tuple[datetime, float]]:
    rows = OutcomeEntry.objects.filter(
        workspace=workspace, subject_kind=kind, kind=outcome_kind, subject_id__in=sorted(ids)
    )
    return {one.subject_id: (one.occurred_at, float(one.value >= 0.5)) for one in rows.order_by("occurred_at", "id")}


def _stood(one: Override, at: datetime) -> bool:
    ended = one.ended_at is not None and one.ended_at < at
    return one.made_at < at <= one.expires_at and not ended


def _compare(member_id: int | None, segment: str, pairs: Sequence[Pair]) -> Comparison:
    n = len(pairs)
    return Comparison(
        member_id=member_id,
        segment=segment,
        n=n,
        n_happened=round(sum(pair.happened for pair in pairs)),
        person_log_loss=sum(_log_loss(pair.person, pair.happened) for pair in pairs) / n,
        machine_log_loss=sum(_log_loss(pair.machine, pair.happened) for pair in pairs) / n,
        person_brier=sum((pair.person - pair.happened) ** 2 for pair in pairs) / n,
        machine_brier=sum((pair.machine - pair.happened) ** 2 for pair in pairs) / n,
    )


def _log_loss(probability: float, happened: float) -> float:
    # A certainty that was wrong would cost infinitely much and drown every other figure.
    safe = min(max(probability, _FLOOR), 1 - _FLOOR)
    return -math.log(safe if happened else 1 - safe)
