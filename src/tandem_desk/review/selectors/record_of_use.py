"""How a function has done in people's hands: decided, accepted as it was, overruled, taken back."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from tandem.kernel.suggestion import ActorKind, Outcome
from tandem_desk.review.models import DecisionEntry, SuggestionEntry
from tandem_desk.workspace.models import Workspace

__all__ = ["RecordOfUse", "record_of_use", "rejection_counts"]


@dataclass(frozen=True)
class RecordOfUse:
    """Counts of decisions on a function's suggestions since a moment; a decision taken back is counted as that alone.

    Attributes:
        n_open: suggestions open now.
        n_accepted, n_amended, n_rejected: by people, still standing.
        n_by_machine: acceptances by rules or agents, standing or not.
        n_by_machine_undone: of these, taken back by people.
        n_undone: all decisions taken back.
    """

    n_open: int
    n_accepted: int
    n_amended: int
    n_rejected: int
    n_by_machine: int
    n_by_machine_undone: int
    n_undone: int

    @property
    def n_by_people(self) -> int:
        """Standing decisions by people."""
        return self.n_accepted + self.n_amended + self.n_rejected

    @property
    def override_share(self) -> float | None:
        """Share of people's decisions that changed or refused the proposal, in [0, 1]; `None` without a decision."""
        return (self.n_amended + self.n_rejected) / self.n_by_people if self.n_by_people else None


def record_of_use(*, workspace: Workspace, function: str, since: datetime) -> RecordOfUse:
    """Return how a function has done since a moment."""
    rows = DecisionEntry.objects.filter(
        suggestion__workspace=workspace, suggestion__function=function, decided_at__gte=since
    )
    by_people = Q(actor_kind=ActorKind.MEMBER, undone_by__isnull=True)
    by_machine = ~Q(actor_kind=ActorKind.MEMBER)
    counts = rows.aggregate(
        n_accepted=Count("pk", filter=by_people & Q(outcome=Outcome.ACCEPTED)),
        n_amended=Count("pk", filter=by_people & Q(outcome=Outcome.AMENDED)),
        n_rejected=Count("pk", filter=by_people & Q(outcome=Outcome.REJECTED)),
        n_by_machine=Count("pk", filter=by_machine),
        n_by_machine_undone=Count("pk", filter=by_machine & Q(undone_by__isnull=False)),
        n_undone=Count("pk", filter=Q(outcome=Outcome.UNDONE)),
    )
    n_open = SuggestionEntry.objects.filter(workspace=workspace, function=function, closed_at__isnull=True).count()
    return RecordOfUse(n_open=n_open, **counts)


def rejection_counts(*, workspace: Workspace, function: str, since: datetime) -> dict[str, int]:
    """Return how often each reason to reject was given since a moment, most frequent first."""
    rows = DecisionEntry.objects.filter(
        suggestion__workspace=workspace,
        suggestion__function=function,
        outcome=Outcome.REJECTED,
        undone_by__isnull=True,
        decided_at__gte=since,
    )
    counted = rows.values_list("reason_code").annotate(n=Count("pk")).order_by("-n", "reason_code")
    return dict(counted)
