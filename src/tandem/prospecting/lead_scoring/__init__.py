"""Lead scoring: which leads come to the outcome, how sure that is, and why."""

from tandem.prospecting.lead_scoring.model import LeadScoring
from tandem.prospecting.lead_scoring.parameters import LeadScoringParams
from tandem.prospecting.lead_scoring.qualification import LeadAction, LeadQualification
from tandem.prospecting.lead_scoring.suggesting import suggest_qualifications

__all__ = ["LeadAction", "LeadQualification", "LeadScoring", "LeadScoringParams", "suggest_qualifications"]
