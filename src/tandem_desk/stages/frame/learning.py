"""One round of learning, the same for every function: fit, contest with the present model, keep, put in force."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeVar

from tandem.catalogue import by_name
from tandem_desk.records.selectors.subjects import scored_probabilities
from tandem_desk.review.selectors.versions import version_in_force
from tandem_desk.review.services.versions import put_in_force
from tandem_desk.stages.frame.kept import keep_version, model_in_force
from tandem_desk.workspace.models import Workspace

if TYPE_CHECKING:
    import numpy as np

__all__ = ["Progress", "Ranked", "Retrained", "Round", "judge_losses", "learn_round", "moves"]

Progress = Callable[[str], None]
M = TypeVar("M")
_N_MOVED_SHOWN = 20
_LEAST_LATER = 40


@dataclass(frozen=True)
class Retrained:
    """What a round of learning came to: the version fitted, if one was, whether it is in force, and why."""

    number: int | None
    in_force: bool
    because: str


@dataclass(frozen=True)
class Ranked:
    """Fresh scores of open records, not stored yet.

    Attributes:
        ids, probability: shape (n,).
        store: writes them down as those of a version.
    """

    ids: "np.ndarray"
    probability: "np.ndarray"
    store: Callable[[Any], object]


class Round(Protocol[M]):
    """What there is to learn from at one moment, and how."""

    @property
    def until(self) -> datetime:
        """Nothing known later goes into a model fitted now."""
        ...

    @property
    def card(self) -> Mapping[str, Any]:
        """What the model's card is to say beside what it says itself."""
        ...

    def n_since(self, moment: datetime) -> int:
        """Return how many outcomes came about after a moment."""
        ...

    def fit(self, progress: Progress) -> M:
        """Fit on everything."""
        ...

    def contest(self, champion: M, since: datetime, progress: Progress) -> tuple[bool, str]:
        """Return whether a model fitted without the newest outcomes after a moment beats the present one on them."""
        ...

    def score(self, model: M) -> Ranked:
        """Score what is open now."""
        ...


def learn_round(
    *,
    function: str,
    workspace: Workspace,
    round_of: Round[Any],
    rule: str,
    at: datetime,
    force: bool = False,
    progress: Progress = lambda _: None,
) -> Retrained:
    """Fit, keep the version, and put it in force if it deserves it.

    The first model comes into force as it is; its card says what it is worth. A later one has to win a contest on
    outcomes that came about since the present model's data ended and that it has not seen; it is then fitted again on
    everything.

    Parameters
    ----------
    function
        Name in the catalogue.
    workspace
        Whose records.
    round_of
        What there is to learn from.
    rule
        The name under which the log has a takeover.
    at
        Aware instant of now.
    force
        Fit and judge even where too few new outcomes came in to judge by.
    progress
        Is told in words what is going on.
    """
    present = model_in_force(workspace, function)
    told = _Told(function, workspace, round_of, rule, at)
    if present is None:
        before = version_in_force(workspace=workspace, function=function)
        final, version = _fit_and_keep(told, {}, progress)
        opening = (
            "The first model." if before is None else f"Version {before.number} could not be read by this program."
        )
        return _put(told, version, final, f"{opening} {final.card.summary}")
    version, champion = present
    n_later = round_of.n_since(version.data_until)
    if n_later < _LEAST_LATER and not force:
        return Retrained(None, False, f"Only {n_later} outcomes since the present model; {_LEAST_LATER} are needed.")
    wins, because = round_of.contest(champion, version.data_until, progress)
    final, kept = _fit_and_keep(told, {"contest": because}, progress)
    return _put(told, kept, final, because) if wins else Retrained(kept.number, False, because)


class _Told(NamedTuple):
    function: str
    workspace: Workspace
    round_of: Round[Any]
    rule: str
    at: datetime


def _fit_and_keep(told: _Told, more: Mapping[str, Any], progress: Progress) -> tuple[Any, Any]:
    started = time.perf_counter()
    model = told.round_of.fit(progress)
    version = keep_version(
        workspace=told.workspace,
        function=told.function,
        model=model,
        card=dict(told.round_of.card) | dict(more),
        data_until=told.round_of.until,
        at=told.at,
        seconds=time.perf_counter() - started,
    )
    return model, version


def _put(told: _Told, version: Any, model: Any, because: str) -> Retrained:
    ranked = told.round_of.score(model)
    before = scored_probabilities(kind=by_name(told.function).subject, workspace=told.workspace)
    moved = moves(before, ranked.ids, ranked.probability)
    put_in_force(version=version, rule=told.rule, because=because, at=told.at, reranked=moved)
    ranked.store(version)
    return Retrained(version.number, True, because)


def judge_losses(old: "np.ndarray", new: "np.ndarray") -> tuple[bool, str]:
    """Return whether the challenger's log losses are lower by more than one standard error, and that in words."""
    import numpy as np

    gain = old - new
    mean, error = float(gain.mean()), float(gain.std() / np.sqrt(len(gain)))
    side = "lower" if mean > 0 else "higher"
    words = f"On {len(gain)} later outcomes its log loss was {abs(mean):.4f} {side} (± {error:.4f})"
    wins = mean > error
    return wins, f"{words}: {'it takes over' if wins else 'the present model stays'}."


def moves(before: Mapping[int, float], ids: "np.ndarray", after: "np.ndarray") -> dict[str, Any]:
    """Return who was re-ranked by how much, among records that both models scored: counts, and the furthest."""
    from tandem.learning.card import rerank

    both = [place for place, one in enumerate(ids) if int(one) in before]
    if not both:
        return {"n_compared": 0, "n_moved": 0, "moved": []}
    found = rerank([before[int(ids[place])] for place in both], [float(after[place]) for place in both])
    shown = [
        {
            "id": int(ids[both[one.row]]),
            "rank_before": one.rank_before,
            "rank_after": one.rank_after,
            "probability_before": round(one.probability_before, 4),
            "probability_after": round(one.probability_after, 4),
        }
        for one in found[:_N_MOVED_SHOWN]
    ]
    return {"n_compared": len(both), "n_moved": len(found), "moved": shown}
