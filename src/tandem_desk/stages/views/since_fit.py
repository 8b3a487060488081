"""What became of a model since its fit: outcomes learned on top, who moved, whether its figures still hold, drift."""

from collections.abc import Callable, Mapping
from typing import Any

from tandem.kernel.vocabulary import SubjectKind
from tandem_desk.records.selectors.related import records_of
from tandem_desk.review.selectors.versions import version_in_force
from tandem_desk.stages.prospecting.learning_on import FALSE_ALARM_RATE, FALSE_DISCOVERY_RATE, RULE, newest_learned
from tandem_desk.stages.prospecting.scorers import NAME
from tandem_desk.stages.views.addresses import record_url
from tandem_desk.workspace.selectors.signed_in import Request

__all__ = ["named_moves", "since_fit_context"]

_N_MOVES = 10


def since_fit_context(request: Request, function: str, label: Callable[[str], str]) -> dict[str, Any] | None:
    """Return what the function's page tells of the time since the fit; `None` for functions that do not learn on."""
    workspace = request.user.workspace
    version = version_in_force(workspace=workspace, function=function) if function == NAME else None
    if version is None:
        return None
    learned = newest_learned(workspace, version) or {}
    return {
        "n_known": learned.get("n_known", 0),
        "n_learned": learned.get("n_learned", 0),
        "at": learned.get("at"),
        "rule": RULE.removeprefix("rule: "),
        "reranked": learned.get("reranked", {}),
        "moved": named_moves(request, learned.get("reranked", {}), SubjectKind.LEAD),
        "watch": learned.get("watch", {"n": 0, "words": ""}),
        "drift": [one | {"label": label(one["column"])} for one in learned.get("drift", ())],
        "false_alarm_rate": FALSE_ALARM_RATE,
        "false_discovery_rate": FALSE_DISCOVERY_RATE,
    }


def named_moves(request: Request, reranked: Mapping[str, Any], kind: SubjectKind) -> list[dict[str, Any]]:
    """Return the records of a kind that moved furthest, by name, of those that the member may see."""
    moved = reranked.get("moved", [])[:_N_MOVES]
    ids = {(str(kind), int(one["id"])) for one in moved if "id" in one}
    records = records_of(pairs=ids, member=request.user) if ids else {}
    return [
        one | {"name": str(records[key]), "url": record_url(*key)}
        for one in moved
        if (key := (str(kind), int(one.get("id", 0)))) in records
    ]
