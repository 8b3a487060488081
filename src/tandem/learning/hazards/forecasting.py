"""From hazards to curves: spells are carried forward period by period, through states, under every doubt at once."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from tandem.learning.features import TypedRows
from tandem.learning.hazards.arrivals import Arrivals, in_state
from tandem.learning.hazards.clocks import Clocks
from tandem.learning.hazards.curves import Curves
from tandem.learning.hazards.decision import Decision, part_of

__all__ = ["forecast"]

_Z80 = 1.2815515655446004
_MOST_STATE_AGE = 12
_TREE_STEPS = (0, 1, 2, 4, 7, 11, 16, 22, 30, 40, 52, 78)
_TINY = 1e-9


class _Model(Protocol):
    """What is read of a fitted model; see :class:`tandem.learning.hazards.Hazards`."""

    @property
    def causes(self) -> tuple[str, ...]: ...
    @property
    def clocks(self) -> Clocks: ...
    @property
    def state(self) -> str: ...
    @property
    def decisions(self) -> tuple[Decision, ...]: ...
    @property
    def arrivals(self) -> tuple[Arrivals, ...]: ...
    @property
    def moves(self) -> np.ndarray: ...
    @property
    def unshown(self) -> float: ...
    @property
    def is_timed(self) -> bool: ...


@dataclass(frozen=True)
class _Ahead:
    """One decision's log-odds in the periods to come.

    Attributes:
        staying: while in the present state, shape (n_rows, n_periods).
        arrived: after a move, by state, without the state's age, shape (n_rows, n_states, n_periods).
        by_state_age: what the state's age adds, shape (n_ages,).
        deviation, arrived_deviation: standard deviations, shapes (n_rows,) and (n_rows, n_states).
    """

    staying: np.ndarray
    arrived: np.ndarray
    by_state_age: np.ndarray
    deviation: np.ndarray
    arrived_deviation: np.ndarray


def forecast(hazards: _Model, rows: TypedRows, n_periods: int) -> Curves:
    """Return the curves of some rows; see :meth:`Hazards.curves`.

    The posterior of each decision is taken as one doubt for each row, shared by all its states and periods. Curves are
    worked out at two points for each doubt and averaged (the unscented transform), so that they keep summing to one.

    References
    ----------
    Julier & Uhlmann 1997, "A new extension of the Kalman filter to nonlinear systems".
    """
    targets = np.flatnonzero(hazards.moves.sum(axis=0) > 0)
    ahead = [_look_ahead(hazards, at, rows, targets, n_periods) for at in range(len(hazards.decisions))]
    own = np.full((len(rows), len(targets)), 0.0)
    between = np.zeros((len(targets), len(targets)))
    if len(targets):
        codes = rows.levels[:, rows.level_names.index(hazards.state)]
        own = hazards.moves[np.where((codes < 0) | (codes >= hazards.moves.shape[1]), -1, codes)][:, targets]
        between = hazards.moves[targets][:, targets]
    n_doubts = len(ahead)
    points = []
    for at in range(n_doubts):
        for sign in (-1.0, 1.0):
            doubt = np.zeros(n_doubts)
            doubt[at] = sign * np.sqrt(n_doubts)
            points.append(_carry(hazards, ahead, (doubt, np.zeros(n_doubts)), (own, between), n_periods))
    if not points:
        points = [_carry(hazards, ahead, (np.zeros(0), np.zeros(0)), (own, between), n_periods)] * 2
    return _with_intervals(hazards, np.stack(points), _own_variance(hazards, ahead, (own, between), n_periods))


def _own_variance(
    hazards: _Model, ahead: list[_Ahead], moves: tuple[np.ndarray, np.ndarray], n_periods: int
) -> np.ndarray:
    """Return how far what no column shows moves a subject's own curves: log-odds squared, shaped as the curves.

    The point stays where it is: the hazards are fitted to all subjects alike and so are means over it already.
    """
    if not hazards.unshown:
        return np.zeros(1)
    none = np.zeros(len(ahead))
    middle = _log_odds(_carry(hazards, ahead, (none, none), moves, n_periods))
    total = np.zeros_like(middle)
    for at in range(1 + bool(hazards.state)):
        lift = none.copy()
        lift[at] = hazards.unshown
        total += (_log_odds(_carry(hazards, ahead, (none, lift), moves, n_periods)) - middle) ** 2
    return total


def _look_ahead(hazards: _Model, number: int, rows: TypedRows, targets: np.ndarray, n_periods: int) -> _Ahead:
    decision = hazards.decisions[number]
    mean, deviation = decision.log_odds(rows)
    by_clock = _by_clock(hazards, decision, rows, n_periods)
    moved_clock = by_clock - by_clock[:, :1]
    by_state_age, present_age = _by_state_age(hazards, decision, rows, n_periods)
    present = np.minimum(present_age[:, None] + np.arange(n_periods), len(by_state_age) - 1)
    staying = mean[:, None] + moved_clock + by_state_age[present] - by_state_age[present[:, :1]]
    staying += _tree_path(hazards, decision, rows, n_periods)
    arrived = np.empty((len(rows), len(targets), n_periods))
    spread = np.empty((len(rows), len(targets)))
    for at, code in enumerate(targets):
        there = in_state(rows, hazards.state, int(code), hazards.clocks)
        there_mean, there_spread = decision.log_odds(there)
        spread[:, at] = there_spread * _kept(decision.in_common(rows, there), len(targets))
        as_put = there_mean[:, None] + moved_clock + _tree_path(hazards, decision, there, n_periods)
        codes = rows.levels[:, rows.level_names.index(hazards.state)]
        arrived[:, at] = hazards.arrivals[number].expected(codes, int(code), as_put) - by_state_age[0]
    return _Ahead(staying, arrived, by_state_age[: _MOST_STATE_AGE + 1], deviation, spread)


def _kept(in_common: np.ndarray, n_states: int) -> np.ndarray:
    """Return the share of a later state's doubt that counts in full beside the present one's.

    What it has in common with the present state's doubt adds up along the way; the rest differs from state to state and
    partly cancels.
    """
    kept: np.ndarray = np.sqrt(in_common**2 + (1.0 - in_common**2) / max(1, n_states))
    return kept


def _by_clock(hazards: _Model, decision: Decision, rows: TypedRows, n_periods: int) -> np.ndarray:
    """Return what age and countdown add in each period to come, shape (n_rows, n_periods)."""
    names = [one for one in (hazards.clocks.age, hazards.clocks.countdown) if one]
    if not names or not len(decision.design.groups):
        return np.zeros((len(rows), n_periods))
    places = sorted(rows.number_names.index(one) for one in names)
    part, columns = part_of(decision.design, tuple(places), ())
    steps = np.tile(np.arange(n_periods, dtype=float), len(rows))
    moving = np.repeat(rows.numbers[:, places], n_periods, axis=0)
    for at, place in enumerate(places):
        moving[:, at] += steps if rows.number_names[place] == hazards.clocks.age else -steps
    clocks = TypedRows(
        tuple(rows.number_names[one] for one in places), moving, (), np.empty((len(moving), 0), dtype=np.int32)
    )
    added: np.ndarray = (part.matrix(clocks) @ decision.pooled_weights[columns]).reshape(len(rows), n_periods)
    return added


def _by_state_age(
    hazards: _Model, decision: Decision, rows: TypedRows, n_periods: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return what each age of a state adds, from 0 on, and the present age of each row's state."""
    name = hazards.clocks.state_age
    least = max(n_periods, _MOST_STATE_AGE) + 1
    if not name:
        return np.zeros(least), np.zeros(len(rows), dtype=int)
    place = rows.number_names.index(name)
    present = np.nan_to_num(rows.numbers[:, place], nan=0.0).astype(int).clip(0, 520)
    n_ages = least + int(present.max(initial=0))
    if not len(decision.design.groups):
        return np.zeros(n_ages), present
    part, columns = part_of(decision.design, (place,), ())
    ages = TypedRows((name,), np.arange(n_ages, dtype=float)[:, None], (), np.empty((n_ages, 0), dtype=np.int32))
    return part.matrix(ages) @ decision.pooled_weights[columns], present


