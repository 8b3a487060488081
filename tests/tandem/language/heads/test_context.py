"""What came before a text decides where the text alone cannot; without it, a head is what it was."""

from pathlib import Path

import numpy as np
import pytest

from tandem.kernel.errors import InputError
from tandem.language.encoder import LexicalEncoder
from tandem.language.heads import Context, Earlier, Head, fit_head, read_head, write_head
from tandem.language.heads.context import ContextFeatures

ASKED = {
    "price accepted": ["is forty euros all right", "would you take the offer", "shall we say a price of {}"],
    "meeting accepted": ["can we meet on monday", "is a call at {} possible", "do you have time on friday"],
}
ANSWERS = ["yes", "yes please", "that is fine", "sure", "of course", "ok with me"]


def dialogues() -> tuple[list[str], list[str], list[Context]]:
    texts, labels = [], []
    contexts: list[Context] = []
    for label, questions in ASKED.items():
        for nth, answer in enumerate(ANSWERS * 3):
            question = questions[nth % 3].format(nth)
            texts.append(answer)
            labels.append(label)
            contexts.append((Earlier("hello"), Earlier(question, same_speaker=False)))
    return texts, labels, contexts


@pytest.fixture(scope="module")
def head() -> Head:
    texts, labels, contexts = dialogues()
    return fit_head(texts, labels, context=contexts, encoder=LexicalEncoder())


def test_the_same_answer_is_told_apart_by_what_was_asked(head: Head) -> None:
    price = (Earlier("good day"), Earlier("would you take a price of fifty", same_speaker=False))
    meeting = (Earlier("good day"), Earlier("can we meet on a call", same_speaker=False))
    said = head.predict(["yes", "yes"], context=[price, meeting], keep=1)
    assert [one.labels for one in said] == [("price accepted",), ("meeting accepted",)]


def test_the_speakers_own_words_are_not_taken_for_the_others(head: Head) -> None:
    own = (Earlier("can we meet on a call"),)
    other = (Earlier("can we meet on a call", same_speaker=False),)
    by_own, by_other = head.probabilities(["yes", "yes"], [own, other])
    assert by_other[0] > by_own[0] + 0.1


def test_without_context_nothing_came_before(head: Head) -> None:
    assert np.array_equal(head.probabilities(["yes"]), head.probabilities(["yes"], [()]))


def test_a_correction_is_learnt_with_its_context(head: Head) -> None:
    context = (Earlier("is a lease acceptable", same_speaker=False),)
    texts, labels, contexts = dialogues()
    learning = fit_head(texts, labels, context=contexts, encoder=LexicalEncoder())
    learning.learn("leasing it is", "lease accepted", context)
    (said,) = learning.predict(["leasing it is"], context=[context])
    assert said.labels == ("lease accepted",)


def test_a_saved_head_still_reads_what_came_before(tmp_path: Path, head: Head) -> None:
    write_head(tmp_path / "head", head)
    loaded = read_head(tmp_path / "head", LexicalEncoder())
    context = (Earlier("can we meet", same_speaker=False),)
    expected = head.probabilities(["sure", "ok"], [context, ()])
    assert np.allclose(loaded.probabilities(["sure", "ok"], [context, ()]), expected, atol=1e-9)


def test_contexts_must_fit_the_texts_and_the_head(head: Head) -> None:
    with pytest.raises(InputError, match="as many"):
        head.probabilities(["yes", "no"], [()])
    with pytest.raises(InputError, match="as many"):
        fit_head(["one", "two"], ["a", "b"], context=[()], encoder=LexicalEncoder())
    plain = fit_head(["one", "two"], ["a", "b"], encoder=LexicalEncoder())
    with pytest.raises(InputError, match="fitted without"):
        plain.predict(["one"], context=[()])


def test_places_tell_how_far_along_and_whose_turn_it_is() -> None:
    first: Context = ()
    third = (Earlier("a", same_speaker=False), Earlier("b"), Earlier("c"))
    features, _, dense = ContextFeatures.learn([first, third], LexicalEncoder())
    raw = dense / 0.7 * features.spread + features.centre
    n_before, changes, in_a_row = np.expm1(raw[:, -27:-24]).T
    assert np.allclose(n_before, [0, 3], atol=1e-4)
    assert np.allclose(changes, [0, 1], atol=1e-4)
    assert np.allclose(in_a_row, [0, 2], atol=1e-4)
    assert np.allclose(raw[:, -24:].sum(axis=1), 3, atol=1e-4)


def test_contexts_that_are_all_empty_add_no_words() -> None:
    features, ngrams, dense = ContextFeatures.learn([(), ()], LexicalEncoder())
    assert [len(one.terms) for one in features.vocabularies] == [0, 0]
    assert ngrams.shape == (2, 27)
    assert not dense.any()
