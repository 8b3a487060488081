"""Lets the machine act where it may: every act is a decision by a named rule, never disguised as a person's."""

import logging
from dataclasses import dataclass
from datetime import datetime

from tandem.kernel.autonomy import Autonomy
from tandem.kernel.errors import AlreadyDecided, InputError, NotPermitted, StaleSuggestion
from tandem.kernel.suggestion import ActorKind, Outcome
from tandem.kernel.timeline import as_utc
from tandem_desk.review.models import SuggestionEntry
from tandem_desk.review.selectors.autonomy import function_level
from tandem_desk.review.services.deciding import decide, machine_may_act
from tandem_desk.review.sockets import PLUGS
from tandem_desk.workspace.models import Workspace

__all__ = ["Acted", "act_automatically"]

_LOG = logging.getLogger(__name__)
_AT_ONCE = 1_000


@dataclass(frozen=True)
class Acted:
    """What a round of acting came to."""

    n_acted: int = 0
    n_held_back: int = 0
    n_failed: int = 0


def act_automatically(*, workspace: Workspace, now: datetime, limit: int = _AT_ONCE) -> Acted:
    """Accept, as the rule its autonomy level names, every open suggestion on which the machine may act now.

    Each is decided in a transaction of its own, and the permission is read anew inside it. One that cannot be carried
    out stays open for people, and the log says why.
    """
    total = Acted()
    for function in sorted(PLUGS):
        level = function_level(workspace=workspace, function=function)
        if level.rank < Autonomy.ACT_UNLESS_STOPPED.rank:
            continue
        entries = SuggestionEntry.objects.filter(
            workspace=workspace, function=function, closed_at__isnull=True, expires_at__gt=as_utc(now)
        ).select_related("workspace")
        for entry in entries.order_by("-priority", "id")[:limit]:
            total = _add(total, _act(entry, level, now))
    return total


def _act(entry: SuggestionEntry, level: Autonomy, now: datetime) -> Acted:
    if not machine_may_act(entry=entry, at=now)[0]:
        return Acted(n_held_back=1)
    try:
        decide(
            suggestion_id=entry.pk,
            outcome=Outcome.ACCEPTED,
            fingerprint_seen=entry.fingerprint,
            actor_kind=ActorKind.RULE,
            actor=f"autonomy {level}",
            at=now,
        )
    except (AlreadyDecided, StaleSuggestion, NotPermitted):
        # Between our look and the decision a person was faster, or a limit was set: theirs counts.
        return Acted(n_held_back=1)
    except InputError as error:
        _LOG.warning("suggestion %s could not be carried out: %s", entry.pk, error)
        return Acted(n_failed=1)
    return Acted(n_acted=1)


def _add(one: Acted, other: Acted) -> Acted:
    return Acted(one.n_acted + other.n_acted, one.n_held_back + other.n_held_back, one.n_failed + other.n_failed)
