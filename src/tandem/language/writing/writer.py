"""A writer from outside, such as a language model: told facts, never told who anybody is, and believed in nothing."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from tandem.kernel.errors import TandemError
from tandem.language.writing.draft import Draft, Sentence, Unsaid
from tandem.language.writing.facts import Fact, Facts, Origin
from tandem.language.writing.messages import Message, plain_words
from tandem.language.writing.planning import plan_draft
from tandem.language.writing.redaction import redact
from tandem.language.writing.verifying import verify

__all__ = ["ProposedSentence", "ToldFact", "Writer", "WriterError", "WritingTask", "write_draft"]

_MAX_FACT_CHARACTERS = 2000


@dataclass(frozen=True)
class ToldFact:
    """A fact as a writer is told it: without personal data, and marked where the words are an outsider's."""

    id: str
    name: str
    text: str
    is_quoted: bool


@dataclass(frozen=True)
class WritingTask:
    """What a writer is asked for.

    Attributes:
        messages: what to say, in order: each message's name and the ids of the facts it must cite.
        facts: all it may use.
        seed: for writers that can repeat themselves.
    """

    messages: tuple[tuple[str, tuple[str, ...]], ...]
    facts: tuple[ToldFact, ...]
    seed: int = 0


@dataclass(frozen=True)
class ProposedSentence:
    """A writer's sentence: the message it carries out, its text, the facts it says it rests on."""

    message: str
    text: str
    facts: tuple[str, ...]


class WriterError(TandemError):
    """A writer gave no sentences; the planned draft stands alone.

    Parameters
    ----------
    why
        What happened, in words.
    permanent
        Whether asking again is useless until somebody changes something.
    """

    def __init__(self, why: str, *, permanent: bool = False) -> None:
        self.permanent = permanent
        super().__init__(why)


class Writer(Protocol):
    """Whatever puts facts into sentences. Its answer is verified, so it need not be trusted."""

    @property
    def name(self) -> str:
        """What it is called in a draft."""
        ...

    def write(self, task: WritingTask) -> Sequence[ProposedSentence]:
        """Return sentences.

        Raises
        ------
        WriterError
            It could not.
        """
        ...


def write_draft(
    messages: Sequence[Message], facts: Facts, *, reference: datetime, writer: Writer | None = None, seed: int = 0
) -> Draft:
    """Return a draft: planned sentences, and in their place a writer's wherever those hold against the facts.

    The plan decides what is said and in which order; a writer changes the wording only. It sees facts without personal
    data; what it gives back is restored and verified sentence by sentence, each against the facts that the planned
    sentence rests on. Whatever does not hold is left out, with its reason in `unsaid`, and the planned sentence stands.

    Parameters
    ----------
    messages
        What to say.
    facts
        What may be said.
    reference
        When it is written, with a zone.
    writer
        Without one, planned sentences stand.
    seed
        Draws the wordings of planned sentences.
    """
    planned = plan_draft(messages, facts, seed=seed)
    if writer is None:
        return planned
    try:
        wordings = {one.name: " ".join(plain_words(wording) for wording in one.wordings) for one in messages}
        proposed, refused = _ask(writer, planned, wordings, (facts, reference), seed)
    except WriterError as error:
        why = f"the writer gave nothing: {error}"
        return replace(planned, unsaid=(*planned.unsaid, Unsaid("wording by " + writer.name, why)))
    sentences = tuple(proposed.get(one.message, one) for one in planned.sentences)
    return Draft(sentences, (*planned.unsaid, *refused))


def _ask(
    writer: Writer, planned: Draft, wordings: Mapping[str, str], holding: tuple[Facts, datetime], seed: int
) -> tuple[dict[str, Sentence], list[Unsaid]]:
    facts, _ = holding
    used = facts.with_ids(one for sentence in planned.sentences for one in sentence.facts)
    redaction = redact(used)
    told = tuple(_told(fact, text) for fact, text in zip(used, redaction.texts, strict=True))
    by_message = {sentence.message: sentence for sentence in planned.sentences}
    accepted: dict[str, Sentence] = {}
    refused: list[Unsaid] = []
    quoted = {fact.id for fact in used if fact.origin is Origin.OUTSIDE}
    wanted = tuple((one.message, one.facts) for one in planned.sentences if not quoted & set(one.facts))
    for one in writer.write(WritingTask(wanted, told, seed)):
        place = by_message.get(one.message)
        text = redaction.restore(_tidy(one.text))
        why = _shape_fault(one, place, one.message in accepted, text)
        if not why and place is not None and text is not None:
            why = _claim_fault(text, one, place, holding, wordings.get(one.message, ""))
        if why or place is None or text is None:
            refused.append(Unsaid(_tidy(one.text)[:200], why))
        else:
            accepted[one.message] = replace(place, text=text, facts=tuple(dict.fromkeys(one.facts)), by=writer.name)
    return accepted, refused


def _shape_fault(one: ProposedSentence, place: Sentence | None, is_said: bool, text: str | None) -> str:
    """Return why a proposed sentence cannot be placed, or nothing."""
    if place is None:
        return f"nobody asked for a message {one.message[:40]!r}"
    if is_said:
        return f"the message {one.message!r} is said already"
    if text is None:
        return "it has a mark that stands for nobody"
    return "" if text else "it is empty"


def _claim_fault(
    text: str, one: ProposedSentence, place: Sentence, holding: tuple[Facts, datetime], vocabulary: str
) -> str:
    """Return why a sentence does not hold, or nothing."""
    (facts, reference), cited, needed = holding, one.facts, place.facts
    if set(cited) != set(needed):
        return f"it cites {', '.join(cited) or 'nothing'} where {', '.join(needed) or 'nothing'} must be cited"
    if any(fact.origin is Origin.OUTSIDE for fact in facts.with_ids(needed)):
        return "words from outside are quoted as they stand, not put into other words"
    findings = verify(text, cited, facts, reference=reference, vocabulary=vocabulary)
    return "; ".join(f"{finding.claim}: {finding.why}" for finding in findings)


def _told(fact: Fact, text: str) -> ToldFact:
    quoted = fact.origin is Origin.OUTSIDE
    return ToldFact(fact.id, fact.name, text[:_MAX_FACT_CHARACTERS], quoted)


def _tidy(text: str) -> str:
    return re.sub(r"[ \t]+", " ", unicodedata.normalize("NFC", text)).strip()