def _tree_path(hazards: _Model, decision: Decision, rows: TypedRows, n_periods: int) -> np.ndarray:
    """Return by how much the trees move as the clocks do, in steps, shape (n_rows, n_periods)."""
    if decision.trees is None:
        return np.zeros((len(rows), n_periods))
    steps = [one for one in _TREE_STEPS if one < n_periods]
    added = np.empty((len(rows), len(steps)))
    for at, step in enumerate(steps):
        later = rows.take(np.arange(len(rows)))
        for name, sign in ((hazards.clocks.age, 1.0), (hazards.clocks.countdown, -1.0)):
            if name:
                later.numbers[:, later.number_names.index(name)] += sign * step
        added[:, at] = decision.trees.weight * decision.trees.log_odds(later)
    return (added - added[:, :1])[:, np.searchsorted(steps, np.arange(n_periods), "right") - 1]


def _carry(
    hazards: _Model,
    ahead: list[_Ahead],
    apart: tuple[np.ndarray, np.ndarray],
    moves: tuple[np.ndarray, np.ndarray],
    n_periods: int,
) -> np.ndarray:
    """Return incidence of each cause and the share still open, shape (n_rows, n_causes + 1, n_periods).

    `apart` is how far each decision lies from its mean, in deviations and in log-odds, two arrays of shape
    (n_decisions,). `moves` is where each row's own state leads, shape (n_rows, n_states), and where the states lead to
    one another.
    """
    own, between = moves
    far = list(zip(ahead, *apart, strict=True))
    n_causes = len(hazards.causes)
    n_rows, n_states = own.shape
    staying = [one.staying + lift + z * one.deviation[:, None] for one, z, lift in far]
    arrived = [one.arrived + lift + z * one.arrived_deviation[:, :, None] for one, z, lift in far]
    stay, inside = np.ones(n_rows), np.zeros((n_rows, n_states, _MOST_STATE_AGE + 1))
    done, found = np.zeros((n_rows, n_causes)), np.empty((n_rows, n_causes + 1, n_periods))
    for step in range(n_periods):
        gone, moved, ended = _split(hazards, [_sigmoid(one[:, step]) for one in staying], stay)
        stay = stay - gone
        done += np.stack(ended, axis=1)
        if n_states:
            chances = [
                _sigmoid(one[:, :, step, None] + look.by_state_age) for one, look in zip(arrived, ahead, strict=True)
            ]
            inside_gone, inside_moved, inside_ended = _split(hazards, chances, inside)
            done += np.stack([one.sum(axis=(1, 2)) for one in inside_ended], axis=1)
            left = inside - inside_gone
            inside = np.zeros_like(inside)
            inside[:, :, 1:] = left[:, :, :-1]
            inside[:, :, -1] += left[:, :, -1]
            inside[:, :, 0] = moved[:, None] * own + inside_moved.sum(axis=2) @ between
        found[:, :-1, step] = done
        found[:, -1, step] = stay + inside.sum(axis=(1, 2))
    return found


