"""Sentence vectors by meaning: the small open model on onnxruntime."""

import sys
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from tandem.kernel.errors import Fault, InputError
from tandem.language.encoder.graph import N_POOLED
from tandem.language.encoder.lexical import LexicalEncoder
from tandem.language.encoder.token_states import TokenStates, cut_states, open_states_session

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

__all__ = ["Encoder", "NeuralEncoder", "Precision", "installed_folder", "load_encoder"]

_MAX_TOKENS = 256
_BATCH_TEXTS = 32


class Precision(StrEnum):
    """How exactly the weights are kept: `float32` equals the reference, `int8` is twice as fast."""

    FLOAT32 = "float32"
    INT8 = "int8"


class Encoder(Protocol):
    """Whatever turns texts into vectors of length 1."""

    @property
    def description(self) -> str:
        """What made the vectors, for the page."""
        ...

    def encode(self, texts: Sequence[str]) -> "np.ndarray[Any, Any]":
        """Return float32 vectors, one row for each text."""
        ...


def installed_folder() -> Path:
    """Return where `make encoder` puts the model: beside the running interpreter's own files."""
    return Path(sys.prefix) / "share" / "tandem" / "encoder"


def load_encoder(folder: Path | None = None, precision: Precision = Precision.INT8) -> Encoder:
    """Return the sentence encoder, or the lexical one where its model is not installed; `description` says which."""
    place = folder or installed_folder()
    if not (place / f"{precision}.onnx").exists():
        return LexicalEncoder()
    return NeuralEncoder(place, precision)


