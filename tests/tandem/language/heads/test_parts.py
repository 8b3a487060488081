"""Members recover what generated the data; the blend is no worse than its parts; corrections are exact."""

import numpy as np
from scipy.sparse import csr_matrix

from tandem.language.heads.blending import Blend, Goal
from tandem.language.heads.corrections import Corrections
from tandem.language.heads.features import TextFeatures, TextViews
from tandem.language.heads.linear import LinearMember
from tandem.language.heads.members import GaussianMember, log_sum_exp, sigmoid, softmax
from tandem.language.heads.network import NetworkMember, principal_axes


def clouds(n: int = 240, width: int = 40, apart: float = 1.2) -> tuple[TextViews, np.ndarray]:
    random = np.random.default_rng(0)
    labels = np.arange(n) % 3
    centres = random.normal(0, apart, (3, width))
    dense = (centres[labels] + random.normal(0, 1, (n, width))).astype(np.float32)
    return TextViews(csr_matrix(dense.astype(float)), dense, np.zeros((n, 0))), np.eye(3, dtype=np.float32)[labels]


def share_right(scores: np.ndarray, targets: np.ndarray) -> float:
    return float(np.mean(scores.argmax(axis=1) == targets.argmax(axis=1)))


def test_every_member_tells_clouds_apart_that_it_has_not_seen() -> None:
    views, targets = clouds()
    few, rest = np.arange(120), np.arange(120, 240)
    for member in (
        LinearMember.fit(views.take(few), targets[few], c=0.5, seed=0),
        GaussianMember.fit(views.take(few), targets[few]),
        NetworkMember.fit(views.take(few), targets[few], n_rounds=150, exclusive=True, n_hidden=16, seed=0),
        NetworkMember.fit(views.take(few), targets[few], n_rounds=150, exclusive=False, n_hidden=16, seed=0),
    ):
        assert share_right(member.scores(views.take(rest)), targets[rest]) > 0.95


def test_the_principal_axes_hold_what_varies_and_keep_the_scale() -> None:
    random = np.random.default_rng(0)
    dense = (random.normal(0, 1, (300, 5)) @ random.normal(0, 1, (5, 60))).astype(np.float32)
    axes = principal_axes(dense, seed=0)
    along = dense @ axes
    assert axes.shape == (60, 60)
    assert np.isclose(np.mean(along**2), 1, rtol=1e-3)
    assert np.linalg.norm(along[:, :5]) > 0.999 * np.linalg.norm(along)


def test_a_network_along_axes_tells_unseen_clouds_apart_and_reads_plain_views() -> None:
    views, targets = clouds()
    few, rest = views.take(np.arange(120)), views.take(np.arange(120, 240))
    axes = principal_axes(few.dense, seed=0)[:, :20]
    member = NetworkMember.fit(few, targets[:120], n_rounds=150, exclusive=True, n_hidden=16, seed=0, axes=axes)
    assert member.layers[0].shape == (40, 16)
    assert share_right(member.scores(rest), targets[120:]) > 0.95


def test_of_two_labels_that_exclude_each_other_one_margin_says_both() -> None:
    views, targets = clouds(n=60)
    two = np.column_stack([targets[:, 0], 1 - targets[:, 0]])
    scores = LinearMember.fit(views, two, c=0.5, seed=0).scores(views)
    assert np.allclose(scores[:, 0], -scores[:, 1], atol=1e-6)
    assert share_right(scores, two) > 0.95


def test_a_linear_member_with_dense_views_reads_them_as_they_were_learnt() -> None:
    views, targets = clouds()
    none = TextViews(csr_matrix((240, 1)), views.dense, views.meaning)
    few, rest = none.take(np.arange(120)), none.take(np.arange(120, 240))
    member = LinearMember.fit(few, targets[:120], c=0.5, seed=0, axes=principal_axes(few.dense, seed=0))
    assert member.dense is not None
    assert member.dense.shape == (40, 3)
    assert share_right(member.scores(rest), targets[120:]) > 0.95


