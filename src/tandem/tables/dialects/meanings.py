"""What the values of stage, status and activity columns mean, in the words of the systems they come from."""

from tandem.kernel.vocabulary import TouchpointKind
from tandem.tables.dialects.shapes import fold

__all__ = [
    "HUBSPOT_STAGES",
    "SALESFORCE_STAGES",
    "is_known_stage",
    "kind_word",
    "stage_outcome",
    "touchpoint_direction",
    "touchpoint_kind",
]

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
    "emailopen": TouchpointKind.EMAIL_OPEN,
    "emailclick": TouchpointKind.EMAIL_CLICK,
    "social": TouchpointKind.SOCIAL,
}
_WORDS = {
    "salesforce": {
        TouchpointKind.EMAIL: "Email", TouchpointKind.CALL: "Call", TouchpointKind.MEETING: "Meeting",
        TouchpointKind.NOTE: "Note", TouchpointKind.TASK: "Task",
    },
    "hubspot": {
        TouchpointKind.CALL: "CALL", TouchpointKind.MEETING: "MEETING", TouchpointKind.NOTE: "NOTE",
        TouchpointKind.TASK: "TASK", TouchpointKind.EMAIL_OPEN: "OPEN", TouchpointKind.EMAIL_CLICK: "CLICK",
    },
}  # fmt: skip
# HubSpot says whose mail it was by the type alone; a forwarded one may be anybody's.
_HUBSPOT_MAILS = {"inbound": "INCOMING_EMAIL", "outbound": "EMAIL"}
_DIRECTIONS = {
    "inbound": "inbound",
    "incoming": "inbound",
    "in": "inbound",
    "received": "inbound",
    "incomingemail": "inbound",
    "eingehend": "inbound",
    "entrant": "inbound",
    "entrante": "inbound",
    "true": "inbound",
    "1": "inbound",
    "outbound": "outbound",
    "outgoing": "outbound",
    "out": "outbound",
    "sent": "outbound",
    "email": "outbound",
    "ausgehend": "outbound",
    "sortant": "outbound",
    "saliente": "outbound",
    "false": "outbound",
    "0": "outbound",
    "internal": "internal",
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


def kind_word(kind: TouchpointKind, system: str, direction: str = "") -> str:
    """Return the word a system has for a kind of touchpoint; Tandem's own where it has none.

    Parameters
    ----------
    kind
        Of touchpoint.
    system
        "salesforce", "hubspot", ...
    direction
        "inbound", "outbound" or "": HubSpot tells mails apart by it.

    Examples
    --------
    >>> kind_word(TouchpointKind.EMAIL, "hubspot", "inbound"), kind_word(TouchpointKind.CALL, "salesforce")
    ('INCOMING_EMAIL', 'Call')
    >>> kind_word(TouchpointKind.WEB_VISIT, "salesforce")
    'web_visit'
    """
    if system == "hubspot" and kind is TouchpointKind.EMAIL:
        return _HUBSPOT_MAILS.get(direction, str(kind))
    return _WORDS.get(system, {}).get(kind, str(kind))


def touchpoint_direction(said: str, *, kind: str = "", system: str = "", object_name: str = "") -> str:
    """Return which way a touchpoint went: "inbound" from the customer, "outbound" to them, "" where nothing says so.

    What the source says comes first: a direction in any of its words, or Salesforce's `Incoming` flag. HubSpot says
    it of mails by their type. A Salesforce task is work of its owner, and received mails are kept there as EmailMessage
    with its flag; so a mail that is a task is one that was sent. Nothing else is guessed.

    Parameters
    ----------
    said
        The direction as written; "" where the source has none.
    kind
        The type as written, e.g. "INCOMING_EMAIL".
    system, object_name
        Where the row comes from, e.g. "salesforce" and "Task".

    Examples
    --------
    >>> touchpoint_direction("INBOUND"), touchpoint_direction("", kind="INCOMING_EMAIL", system="hubspot")
    ('inbound', 'inbound')
    >>> touchpoint_direction("", kind="Email", system="salesforce", object_name="Task")
    'outbound'
    >>> touchpoint_direction("", kind="Call", system="salesforce", object_name="Task")
    ''
    """
    if said:
        return _DIRECTIONS.get(fold(said), said.casefold())
    if system == "hubspot":
        return next((way for way, word in _HUBSPOT_MAILS.items() if word == kind), "")
    is_task = system == "salesforce" and object_name == "Task"
    return "outbound" if is_task and touchpoint_kind(kind) is TouchpointKind.EMAIL else ""