def _split(
    hazards: _Model, chances: list[np.ndarray], mass: np.ndarray
) -> tuple[np.ndarray, np.ndarray, list[np.ndarray]]:
    """Return how much of the mass leaves, how much of that moves, and how much ends by each cause."""
    answers = iter(chances)
    gone = mass * next(answers) if hazards.is_timed else mass
    moved = gone * next(answers) if hazards.state else np.zeros_like(gone)
    if hazards.state and not hazards.moves.shape[1]:
        moved = np.zeros_like(gone)
    rest, ended = gone - moved, []
    for chance in answers:
        ended.append(rest * chance)
        rest = rest - ended[-1]
    return gone, moved, [*ended, rest]


def _with_intervals(hazards: _Model, points: np.ndarray, own: np.ndarray) -> Curves:
    point = points.mean(axis=0)
    deviation = np.sqrt(_log_odds(points).var(axis=0) + own)
    middle, reach = _middle(point, deviation), _Z80 * deviation
    low, high = np.minimum(_sigmoid(middle - reach), point), np.maximum(_sigmoid(middle + reach), point)
    # What has happened stays so: the ends of the intervals rise with time as the curves do, and "still open" falls.
    for ends in (low, high):
        ends[:, :-1] = np.maximum.accumulate(ends[:, :-1], axis=2)
        ends[:, -1] = np.minimum.accumulate(ends[:, -1], axis=1)
    return Curves(hazards.causes, point, np.minimum(low, point), np.maximum(high, point))


def _middle(point: np.ndarray, deviation: np.ndarray) -> np.ndarray:
    """Return the middle of normal log-odds whose expected probability is the point; rare events lie above it."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(7)
    weights = weights / weights.sum()
    middle = _log_odds(point)
    for _ in range(4):
        expected, slope = np.zeros_like(point), np.zeros_like(point)
        for node, weight in zip(nodes.tolist(), weights.tolist(), strict=True):
            chance = _sigmoid(middle + deviation * node)
            expected += weight * chance
            slope += weight * chance * (1.0 - chance)
        middle = middle + np.clip((point - expected) / np.maximum(slope, 1e-12), -1.0, 1.0)
    return middle


def _log_odds(chance: np.ndarray) -> np.ndarray:
    safe = np.clip(chance, _TINY, 1 - _TINY)
    score: np.ndarray = np.log(safe) - np.log1p(-safe)
    return score


def _sigmoid(score: np.ndarray) -> np.ndarray:
    chance: np.ndarray = 1.0 / (1.0 + np.exp(-np.clip(score, -30, 30)))
    return chance
