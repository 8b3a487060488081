"""Salesforce's words for statuses and stages, as they come out of the box."""

__all__ = ["FIELDS", "LEAD_STATUSES", "STAGES"]

LEAD_STATUSES = {
    "New": "Open - Not Contacted",
    "Working": "Working - Contacted",
    "Nurturing": "Nurturing",
    "Unqualified": "Closed - Not Converted",
    "Converted": "Closed - Converted",
}
STAGES = {
    "Qualification": "Qualification",
    "Needs analysis": "Needs Analysis",
    "Proposal": "Proposal/Price Quote",
    "Negotiation": "Negotiation/Review",
    "Closed won": "Closed Won",
    "Closed lost": "Closed Lost",
}
FIELDS = {
    "lead": {"status": "Status", "rating": "Rating"},
    "opportunity": {
        "deal_stage": "StageName",
        "amount": "Amount",
        "close_on": "CloseDate",
        "win_probability_stated": "Probability",
        "next_step": "NextStep",
    },
}
