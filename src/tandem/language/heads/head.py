"""A head: texts in, labels out, with calibrated probabilities, abstention, and learning from each example at once."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from tandem.kernel.errors import Fault, InputError
from tandem.language.encoder import Encoder
from tandem.language.heads.blending import Blend
from tandem.language.heads.context import Context
from tandem.language.heads.corrections import Corrections
from tandem.language.heads.features import TextFeatures, TextViews
from tandem.language.heads.members import Member, log_sum_exp
from tandem.language.heads.thresholds import Costs, Step, guaranteed_threshold

__all__ = ["Head", "Prediction"]

_UNSEEN = -2.0


@dataclass(frozen=True)
class Prediction:
    """What a head says of one text.

    Attributes:
        labels: those that apply, the likeliest first; none where it abstained or where none of several applies.
        probability: of the likeliest label, in [0, 1].
        in_scope: share of known texts that look as strange as this one or stranger, in [0, 1], or how near it is to an
            example learnt since, whichever is more; 1 for a head whose labels do not exclude each other, since for it
            "none of them" is an answer.
        abstained: why no label is given, in one plain sentence; empty otherwise.
    """

    labels: tuple[str, ...]
    probability: float
    in_scope: float
    abstained: str


@dataclass
class Head:
    """A fitted text classifier; made by :func:`tandem.language.heads.fit_head`.

    Attributes:
        labels: in the order of the scores' columns.
        exclusive: whether exactly one label applies to a text.
        features, members, blend: the fitted parts.
        known: scope scores of held-out texts, ascending.
        encoder: what gives the views of the meaning; `None` for words and letter groups alone.
        corrections: what was learnt since fitting.
    """

    labels: tuple[str, ...]
    exclusive: bool
    features: TextFeatures
    members: tuple[Member, ...]
    blend: Blend
    known: np.ndarray
    encoder: Encoder | None = None
    corrections: Corrections = field(default_factory=Corrections)

    @property
    def description(self) -> str:
        """What it reads in a text, for the page."""
        if self.features.uses_meaning:
            return "words, letter groups and sentence vectors"
        return "words and letter groups only: the sentence encoder is not installed"

    def probabilities(self, texts: Sequence[str], context: Sequence[Context] | None = None) -> np.ndarray:
        """Return calibrated probabilities of shape (n_texts, n_labels).

        Parameters
        ----------
        texts
            Any texts.
        context
            What came before each, for a head fitted with it; by default nothing did.

        Raises
        ------
        InputError
            The contexts are not as many as the texts, or the head was fitted without.
        """
        return self.blend.probabilities(self._joined(self._read(texts, context)))

    def predict(
        self, texts: Sequence[str], *, context: Sequence[Context] | None = None, keep: float = 0.95
    ) -> list[Prediction]:
        """Return labels, abstaining where a text looks like nothing seen before.

        Parameters
        ----------
        texts
            Any texts.
        context
            As for :meth:`probabilities`.
        keep
            Share of in-scope texts to be kept, in (0, 1]; the rest, and most of what is out of scope, is abstained on.

        Raises
        ------
        InputError
            `keep` is no share, or as for :meth:`probabilities`.
        """
        if not 0 < keep <= 1:
            raise InputError(Fault("keep", "must lie above 0 and not above 1", repr(keep)))
        if not len(texts):
            return []
        views = self._read(texts, context)
        joined = self._joined(views)
        probabilities, chosen = self.blend.probabilities(joined), self.blend.chosen(joined)
        scopes = np.maximum(self._scope(joined), self.corrections.nearness(views))
        return [
            self._prediction(row, picked, float(scope), keep)
            for row, picked, scope in zip(probabilities, chosen, scopes, strict=True)
        ]

    def _prediction(self, probabilities: np.ndarray, chosen: np.ndarray, scope: float, keep: float) -> Prediction:
        likely = sorted(np.flatnonzero(chosen), key=lambda label: -probabilities[label])
        best = likely[0] if likely else int(probabilities.argmax())
        if scope < 1 - keep:
            words = f"It resembles none of the {len(self.labels)} kinds it knows: only {scope:.1%} are as strange."
            return Prediction((), float(probabilities[best]), scope, words)
        return Prediction(tuple(self.labels[label] for label in likely), float(probabilities[best]), scope, "")

    def steps(
        self, texts: Sequence[str], costs: dict[str, Costs], context: Sequence[Context] | None = None
    ) -> list[dict[str, Step]]:
        """Return for each text, and each label that has costs, the step of least expected cost.

        Raises
        ------
        InputError
            A cost is given for a label the head does not know, or as for :meth:`probabilities`.
        """
        at = self._columns(costs)
        return [
            {label: costs[label].step(float(row[column])) for label, column in zip(costs, at, strict=True)}
            for row in self.probabilities(texts, context)
        ]

    def recall_threshold(
        self,
        label: str,
        texts: Sequence[str],
        *,
        recall: float,
        confidence: float = 0.95,
        context: Sequence[Context] | None = None,
    ) -> float:
        """Return the probability from which `label` must count so that at least `recall` of its texts are found.

        Parameters
        ----------
        label
            One of `labels`.
        texts
            Texts to which the label applies, drawn like those to come, and **not** used in fitting or learning.
        recall, confidence
            See :func:`tandem.language.heads.guaranteed_threshold`.
        context
            As for :meth:`probabilities`.

        Raises
        ------
        InputError
            The head does not know the label.
        NotEnoughData
            Too few texts for the guarantee.
        """
        (column,) = self._columns([label])
        scores = self.probabilities(texts, context)[:, column] if len(texts) else np.zeros(0)
        return guaranteed_threshold(scores, recall=recall, confidence=confidence)

    def learn(self, text: str, labels: str | Collection[str], context: Context | None = None) -> None:
        """Learn one accepted or corrected example at once; an unknown label becomes known.

        Texts like it are judged by it from now on, others stay as they are. Fit anew when there are many: what was
        learnt this way does not sharpen the features.

        Raises
        ------
        InputError
            Exactly one label must apply and another number came.
        """
        wanted = {labels} if isinstance(labels, str) else set(labels)
        if self.exclusive and len(wanted) != 1:
            raise InputError(Fault("labels", "must be exactly one", f"{len(wanted)}"))
        self._add_labels(sorted(wanted - set(self.labels)))
        views = self._read([text], None if context is None else [context])
        target = np.array([float(label in wanted) for label in self.labels])
        scores = (self._joined(views) + self.blend.offsets)[0]
        self.corrections.add(views, scores, target, exclusive=self.exclusive)

    def _add_labels(self, labels: Sequence[str]) -> None:
        if labels:
            self.labels = (*self.labels, *labels)
            self.blend = replace(self.blend, offsets=np.append(self.blend.offsets, np.zeros(len(labels))))

    def _columns(self, labels: Collection[str]) -> list[int]:
        unknown = [label for label in labels if label not in self.labels]
        if unknown:
            raise InputError(Fault("label", f"must be one of {', '.join(self.labels)}", ", ".join(unknown)))
        return [self.labels.index(label) for label in labels]

    def _read(self, texts: Sequence[str], context: Sequence[Context] | None) -> TextViews:
        return self.features.read(texts, self.encoder, context)

    def _joined(self, views: TextViews) -> np.ndarray:
        joined = self.blend.join([member.scores(views) for member in self.members])
        if joined.shape[1] < len(self.labels):
            least = joined.min(axis=1, keepdims=True) + _UNSEEN
            joined = np.hstack([joined, np.repeat(least, len(self.labels) - joined.shape[1], axis=1)])
        shifted: np.ndarray = joined + self.corrections.shifts(views, len(self.labels))
        return shifted

    def _scope(self, joined: np.ndarray) -> np.ndarray:
        """Conformal: the rank of each text's scope score among those of held-out texts."""
        if not self.exclusive or not len(self.known):
            return np.ones(len(joined))
        below = np.searchsorted(self.known, log_sum_exp(joined), side="right")
        ranks: np.ndarray = (below + 1) / (len(self.known) + 1)
        return ranks
