"""Writing: drafts whose every sentence rests on stored facts, planned here or written by a model and then verified."""

from tandem.language.writing.draft import Draft, Sentence, Unsaid
from tandem.language.writing.facts import Fact, Facts, Origin, Quantity
from tandem.language.writing.messages import FOLLOW_UP, QUOTE_COVER, Message
from tandem.language.writing.planning import plan_draft
from tandem.language.writing.readability import Readability, Tone, measure_readability, measure_tone
from tandem.language.writing.verifying import Finding, verify
from tandem.language.writing.writer import (
    ProposedSentence,
    ToldFact,
    Writer,
    WriterError,
    WritingTask,
    write_draft,
)

__all__ = [
    "FOLLOW_UP",
    "QUOTE_COVER",
    "Draft",
    "Fact",
    "Facts",
    "Finding",
    "Message",
    "Origin",
    "ProposedSentence",
    "Quantity",
    "Readability",
    "Sentence",
    "ToldFact",
    "Tone",
    "Unsaid",
    "Writer",
    "WriterError",
    "WritingTask",
    "measure_readability",
    "measure_tone",
    "plan_draft",
    "verify",
    "write_draft",
]
