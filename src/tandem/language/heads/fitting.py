"""Fitting a head: members on one part, their blend on another, then the members again on everything."""

from collections.abc import Callable, Collection, Sequence

import numpy as np

from tandem.kernel.errors import Fault, InputError, NotEnoughData
from tandem.language.encoder import Encoder, load_encoder
from tandem.language.heads.blending import Blend, Goal
from tandem.language.heads.context import Context
from tandem.language.heads.features import TextFeatures, TextViews
from tandem.language.heads.head import Head
from tandem.language.heads.linear import LinearMember
from tandem.language.heads.members import GaussianMember, Member, log_sum_exp
from tandem.language.heads.network import NetworkMember, principal_axes

__all__ = ["fit_head"]

_N_FOR_ONE_PART = 4000
_MOST_FOR_GAUSSIAN = 3000
_MANY_LABELS = 40
_LABELS_FOR_EVERY_COLUMN = 100
_FEW = 300
_SHARE_OF_ONE_PART = 0.15

Labels = Sequence[str] | Sequence[Collection[str]]


def fit_head(
    texts: Sequence[str],
    labels: Labels,
    *,
    exclusive: bool = True,
    encoder: Encoder | None = None,
    held_out: tuple[Sequence[str], Labels] | None = None,
    context: Sequence[Context] | None = None,
    held_out_context: Sequence[Context] | None = None,
    goal: Goal = Goal.ACCURACY,
    seed: int = 0,
    progress: Callable[[str], None] = lambda _: None,
) -> Head:
    """Fit a text classifier, from a handful of examples to tens of thousands.

    Linear models on words and letter groups, plain, by how telling each term is and with the meaning beside, a
    Gaussian one on sentence vectors (up to 3,000 examples) and two small networks (above 300 examples) are blended;
    weights, calibration and the mark of what is out of scope come from texts the blended models had not seen. Without
    the encoder it works on words and letter groups alone, and its `description` says so.

    Parameters
    ----------
    texts
        The examples; two at least, with two different labels.
    labels
        One for each text, or, where `exclusive` is false, any number for each.
    exclusive
        Whether exactly one label applies to a text.
    encoder
        By default the installed one.
    held_out
        Texts and labels to blend and calibrate on. By default parts of `texts` are held out for this in turn.
    context
        What came before each text, such as the earlier turns of its dialogue: the last of the same speaker and of
        another are read beside it, and its place. By default texts stand alone.
    held_out_context
        What came before each text of `held_out`.
    goal
        What the choice of labels is to be best in; probabilities do not depend on it.
    seed
        Of every random choice.
    progress
        Is told in words what is going on.

    Raises
    ------
    InputError
        Texts and labels or contexts differ in number, contexts are given for `held_out` alone, or a text has not
        exactly one label where one must apply.
    NotEnoughData
        Fewer than two labels occur.

    References
    ----------
    Wolpert 1992, "Stacked generalization"; Larson et al. 2019, "An evaluation dataset for intent classification and
    out-of-scope prediction" (how scope is judged).

    Examples
    --------
    >>> from tandem.language.encoder import LexicalEncoder
    >>> head = fit_head(
    ...     ["please send the price", "what is the price", "price list?", "call me", "please call", "call me today"],
    ...     ["price", "price", "price", "call", "call", "call"],
    ...     encoder=LexicalEncoder(),
    ... )
    >>> head.predict(["the price, please"], keep=1)[0].labels
    ('price',)
    """
    names, targets = _targets(texts, labels, exclusive, ())
    encoder = encoder if encoder is not None else load_encoder()
    progress(f"reading {len(texts):,} texts")
    features, views = TextFeatures.learn(texts, encoder, context)
    if held_out is not None:
        names, targets = _targets(texts, labels, exclusive, _names(held_out[1], exclusive))
        _, judged = _targets(held_out[0], held_out[1], exclusive, names)
        members = _members(views, targets, exclusive, seed, progress)
        held = features.read(held_out[0], encoder, held_out_context)
        scores = [member.scores(held) for member in members]
    else:
        rows, scores = _held_out_scores(views, targets, exclusive, seed, progress)
        judged = targets[rows]
        members = _members(views, targets, exclusive, seed, progress)
    blend = Blend.fit(scores, judged, exclusive=exclusive, goal=goal)
    known = np.sort(log_sum_exp(blend.join(scores)))
    return Head(names, exclusive, features, tuple(members), blend, known, encoder)


def _names(labels: Labels, exclusive: bool) -> tuple[str, ...]:
    if exclusive:
        return tuple(sorted({str(label) for label in labels}))
    return tuple(sorted({label for several in labels for label in several}))


