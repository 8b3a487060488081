"""Discrete-time hazards of competing causes: pooled from the first event on, with states and clocks that move."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from tandem.kernel.errors import Fault, InputError
from tandem.learning.features import TypedRows
from tandem.learning.hazards.arrivals import Arrivals, learn_arrivals
from tandem.learning.hazards.clocks import Clocks
from tandem.learning.hazards.curves import Curves
from tandem.learning.hazards.decision import Decision, fit_decision
from tandem.learning.hazards.forecasting import forecast
from tandem.learning.hazards.unshown import learn_unshown
from tandem.learning.pooled import BaseRatePrior, moderate

__all__ = ["MOVED", "HazardPriors", "Hazards", "fit_hazards"]

MOVED = -1
_CHUNK = 400
# By how many nats of expected fit the whole must be better (or worse) for the core's weight to fall (or rise) by e.
_NATS = 4.0


@dataclass(frozen=True)
class HazardPriors:
    """What is believed before any event.

    Attributes:
        leaving: of the probability that a spell leaves its state, or ends, in one period.
        moving: of the share of those that merely move to another state.
        causes: for each cause but the last, of its share among the endings that no earlier cause took.
        unshown: middle of the standard deviation, in log-odds, by which subjects differ in leaving and moving beyond
            what columns show; 0 where intervals are to hold what the columns tell alone.
    """

    leaving: BaseRatePrior
    moving: BaseRatePrior = field(default_factory=lambda: BaseRatePrior(0.5, 1.0))
    causes: tuple[BaseRatePrior, ...] = ()
    unshown: float = 0.0


@dataclass(frozen=True)
class Hazards:
    """A fitted hazard model.

    In each period a spell goes on or leaves; having left, it moves to another state or ends; having ended, it is the
    first cause or not, then the second or not, and so on. Each of these is one :class:`Decision`; together they are the
    cause-specific hazards, and these never sum to more than one.

    Attributes:
        causes: names of the causes.
        clocks: the features that move.
        state: the category that holds the present state, "" where there is none.
        decisions: leaves, moves (only with a state), then one for each cause but the last.
        arrivals: for each decision, what becomes of its score by the time another state is reached.
        moves: where moves lead: shape (n_states + 1, n_states), rows sum to 1; the last row is a state never seen.
        n_subjects: spells it was fitted on.
        n_events: endings by each cause.
        unshown: standard deviation, in log-odds of leaving and of moving, of what no column shows of a subject; the
            intervals are of the subject's own curve and hold it, too.
        core: the same from state and clocks alone, `None` where there is nothing else or nothing ended.
        core_share: how much the core is heard, in [0, 1]: more where the other features are not expected to help.
        base: the same hazards for all, `None` where nothing ended.
        base_share: how much the base is heard, in [0, 1]: chosen on outcomes that came later than the fit, see
            :func:`tandem.learning.hazards.learn_share`; 0 until then.

    References
    ----------
    Nicolaie, van Houwelingen & Putter 2010, "Vertical modeling: a pattern mixture approach for competing risks";
    Tutz & Schmid 2016, Modeling Discrete Time-to-Event Data, chapter 8.
    """

    causes: tuple[str, ...]
    clocks: Clocks
    state: str
    decisions: tuple[Decision, ...]
    arrivals: tuple[Arrivals, ...]
    moves: np.ndarray
    n_subjects: int
    n_events: tuple[int, ...]
    unshown: float = 0.0
    core: "Hazards | None" = None
    core_share: float = 0.0
    base: "Hazards | None" = None
    base_share: float = 0.0

    @property
    def is_timed(self) -> bool:
        """Whether it knows of time; else its curves have one period, which means "in the end"."""
        return bool(self.clocks.age)

    def curves(self, rows: TypedRows, n_periods: int) -> Curves:
        """Return what happens within each of the next periods.

        Parameters
        ----------
        rows
            As the subjects stand now, with the clocks among the numbers, shape (n_rows,).
        n_periods
            How far ahead, > 0; taken as 1 where no time is known.
        """
        ahead = n_periods if self.is_timed else 1
        parts = [
            forecast(self, rows.take(np.arange(at, min(at + _CHUNK, len(rows)))), ahead)
            for at in range(0, max(1, len(rows)), _CHUNK)
        ]
        whole = Curves.joined(parts)
        if self.core is not None:
            whole = whole.mixed_with(self.core.curves(_only(rows, self.clocks, self.state), n_periods), self.core_share)
        if self.base is None or not self.base_share:
            return whole
        return whole.pulled_to(self.base_curves(rows, n_periods), self.base_share)

    def base_curves(self, rows: TypedRows, n_periods: int) -> Curves:
        """Return what the base alone says of as many rows; of each the same. Only where there is a base."""
        assert self.base is not None, "hazards without an ending have no base"
        return self.base.curves(_none_of(rows), n_periods)

    def blended(self, base_share: float) -> "Hazards":
        """Return this model, the base heard for a share in [0, 1] of what is said; as it is where there is no base."""
        return replace(self, base_share=base_share) if self.base is not None else self


def fit_hazards(
    rows: TypedRows,
    cause: np.ndarray,
    subjects: np.ndarray,
    *,
    causes: Sequence[str],
    clocks: Clocks,
    priors: HazardPriors,
    state: str = "",
    next_state: np.ndarray | None = None,
    n_states: int = 0,
    families: np.ndarray | None = None,
    seed: int = 0,
) -> Hazards:
    """Fit hazards to rows at risk, from no row on.

    Parameters
    ----------
    rows
        One row for each subject and period at risk, with what was known when the period began.
    cause
        0 the period passed, 1 and up the cause that ended the spell in it, :data:`MOVED` it moved to another state.
        Shape (n_rows,).
    subjects
        Number of each row's subject, from 0; the result repeats only if subjects come in a canonical order.
    causes
        Names of the causes 1, 2, …; the first are told apart from all later ones.
    clocks
        Which numbers of `rows` move by themselves.
    priors
        Beliefs before any event.
    state
        Name of the category that holds the state, or "".
    next_state
        Level code of the state moved to where `cause` is :data:`MOVED`, shape (n_rows,).
    n_states
        Number of level codes of the state.
    families
        Number of what each row's subject belongs to and shares with others, e.g. its account, shape (n_rows,); by
        default each subject is alone. What no column shows is learned from what a family's spells, and a spell's times
        in its states, have in common.
    seed
        Of every random choice.

    Raises
    ------
    InputError
        A clock or the state is not among the features, or a cause has no name.
    """
    _check(rows, cause, causes, clocks, state)
    seen = _Seen(rows, cause, subjects, next_state, subjects if families is None else families)
    asked = _Asked(tuple(causes), clocks, priors, state, n_states, seed)
    fitted = _fit(seen, asked)
    if sum(fitted.n_events):
        fitted = replace(fitted, base=_fit_base(seen, asked))
    n_core = len(clocks.names) + bool(state)
    if not sum(fitted.n_events) or len(rows.number_names) + len(rows.level_names) == n_core:
        return fitted
    core = _fit(replace(seen, rows=_only(rows, clocks, state)), asked)
    # Weights by expected fit, tempered (Yao, Vehtari, Simpson & Gelman 2018, "Using stacking to average Bayesian
    # predictive distributions", section 3.3).
    gain = sum(one.fit for one in fitted.decisions) - sum(one.fit for one in core.decisions)
    return replace(fitted, core=core, core_share=float(1.0 / (1.0 + np.exp(np.clip(gain / _NATS, -30, 30)))))


@dataclass(frozen=True)
class _Seen:
    """The data of :func:`fit_hazards`."""

    rows: TypedRows
    cause: np.ndarray
    subjects: np.ndarray
    next_state: np.ndarray | None
    families: np.ndarray


@dataclass(frozen=True)
class _Asked:
    """The rest of what :func:`fit_hazards` is told."""

    causes: tuple[str, ...]
    clocks: Clocks
    priors: HazardPriors
    state: str
    n_states: int
    seed: int


def _fit(seen: _Seen, asked: _Asked) -> Hazards:
    """Fit all decisions on the given features, without a core."""
    decisions = _fit_decisions(seen, asked)
    arrivals: tuple[Arrivals, ...] = ()
    if asked.state and asked.clocks.age:
        arrivals = learn_arrivals(
            decisions, seen.rows, seen.subjects, state=asked.state, clocks=asked.clocks, n_states=asked.n_states
        )
    return Hazards(
        asked.causes,
        asked.clocks,
        asked.state,
        decisions,
        arrivals,
        _moves(seen.rows, seen.cause, asked.state, seen.next_state, asked.n_states),
        int(seen.subjects.max(initial=-1)) + 1,
        tuple(int((seen.cause == at).sum()) for at in range(1, len(asked.causes) + 1)),
        _unshown(decisions, seen, asked),
    )


def _fit_base(seen: _Seen, asked: _Asked) -> Hazards:
    """Fit hazards that are the same for every row and period; a move is no event of theirs."""
    cause = np.where(seen.cause == MOVED, 0, seen.cause)
    if not asked.clocks.age:
        cause, seen = cause[cause > 0], replace(seen, rows=seen.rows.take(np.flatnonzero(cause > 0)))
    priors = asked.priors
    if asked.state:
        # Who leaves a state mostly moves on: fewer are believed to end.
        ends = priors.leaving.rate * (1.0 - priors.moving.rate)
        priors = replace(priors, leaving=replace(priors.leaving, rate=ends))
    plain = replace(asked, priors=replace(priors, unshown=0.0), state="", n_states=0, clocks=Clocks(asked.clocks.age))
    return _fit(replace(seen, rows=_none_of(seen.rows), cause=cause, next_state=None), plain)


def _none_of(rows: TypedRows) -> TypedRows:
    return TypedRows((), rows.numbers[:, :0], (), rows.levels[:, :0])


def _fit_decisions(seen: _Seen, asked: _Asked) -> tuple[Decision, ...]:
    cause, priors, n_causes = seen.cause, asked.priors, len(asked.causes)
    hidden = (asked.clocks.state_age,) if asked.clocks.state_age else ()
    questions: list[tuple[np.ndarray, np.ndarray, BaseRatePrior]] = []
    if asked.clocks.age:
        questions.append((np.ones(len(cause), dtype=bool), cause != 0, priors.leaving))
    if asked.state:
        questions.append((cause != 0, cause == MOVED, priors.moving))
    shares = [*priors.causes, *[BaseRatePrior(0.5, 1.0)] * n_causes]
    questions += [(cause >= at, cause == at, shares[at - 1]) for at in range(1, n_causes)]
    return tuple(
        fit_decision(
            seen.rows.take(np.flatnonzero(one)), yes[one].astype(float), seen.subjects[one],
            prior=prior, hidden_from_trees=hidden, seed=asked.seed + at,
        )
        for at, (one, yes, prior) in enumerate(questions)
    )  # fmt: skip


def _unshown(decisions: tuple[Decision, ...], seen: _Seen, asked: _Asked) -> float:
    """Return how far subjects differ in leaving beyond what the features say; see :func:`learn_unshown`."""
    if not asked.clocks.age or not asked.priors.unshown:
        return 0.0
    mean, deviation = decisions[0].log_odds(seen.rows)
    leaves = moderate(mean, deviation)
    unit = seen.subjects
    if asked.state:
        codes = seen.rows.levels[:, seen.rows.level_names.index(asked.state)]
        unit = unit * (asked.n_states + 1) + np.where(codes < 0, asked.n_states, codes)
    return learn_unshown(
        (seen.cause != 0) - leaves, leaves * (1.0 - leaves), unit, seen.families, believed=asked.priors.unshown
    )


def _only(rows: TypedRows, clocks: Clocks, state: str) -> TypedRows:
    places = [rows.number_names.index(one) for one in clocks.names]
    levels = [rows.level_names.index(state)] if state else []
    return TypedRows(clocks.names, rows.numbers[:, places], (state,) if state else (), rows.levels[:, levels])


def _check(rows: TypedRows, cause: np.ndarray, causes: Sequence[str], clocks: Clocks, state: str) -> None:
    faults = [
        Fault(name, "must be among the numeric features", ", ".join(rows.number_names) or "none")
        for name in clocks.names
        if name not in rows.number_names
    ]
    if state and state not in rows.level_names:
        faults.append(Fault(state, "must be among the categories", ", ".join(rows.level_names) or "none"))
    if int(cause.max(initial=0)) > len(causes):
        faults.append(Fault("causes", "must name every cause", f"{len(causes)} names, cause {int(cause.max())}"))
    if faults:
        raise InputError(faults)


def _moves(rows: TypedRows, cause: np.ndarray, state: str, next_state: np.ndarray | None, n_states: int) -> np.ndarray:
    """Return shares of where moves led from each state, half a move by the overall shares standing behind each."""
    if not state or next_state is None or n_states == 0:
        return np.zeros((1, 0))
    moved = cause == MOVED
    before, after = rows.levels[moved, rows.level_names.index(state)], next_state[moved]
    counts = np.zeros((n_states + 1, n_states))
    np.add.at(counts, (np.where(before < 0, n_states, before), after), 1.0)
    overall = counts.sum(axis=0)
    overall = overall / overall.sum() if overall.sum() else np.full(n_states, 1.0 / n_states)
    counts += 0.5 * overall
    # A move leads somewhere else.
    counts[np.arange(n_states), np.arange(n_states)] = 0.0
    totals = counts.sum(axis=1, keepdims=True)
    shares: np.ndarray = np.where(totals > 0, counts / np.maximum(totals, 1e-12), overall)
    return shares
