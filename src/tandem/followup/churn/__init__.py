"""Churn: who leaves by when, why, what of that one can act on, and who comes first in a week of limited time."""

from tandem.followup.churn.contracts import ContractHistory
from tandem.followup.churn.model import Churn
from tandem.followup.churn.parameters import ChurnParams
from tandem.followup.churn.plan import CustomerAction, Queue, RetentionPlan, order_queue
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
