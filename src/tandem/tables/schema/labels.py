"""Names people read: of every field, of custom columns by their own header, and of the facts derived from them."""

import re
from dataclasses import dataclass

from tandem.kernel.vocabulary import TouchpointKind
from tandem.tables.schema.records import RECORD_TABLES

__all__ = ["TOUCHPOINT_WORDS", "Fact", "field_label", "readable_header"]

_CUSTOM = "custom."
# Tracked by the desk beside the schema's own columns.
_BESIDE = {"owner": "Owner", "team": "Team", "deleted_at": "Removed"}
_SUFFIX = re.compile(r"__(c|pc|r|s)$", re.I)
_HUMPS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
TOUCHPOINT_WORDS: dict[TouchpointKind, tuple[str, str]] = {
    TouchpointKind.EMAIL: ("email", "emails"),
    TouchpointKind.EMAIL_OPEN: ("email opened", "emails opened"),
    TouchpointKind.EMAIL_CLICK: ("link clicked in an email", "links clicked in emails"),
    TouchpointKind.CALL: ("call", "calls"),
    TouchpointKind.MEETING: ("meeting", "meetings"),
    TouchpointKind.WEB_VISIT: ("web visit", "web visits"),
    TouchpointKind.FORM: ("form sent in", "forms sent in"),
    TouchpointKind.CHAT: ("chat", "chats"),
    TouchpointKind.EVENT: ("event attended", "events attended"),
    TouchpointKind.AD: ("ad seen", "ads seen"),
    TouchpointKind.SOCIAL: ("social contact", "social contacts"),
    TouchpointKind.NOTE: ("note", "notes"),
    TouchpointKind.TASK: ("task", "tasks"),
    TouchpointKind.SURVEY: ("survey answered", "surveys answered"),
    TouchpointKind.TICKET: ("ticket", "tickets"),
}


@dataclass(frozen=True)
class Fact:
    """What one column of facts is called, and where its value comes from.

    Attributes:
        label: as people read it.
        field: the record's field it is read from; "" where it is none.
        touchpoints: the kind of touchpoint it counts; "" where it counts none.
        direction: of the touchpoints counted, "inbound" or "outbound"; "" for either.
    """

    label: str
    field: str = ""
    touchpoints: str = ""
    direction: str = ""


def readable_header(header: str) -> str:
    """Return a column's header as people would write it; one that has spaces already is left as it is.

    Examples
    --------
    >>> [readable_header(one) for one in ("What_do_you_need__c", "leadScoreV2", "HS_LEAD_STATUS", "Trade fair")]
    ['What do you need', 'Lead score V2', 'Hs lead status', 'Trade fair']
    """
    bare = _SUFFIX.sub("", header.strip())
    if " " in bare:
        return bare
    parts = [_HUMPS.split(part) for part in re.split(r"[_.\-]+", bare) if part]
    shouted = len(parts) > 1 and bare.isupper()
    # Words written together lose their capitals, words written apart keep them: a German noun, a name.
    plain = [
        word.lower() if shouted or (len(part) > 1 and word[1:].islower()) else word for part in parts for word in part
    ]
    text = " ".join(plain)
    return (text[:1].upper() + text[1:]) or header


def field_label(table: str, field: str) -> str:
    """Return what people call a field of a record table, `custom.<header>` included.

    Examples
    --------
    >>> field_label("leads", "n_employees"), field_label("leads", "custom.Trade_fair__c")
    ('Employees', 'Trade fair')
    """
    if field.startswith(_CUSTOM):
        return readable_header(field.removeprefix(_CUSTOM))
    columns = next((one.columns for one in RECORD_TABLES if one.name == table), ())
    found = next((column.label for column in columns if column.name == field), None)
    return found or _BESIDE.get(field) or readable_header(field)
