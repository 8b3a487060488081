"""Churn: who leaves by when, why, what of that one can act on, and who comes first in a week of limited time."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from tandem.followup.churn.parameters import ChurnParams
from tandem.followup.churn.plan import CustomerAction, RetentionPlan

if TYPE_CHECKING:
    from tandem.followup.churn.contracts import ContractHistory
    from tandem.followup.churn.model import Churn
    from tandem.followup.churn.ordering import Queue, order_queue
    from tandem.followup.churn.suggesting import suggest_plans
    from tandem.followup.churn.treatability import Treatable

__all__ = [
    "Churn",
    "ChurnParams",
    "ContractHistory",
    "CustomerAction",
    "Queue",
    "RetentionPlan",
    "Treatable",
    "order_queue",
    "suggest_plans",
]

_LATER = {
    "ContractHistory": "contracts",
    "Churn": "model",
    "suggest_plans": "suggesting",
    "Queue": "ordering",
    "order_queue": "ordering",
    "Treatable": "treatability",
}


def __getattr__(name: str) -> Any:
    # What fits and forecasts takes seconds to load; the proposal alone does not wait for it.
    if name in _LATER:
        return getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
    raise AttributeError(f"module '{__name__}' has no attribute '{name}'")
