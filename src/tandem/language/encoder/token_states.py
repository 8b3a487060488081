"""What the encoder makes of each piece of a text, from several layers: for tagging words rather than texts."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

__all__ = ["STATE_LAYERS", "TokenStates", "open_states_session"]

STATE_LAYERS = (2, 4, 6)
"""The layers whose states are given: two on the way, which keep more of the wording, and the last."""


@dataclass(frozen=True)
class TokenStates:
    """The pieces of one text.

    Attributes:
        spans: int array of shape (n_pieces, 2), (first, last) offsets in the text.
        states: float32 array of shape (n_pieces, 384 * len(STATE_LAYERS)).
    """

    spans: "np.ndarray[Any, Any]"
    states: "np.ndarray[Any, Any]"


def open_states_session(path: Path, n_threads: int) -> "InferenceSession":
    """Return a session over a graph of ours whose outputs are the states of `STATE_LAYERS`, in that order."""
    import onnx
    from onnxruntime import InferenceSession, SessionOptions

    model = onnx.load(path)
    # a layer normalises twice and the word vectors once: every other normalisation ends a layer
    ends = [node.output[0] for node in model.graph.node if node.op_type == "LayerNormalization"][::2]
    del model.graph.output[:]
    for layer in STATE_LAYERS:
        shape = ["n_texts", "n_tokens", "width"]
        model.graph.output.append(onnx.helper.make_tensor_value_info(ends[layer], onnx.TensorProto.FLOAT, shape))
    options = SessionOptions()
    options.intra_op_num_threads = n_threads
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])


def cut_states(outputs: Sequence["np.ndarray[Any, Any]"], row: int, n_pieces: int) -> "np.ndarray[Any, Any]":
    """Return one text's states without its padding and the two marks around it."""
    return np.concatenate([layer[row, 1 : n_pieces - 1] for layer in outputs], axis=1).astype(np.float32)
