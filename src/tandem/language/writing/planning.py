"""Planned sentences: messages put into words from facts, grammatical, and the same for the same seed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from random import Random

from tandem.language.writing.draft import Draft, Sentence, Unsaid
from tandem.language.writing.english import article, day, listed, verb
from tandem.language.writing.facts import Fact, Facts, Origin, Quantity, words_of_value
from tandem.language.writing.messages import Message, Slot, slots_of

__all__ = ["plan_draft", "plan_message"]

_OPTIONAL = re.compile(r"\[([^\]]*)\]")
_SLOT = re.compile(r"\{[^}]*\}")
_QUOTED = frozenset({"question"})
# A sentence speaks of or to somebody; a name does not.
_NEVER_IN_A_NAME = frozenset(
    {
        "i",
        "you",
        "your",
        "he",
        "she",
        "they",
        "we",
        "please",
        "must",
        "will",
        "shall",
        "ignore",
        "assistant",
        "has",
        "been",
    }
)
_LONGEST_QUESTION, _LONGEST_PHRASE = 160, 80


@dataclass(frozen=True)
class _Wording:
    text: str
    facts: tuple[str, ...]


def plan_draft(messages: Sequence[Message], facts: Facts, *, seed: int = 0) -> Draft:
    """Return a draft that says, in order, every message whose facts are there, and names those it could not say.

    Parameters
    ----------
    messages
        What to say, such as `FOLLOW_UP`.
    facts
        What may be said; text from outside is mentioned as such and never stated.
    seed
        Draws the wordings; two sentences in a row begin differently where there is a choice.

    Examples
    --------
    >>> from tandem.language.writing import FOLLOW_UP, Fact, Facts
    >>> facts = Facts([Fact("f1", "contact", "Anna Berg", "contact 4"), Fact("f2", "member", "Jo", "member 2"),
    ...     Fact("f3", "meeting", "demo", "meeting 9")])
    >>> draft = plan_draft(FOLLOW_UP, facts, seed=3)
    >>> draft.sentences[1].text, draft.sentences[1].facts
    ('Many thanks for the demo.', ('f3',))
    >>> [one.what for one in draft.unsaid]
    ['answer', 'next step']
    """
    draw = Random(seed)  # noqa: S311 - for variety, not for secrets
    sentences: list[Sentence] = []
    unsaid: list[Unsaid] = []
    for message in messages:
        before = sentences[-1].text.split(maxsplit=1)[0] if sentences else ""
        planned = plan_message(message, facts, draw, before)
        if isinstance(planned, Sentence):
            sentences.append(planned)
        elif message.is_essential:
            unsaid.append(planned)
    return Draft(tuple(sentences), (*unsaid, *_passed_over(messages, facts)))


def _passed_over(messages: Sequence[Message], facts: Facts) -> list[Unsaid]:
    """Return the facts that a message asks for by name and that cannot stand in it."""
    slots = {slot.name: slot for message in messages for wording in message.wordings for slot in slots_of(wording)}
    asked = [fact for fact in facts if fact.name in slots and isinstance(fact.value, str)]
    why = "its text is not a phrase or a short question that can stand in a sentence"
    return [
        Unsaid(f"fact {fact.id}", why, (fact.name,)) for fact in asked if fact not in _usable(slots[fact.name], facts)
    ]


def plan_message(message: Message, facts: Facts, draw: Random, before: str = "") -> Sentence | Unsaid:
    """Return one message in words, or what is missing for it.

    Parameters
    ----------
    message
        What to say.
    facts
        What may be said.
    draw
        Chooses among the wordings whose facts are there.
    before
        First word of the sentence before; another one is preferred.
    """
    possible = [one for one in message.wordings if not _missing(one, facts)]
    if not possible:
        least = min((_missing(one, facts) for one in message.wordings), key=len)
        return Unsaid(message.name, f"no stored fact for {listed(least)}", tuple(least))
    made = [_worded(one, facts) for one in possible]
    fresh = [one for one in made if one.text.split(maxsplit=1)[0] != before] or made
    chosen = draw.choice(fresh)
    return Sentence(chosen.text, chosen.facts, message.name, message.opens_paragraph)


def _missing(wording: str, facts: Facts) -> list[str]:
    bare = _OPTIONAL.sub("", wording)
    return list(dict.fromkeys(slot.name for slot in slots_of(bare) if not _usable(slot, facts)))


def _usable(slot: Slot, facts: Facts) -> tuple[Fact, ...]:
    """Return the facts a slot may take: outside text only where it is quoted, promises only as such."""
    found = facts.named(slot.name)
    if slot.name == "commitment":
        return tuple(fact for fact in found if fact.origin is Origin.COMMITMENT)
    if slot.name in _QUOTED:
        return tuple(fact for fact in found if _is_question(words_of_value(fact.value)))
    return tuple(
        fact
        for fact in found
        if fact.origin is not Origin.OUTSIDE and (slot.form == "plain" or _is_phrase(words_of_value(fact.value)))
    )


def _is_question(text: str) -> bool:
    """Whether an outsider's words are one short question, which may be quoted."""
    words = text.strip()
    one_sentence = words.endswith("?") and not re.search(r"[.!?]\s|[\n\r<>{}\[\]`|\\\"]|://|www\.", words[:-1])
    return one_sentence and len(words) <= _LONGEST_QUESTION


def _is_phrase(text: str) -> bool:
    """Whether a stored text is a name or a noun phrase, and not sentences or markup that somebody put in its place."""
    words = re.findall(r"[^\W\d_]+", text.lower())
    sentence_like = re.search(r"[\w)]{5,}[.!?](?:\s|$)|[:;!?=<>{}\[\]`|\\\n\r：！？]|://|www\.", text) is not None
    return not sentence_like and len(text) <= _LONGEST_PHRASE and not _NEVER_IN_A_NAME.intersection(words)


def _worded(wording: str, facts: Facts) -> _Wording:
    def optional(found: "re.Match[str]") -> str:
        return found[1] if all(_usable(slot, facts) for slot in slots_of(found[1])) else ""

    kept = _OPTIONAL.sub(optional, wording)
    slots = slots_of(kept)
    words = iter([_form(slot, _usable(slot, facts)) for slot in slots])
    text = _SLOT.sub(lambda _: next(words), kept)
    used = [fact.id for slot in slots for fact in _taken(slot, _usable(slot, facts))]
    return _Wording(text[:1].upper() + text[1:], tuple(dict.fromkeys(used)))


def _taken(slot: Slot, found: tuple[Fact, ...]) -> tuple[Fact, ...]:
    return found if slot.form in ("list", "verb") else found[:1]


def _form(slot: Slot, found: tuple[Fact, ...]) -> str:
    value = found[0].value
    if slot.form == "list":
        return listed([_noun_phrase(fact) for fact in found])
    if slot.form == "verb":
        lemma, _, tense = slot.argument.partition(":")
        return verb(lemma, many=_is_many(found), tense=tense or "present")
    if slot.form == "day" and isinstance(value, datetime | date):
        return day(value)
    words = _noun_phrase(found[0])
    shaped = {"a": lambda: article(words), "first": lambda: words.split()[0], "plain": lambda: words.rstrip(".!?… ")}
    return shaped.get(slot.form, lambda: words)() or words


def _noun_phrase(fact: Fact) -> str:
    return " ".join(words_of_value(fact.value).split())


def _is_many(found: tuple[Fact, ...]) -> bool:
    return len(found) > 1 or any(isinstance(fact.value, Quantity) and fact.value.amount != 1 for fact in found)
