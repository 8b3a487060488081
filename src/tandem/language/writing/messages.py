"""Messages: what a mail can say, each in several wordings with slots for facts."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from tandem.kernel.errors import Fault, InputError

__all__ = ["FOLLOW_UP", "QUOTE_COVER", "Message", "Slot", "plain_words", "slots_of"]

_SLOT = re.compile(r"\{(?P<name>[\w.]+)(?:\|(?P<form>[a-z]+)(?::(?P<argument>[^}]*))?)?\}")
_FORMS = frozenset({"", "a", "list", "verb", "first", "day", "plain"})


@dataclass(frozen=True)
class Slot:
    """A place for a fact in a wording: the fact's name, the form it takes, and the form's argument."""

    name: str
    form: str
    argument: str


def slots_of(wording: str) -> tuple[Slot, ...]:
    """Return the slots of a wording, in its order."""
    return tuple(Slot(one["name"], one["form"] or "", one["argument"] or "") for one in _SLOT.finditer(wording))


def plain_words(wording: str) -> str:
    """Return a wording's own words, without slots.

    Examples
    --------
    >>> plain_words("Delivery takes {offer.delivery_time}[ from {day}].")
    'Delivery takes   from  .'
    """
    verbs = " ".join(slot.argument.partition(":")[0] for slot in slots_of(wording) if slot.form == "verb")
    return _SLOT.sub(" ", wording).translate(str.maketrans("", "", "[]")) + verbs


@dataclass(frozen=True)
class Message:
    """One thing to say.

    A wording holds slots such as ``{order.items|list}``, and optional parts in square brackets that are left out where
    a fact is missing. Forms: none (as written), ``a`` (with its article), ``list`` (all facts of that name as one
    phrase), ``verb:ask:past`` (that verb, agreeing with how many facts there are), ``first`` (the first word, of a
    person's name), ``day`` (a moment without its hour), ``plain`` (without a full stop or question mark at its end).

    Parameters
    ----------
    name
        Names the message in a draft.
    wordings
        At least one; which is used is drawn by the draft's seed.
    opens_paragraph
        Whether it begins a paragraph.
    is_essential
        Whether the draft must say so where the message cannot be written.

    Raises
    ------
    InputError
        There is no wording, or a wording has an unknown form.
    """

    name: str
    wordings: tuple[str, ...]
    opens_paragraph: bool = False
    is_essential: bool = True

    def __post_init__(self) -> None:
        forms = {slot.form for wording in self.wordings for slot in slots_of(wording)} - _FORMS
        if not self.wordings:
            raise InputError(Fault(f"message {self.name}", "must have a wording", "none"))
        if forms:
            raise InputError(
                Fault(
                    f"message {self.name}", f"must use forms of {', '.join(sorted(_FORMS - {''}))}", str(sorted(forms))
                )
            )

    @cached_property
    def needed(self) -> tuple[tuple[str, ...], ...]:
        """For each wording, the names of the facts it cannot do without."""
        return tuple(_required(wording) for wording in self.wordings)


def _required(wording: str) -> tuple[str, ...]:
    bare = re.sub(r"\[[^\]]*\]", "", wording)
    return tuple(dict.fromkeys(slot.name for slot in slots_of(bare)))


_GREETING = Message("greeting", ("Dear {contact|first},", "Hello {contact|first},"), opens_paragraph=True)
_CLOSING = Message("closing", ("Kind regards,\n{member}", "Best regards,\n{member}"), opens_paragraph=True)

FOLLOW_UP: Sequence[Message] = (
    _GREETING,
    Message(
        "thanks",
        (
            "Thank you for the {meeting}[ on {meeting.held_on|day}].",
            "Thank you for taking the time for the {meeting}[ on {meeting.held_on|day}].",
            "Many thanks for the {meeting}[ on {meeting.held_on|day}].",
        ),
        opens_paragraph=True,
    ),
    Message(
        "interest",
        (
            "{account} {account|verb:be} interested in {interest|list}.",
            "I noted that {account} {account|verb:be} interested in {interest|list}.",
            "As I understand it, {account} {account|verb:have} an interest in {interest|list}.",
        ),
        is_essential=False,
    ),
    Message("question", ('You asked: "{question}"', 'Your question was: "{question}"'), is_essential=False),
    Message("answer", ("{answer|plain}.", "The answer is this: {answer|plain}.")),
    Message(
        "price",
        (
            "The price of {offer.items|list} is {offer.price}[, valid until {offer.valid_until|day}].",
            "{offer.price} is the price of {offer.items|list}[, and it is valid until {offer.valid_until|day}].",
        ),
        opens_paragraph=True,
        is_essential=False,
    ),
    Message(
        "delivery",
        (
            "Delivery takes {offer.delivery_time}.",
            "{offer.items|list} {offer.items|verb:take} {offer.delivery_time} to deliver.",
        ),
        is_essential=False,
    ),
    Message("commitment", ("As agreed, {commitment|plain}.", "As we agreed, {commitment|plain}."), is_essential=False),
    Message(
        "next step",
        (
            "Would {next.proposed_on} suit you for {next.step|a}?",
            "Could we meet on {next.proposed_on|day} for {next.step|a}?",
            "May I suggest {next.step|a} on {next.proposed_on|day}?",
        ),
        opens_paragraph=True,
    ),
    _CLOSING,
)
"""A mail after a meeting: thanks, what they want, their question answered, price, next step."""

QUOTE_COVER: Sequence[Message] = (
    _GREETING,
    Message(
        "quote",
        (
            "Attached is quote {quote.number} for {offer.items|list}.",
            "You will find quote {quote.number} for {offer.items|list} attached.",
        ),
        opens_paragraph=True,
    ),
    Message(
        "price",
        (
            "The total is {offer.price}[, valid until {offer.valid_until|day}].",
            "It comes to {offer.price}[ and is valid until {offer.valid_until|day}].",
        ),
    ),
    Message("delivery", ("Delivery takes {offer.delivery_time}.",), is_essential=False),
    Message(
        "past orders",
        ("{account} last ordered {order.items|list}[ on {order.placed_on|day}].",),
        is_essential=False,
    ),
    Message("commitment", ("As agreed, {commitment|plain}.",), is_essential=False),
    _CLOSING,
)
"""The mail that a quote is sent with."""
