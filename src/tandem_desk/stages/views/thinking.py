"""What the machine thinks of one record, and what a person thinks instead: the right column of a record's page."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from tandem.catalogue import FUNCTIONS
from tandem.kernel.suggestion import EvidenceKind
from tandem.kernel.vocabulary import SubjectKind
from tandem_desk.review.selectors.story import newest_suggestions, standing_override
from tandem_desk.review.selectors.versions import version_in_force
from tandem_desk.review.sockets import PLUGS, Plug
from tandem_desk.stages.views.addresses import words_for
from tandem_desk.stages.views.outlooks import outlook_of
from tandem_desk.stages.views.overrides import Joint, joint_estimate
from tandem_desk.stages.views.proposals import what_to_do, worth_of
from tandem_desk.stages.views.wording import verdict_of
from tandem_desk.workspace.permissions import Action, may_change
from tandem_desk.workspace.selectors.signed_in import Request

__all__ = ["Thought", "reasons_of", "thinking_of"]


@dataclass(frozen=True)
class Thought:
    """One function's view of a record, and a person's in its place where there is one."""

    function: Any
    suggestion: Any
    reasons: list[dict[str, Any]]
    override: Any
    joint: Joint | None
    is_open: bool
    action: str
    worth: tuple[Any, str, str] | None
    outlook: dict[str, Any]

    @property
    def data_until(self) -> datetime | None:
        """The moment after which nothing went into its model."""
        text = self.suggestion.provenance.get("data_until", "")
        return datetime.fromisoformat(text) if text else None


def thinking_of(request: Request, record: Any, kind: SubjectKind) -> dict[str, Any]:
    """Return the thoughts on a record, and whether this member may put their own in place of the machine's."""
    now = timezone.now()
    where: dict[str, Any] = {"kind": kind, "subject_id": record.pk, "workspace_id": record.workspace_id}
    known = {function.name: function for function in FUNCTIONS}
    thoughts = [
        Thought(
            function=known[one.function],
            suggestion=one,
            reasons=(reasons := reasons_of(one)),
            override=(said := standing_override(**where, function=one.function, now=now)),
            joint=joint_estimate(one, said),
            is_open=one.closed_at is None and one.expires_at > now,
            action=what_to_do(one.function, one.proposal) if one.function in PLUGS and one.proposal else "",
            worth=worth_of(one.proposal),
            outlook=outlook_of(one.function, one.proposal, reasons),
        )
        for one in newest_suggestions(**where)
        if one.function in known
    ]
    told = _unsuggested(record, kind, {thought.suggestion.function for thought in thoughts})
    may_decide = may_change(request.user, record, Action.DECIDE, kind)
    return {
        "thoughts": thoughts,
        "unsuggested": told,
        "may_decide": may_decide,
        "now": now,
        "record_words": words_for(kind),
    }


def reasons_of(suggestion: Any) -> list[dict[str, Any]]:
    """Return a suggestion's reasons for the page, each with what it rests on and where its evidence is told in full."""
    plug = PLUGS.get(suggestion.function)
    return [
        {
            "claim": reason["claim"],
            "weight": reason["weight"],
            "evidence": [_in_words(one, plug) for one in reason.get("evidence", ())],
            "url": reverse("reason-facts", args=[suggestion.pk, place]) if plug is not None else "",
        }
        for place, reason in enumerate(suggestion.reasons)
    ]


def _in_words(evidence: dict[str, Any], plug: Plug | None) -> dict[str, Any]:
    if plug is None or evidence["kind"] not in (EvidenceKind.FIELD, EvidenceKind.TEXT):
        return evidence | {"label": evidence["name"]}
    value = plug.fact_text(evidence["name"], evidence["value"])
    return evidence | {"label": plug.fact_of(evidence["name"]).label, "value": value}


def _unsuggested(record: Any, kind: SubjectKind, known: set[str]) -> list[dict[str, Any]]:
    """Return what each function says of a record it has made no suggestion about: its figure, or why it has none."""
    told = []
    for function in FUNCTIONS:
        if function.subject is not kind or function.name not in PLUGS or function.name in known:
            continue
        version = version_in_force(workspace=record.workspace, function=function.name)
        card = version.card if version is not None else {}
        told.append({"function": function, "version": version, "card": card, "verdict": verdict_of(card)})
    return told
