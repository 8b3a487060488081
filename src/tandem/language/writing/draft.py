"""A draft: sentences that each rest on facts, and what could not be said."""

from dataclasses import dataclass

__all__ = ["Draft", "Sentence", "Unsaid"]


@dataclass(frozen=True)
class Sentence:
    """One sentence of a draft.

    Attributes:
        text: as it is sent.
        facts: ids of the facts it rests on; empty only for a courtesy that claims nothing.
        message: name of the message it carries out; empty where a writer chose it.
        opens_paragraph: whether a blank line stands before it.
        by: "plan", or what the writer calls itself.
    """

    text: str
    facts: tuple[str, ...]
    message: str = ""
    opens_paragraph: bool = False
    by: str = "plan"


@dataclass(frozen=True)
class Unsaid:
    """Something the draft leaves out.

    Attributes:
        what: the message's name, or the writer's sentence.
        why: in words a person can act on.
        missing: names of the facts that would have been needed.
    """

    what: str
    why: str
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Draft:
    """Sentences in their order, and what could not be said and why."""

    sentences: tuple[Sentence, ...]
    unsaid: tuple[Unsaid, ...] = ()

    @property
    def text(self) -> str:
        """The draft as it is sent: paragraphs apart by a blank line."""
        parts: list[str] = []
        for sentence in self.sentences:
            gap = "" if not parts else ("\n\n" if sentence.opens_paragraph else " ")
            parts.append(gap + sentence.text)
        return "".join(parts)