def test_telling_terms_find_the_one_rare_word_that_decides() -> None:
    random = np.random.default_rng(0)
    targets = np.eye(2, dtype=np.float32)[(random.random(400) < 0.5).astype(int)]
    words = (random.random((400, 300)) < 0.2).astype(float)
    words[:, 0] = (random.random(400) < 0.4) * targets[:, 1]
    words[:, 1] = (random.random(400) < 0.4) * targets[:, 0]
    views = TextViews(csr_matrix(words), words.astype(np.float32), np.zeros((400, 0)))
    few, rest = views.take(np.arange(200)), views.take(np.arange(200, 400))
    plain, telling = (LinearMember.fit(few, targets[:200], c=0.1, seed=0, telling=one) for one in (False, True))
    assert set(np.argsort(-np.abs(telling.weights.toarray()[:, 0]))[:2]) == {0, 1}
    assert share_right(telling.scores(rest), targets[200:]) > share_right(plain.scores(rest), targets[200:])


def test_the_gaussian_equals_the_textbook_solution() -> None:
    from sklearn.covariance import ledoit_wolf_shrinkage

    views, targets = clouds(n=90, width=12)
    member = GaussianMember.fit(views, targets)
    means = np.stack([views.dense[targets[:, k] == 1].mean(axis=0) for k in range(3)])
    within = views.dense - means[targets.argmax(axis=1)]
    shrunk = ledoit_wolf_shrinkage(within, assume_centered=True)
    covariance = (1 - shrunk) * within.T @ within / len(within) + shrunk * np.mean(within**2) * np.eye(12)
    weights = np.linalg.solve(covariance, means.T)
    ratio = member.weights / weights
    assert np.allclose(ratio, ratio.flat[0], rtol=1e-3)


def test_a_label_without_examples_is_never_likelier_than_one_with() -> None:
    views, targets = clouds(n=60)
    wider = np.hstack([targets, np.zeros((60, 1), dtype=np.float32)])
    assert LinearMember.fit(views, wider, c=0.5, seed=0).scores(views).argmax(axis=1).max() < 3


def test_the_blend_trusts_the_member_that_knows_and_is_calibrated() -> None:
    random = np.random.default_rng(0)
    targets = np.eye(4)[random.integers(0, 4, 2000)]
    knows = targets * 3 + random.normal(0, 1, targets.shape)
    guesses = random.normal(0, 1, targets.shape)
    blend = Blend.fit([knows, guesses], targets, exclusive=True, goal=Goal.ACCURACY)
    assert blend.weights[0] > 10 * blend.weights[1]
    probabilities = blend.probabilities(blend.join([knows, guesses]))
    right = probabilities.argmax(axis=1) == targets.argmax(axis=1)
    assert abs(probabilities.max(axis=1).mean() - right.mean()) < 0.02


def test_offsets_for_macro_f1_help_a_rare_label() -> None:
    random = np.random.default_rng(0)
    targets = (random.random((3000, 1)) < 0.05).astype(float)
    scores = targets * 1.5 + random.normal(0, 1, targets.shape) - 2.5
    both = [np.hstack([scores, -scores])]
    truth = np.hstack([targets, 1 - targets])

    def f1(blend: Blend) -> float:
        chosen = blend.chosen(blend.join(both))[:, 0]
        return float(2 * (chosen * targets[:, 0]).sum() / (chosen.sum() + targets.sum()))

    plain = Blend.fit(both, truth, exclusive=False, goal=Goal.ACCURACY)
    assert f1(Blend.fit(both, truth, exclusive=False, goal=Goal.MACRO_F1)) > f1(plain) + 0.1


def test_a_correction_makes_the_example_right_by_the_margin() -> None:
    features, views = TextFeatures.learn(["alpha beta", "gamma delta"], None)
    corrections = Corrections()
    scores = np.array([2.0, -1.0, 1.5])
    corrections.add(views.take(np.array([0])), scores, np.array([0.0, 1.0, 0.0]), exclusive=True)
    moved = scores + corrections.shifts(features.read(["alpha beta"], None), 3)[0]
    assert moved[1] >= max(moved[0], moved[2]) + 1 - 1e-9
    assert not corrections.shifts(views.take(np.array([1])), 3).any()


def test_helpers_stay_finite_for_large_scores() -> None:
    large = np.array([[1000.0, -1000.0]])
    assert np.isfinite(softmax(large)).all()
    assert np.isfinite(sigmoid(large)).all()
    assert log_sum_exp(large)[0] == 1000
