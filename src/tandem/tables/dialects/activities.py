"""Where each system keeps touchpoints: which object a kind goes into, and which field each column."""

from collections.abc import Mapping
from dataclasses import dataclass

from tandem.kernel.vocabulary import TouchpointKind
from tandem.tables.dialects.recognition import object_shape
from tandem.tables.dialects.shapes import FieldSpelling, ObjectShape, Spelling, snake
from tandem.tables.schema import TABLES

__all__ = ["ActivityField", "ActivityObject", "activity_objects", "direction_word"]

_Kind = TouchpointKind
# Object, file, and the kinds it is for; none named: all that no other object of its system is for.
_OBJECTS: dict[str, tuple[tuple[str, str, tuple[TouchpointKind, ...]], ...]] = {
    "salesforce": (
        ("EmailMessage", "EmailMessage", (_Kind.EMAIL,)),
        ("Event", "Event", (_Kind.MEETING, _Kind.EVENT)),
        ("Task", "Task", ()),
    ),
    "hubspot": (
        ("email event", "email_events", (_Kind.EMAIL_OPEN, _Kind.EMAIL_CLICK)),
        ("engagement", "engagements", ()),
    ),
    "frappe": (("CRM Call Log", "CRM Call Log", (_Kind.CALL,)),),
    "generic": (("touchpoints", "touchpoints", ()),),
}
# Salesforce's ids begin with three characters that say what they are the id of.
_PREFIXES = {"Task": "00T", "Event": "00U", "EmailMessage": "02s"}
_DIRECTION_WORDS: dict[str, Mapping[str, str]] = {
    "CallType": {"inbound": "Inbound", "outbound": "Outbound", "internal": "Internal"},
    "Incoming": {"inbound": "true", "outbound": "false", "internal": ""},
    "hs_call_direction": {"inbound": "INBOUND", "outbound": "OUTBOUND"},
    "type": {"inbound": "Incoming", "outbound": "Outgoing"},
}


@dataclass(frozen=True)
class ActivityField:
    """One column of a file of touchpoints.

    Attributes:
        header: as it is written.
        column: of the common schema.
        api: the system's own name of the field; empty for one that Tandem adds.
        lookup: "who" where a contact's or a lead's id goes in; see :class:`FieldSpelling`.
        kinds: kinds whose rows fill it; none named: all that no other field of this column is for.
    """

    header: str
    column: str
    api: str = ""
    lookup: str = ""
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True)
class ActivityObject:
    """An object that a system keeps touchpoints in.

    Attributes:
        shape: the object.
        file_name: stem of its file.
        kinds: it is for; empty: all that no other object of its system is for.
        prefix: with which ids of its rows begin, where its system's ids say what they are the id of.
    """

    shape: ObjectShape
    file_name: str
    kinds: tuple[TouchpointKind, ...]
    prefix: str = ""

    def fields(self, spelling: Spelling) -> tuple[ActivityField, ...]:
        """Return the columns of its file, all of the common schema's among them.

        A column the object has no field for is added under a header of Tandem's, so that nothing is lost on the way to
        another system and back.
        """
        found: list[ActivityField] = []
        own = self.shape.system == "generic"
        for column in TABLES["touchpoints"].column_names:
            if column == "recorded_at" or (column == "source_system" and not own):
                continue
            # An object of one kind needs no word for it.
            if column == "kind" and len(self.kinds) == 1 and not self.shape.spell("kind", spelling):
                continue
            found += self._spelled(column, spelling)
        return tuple(found)

    def _spelled(self, column: str, spelling: Spelling) -> list[ActivityField]:
        fields = [one for one in self.shape.fields if one.column == column]
        # A name says more than another system's user id.
        plain = [one for one in fields if not one.kinds]
        plain.sort(key=lambda one: one.lookup == "users")
        if plain:
            return [_field(plain[0], column, spelling)]
        return [*(_field(one, column, spelling) for one in fields), ActivityField(self.shape.added(column), column)]


def _field(one: FieldSpelling, column: str, spelling: Spelling) -> ActivityField:
    header = {
        Spelling.API: one.api,
        Spelling.UPPER: one.api.upper(),
        Spelling.SNAKE: snake(one.api),
        Spelling.LABEL: one.labels[0] if one.labels else one.api,
    }[spelling]
    return ActivityField(header, column, one.api, one.lookup, one.kinds)


def activity_objects(system: str) -> tuple[ActivityObject, ...]:
    """Return the objects a system keeps touchpoints in; none where we know of none.

    Examples
    --------
    >>> [one.file_name for one in activity_objects("salesforce")]
    ['EmailMessage', 'Event', 'Task']
    """
    return tuple(
        ActivityObject(object_shape(system, name), file_name, kinds, _PREFIXES.get(name, ""))
        for name, file_name, kinds in _OBJECTS.get(system, ())
    )


def direction_word(direction: str, api: str) -> str:
    """Return a direction as a system's field writes it; as Tandem does where the field is none of theirs.

    Examples
    --------
    >>> direction_word("inbound", "CallType"), direction_word("inbound", "Incoming"), direction_word("inbound", "")
    ('Inbound', 'true', 'inbound')
    """
    return _DIRECTION_WORDS.get(api, {}).get(direction, direction)
