"""A head labels, abstains, learns at once, keeps its guarantees and survives saving."""

import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tandem.kernel.errors import InputError, NotEnoughData
from tandem.language.encoder import LexicalEncoder
from tandem.language.heads import Costs, Goal, Head, Step, fit_head, read_head, write_head
from tandem.language.heads.corrections import Corrections

SAID = {
    "price": [
        "what does {} cost",
        "please send the price of {}",
        "a quote for {}",
        "how much is {}",
        "price list for {}",
    ],
    "meeting": [
        "can we meet about {}",
        "a call about {} on monday",
        "let us talk about {}",
        "meeting on {}",
        "a slot for {}",
    ],
    "stop": [
        "please unsubscribe me from {}",
        "stop writing about {}",
        "remove me from the {} list",
        "no more mail on {}",
    ],
}
THINGS = ["pumps", "valves", "sensors", "the platform", "forty licences", "training", "the upgrade", "spare parts"]


def examples() -> tuple[list[str], list[str]]:
    pairs = [(form.format(thing), label) for label, forms in SAID.items() for form in forms for thing in THINGS[:6]]
    return [text for text, _ in pairs], [label for _, label in pairs]


@pytest.fixture(scope="module")
def fitted() -> Head:
    return fit_head(*examples())


@pytest.fixture
def head(fitted: Head) -> Head:
    return replace(fitted, corrections=Corrections())


@pytest.fixture(scope="module")
def lexical() -> Head:
    return fit_head(*examples(), encoder=LexicalEncoder())


def test_unseen_texts_get_the_right_label(head: Head) -> None:
    pairs = [(form.format(thing), label) for label, forms in SAID.items() for form in forms for thing in THINGS[6:]]
    said = head.predict([text for text, _ in pairs], keep=1)
    assert np.mean([one.labels == (label,) for one, (_, label) in zip(said, pairs, strict=True)]) > 0.95


def test_probabilities_add_up_to_one_and_stay_in_range(head: Head) -> None:
    probabilities = head.probabilities(["how much is it", "xyz"])
    assert np.allclose(probabilities.sum(axis=1), 1)
    assert probabilities.min() >= 0


def test_the_same_seed_gives_the_same_head(lexical: Head) -> None:
    again = fit_head(*examples(), encoder=LexicalEncoder())
    assert np.array_equal(again.probabilities(["how much is it"]), lexical.probabilities(["how much is it"]))


def test_what_resembles_nothing_known_is_abstained_on_with_a_reason(head: Head) -> None:
    strange = ["the weather was lovely and the dog slept in the garden", "my flight to lima lands tonight"]
    refused = head.predict(strange, keep=0.9)
    assert all(one.labels == () and "resembles none" in one.abstained for one in refused)


def test_about_the_asked_share_of_known_texts_is_kept(head: Head) -> None:
    texts, _ = examples()
    kept = np.mean([not one.abstained for one in head.predict(texts, keep=0.9)])
    assert kept > 0.85


def test_a_correction_counts_at_once_and_for_texts_like_it_only(head: Head) -> None:
    text = "where is my parcel with the order from last week"
    before = head.probabilities(["how much is the upgrade"])
    begun = time.process_time()
    head.learn(text, "delivery")
    assert time.process_time() - begun < 1.0
    (learnt,) = head.predict([text])
    assert learnt.labels == ("delivery",)
    after = head.probabilities(["how much is the upgrade"])
    assert np.allclose(after[:, :3], before, atol=0.02)


def test_an_accepted_example_makes_its_like_known_without_moving_scores(head: Head) -> None:
    scores = head.probabilities(["what does it cost"])
    head.learn("what do pumps cost", "price")
    assert head.predict(["what do pumps cost"])[0].in_scope == pytest.approx(1, abs=1e-3)
    assert head.probabilities(["what does it cost"]).argmax() == scores.argmax()


def test_an_exclusive_head_refuses_two_labels(head: Head) -> None:
    with pytest.raises(InputError, match="exactly one"):
        head.learn("x", ["price", "stop"])


def test_several_labels_may_apply_where_they_do_not_exclude_each_other() -> None:
    texts, labels = examples()
    both = [f"{one}, and {other}" for one, other in zip(texts, texts[::-1], strict=True)]
    pairs = [sorted({one, other}) for one, other in zip(labels, labels[::-1], strict=True)]
    every = [*[[one] for one in labels], *pairs]
    head = fit_head([*texts, *both], every, exclusive=False, goal=Goal.MACRO_F1, encoder=LexicalEncoder())
    (said,) = head.predict(["how much is training, and please unsubscribe me from the list"])
    assert set(said.labels) == {"price", "stop"}


def test_without_the_encoder_it_works_on_words_and_says_so(lexical: Head) -> None:
    assert "not installed" in lexical.description
    assert lexical.predict(["how much is spare parts"], keep=1)[0].labels == ("price",)


def test_steps_weigh_what_being_wrong_costs(head: Head) -> None:
    (steps,) = head.steps(["please unsubscribe me from training"], {"stop": Costs(wrong=1, missed=100, ask=0.5)})
    assert steps == {"stop": Step.ACT}


def test_costs_of_an_unknown_label_are_refused_by_name(head: Head) -> None:
    with pytest.raises(InputError, match="refund"):
        head.steps(["x"], {"refund": Costs(wrong=1, missed=1, ask=1)})


def test_a_guarantee_on_too_few_texts_is_refused(head: Head) -> None:
    with pytest.raises(NotEnoughData):
        head.recall_threshold("stop", ["please stop"], recall=0.95)


def test_a_saved_head_answers_alike_and_keeps_what_it_learnt(tmp_path: Path, head: Head) -> None:
    head.learn("where is my parcel", "delivery")
    write_head(tmp_path / "head", head)
    loaded = read_head(tmp_path / "head", head.encoder)
    texts = ["where is my parcel", "how much is training"]
    assert loaded.labels == head.labels
    assert np.allclose(loaded.probabilities(texts), head.probabilities(texts), atol=1e-6)


def test_a_head_with_meaning_is_not_read_without_the_encoder(tmp_path: Path, head: Head) -> None:
    write_head(tmp_path / "head", head)
    with pytest.raises(InputError, match="make encoder"):
        read_head(tmp_path / "head", LexicalEncoder())


@pytest.mark.parametrize("content", [b"", b"not a head", b"PK\x05\x06" + b"\0" * 18])
def test_a_foreign_file_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "head").write_bytes(content)
    with pytest.raises(InputError, match="Tandem saved"):
        read_head(tmp_path / "head")


def test_faulty_examples_are_refused() -> None:
    with pytest.raises(InputError, match="as many"):
        fit_head(["one"], ["a", "b"])
    with pytest.raises(InputError, match="one label"):
        fit_head(["one", "two"], [["a"], ["b"]])
    with pytest.raises(NotEnoughData):
        fit_head(["one", "two"], ["a", "a"])


def test_two_examples_are_enough_to_begin_with() -> None:
    head = fit_head(["what does it cost", "please stop writing"], ["price", "stop"], encoder=LexicalEncoder())
    assert head.predict(["what does it cost"], keep=1)[0].labels == ("price",)