class NeuralEncoder:
    """The sentence encoder.

    Texts are cut at 256 tokens, grouped by length so that little is padded, and remembered, so that the same text is
    computed once.

    Parameters
    ----------
    folder
        Holds `tokenizer.json` and `float32.onnx` or `int8.onnx`.
    precision
        Which of the two graphs to use.
    n_threads
        Threads of one call, >= 1.
    n_remembered
        Texts whose vectors are kept, >= 0; the least recently used go first.

    Raises
    ------
    InputError
        A file is missing.
    """

    def __init__(
        self, folder: Path, precision: Precision = Precision.INT8, *, n_threads: int = 2, n_remembered: int = 20_000
    ) -> None:
        self.precision = precision
        self._folder, self._n_threads = folder, n_threads
        self._states_session: InferenceSession | None = None
        self.n_remembered = n_remembered
        self._memory: OrderedDict[str, np.ndarray[Any, Any]] = OrderedDict()
        self._session = _open_session(_existing(folder / f"{precision}.onnx"), n_threads)
        self._tokenizer = _open_tokenizer(_existing(folder / "tokenizer.json"))

    @property
    def description(self) -> str:
        """What made the vectors, for the page."""
        return f"all-MiniLM-L6-v2 on onnxruntime, {self.precision}"

    @property
    def states_description(self) -> str:
        """What made the states of pieces, for the page."""
        return f"all-MiniLM-L6-v2 on onnxruntime, {Precision.FLOAT32}"

    def encode(self, texts: Sequence[str]) -> "np.ndarray[Any, Any]":
        """Return float32 vectors of length 1, shape (n_texts, 384), in the order of `texts`."""
        wanted = list(dict.fromkeys(texts))
        known = {text: self._memory[text] for text in wanted if text in self._memory}
        known.update(self._compute([text for text in wanted if text not in known]))
        self._remember(known)
        if not texts:
            return np.empty((0, 384), dtype=np.float32)
        return np.stack([known[text] for text in texts])

    def encode_layers(self, texts: Sequence[str]) -> "np.ndarray[Any, Any]":
        """Return what a classifier can use beside the meaning: seven views of each text from several layers.

        Returns
        -------
        ndarray of shape (n_texts, 2688), float32
            Seven blocks of 384, each of length 1: the mean of layers 0 (word vectors), 3, 4, 5 and 6, then the first
            token and the maximum of layer 6. Nothing is remembered.

        Raises
        ------
        InputError
            The installed graph was built by an earlier version, which had no such output.
        """
        if "layers" not in [output.name for output in self._session.get_outputs()]:
            raise InputError(Fault("encoder", "must give its layers", "an earlier graph", "Run `make encoder` again."))
        known = self._compute(list(dict.fromkeys(texts)), "layers")
        if not texts:
            return np.empty((0, N_POOLED * 384), dtype=np.float32)
        views = np.stack([known[text] for text in texts]).reshape(len(texts), N_POOLED, 384)
        views /= np.maximum(np.linalg.norm(views, axis=2, keepdims=True), 1e-9)
        return views.reshape(len(texts), -1)

    def encode_tokens(self, texts: Sequence[str]) -> list[TokenStates]:
        """Return the states of every piece of each text, from the layers `STATE_LAYERS`; nothing is remembered.

        Pieces are words or parts of words; what follows the 254th piece of a text has none. Always in float32: in int8
        a piece's state depends on which texts are read beside it.
        """
        if self._states_session is None:
            self._states_session = open_states_session(
                _existing(self._folder / f"{Precision.FLOAT32}.onnx"), self._n_threads
            )
        encodings = self._tokenizer.encode_batch(list(texts))
        found: dict[int, TokenStates] = {}
        for batch, feeds in _batches([encoding.ids for encoding in encodings]):
            outputs = self._states_session.run(None, feeds)
            for row, index in enumerate(batch):
                spans = np.array(encodings[index].offsets[1:-1], dtype=np.int64).reshape(-1, 2)
                found[index] = TokenStates(spans, cut_states(outputs, row, len(encodings[index].ids)))
        return [found[index] for index in range(len(texts))]

    def _compute(self, texts: list[str], output: str = "embedding") -> "dict[str, np.ndarray[Any, Any]]":
        if not texts:
            return {}
        encodings = self._tokenizer.encode_batch(texts)
        computed = {}
        for batch, feeds in _batches([encoding.ids for encoding in encodings]):
            (vectors,) = self._session.run([output], feeds)
            computed.update({texts[index]: vectors[row] for row, index in enumerate(batch)})
        return computed

    def _remember(self, vectors: "dict[str, np.ndarray[Any, Any]]") -> None:
        for text, vector in vectors.items():
            self._memory[text] = vector
            self._memory.move_to_end(text)
        while len(self._memory) > self.n_remembered:
            self._memory.popitem(last=False)


def _batches(ids: list[list[int]]) -> "Iterator[tuple[list[int], dict[str, np.ndarray[Any, Any]]]]":
    """Yield the indices of texts of like length together with the graph's input for them."""
    by_length = sorted(range(len(ids)), key=lambda index: len(ids[index]))
    for start in range(0, len(ids), _BATCH_TEXTS):
        batch = by_length[start : start + _BATCH_TEXTS]
        padded = np.zeros((len(batch), max(len(ids[index]) for index in batch)), dtype=np.int64)
        mask = np.zeros_like(padded)
        for row, index in enumerate(batch):
            padded[row, : len(ids[index])] = ids[index]
            mask[row, : len(ids[index])] = 1
        yield batch, {"input_ids": padded, "attention_mask": mask}


def _existing(path: Path) -> Path:
    if not path.exists():
        raise InputError(Fault(str(path.parent), f"must hold {path.name}", "no such file", "Run `make encoder`."))
    return path


def _open_session(path: Path, n_threads: int) -> "InferenceSession":
    from onnxruntime import InferenceSession, SessionOptions

    options = SessionOptions()
    options.intra_op_num_threads = n_threads
    # waiting threads that spin cost almost half the processor time when the machine has other work
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def _open_tokenizer(path: Path) -> "Tokenizer":
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    tokenizer.enable_truncation(_MAX_TOKENS)
    return tokenizer
