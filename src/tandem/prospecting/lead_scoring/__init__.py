"""Lead scoring: which leads come to the outcome, how sure that is, and why."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from tandem.prospecting.lead_scoring.parameters import LeadScoringParams
from tandem.prospecting.lead_scoring.qualification import LeadAction, LeadQualification

if TYPE_CHECKING:
    from tandem.prospecting.lead_scoring.model import LeadScoring
    from tandem.prospecting.lead_scoring.suggesting import suggest_qualifications

__all__ = ["LeadAction", "LeadQualification", "LeadScoring", "LeadScoringParams", "suggest_qualifications"]

_LATER = {"LeadScoring": "model", "suggest_qualifications": "suggesting"}


def __getattr__(name: str) -> Any:
    # What fits and scores takes seconds to load; the proposal alone does not wait for it.
    if name in _LATER:
        return getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
    raise AttributeError(f"module '{__name__}' has no attribute '{name}'")
