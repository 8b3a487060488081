"""People's figures beside the machine's: the record of both, for whom it concerns, and one estimate from the two."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tandem_desk.review.selectors.comparison import Pair, override_pairs
from tandem_desk.review.sockets import PLUGS
from tandem_desk.workspace.models import Member, Role
from tandem_desk.workspace.selectors.people import member_names, members_of

if TYPE_CHECKING:
    import numpy as np

    from tandem.learning.combination import OverrideRecord

__all__ = ["Joint", "joint_estimate", "override_records"]

_FLOOR = 1e-3  # nobody is taken at more than 99.9%: one certainty that was wrong would drown every other figure
_N_SHOWN = 12


@dataclass(frozen=True)
class Joint:
    """Person's and machine's figure joined by their record: 80% interval, and the overrides the record rests on."""

    probability: float
    low: float
    high: float
    n: int


def override_records(member: Member, function: str) -> list[tuple[str, "OverrideRecord"]]:
    """Return how overrides turned out, by person and then by segment, under the names for the page.

    A seller or marketer sees their own, a manager with a team the team's; everybody else the workspace's.
    """
    from tandem.learning.combination import measure_overrides

    whose = _whose(member)
    pairs = [
        one
        for one in override_pairs(workspace=member.workspace, function=function)
        if whose is None or one.member_id in whose
    ]
    if not pairs:
        return []
    names = member_names(member=member)
    said, machine, happened = _figures(pairs)
    persons = [names.get(one.member_id or 0, "Somebody who left") for one in pairs]
    segments = [f"Segment “{one.segment}”" if one.segment else "No segment" for one in pairs]
    found = [
        sorted(measure_overrides(of, said, machine, happened), key=lambda one: -one.n)[:_N_SHOWN]
        for of in (persons, segments)
    ]
    return [(one.name, one) for rows in found for one in rows]


def _whose(member: Member) -> set[int] | None:
    if member.role in (Role.SELLER, Role.MARKETER):
        return {member.pk}
    if member.role == Role.MANAGER and member.team_id is not None:
        return {one.pk for one in members_of(member=member) if one.team_id == member.team_id}
    return None


def joint_estimate(suggestion: Any, override: Any) -> Joint | None:
    """Return the estimate that weighs a standing override and the machine's figure by their record; `None` without
    both.
    """
    if override is None or suggestion.probability is None or suggestion.function not in PLUGS:
        return None
    import numpy as np

    from tandem.learning.combination import fit_weighing

    pairs = override_pairs(workspace=suggestion.workspace, function=suggestion.function)
    weighing = fit_weighing([str(one.member_id) for one in pairs], [one.segment for one in pairs], *_figures(pairs))
    facts = PLUGS[suggestion.function].subject_facts(suggestion.workspace, [suggestion.subject_id])
    segment = facts[suggestion.subject_id].segment if suggestion.subject_id in facts else ""
    person, machine = (_safe(np.array([one.probability])) for one in (override, suggestion))
    joint = weighing.join([str(override.member_id)], [segment], person, machine)
    return Joint(float(joint.probability[0]), float(joint.low[0]), float(joint.high[0]), weighing.n)


def _figures(pairs: Sequence[Pair]) -> tuple["np.ndarray", "np.ndarray", "np.ndarray"]:
    import numpy as np

    person, machine = (np.array([getattr(one, name) for one in pairs], float) for name in ("person", "machine"))
    return _safe(person), _safe(machine), np.array([one.happened for one in pairs], float)


def _safe(chance: "np.ndarray") -> "np.ndarray":
    import numpy as np

    safe: np.ndarray = np.clip(chance, _FLOOR, 1 - _FLOOR)
    return safe
