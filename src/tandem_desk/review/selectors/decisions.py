"""Decisions: which one stands, and all there ever were."""

from collections.abc import Collection

from tandem.kernel.suggestion import Outcome
from tandem.kernel.vocabulary import SubjectKind
from tandem_desk.review.models import DecisionEntry, Override, SuggestionEntry

__all__ = ["decided_subjects", "decisions_of", "standing_decision", "was_undone"]


def standing_decision(entry: SuggestionEntry) -> DecisionEntry | None:
    """Return the decision that stands on a suggestion: not an undoing, and not undone."""
    rows = DecisionEntry.objects.filter(suggestion=entry, undone_by__isnull=True).exclude(outcome=Outcome.UNDONE)
    return rows.order_by("-id").first()


def decisions_of(*, suggestion: SuggestionEntry) -> list[DecisionEntry]:
    """Return every decision on a suggestion, newest first, undone ones and their undoings included."""
    return list(DecisionEntry.objects.filter(suggestion=suggestion).select_related("member", "undoes").order_by("-id"))


def was_undone(entry: SuggestionEntry) -> bool:
    """Return whether somebody took a decision on a suggestion back."""
    return DecisionEntry.objects.filter(suggestion=entry, outcome=Outcome.UNDONE).exists()


def decided_subjects(kind: SubjectKind, ids: Collection[int]) -> set[int]:
    """Return those of some records that anybody ever decided on or gave a figure of their own for, undone or not."""
    suggestions = SuggestionEntry.objects.filter(subject_kind=kind, subject_id__in=ids, decisions__isnull=False)
    overrides = Override.objects.filter(subject_kind=kind, subject_id__in=ids)
    return {*suggestions.values_list("subject_id", flat=True), *overrides.values_list("subject_id", flat=True)}