def _targets(
    texts: Sequence[str], labels: Labels, exclusive: bool, more: Collection[str]
) -> tuple[tuple[str, ...], np.ndarray]:
    if len(texts) != len(labels):
        raise InputError(Fault("labels", f"must be as many as the {len(texts)} texts", str(len(labels))))
    wrong = [at for at, label in enumerate(labels) if isinstance(label, str) is not exclusive]
    if wrong:
        must = "must be one label, as text" if exclusive else "must be a collection of labels"
        raise InputError(Fault(f"labels[{wrong[0]}]", must, repr(labels[wrong[0]])))
    names = tuple(sorted({*_names(labels, exclusive), *more}))
    if len(names) < 2:
        raise NotEnoughData("different labels among the examples", needed=2, given=len(names))
    at = {name: column for column, name in enumerate(names)}
    targets = np.zeros((len(texts), len(names)), dtype=np.float32)
    for row, label in enumerate(labels):
        for name in (label,) if isinstance(label, str) else label:
            targets[row, at[name]] = 1
    return names, targets


def _members(
    views: TextViews, targets: np.ndarray, exclusive: bool, seed: int, progress: Callable[[str], None]
) -> list[Member]:
    from threadpoolctl import threadpool_info, threadpool_limits

    n_texts, n_labels = targets.shape
    many = n_labels > _MANY_LABELS
    n_hidden = 384 if many else 256 if n_texts > _FEW else 64
    n_rounds = int(np.clip((150_000 if many else 50_000) / n_texts, 4, 30 if n_texts > _FEW else 120))
    members: list[Member] = []
    # a limit is never raised: where the caller allows one thread, two would wait for each other
    allowed = max((pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"), default=2)
    with threadpool_limits(min(2, allowed), user_api="blas"):
        progress("fitting words and letter groups")
        axes = principal_axes(views.dense, seed)
        members.append(LinearMember.fit(views, targets, c=0.5, seed=seed))
        members.append(LinearMember.fit(views, targets, c=0.1, seed=seed, telling=True))
        if views.meaning.shape[1]:
            progress("fitting words and meaning together")
            members.append(LinearMember.fit(views, targets, c=0.5, seed=seed, axes=axes))
        if exclusive and n_texts <= _MOST_FOR_GAUSSIAN:
            members.append(GaussianMember.fit(views, targets))
        networks = (False, exclusive) if n_texts > _FEW or not exclusive else ()
        # with few examples a network adds nothing to the Gaussian but time
        for nth, competing in enumerate(networks):
            progress(f"training network {nth + 1} of 2")
            members.append(
                NetworkMember.fit(
                    views,
                    targets,
                    n_rounds=n_rounds,
                    exclusive=competing,
                    n_hidden=n_hidden,
                    seed=2 * seed + nth,
                    # among very many labels, directions that vary little still tell some apart
                    axes=axes if n_labels < _LABELS_FOR_EVERY_COLUMN else None,
                )
            )
    return members


def _held_out_scores(
    views: TextViews, targets: np.ndarray, exclusive: bool, seed: int, progress: Callable[[str], None]
) -> tuple[np.ndarray, list[np.ndarray]]:
    """Return the rows that were held out and each member's scores of them."""
    folds = _folds(targets, seed)
    rows, parts = [], []
    for fold in np.unique(folds[folds >= 0]):
        out = folds == fold
        progress(f"holding out part {fold + 1}")
        fitted = _members(views.take(np.flatnonzero(~out)), targets[~out], exclusive, seed, progress)
        rows.append(np.flatnonzero(out))
        held = views.take(rows[-1])
        parts.append([member.scores(held) for member in fitted])
    return np.concatenate(rows), [np.vstack(part) for part in zip(*parts, strict=True)]


def _folds(targets: np.ndarray, seed: int) -> np.ndarray:
    """Number the parts; -1 is never held out. Each label's examples are dealt out evenly."""
    n_texts = len(targets)
    shuffled = np.random.default_rng(seed).permutation(n_texts)
    by_label = shuffled[np.argsort(targets.argmax(axis=1)[shuffled], kind="stable")]
    folds = np.full(n_texts, -1)
    if n_texts >= _N_FOR_ONE_PART:
        folds[by_label[:: round(1 / _SHARE_OF_ONE_PART)]] = 0
        return folds
    n_folds = int(min(5 if n_texts <= 1000 else 3, n_texts))
    folds[by_label] = np.arange(n_texts) % n_folds
    return folds
