"""Where the stages plug in: who suggests, who carries out, who takes back; `review` itself knows no function."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from tandem.kernel.errors import Fault, InputError
from tandem.kernel.suggestion import Abstained, ActorKind, Subject, Suggestion
from tandem.kernel.vocabulary import SubjectKind
from tandem.tables.schema import Fact, readable_header
from tandem_desk.workspace.models import Member, Workspace
from tandem_desk.workspace.permissions import Action

__all__ = ["PLUGS", "Application", "Effect", "Plug", "SubjectFacts", "find_plug", "register_function"]

Effect: TypeAlias = dict[str, Any]


@dataclass(frozen=True)
class SubjectFacts:
    """What `review` must know of a record without knowing records.

    Attributes:
        words: the record's name, for people.
        account_id: the account whose autonomy limits hold, if any.
        people_only: whether the record, its contact or its account wants people only.
        opted_out: whether the person opted out of the channel the proposal's action would use.
        segment: the part of the records it is measured with, e.g. the lead's source; "" for none.
    """

    words: str
    account_id: int | None = None
    people_only: bool = False
    opted_out: bool = False
    segment: str = ""


@dataclass(frozen=True)
class Application:
    """A proposal on its way into the world.

    Attributes:
        workspace, subject: what it is about.
        proposal: as decided, amended where it was.
        member: who decided, or on whose behalf; `None` for a rule.
        actor_kind, actor: as the decision will have them.
        source: what the history will name as the source of the change.
        at: aware UTC instant.
    """

    workspace: Workspace
    subject: Subject
    proposal: Any
    member: Member | None
    actor_kind: ActorKind
    actor: str
    source: str
    at: datetime


def _as_its_column(column: str) -> Fact:
    return Fact(readable_header(column), field=column)


def _as_it_stands(_column: str, text: str) -> str:
    return text


@dataclass(frozen=True)
class Plug:
    """One function as `review` sees it.

    Attributes:
        name: catalogue name, "stage/function".
        proposal: the frozen dataclass its suggestions propose.
        subject_kind: what its suggestions are about.
        rejection_codes: (code, words) pairs for a rejection.
        suggester: makes a suggestion for one subject on demand.
        applier: carries a proposal out inside the decision's transaction; returns, as plain JSON, what undoing needs.
        undoer: takes those effects back exactly; raises `InputError` where something has changed since.
        subject_facts: facts about many subjects at once; a subject that is gone is left out.
        guard: raises `NotPermitted` where a member may not do an action on a subject.
        objection_window: how long people may object before the machine acts by itself, >= 0.
        outside: name of the background job for what leaves the house (mail, calls): queued with the decision, run after
            its commit; "" for none.
        rescorer: name of the background job that scores anew once another model version is in force; "" for none.
        follower: name of the background job that looks anew at records that have just changed; "" for none.
        outcome_kind: the outcome its probability is about, e.g. "converted".
        fact_of: what a column its reasons point at is called, and where its value comes from.
        fact_text: a value of such a column as people write it, given column and stored text.
    """

    name: str
    proposal: type[Any]
    subject_kind: SubjectKind
    rejection_codes: tuple[tuple[str, str], ...]
    suggester: Callable[[Workspace, int, datetime], Suggestion[Any] | Abstained]
    applier: Callable[[Application], list[Effect]]
    undoer: Callable[[Application, Sequence[Effect]], None]
    subject_facts: Callable[[Workspace, Sequence[int]], Mapping[int, SubjectFacts]]
    guard: Callable[[Member, int, Action], None]
    objection_window: timedelta = timedelta(hours=24)
    outside: str = ""
    rescorer: str = ""
    follower: str = ""
    outcome_kind: str = ""
    fact_of: Callable[[str], Fact] = _as_its_column
    fact_text: Callable[[str, str], str] = _as_it_stands


PLUGS: dict[str, Plug] = {}


def register_function(plug: Plug) -> None:
    """Plug a function in; plugging the same one in again changes nothing.

    Raises
    ------
    InputError
        The plug does not fit; all faults at once.
    """
    faults = []
    if PLUGS.get(plug.name, plug) != plug:
        faults.append(Fault("name", "must not be taken by another function", plug.name))
    params = getattr(plug.proposal, "__dataclass_params__", None)
    if params is None or not params.frozen:
        faults.append(Fault("proposal", "must be a frozen dataclass", plug.proposal.__name__))
    if not plug.rejection_codes:
        faults.append(Fault("rejection_codes", "must offer at least one reason to reject", "none"))
    if plug.objection_window < timedelta(0):
        faults.append(Fault("objection_window", "must not be negative", str(plug.objection_window)))
    if faults:
        raise InputError(faults)
    PLUGS[plug.name] = plug


def find_plug(name: str) -> Plug:
    """Return the plug of a function.

    Raises
    ------
    InputError
        No such function is plugged in.
    """
    try:
        return PLUGS[name]
    except KeyError as error:
        raise InputError(Fault("function", f"must be one of {', '.join(sorted(PLUGS))}", repr(name))) from error
