"""Reply understanding: fitted to any table with a column of texts and a column of your own labels."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

import numpy as np
import pandas as pd

from tandem.approach.reply_understanding.card import FUNCTION, ReplyCard
from tandem.approach.reply_understanding.examples import LabelledTexts, read_examples, texts_of
from tandem.approach.reply_understanding.judging import judge
from tandem.approach.reply_understanding.reasons import explain_labels
from tandem.approach.reply_understanding.reliability import Reliability
from tandem.approach.reply_understanding.storage import read_model, write_model
from tandem.kernel.errors import Fault, InputError, NotEnoughData
from tandem.kernel.function import Scorecard
from tandem.kernel.suggestion import Reason
from tandem.language.heads import Head, Prediction, fit_head
from tandem.learning.features import require_columns

__all__ = ["ReplyUnderstanding"]

_KEEP = 0.95
_NO_TEXT = "There is no text."


def _silent(words: str) -> None:
    """Nobody listens."""


class ReplyUnderstanding:
    """A fitted reader of replies. Made by :meth:`fit_table` or :meth:`load`.

    Attributes:
        head: the fitted classifier; `None` where fewer than two labels occurred.
        card: how well it did and on what.
        reliability: how often labels were right on held-out texts, by confidence.
        n_explained: up to how many rows the command line gives reasons unasked: each costs several readings.

    Examples
    --------
    >>> asked = ["what is the price of {}", "a quote for {} please", "can we meet about {}", "a call about {} today"]
    >>> things = ["pumps", "valves", "seats", "sensors", "training"]
    >>> table = pd.DataFrame({"body": [one.format(thing) for one in asked for thing in things]})
    >>> table["asks_for"] = ["price"] * 10 + ["meeting"] * 10
    >>> ReplyUnderstanding.fit_table(table, target="asks_for").run(table.iloc[[0, 19]]).label.tolist()
    ['price', 'meeting']
    """

    n_explained = 1_000

    def __init__(self, head: Head | None, card: ReplyCard, reliability: Reliability) -> None:
        self.head, self.card, self.reliability = head, card, reliability

    @property
    def columns(self) -> tuple[str, ...]:
        """The column it reads; a table to be read must have it."""
        return (self.card.column,)

    @property
    def abstains(self) -> bool:
        """Whether it gives no labels at all; the card says why."""
        return self.head is None or self.card.abstains

    @classmethod
    def fit_table(
        cls,
        table: pd.DataFrame,
        *,
        target: str,
        id: str | None = None,
        time: str | None = None,
        seed: int = 0,
        text: str | None = None,
        progress: Callable[[str], None] = _silent,
    ) -> Self:
        """Fit on texts and labels, judged on a quarter of them first, then on all.

        Parameters
        ----------
        table
            A column of texts and one of labels, one label to a row; it is not modified.
        target
            The column of labels; rows without one are left out.
        id
            The column that names the rows; it informs nothing.
        time
            The column that dates the rows; the last quarter is then the one that is judged.
        seed
            Of every random choice.
        text
            The column of texts, where it cannot be told.
        progress
            Is told in words what is going on.

        Raises
        ------
        InputError
            Columns are missing (all are named), or no column holds texts.
        """
        examples = read_examples(table, target=target, text=text, id=id, time=time)
        counts = tuple(Counter(examples.labels).most_common())
        if len(counts) < 2:
            return cls(None, _card_without_head(examples, target, counts, seed), _unjudged())
        judged = judge(examples, time=time, seed=seed, keep=_KEEP, progress=progress)
        progress("fitting on all texts")
        head = fit_head(examples.texts, examples.labels, seed=seed, progress=progress)
        card = ReplyCard(
            judged.verdict,
            f"{judged.words}. It reads {head.description}.",
            examples.column,
            target,
            counts,
            len(examples.texts),
            examples.n_unknown,
            judged.validation,
            judged.n_judged,
            judged.measures,
            seed,
        )
        return cls(head, card, judged.reliability)

    def run(self, table: pd.DataFrame, *, id: str | None = None) -> pd.DataFrame:
        """Return a label for each row, in the table's order.

        Parameters
        ----------
        table
            Must have the column of texts that it was fitted on.
        id
            Column whose value names the row; without it, `row` counts from 0.

        Returns
        -------
        DataFrame
            The id column or `row`; `label`, empty where it abstained; `probability` of the likeliest label, with the
            interval `low` to `high` (80 times in 100; 0 to 1 where it abstained); `abstained`; `in_scope`, the share
            of known texts as strange as this one or stranger; `why`, the reason it abstained.

        Raises
        ------
        InputError
            Columns are missing; all are named.
        """
        require_columns(table, [*self.columns, *([id] if id is not None else [])], "it is read or names the rows")
        said = self.predict(texts_of(table, self.card.column))
        probability = np.array([one.probability for one in said], dtype=float)
        low, high, _ = self.reliability.interval(probability)
        abstained = np.array([not one.labels for one in said], dtype=bool)
        # Held-out texts say nothing of one that resembles none of them.
        low, high = np.where(abstained, 0.0, low), np.where(abstained, 1.0, high)
        return pd.DataFrame(
            {
                id or "row": table[id].to_numpy() if id is not None else np.arange(len(table)),
                "label": [one.labels[0] if one.labels else "" for one in said],
                "probability": probability,
                "low": low,
                "high": high,
                "abstained": abstained,
                "in_scope": [one.in_scope for one in said],
                "why": [one.abstained for one in said],
            }
        )

    def predict(self, texts: list[str]) -> list[Prediction]:
        """Return a label or an abstention with its reason for each text."""
        if self.head is None or self.abstains:
            share = self.card.labels[0][1] / self.card.n if self.card.labels else 0.0
            return [Prediction((), share, 0.0, self.card.summary)] * len(texts)
        rows = [row for row, text in enumerate(texts) if text.strip()]
        read = iter(self.head.predict([texts[row] for row in rows], keep=_KEEP))
        return [next(read) if text.strip() else Prediction((), 0.0, 0.0, _NO_TEXT) for text in texts]

    def explain(self, table: pd.DataFrame, *, n_reasons: int = 3) -> list[tuple[Reason, ...]]:
        """Return the words that speak most for each row's label, strongest first; none where it abstains.

        A reason's weight is what the label's probability loses without those words.
        """
        require_columns(table, self.columns, "the model was fitted on it")
        if self.head is None or self.abstains or not len(table):
            return [()] * len(table)
        texts = texts_of(table, self.card.column)
        labels = [one.labels[0] if one.labels else "" for one in self.predict(texts)]
        return explain_labels(self.head, texts, labels, self.card.column, n_reasons)

    @classmethod
    def evaluate_table(
        cls,
        table: pd.DataFrame,
        *,
        target: str,
        id: str | None = None,
        time: str | None = None,
        seed: int = 0,
        text: str | None = None,
        progress: Callable[[str], None] = _silent,
    ) -> Scorecard:
        """Return how well labels are given on a quarter held out, beside its baselines; parameters as for fitting.

        Raises
        ------
        InputError
            Columns are missing, or no column holds texts.
        NotEnoughData
            Fewer than two labels occur, or too few texts can be held out.
        """
        examples = read_examples(table, target=target, text=text, id=id, time=time)
        if len(set(examples.labels)) < 2:
            raise NotEnoughData("different labels among the examples", needed=2, given=len(set(examples.labels)))
        judged = judge(examples, time=time, seed=seed, keep=_KEEP, progress=progress)
        if not judged.measures:
            raise NotEnoughData("texts that can be held out to evaluate on", needed=5, given=judged.n_judged)
        left = f"{examples.n_unknown:,} rows without a text or a label were left out."
        return Scorecard(judged.n_judged, judged.validation, judged.measures, (f"{judged.words}.", left))

    def save(self, path: Path) -> None:
        """Write head, card and reliability to one file."""
        plain = {"function": FUNCTION, "card": self.card.to_dict(), "reliability": self.reliability.to_dict()}
        write_model(Path(path), self.head, plain)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a model that :meth:`save` wrote.

        Raises
        ------
        InputError
            The file is not such a model, is damaged, or needs the sentence encoder and it is not installed.
        """
        head, plain = read_model(Path(path))
        try:
            return cls(head, ReplyCard.from_dict(plain["card"]), Reliability.from_dict(plain["reliability"]))
        except (KeyError, TypeError, ValueError) as error:
            raise InputError(Fault(str(path), f"must be a model of {FUNCTION}", type(error).__name__)) from error


def _unjudged() -> Reliability:
    return Reliability.of(np.empty(0), np.empty(0))


def _card_without_head(examples: LabelledTexts, target: str, counts: Any, seed: int) -> ReplyCard:
    verdict = "one label only" if counts else "no examples"
    words = f"Only one label occurs, {counts[0][0]!r}" if counts else "No row has both a text and a label"
    summary = f"{words}; two different labels are needed before any can be told from another."
    return ReplyCard(
        verdict, summary, examples.column, target, counts, len(examples.texts), examples.n_unknown, "none", 0, (), seed
    )
