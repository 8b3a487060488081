"""What one should know of a fitted reader of replies: how well it did, beside its baselines, and on what."""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Self

__all__ = ["FUNCTION", "FUNCTION_VERSION", "ReplyCard"]

FUNCTION = "approach/reply_understanding"
FUNCTION_VERSION = "1"


@dataclass(frozen=True)
class ReplyCard:
    """The card of a fitted model.

    Attributes:
        verdict: "model" (better than both baselines on held-out texts), "rule" (better than the shares of the labels,
            not than the plain linear model), "too few to judge", "no signal found", "one label only" or "no examples";
            with the last three it abstains on every text.
        summary: that in words, with the figures.
        column, target: of the texts and of the labels.
        labels: (label, number of examples), the most frequent first.
        n, n_unknown: rows learned from, and rows left out because text or label is empty.
        validation: what it was judged on, in words.
        n_judged: how many held-out texts that were.
        measures: (who, measure, value): log loss in nats, accuracy, macro F1, and the share abstained on.
        seed: of every random choice.
    """

    verdict: str
    summary: str
    column: str
    target: str
    labels: tuple[tuple[str, int], ...]
    n: int
    n_unknown: int
    validation: str
    n_judged: int
    measures: tuple[tuple[str, str, float], ...]
    seed: int
    function: str = FUNCTION
    function_version: str = FUNCTION_VERSION

    @property
    def abstains(self) -> bool:
        """Whether no text gets a label."""
        return self.verdict in ("no signal found", "one label only", "no examples")

    def words(self) -> Iterator[str]:
        """Yield what a person should know of it."""
        yield self.summary
        counts = ", ".join(f"{label} {n:,}" for label, n in self.labels[:12])
        more = f" and {len(self.labels) - 12} more" if len(self.labels) > 12 else ""
        yield f"Texts from {self.column!r}, labels from {self.target!r}: {counts or 'none'}{more}."
        yield f"{self.n:,} rows learned from; {self.n_unknown:,} without a text or a label left out."
        for who in dict.fromkeys(row[0] for row in self.measures):
            yield f"{who}: {', '.join(f'{name} {value:.3f}' for one, name, value in self.measures if one == who)}."

    def to_dict(self) -> dict[str, Any]:
        """Return plain values, ready for JSON."""
        return dataclasses.asdict(self)

    @classmethod
    def from_dict(cls, plain: dict[str, Any]) -> Self:
        """Undo :meth:`to_dict`."""
        labels = tuple((label, n) for label, n in plain["labels"])
        return cls(**{**plain, "labels": labels, "measures": tuple(tuple(row) for row in plain["measures"])})
