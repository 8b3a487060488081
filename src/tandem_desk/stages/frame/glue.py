"""The shape of a function's glue: what background work, commands and pages call, whatever the function."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from tandem_desk.review.services.opening import Opened
from tandem_desk.stages.frame.learning import Progress, Retrained
from tandem_desk.workspace.models import Workspace

__all__ = ["Follow", "Glue", "Learn", "Retrain", "Score", "Suggest", "follow_nothing", "learn_nothing"]


class Retrain(Protocol):
    """Learns from what came of records; a challenger takes over only after winning."""

    def __call__(
        self, *, workspace: Workspace, at: datetime, seed: int = 0, force: bool = False, progress: Progress = ...
    ) -> Retrained:
        """Return what it came to."""
        ...


class Score(Protocol):
    """Scores every open record with the version in force and stores that; `None` before the first fit."""

    def __call__(self, *, workspace: Workspace, at: datetime) -> Any:
        """Return scores with `ids`."""
        ...


class Suggest(Protocol):
    """Opens suggestions where acting is worth most."""

    def __call__(self, *, workspace: Workspace, at: datetime, scores: Any = None) -> Opened:
        """Return what became of them."""
        ...


class Follow(Protocol):
    """Scores records that have just changed and brings what is suggested about them up to date."""

    def __call__(self, *, workspace: Workspace, ids: list[int], at: datetime) -> int:
        """Return how many were scored."""
        ...


class Learn(Protocol):
    """Notes what came of records, of all where `ids` is `None`, and learns it at once, as far as the function can."""

    def __call__(self, *, workspace: Workspace, ids: Collection[int] | None, at: datetime, again: bool = False) -> int:
        """Return how many outcomes count since the fit."""
        ...


def follow_nothing(*, workspace: Workspace, ids: list[int], at: datetime) -> int:  # noqa: ARG001  (a Follow)
    """Follow no change: scores stay as they were on their day."""
    return 0


def learn_nothing(*, workspace: Workspace, ids: Collection[int] | None, at: datetime, again: bool = False) -> int:  # noqa: ARG001  (a Learn)
    """Learn nothing between two fits."""
    return 0


@dataclass(frozen=True)
class Glue:
    """One function's glue.

    Attributes:
        name: catalogue name.
        retrain, score, suggest: the night's work, in this order.
        follow, learn: what a change of a record sets off.
        follows: whether changes set anything off.
        warm: loads the model and runs one record through it, so that the next is scored quickly.
    """

    name: str
    retrain: Retrain
    score: Score
    suggest: Suggest
    follow: Follow = follow_nothing
    learn: Learn = learn_nothing
    follows: bool = False
    warm: Callable[[Workspace, datetime], None] = lambda _workspace, _at: None
