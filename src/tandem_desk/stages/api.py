"""Functions: the catalogue, and how each function does in this workspace."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema

from tandem.catalogue import FUNCTIONS
from tandem_desk.review.selectors.health import function_health
from tandem_desk.workspace.api.access import Scope, member_of
from tandem_desk.workspace.api.fields import MomentShown, shown
from tandem_desk.workspace.api.problems import ProblemError

__all__ = ["router"]

router = Router(tags=["Functions"])
_READ = Scope("functions:read")


class FunctionShown(Schema):
    """One function of the catalogue."""

    name: str
    title: str
    stage: str
    phases: list[str]
    activities: list[str]
    tool_category: str
    question: str
    subject: str
    human_role: str
    baseline: str
    version: str
    references: list[str]
    rejection_codes: dict[str, str]
    consequence: str


class HealthShown(Schema):
    """How a function does: its level of autonomy, ninety days of decisions, and the model in force."""

    name: str
    autonomy: str
    n_open: int
    n_accepted: int
    n_amended: int
    n_rejected: int
    n_undone: int
    n_by_machine: int
    model_version: int | None
    in_force_since: MomentShown | None
    data_until: MomentShown | None


@router.get("", response=list[FunctionShown], auth=_READ, operation_id="list_functions", summary="List the catalogue")
def list_functions(request: HttpRequest) -> Any:  # noqa: ARG001  (every operation is given its request)
    """Everything the house can do."""
    return [_shown(one) for one in FUNCTIONS]


@router.get(
    "/{stage}/{name}", response=FunctionShown, auth=_READ, operation_id="read_function", summary="Read one function"
)
def read_function(request: HttpRequest, stage: str, name: str) -> Any:  # noqa: ARG001  (likewise)
    """One entry of the catalogue."""
    return _shown(_found(stage, name))


@router.get(
    "/{stage}/{name}/health",
    response=HealthShown,
    auth=_READ,
    operation_id="health_of_function",
    summary="See how a function does",
)
def health(request: HttpRequest, stage: str, name: str) -> Any:
    """What stands open, what people decided, which model is in force."""
    function = _found(stage, name)
    found = function_health(workspace=member_of(request).workspace, function=function.name, now=timezone.now())
    counted = ("n_open", "n_accepted", "n_amended", "n_rejected", "n_undone", "n_by_machine")
    return {
        "name": function.name,
        "autonomy": str(found.autonomy),
        "model_version": found.version,
        "in_force_since": shown(found.in_force_since),
        "data_until": shown(found.data_until),
    } | {name: getattr(found.use, name) for name in counted}


def _found(stage: str, name: str) -> Any:
    function = next((one for one in FUNCTIONS if one.name == f"{stage}/{name}"), None)
    if function is None:
        raise ProblemError(404, "The catalogue has no such function.")
    return function


def _shown(function: Any) -> dict[str, Any]:
    plain = ("name", "title", "stage", "tool_category", "question", "subject", "human_role", "version", "consequence")
    return {name: str(getattr(function, name)) for name in plain} | {
        "phases": [str(one) for one in function.phases],
        "activities": [str(one) for one in function.activities],
        "baseline": f"{function.baseline.name}: {function.baseline.how}",
        "references": list(function.references),
        "rejection_codes": dict(function.rejection_codes),
    }
