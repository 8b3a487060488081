"""What is judged: ours, and three usual linear classifiers on the same vectors and words."""

from collections.abc import Callable, Sequence

import numpy as np
from benchmarks.language.heads.sets import TextSet
from benchmarks.language.heads.vectors import KeptEncoder
from scipy.sparse import csr_matrix, hstack

from tandem.language.heads import Goal, fit_head

__all__ = ["READERS", "Scores"]

Scores = dict[str, np.ndarray]
"""Scores of shape (n_texts, n_labels) of the test part, the held-out part and the strange texts."""
Reader = Callable[[TextSet, list[str], KeptEncoder], Scores]


def _parts(data: TextSet) -> dict[str, list[str]]:
    parts = {"test": data.test.texts, "strange": data.strange}
    if data.held_out is not None:
        parts["held out"] = data.held_out.texts
    return {name: texts for name, texts in parts.items() if texts}


def _ours(data: TextSet, names: list[str], encoder: KeptEncoder) -> Scores:
    several = not isinstance(data.train.labels[0], str)
    held_out = (data.held_out.texts, data.held_out.labels) if data.held_out else None
    goal = Goal.MACRO_F1 if data.by_macro_f1 else Goal.ACCURACY
    head = fit_head(
        data.train.texts,
        data.train.labels,
        exclusive=not several,
        encoder=encoder,
        held_out=held_out,
        context=data.train.context,
        held_out_context=data.held_out.context if data.held_out else None,
        goal=goal,
    )
    assert list(head.labels) == names
    scores: Scores = {}
    for part, texts in _parts(data).items():
        views = head.features.read(texts, encoder, data.test.context if part == "test" else None)
        joined = head.blend.join([member.scores(views) for member in head.members])
        scores[part] = joined + head.blend.offsets
    if data.strange:
        scores["strange abstained"] = np.array([[bool(one.abstained)] for one in head.predict(data.strange)])
    return scores


def _linear(
    data: TextSet, names: list[str], read: Callable[[Sequence[str]], object], make: Callable[[], object]
) -> Scores:
    from sklearn.multiclass import OneVsRestClassifier

    model, several = make(), not isinstance(data.train.labels[0], str)
    if several:
        model = OneVsRestClassifier(model)
        targets = np.array([[name in labels for name in names] for labels in data.train.labels], dtype=int)
    else:
        targets = np.array([names.index(label) for label in data.train.labels])
    model.fit(read(data.train.texts), targets)
    scores = {}
    for part, texts in _parts(data).items():
        given = np.asarray(model.decision_function(read(texts)))
        given = np.column_stack([-given, given]) if given.ndim == 1 else given
        # a label without a training example is never chosen
        scores[part] = np.full((len(texts), len(names)), -np.inf)
        scores[part][:, list(range(len(names))) if several else list(model.classes_)] = given
    return scores


def _vectors_and_logistic(data: TextSet, names: list[str], encoder: KeptEncoder) -> Scores:
    from sklearn.linear_model import LogisticRegression

    return _linear(data, names, encoder.encode, lambda: LogisticRegression(C=10, max_iter=300))


def _words(data: TextSet, kinds: Sequence[tuple[str, tuple[int, int]]]) -> Callable[[Sequence[str]], csr_matrix]:
    from sklearn.feature_extraction.text import TfidfVectorizer

    readers = [
        TfidfVectorizer(analyzer=kind, ngram_range=span, sublinear_tf=True, min_df=1 if kind == "word" else 2).fit(
            data.train.texts
        )
        for kind, span in kinds
    ]
    return lambda texts: hstack([reader.transform(texts) for reader in readers]).tocsr()


def _vectors_words_and_svm(data: TextSet, names: list[str], encoder: KeptEncoder) -> Scores:
    from sklearn.svm import LinearSVC

    words = _words(data, (("word", (1, 2)), ("char_wb", (2, 5))))
    return _linear(
        data,
        names,
        lambda texts: hstack([csr_matrix(encoder.encode(texts)), words(texts)]).tocsr(),
        lambda: LinearSVC(C=0.5, tol=1e-3, max_iter=300),
    )


def _words_and_svm(data: TextSet, names: list[str], encoder: KeptEncoder) -> Scores:
    from sklearn.svm import LinearSVC

    del encoder
    return _linear(data, names, _words(data, (("word", (1, 2)),)), lambda: LinearSVC(C=1))


READERS: dict[str, Reader] = {
    "Tandem": _ours,
    "encoder + logistic regression": _vectors_and_logistic,
    "encoder + n-grams + linear SVM": _vectors_words_and_svm,
    "TF-IDF + linear SVM": _words_and_svm,
}
