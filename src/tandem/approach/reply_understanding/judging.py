"""How well labels were given on texts held out, beside the shares of the labels and a plain linear model."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from tandem.approach.reply_understanding.card import FUNCTION
from tandem.approach.reply_understanding.examples import LabelledTexts
from tandem.approach.reply_understanding.reliability import Reliability
from tandem.language.heads import Head, fit_head

__all__ = ["Judged", "judge"]

_TINY = 1e-6
_WORDS = r"(?u)\b\w+\b|[^\w\s]"
_LEAST_JUDGED = 5
_PLAIN = "TF-IDF and logistic regression"
_SHARES = "shares of the labels"


@dataclass(frozen=True)
class Judged:
    """What held-out texts said.

    Attributes:
        verdict: "model", "rule", "no signal found" or "too few to judge".
        words: that in words.
        validation: what the held-out part is.
        n_judged: how many texts it has.
        measures: (who, measure, value).
        reliability: how often labels were right, by confidence.
    """

    verdict: str
    words: str
    validation: str
    n_judged: int
    measures: tuple[tuple[str, str, float], ...]
    reliability: Reliability


def judge(
    examples: LabelledTexts, *, time: str | None, seed: int, keep: float, progress: Callable[[str], None]
) -> Judged:
    """Fit on three quarters of the examples and say how well the last quarter was read."""
    learned, held, words = examples.judged_apart(time, seed)
    if len(set(learned.labels)) < 2 or len(held.texts) < _LEAST_JUDGED:
        nothing = Reliability.of(np.empty(0), np.empty(0))
        said = f"Only {len(held.texts):,} texts could be held out, too few to say how well labels are given"
        return Judged("too few to judge", said, words, len(held.texts), (), nothing)
    progress("judging on held-out texts")
    head = fit_head(learned.texts, learned.labels, seed=seed)
    return _judged(head, learned, held, words, keep)


def _judged(head: Head, learned: LabelledTexts, held: LabelledTexts, words: str, keep: float) -> Judged:
    names = tuple(sorted({*learned.labels, *held.labels}))
    truth = np.array([names.index(label) for label in held.labels])
    said = {
        FUNCTION: _over(names, head.labels, head.probabilities(held.texts)),
        _PLAIN: _over(names, *_plain(learned, held.texts)),
        _SHARES: _over(names, *_shares(learned, len(held.texts))),
    }
    abstained = np.array([bool(one.abstained) for one in head.predict(held.texts, keep=keep)])
    losses = {who: -np.log(np.clip(one[np.arange(len(truth)), truth], _TINY, 1)) for who, one in said.items()}
    measures = [
        (who, name, value)
        for who, one in said.items()
        for name, value in _measured(one, truth, losses[who], len(names))
    ]
    measures.append((FUNCTION, "share abstained on", float(abstained.mean())))
    ours = said[FUNCTION]
    right = (ours.argmax(axis=1) == truth).astype(float)
    verdict, why = _verdict(losses)
    return Judged(verdict, why, words, len(truth), tuple(measures), Reliability.of(ours.max(axis=1), right))


def _verdict(losses: dict[str, np.ndarray]) -> tuple[str, str]:
    """A gain counts where it is larger than its own standard error."""
    gains = {who: losses[who] - losses[FUNCTION] for who in (_SHARES, _PLAIN)}
    error = {who: float(gain.std() / np.sqrt(len(gain))) for who, gain in gains.items()}
    figures = f"log loss {losses[FUNCTION].mean():.3f} on {len(losses[FUNCTION]):,} held-out texts"
    beside = f"{losses[_SHARES].mean():.3f} by {_SHARES} alone, {losses[_PLAIN].mean():.3f} by {_PLAIN}"
    if gains[_SHARES].mean() <= error[_SHARES]:
        return "no signal found", f"The texts do not tell the labels apart: {figures}, {beside}"
    if gains[_PLAIN].mean() <= error[_PLAIN]:
        return "rule", f"A rule, not better than a plain linear model: {figures}, {beside}"
    return "model", f"Better than its baselines: {figures}, {beside}"


def _measured(said: np.ndarray, truth: np.ndarray, loss: np.ndarray, n_labels: int) -> list[tuple[str, float]]:
    chosen = said.argmax(axis=1)
    scores = []
    for label in range(n_labels):
        hits = float(((chosen == label) & (truth == label)).sum())
        scores.append(2 * hits / max(float((chosen == label).sum() + (truth == label).sum()), 1.0))
    present = sorted(set(truth.tolist()))
    return [
        ("log loss", float(loss.mean())),
        ("accuracy", float((chosen == truth).mean())),
        ("macro F1", float(np.mean([scores[label] for label in present]))),
    ]


def _over(names: Sequence[str], known: Sequence[str], probabilities: np.ndarray) -> np.ndarray:
    """Spread columns of known labels over all names; a label that was never learned gets nothing."""
    spread = np.zeros((len(probabilities), len(names)))
    spread[:, [names.index(label) for label in known]] = probabilities
    return spread


def _plain(learned: LabelledTexts, texts: Sequence[str]) -> tuple[Sequence[str], np.ndarray]:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    reader = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, token_pattern=_WORDS)
    model = LogisticRegression(C=10.0, max_iter=1000).fit(reader.fit_transform(learned.texts), learned.labels)
    return [str(label) for label in model.classes_], model.predict_proba(reader.transform(texts))


def _shares(learned: LabelledTexts, n_texts: int) -> tuple[Sequence[str], np.ndarray]:
    counts = Counter(learned.labels)
    names = sorted(counts)
    shares = np.array([counts[name] for name in names]) / len(learned.labels)
    return names, np.tile(shares, (n_texts, 1))
