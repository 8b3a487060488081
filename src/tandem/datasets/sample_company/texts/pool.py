"""Pools of finished texts with their labels, put together by chance from the grammar."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from tandem.datasets.sample_company.market import COMPETITORS
from tandem.datasets.sample_company.names import FIRST_NAMES, LAST_NAMES
from tandem.datasets.sample_company.randomness import generator_for
from tandem.datasets.sample_company.texts import conversations, replies
from tandem.datasets.sample_company.texts.label import Core, Label

__all__ = ["POOL_NAMES", "Pool", "Texts", "write_texts"]

_WHEN = (
    ("in two weeks", 2, 0),
    ("in three weeks", 3, 0),
    ("in six weeks", 6, 0),
    ("in a month", 0, 1),
    ("in two months", 0, 2),
    ("in three months", 0, 3),
    ("in half a year", 0, 6),
)
_WORDS_FOR_PRODUCTS = (
    "the pressure sensor",
    "the flow sensor",
    "the gas detector",
    "the monitoring software",
    "the planning software",
    "the reporting module",
    "the calibration gas",
    "the filter set",
    "the probe kit",
    "the installation service",
    "the yearly inspection",
    "the operator training",
)
_SUBJECTS = {
    "first_mail": ("Your question", "Our conversation", "An overview for you", "Measuring with less effort"),
    "follow_up": ("Following up", "Did this reach you?", "One more thought", "Next steps"),
    "newsletter": ("News for maintenance teams", "What is new", "Webinar invitation", "A story from practice"),
    "positive": ("Re: Your question", "Re: An overview for you", "Interested", "Re: Next steps"),
    "objecting": ("Re: Following up", "Re: Your question", "Re: Next steps"),
    "postponing": ("Re: Following up", "Not now", "Re: One more thought"),
    "auto_reply": ("Automatic reply", "Out of office", "Message received"),
    "call": ("Call", "First call", "Call about the offer", "Follow-up call"),
    "note": ("Note", "After the call", "Meeting note"),
    "chat": ("Website chat",),
    "ticket": ("Support request", "Question about our delivery", "Problem"),
    "comment": ("Yearly survey",),
    "need": ("Contact form",),
    "urgent_need": ("Contact form",),
}
_CORES: dict[str, tuple[Core, ...]] = {
    "first_mail": conversations.FIRST_MAILS,
    "follow_up": conversations.FOLLOW_UPS,
    "newsletter": conversations.NEWSLETTERS,
    "positive": replies.POSITIVES,
    "objecting": replies.OBJECTIONS,
    "postponing": replies.POSTPONEMENTS,
    "auto_reply": replies.AUTO_REPLIES,
    "call": conversations.CALL_TURNS,
    "note": conversations.NOTES,
    "chat": conversations.CHATS,
    "ticket": conversations.TICKETS,
    "comment": conversations.COMMENTS,
    "need": replies.NEEDS,
    "urgent_need": replies.URGENT_NEEDS,
}
POOL_NAMES = tuple(_CORES)
_LETTERS = frozenset({"first_mail", "follow_up", "positive", "objecting", "postponing"})
_GREETED = _LETTERS | {"newsletter"}


@dataclass(frozen=True)
class Pool:
    """Finished texts of one kind.

    Attributes:
        name: of the kind, one of `POOL_NAMES`.
        texts: shape (n_texts,).
        labels: what each text says, same order.
        is_greeted: whether a line greeting the reader by name goes before the text.
    """

    name: str
    texts: pa.Array
    labels: tuple[Label, ...]
    is_greeted: bool


@dataclass(frozen=True)
class Texts:
    """All pools, in the order of `POOL_NAMES`, and all subjects, with where each pool's subjects stand.

    Attributes:
        pools: one for each kind.
        size: texts in each pool.
        subjects: all subject lines.
        subject_starts: position of each pool's first subject line; one more entry closes the last.
    """

    pools: tuple[Pool, ...]
    size: int
    subjects: tuple[str, ...]
    subject_starts: tuple[int, ...]

    def pool(self, name: str) -> Pool:
        """Return the named pool."""
        return self.pools[POOL_NAMES.index(name)]


def write_texts(seed: int, size: int) -> Texts:
    """Return pools of `size` texts each, the same for the same seed."""
    pools = tuple(_write_pool(name, generator_for(seed, f"texts {name}"), size) for name in POOL_NAMES)
    lines = [_SUBJECTS[name] for name in POOL_NAMES]
    starts = np.cumsum([0, *(len(line) for line in lines)])
    return Texts(pools, size, tuple(line for some in lines for line in some), tuple(starts.tolist()))


def _write_pool(name: str, rng: np.random.Generator, size: int) -> Pool:
    # Every core comes up equally often, and the first `len(cores)` texts hold each core once.
    written = [_write(name, _CORES[name][i % len(_CORES[name])], rng) for i in range(size)]
    return Pool(name, pa.array([text for text, _ in written]), tuple(label for _, label in written), name in _GREETED)


def _write(name: str, core: Core, rng: np.random.Generator) -> tuple[str, Label]:
    said, competitor, weeks, months = _fill(core, rng)
    if name == "call":
        before, after = _turn(rng), f"\n{_turn(rng).rstrip()}"
        before = f"{before}Buyer: "
    elif name in _LETTERS:
        before = f"{_one(rng, replies.OPENINGS)} " if name in ("positive", "objecting", "postponing") else ""
        after = f"\n\n{_one(rng, replies.CLOSINGS)}"
    else:
        before, after = "", ""
    start = len(before)
    label = Label(core.intent, core.objection, competitor, core.next_step, weeks, months, start, start + len(said))
    return before + said + after, label


def _fill(core: Core, rng: np.random.Generator) -> tuple[str, str, int, int]:
    when, weeks, months = _WHEN[rng.integers(len(_WHEN))]
    competitor = _one(rng, COMPETITORS)
    said = core.words.format(
        competitor=competitor,
        when=when,
        product=_one(rng, _WORDS_FOR_PRODUCTS),
        colleague=f"{_one(rng, FIRST_NAMES)} {_one(rng, LAST_NAMES)}",
        percent=int(rng.integers(2, 7)) * 5,
    )
    said = said[0].upper() + said[1:]
    has_when = "{when}" in core.words
    return said, competitor if "{competitor}" in core.words else "", weeks * has_when, months * has_when


def _turn(rng: np.random.Generator) -> str:
    return f"Seller: {_one(rng, conversations.SELLER_TURNS)}\n"


def _one(rng: np.random.Generator, options: Sequence[str]) -> str:
    return options[int(rng.integers(len(options)))]
