"""What becomes of a score by the time another state is reached: features that change on the way, learned from pairs."""

from dataclasses import dataclass

import numpy as np

from tandem.learning.features import TypedRows
from tandem.learning.hazards.clocks import Clocks
from tandem.learning.hazards.decision import Decision

__all__ = ["Arrivals", "in_state", "learn_arrivals"]

_LEAST_PAIRS = 8
_WORTH_OF_SHIFT, _WORTH_OF_SLOPE = 5.0, 40.0


@dataclass(frozen=True)
class Arrivals:
    """How one decision's log-odds on arrival differ from those of today's row put into that state.

    A row put into a later state still holds today's features; a quote not yet sent, a rival not yet known would count
    as none for good. On arrival the log-odds are expected to be `centre` + `shift` + `slope` × (as put - `centre`).

    Attributes:
        centre, shift, slope: shape (n_states + 1, n_states), from the present state (the last row is a state never
            seen) to the one arrived in; where nothing was learned the centre and shift are 0 and the slope is 1.
    """

    centre: np.ndarray
    shift: np.ndarray
    slope: np.ndarray

    @classmethod
    def unchanged(cls, n_states: int) -> "Arrivals":
        """Arrivals that change nothing."""
        shape = (n_states + 1, n_states)
        return cls(np.zeros(shape), np.zeros(shape), np.ones(shape))

    def expected(self, codes: np.ndarray, target: int, as_put: np.ndarray) -> np.ndarray:
        """Return log-odds on arrival in a state; `as_put` has the rows first, `codes` are their present states."""
        known = np.where((codes < 0) | (codes >= self.slope.shape[1]), -1, codes)
        wide = (slice(None),) + (None,) * (as_put.ndim - 1)
        centre, shift, slope = (one[known, target][wide] for one in (self.centre, self.shift, self.slope))
        found: np.ndarray = centre + shift + slope * (as_put - centre)
        return found


def in_state(rows: TypedRows, state: str, codes: int | np.ndarray, clocks: Clocks) -> TypedRows:
    """Return the rows as if each had just entered a state."""
    there = rows.take(np.arange(len(rows)))
    there.levels[:, there.level_names.index(state)] = codes
    if clocks.state_age:
        there.numbers[:, there.number_names.index(clocks.state_age)] = 0.0
    return there


def learn_arrivals(
    decisions: tuple[Decision, ...],
    rows: TypedRows,
    subjects: np.ndarray,
    *,
    state: str,
    clocks: Clocks,
    n_states: int,
) -> tuple[Arrivals, ...]:
    """Learn arrivals from subjects that were seen in one state and later in another.

    Parameters
    ----------
    decisions
        Fitted ones, whose log-odds are compared.
    rows, subjects
        Rows at risk and the subject of each, as for fitting.
    state, clocks, n_states
        As for fitting.
    """
    before, after = _pairs(rows, subjects, state, clocks)
    if not len(before):
        return tuple(Arrivals.unchanged(n_states) for _ in decisions)
    place = rows.level_names.index(state)
    origin, target = rows.levels[before, place], rows.levels[after, place]
    put, arrived = in_state(rows.take(before), state, target, clocks), rows.take(after)
    for name in (clocks.age, clocks.countdown):
        if name:
            at = rows.number_names.index(name)
            put.numbers[:, at] = arrived.numbers[:, at]
    return tuple(
        _regress(one.log_odds(put)[0], one.log_odds(arrived)[0], origin, target, n_states) for one in decisions
    )


def _pairs(rows: TypedRows, subjects: np.ndarray, state: str, clocks: Clocks) -> tuple[np.ndarray, np.ndarray]:
    """Return positions of the first row in each state, paired with the first row in each state reached later."""
    age = rows.numbers[:, rows.number_names.index(clocks.age)]
    codes = rows.levels[:, rows.level_names.index(state)]
    order = np.lexsort((age, subjects))
    new = np.ones(len(order), dtype=bool)
    new[1:] = (subjects[order][1:] != subjects[order][:-1]) | (codes[order][1:] != codes[order][:-1])
    entries = order[new]
    found: list[tuple[np.ndarray, np.ndarray]] = []
    for steps in range(1, 8):
        first, later = entries[:-steps], entries[steps:]
        same = (subjects[first] == subjects[later]) & (codes[first] != codes[later]) & (codes[later] >= 0)
        if not same.any():
            break
        found.append((first[same], later[same]))
    if not found:
        return np.empty(0, dtype=int), np.empty(0, dtype=int)
    return np.concatenate([one for one, _ in found]), np.concatenate([other for _, other in found])


def _regress(put: np.ndarray, arrived: np.ndarray, origin: np.ndarray, target: np.ndarray, n_states: int) -> Arrivals:
    learned = Arrivals.unchanged(n_states)
    origin = np.where((origin < 0) | (origin >= n_states), n_states, origin)
    for start, end in {(int(one), int(other)) for one, other in zip(origin, target, strict=True)}:
        which = (origin == start) & (target == end)
        n = int(which.sum())
        if n < _LEAST_PAIRS:
            continue
        x, moved = put[which], arrived[which] - put[which]
        centre = float(x.mean())
        off = x - centre
        worth = _WORTH_OF_SLOPE * max(float(off.var()), 1e-6)
        learned.centre[start, end] = centre
        learned.shift[start, end] = float(moved.sum()) / (n + _WORTH_OF_SHIFT)
        learned.slope[start, end] = np.clip(
            1.0 + float(off @ (moved - moved.mean())) / (float(off @ off) + worth), 0, 2
        )
    return learned
