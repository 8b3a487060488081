"""What the values of stage, status and activity columns mean, in the words of the systems they come from."""

from tandem.kernel.vocabulary import TouchpointKind
from tandem.tables.dialects.shapes import fold

__all__ = ["HUBSPOT_STAGES", "SALESFORCE_STAGES", "is_known_stage", "stage_outcome", "touchpoint_kind"]

SALESFORCE_STAGES = {
    "Prospecting": 0.1,
    "Qualification": 0.1,
    "Needs Analysis": 0.2,
    "Value Proposition": 0.5,
    "Id. Decision Makers": 0.6,
    "Perception Analysis": 0.7,
    "Proposal/Price Quote": 0.75,
    "Negotiation/Review": 0.9,
    "Closed Won": 1.0,
    "Closed Lost": 0.0,
}
HUBSPOT_STAGES = {
    "appointmentscheduled": "Appointment Scheduled", "qualifiedtobuy": "Qualified To Buy",
    "presentationscheduled": "Presentation Scheduled", "decisionmakerboughtin": "Decision Maker Bought-In",
    "contractsent": "Contract Sent", "closedwon": "Closed Won", "closedlost": "Closed Lost",
}  # fmt: skip
_WON = {
    "won",
    "closedwon",
    "gewonnen",
    "abgeschlossengewonnen",
    "gagne",
    "gagnee",
    "ganado",
    "ganada",
    "cerradaganada",
    "vinto",
    "ganho",
    "wygrana",
    "vunnen",
    "vundet",
    "dealwon",
    "sold",
    "closedsuccessful",
}
_LOST = {
    "lost",
    "closedlost",
    "verloren",
    "abgeschlossenverloren",
    "perdu",
    "perdue",
    "perdido",
    "perdida",
    "cerradaperdida",
    "perso",
    "przegrana",
    "forlorad",
    "tabt",
    "deallost",
    "closedunsuccessful",
    "nodecision",
}
_OPEN = {
    "proposal",
    "negotiation",
    "engaging",
    "discovery",
    "demo",
    "lead",
    "qualified",
    "new",
    "open",
    "inprogress",
    "proposalsent",
    "demomaking",
    "proposalquotation",
    "pipeline",
    "commit",
    "verification",
    "angebot",
    "verhandlung",
    "qualifizierung",
    "prospection",
    "negociacion",
    "propuesta",
    "prospeccion",
    "negociation",
    "proposition",
    "scoping",
    "evaluation",
}
_KNOWN = _WON | _LOST | _OPEN | {fold(one) for one in SALESFORCE_STAGES} | set(HUBSPOT_STAGES)
_KINDS = {
    "call": TouchpointKind.CALL,
    "calls": TouchpointKind.CALL,
    "anruf": TouchpointKind.CALL,
    "phonecall": TouchpointKind.CALL,
    "email": TouchpointKind.EMAIL,
    "incomingemail": TouchpointKind.EMAIL,
    "forwardedemail": TouchpointKind.EMAIL,
    "listemail": TouchpointKind.EMAIL,
    "sent": TouchpointKind.EMAIL,
    "open": TouchpointKind.EMAIL_OPEN,
    "click": TouchpointKind.EMAIL_CLICK,
    "meeting": TouchpointKind.MEETING,
    "termin": TouchpointKind.MEETING,
    "event": TouchpointKind.MEETING,
    "note": TouchpointKind.NOTE,
    "notiz": TouchpointKind.NOTE,
    "task": TouchpointKind.TASK,
    "aufgabe": TouchpointKind.TASK,
    "pageview": TouchpointKind.WEB_VISIT,
    "webvisit": TouchpointKind.WEB_VISIT,
    "formsubmission": TouchpointKind.FORM,
    "form": TouchpointKind.FORM,
    "chat": TouchpointKind.CHAT,
    "ticket": TouchpointKind.TICKET,
    "survey": TouchpointKind.SURVEY,
    "webinar": TouchpointKind.EVENT,
    "ad": TouchpointKind.AD,
}


def stage_outcome(stage: str) -> bool | None:
    """Return whether a deal's stage says won (true) or lost (false); `None` while it says neither.

    Examples
    --------
    >>> stage_outcome("Closed Won"), stage_outcome("closedlost"), stage_outcome("Verloren"), stage_outcome("Demo")
    (True, False, False, None)
    """
    folded = fold(stage)
    if folded in _WON:
        return True
    return False if folded in _LOST else None


def is_known_stage(stage: str) -> bool:
    """Whether a value is a deal stage of one of the systems known here."""
    return fold(stage) in _KNOWN


def touchpoint_kind(value: str) -> TouchpointKind | None:
    """Return the kind of touchpoint an activity's type stands for; `None` if it is not known.

    Examples
    --------
    >>> touchpoint_kind("INCOMING_EMAIL")
    <TouchpointKind.EMAIL: 'email'>
    """
    return _KINDS.get(fold(value))
