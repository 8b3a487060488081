"""The sentence encoder gives the reference's vectors, in any order, batch and repetition."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.kernel.errors import InputError
from tandem.language.encoder import LexicalEncoder, NeuralEncoder, Precision, installed_folder, load_encoder
from tandem.language.encoder.token_states import STATE_LAYERS

# Written by the model's reference implementation (sentence-transformers on torch, float32), rounded to 7 places.
REFERENCE = json.loads((Path(__file__).parent / "reference_vectors.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def exact() -> NeuralEncoder:
    return NeuralEncoder(installed_folder(), Precision.FLOAT32)


@pytest.fixture(scope="module")
def quick() -> NeuralEncoder:
    return NeuralEncoder(installed_folder(), Precision.INT8)


def test_float32_equals_the_reference_to_one_part_in_a_hundred_thousand(exact: NeuralEncoder) -> None:
    vectors = exact.encode(REFERENCE["texts"])
    cosine = np.sum(vectors * np.array(REFERENCE["vectors"]), axis=1)
    assert np.all(np.abs(1 - cosine) < 1e-5)


def test_int8_stays_within_its_stated_loss(quick: NeuralEncoder) -> None:
    cosine = np.sum(quick.encode(REFERENCE["texts"]) * np.array(REFERENCE["vectors"]), axis=1)
    assert np.all(cosine > 0.96)


def test_vectors_have_length_one_and_keep_the_order_of_the_texts(quick: NeuralEncoder) -> None:
    texts = REFERENCE["texts"]
    vectors = quick.encode(texts)
    assert vectors.shape == (len(texts), 384)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert np.array_equal(quick.encode(texts[::-1]), vectors[::-1])


def test_a_text_in_a_batch_has_the_vector_it_has_alone(exact: NeuralEncoder) -> None:
    fresh = NeuralEncoder(installed_folder(), Precision.FLOAT32, n_remembered=0)
    alone = np.concatenate([fresh.encode([text]) for text in REFERENCE["texts"]])
    assert np.allclose(alone, exact.encode(REFERENCE["texts"]), atol=1e-5)


def test_the_same_text_is_computed_once(quick: NeuralEncoder, monkeypatch: pytest.MonkeyPatch) -> None:
    quick.encode(["remembered text"])
    monkeypatch.setattr(quick, "_session", None)
    assert quick.encode(["remembered text", "remembered text"]).shape == (2, 384)


def test_the_memory_forgets_the_least_recently_used() -> None:
    encoder = NeuralEncoder(installed_folder(), n_remembered=2)
    encoder.encode(["one"])
    encoder.encode(["two"])
    encoder.encode(["one", "three"])
    assert set(encoder._memory) == {"one", "three"}


def test_no_texts_give_no_rows(quick: NeuralEncoder) -> None:
    assert quick.encode([]).shape == (0, 384)


def test_a_very_long_text_is_cut_and_not_refused(quick: NeuralEncoder) -> None:
    assert quick.encode(["word " * 5000]).shape == (1, 384)


def test_a_missing_model_is_named_with_the_command_that_brings_it(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="make encoder"):
        NeuralEncoder(tmp_path)


def test_without_the_model_lexical_vectors_stand_in_and_say_so(tmp_path: Path) -> None:
    encoder = load_encoder(tmp_path)
    assert isinstance(encoder, LexicalEncoder)
    assert "not installed" in encoder.description


def test_with_the_model_the_description_names_it() -> None:
    assert load_encoder().description == "all-MiniLM-L6-v2 on onnxruntime, int8"


@settings(max_examples=25, deadline=None)
@given(st.lists(st.text(max_size=40), max_size=4))
def test_any_text_at_all_gives_a_vector_of_length_one(texts: list[str]) -> None:
    vectors = load_encoder().encode(texts)
    assert vectors.shape == (len(texts), 384)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-4)


def test_pieces_have_the_offsets_of_their_words_and_a_state_of_each_layer(quick: NeuralEncoder) -> None:
    long, short = quick.encode_tokens(["Zürich pays 1,200 EUR", "ok"])
    assert [tuple(span) for span in long.spans[:2]] == [(0, 6), (7, 11)]
    assert long.states.shape == (len(long.spans), 384 * len(STATE_LAYERS))
    alone = quick.encode_tokens(["ok"])[0]
    assert np.allclose(short.states, alone.states, atol=1e-4)


def test_the_last_layer_s_states_have_the_text_s_vector_as_their_mean() -> None:
    exact = NeuralEncoder(installed_folder(), Precision.FLOAT32)
    session = exact.encode_tokens(["a contract"])[0].states[:, -384:]
    assert session.shape == (2, 384)
    # the mean over the text also takes in the two marks around it, so it is near and not equal
    near = session.mean(axis=0) / np.linalg.norm(session.mean(axis=0))
    assert near @ exact.encode(["a contract"])[0] > 0.9


def test_no_texts_have_no_pieces(quick: NeuralEncoder) -> None:
    assert quick.encode_tokens([]) == []
    assert quick.encode_tokens([""])[0].states.shape == (0, 384 * len(STATE_LAYERS))
