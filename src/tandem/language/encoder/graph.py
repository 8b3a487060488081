"""The model as an ONNX graph: built from its published weights, so that nothing but the weights has to be trusted."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from onnx import ModelProto, NodeProto, TensorProto

__all__ = ["N_POOLED", "build_graph", "save_graphs"]

_WIDTH = 384
_HEADS = 12
_HEAD_WIDTH = 32
_LAYERS = 6
_LAYER_NORM_EPSILON = 1e-12
_MASKED = 1e9
_POOLED_LAYERS = (0, 3, 4, 5, 6)
N_POOLED = len(_POOLED_LAYERS) + 2


class _Nodes:
    """Nodes and constants of a graph as they are added."""

    def __init__(self, weights: Mapping[str, "np.ndarray[Any, Any]"]) -> None:
        self.weights = weights
        self.nodes: list[NodeProto] = []
        self.constants: dict[str, TensorProto] = {}

    def constant(self, name: str, value: "np.ndarray[Any, Any]") -> str:
        from onnx import numpy_helper

        if name not in self.constants:
            self.constants[name] = numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name

    def number(self, value: float) -> str:
        return self.constant(f"number_{value!r}", np.array(value, dtype=np.float32))

    def whole(self, *values: int) -> str:
        return self.constant(f"whole_{values}", np.array(values, dtype=np.int64))

    def add(self, operator: str, *inputs: str, n_outputs: int = 1, **attributes: Any) -> list[str]:
        from onnx import helper

        outputs = [f"{operator}_{len(self.nodes)}_{index}" for index in range(n_outputs)]
        self.nodes.append(helper.make_node(operator, list(inputs), outputs, **attributes))
        return outputs

    def op(self, operator: str, *inputs: str, **attributes: Any) -> str:
        return self.add(operator, *inputs, **attributes)[0]

    def linear(self, value: str, weight: str) -> str:
        kernel = self.constant(f"{weight}.weight", self.weights[f"{weight}.weight"].T)
        bias = self.constant(f"{weight}.bias", self.weights[f"{weight}.bias"])
        return self.op("Add", self.op("MatMul", value, kernel), bias)

    def normalise(self, value: str, weight: str) -> str:
        scale = self.constant(f"{weight}.weight", self.weights[f"{weight}.weight"])
        bias = self.constant(f"{weight}.bias", self.weights[f"{weight}.bias"])
        return self.op("LayerNormalization", value, scale, bias, axis=-1, epsilon=_LAYER_NORM_EPSILON)


def build_graph(weights: Mapping[str, "np.ndarray[Any, Any]"]) -> "ModelProto":
    """Return the sentence encoder as an ONNX model.

    Inputs `input_ids` and `attention_mask`, int64 of shape (n_texts, n_tokens). Output `embedding`, float32 of shape
    (n_texts, 384), each row of length 1: the mean of the last layer over unmasked tokens. Output `layers`, float32 of
    shape (n_texts, 2688): the means of layers 0 (word vectors), 3, 4, 5 and 6, then the first token and the maximum of
    layer 6. Earlier layers keep more of the wording, which a classifier can use beside the meaning.

    Parameters
    ----------
    weights
        The published tensors by name.

    References
    ----------
    Reimers & Gurevych 2019, "Sentence-BERT"; Wang et al. 2020, "MiniLM" (the architecture the weights belong to).
    """
    from onnx import TensorProto, checker, helper

    nodes = _Nodes(weights)
    hidden = [_embed(nodes)]
    bias = _attention_bias(nodes)
    for layer in range(_LAYERS):
        hidden.append(_layer(nodes, hidden[-1], bias, layer))
    _pool(nodes, hidden)
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.INT64, ["n_texts", "n_tokens"])
        for name in ("input_ids", "attention_mask")
    ]
    outputs = [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, ["n_texts", width])
        for name, width in (("embedding", _WIDTH), ("layers", N_POOLED * _WIDTH))
    ]
    graph = helper.make_graph(nodes.nodes, "sentence_encoder", inputs, outputs, list(nodes.constants.values()))
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=9)
    checker.check_model(model, full_check=True)
    return model


def _embed(nodes: _Nodes) -> str:
    words = (
        nodes.weights["embeddings.word_embeddings.weight"] + nodes.weights["embeddings.token_type_embeddings.weight"][0]
    )
    positions = nodes.weights["embeddings.position_embeddings.weight"]
    tokens = nodes.op("Gather", nodes.constant("words", words), "input_ids")
    n_tokens = nodes.op("Gather", nodes.op("Shape", "input_ids"), nodes.whole(1))
    first = nodes.op("Slice", nodes.constant("positions", positions), nodes.whole(0), n_tokens, nodes.whole(0))
    return nodes.normalise(nodes.op("Add", tokens, first), "embeddings.LayerNorm")


def _attention_bias(nodes: _Nodes) -> str:
    from onnx import TensorProto

    mask = nodes.op("Cast", nodes.op("Unsqueeze", "attention_mask", nodes.whole(1, 2)), to=TensorProto.FLOAT)
    return nodes.op("Mul", nodes.op("Sub", mask, nodes.number(1.0)), nodes.number(_MASKED))


def _layer(nodes: _Nodes, hidden: str, bias: str, layer: int) -> str:
    prefix = f"encoder.layer.{layer}."
    attended = _attention(nodes, hidden, bias, prefix)
    added = nodes.op("Add", nodes.linear(attended, f"{prefix}attention.output.dense"), hidden)
    hidden = nodes.normalise(added, f"{prefix}attention.output.LayerNorm")
    wide = nodes.op("Gelu", nodes.linear(hidden, f"{prefix}intermediate.dense"))
    return nodes.normalise(
        nodes.op("Add", nodes.linear(wide, f"{prefix}output.dense"), hidden), f"{prefix}output.LayerNorm"
    )


def _attention(nodes: _Nodes, hidden: str, bias: str, prefix: str) -> str:
    """Query, key and value come from one multiplication: a third of the calls, the same numbers."""
    names = [f"{prefix}attention.self.{part}" for part in ("query", "key", "value")]
    kernel = nodes.constant(
        f"{prefix}qkv.weight", np.concatenate([nodes.weights[f"{name}.weight"] for name in names]).T
    )
    offset = nodes.constant(f"{prefix}qkv.bias", np.concatenate([nodes.weights[f"{name}.bias"] for name in names]))
    joint = nodes.op("Add", nodes.op("MatMul", hidden, kernel), offset)
    shape = nodes.whole(0, 0, _HEADS, _HEAD_WIDTH)
    query, key, value = (
        nodes.op("Transpose", nodes.op("Reshape", part, shape), perm=[0, 2, 1, 3])
        for part in nodes.add("Split", joint, n_outputs=3, axis=2, num_outputs=3)
    )
    products = nodes.op("MatMul", query, nodes.op("Transpose", key, perm=[0, 1, 3, 2]))
    scores = nodes.op("Add", nodes.op("Mul", products, nodes.number(_HEAD_WIDTH**-0.5)), bias)
    mixed = nodes.op("MatMul", nodes.op("Softmax", scores, axis=-1), value)
    return nodes.op("Reshape", nodes.op("Transpose", mixed, perm=[0, 2, 1, 3]), nodes.whole(0, 0, _WIDTH))


def _pool(nodes: _Nodes, hidden: list[str]) -> None:
    from onnx import TensorProto

    mask = nodes.op("Cast", nodes.op("Unsqueeze", "attention_mask", nodes.whole(-1)), to=TensorProto.FLOAT)
    n_tokens = nodes.op("ReduceSum", mask, nodes.whole(1), keepdims=0)
    means = [_mean(nodes, hidden[layer], mask, n_tokens) for layer in _POOLED_LAYERS]
    nodes.op("LpNormalization", means[-1], axis=-1, p=2)
    nodes.nodes[-1].output[0] = "embedding"
    first = nodes.op("Squeeze", nodes.op("Gather", hidden[-1], nodes.whole(0), axis=1), nodes.whole(1))
    padding = nodes.op("Mul", nodes.op("Sub", nodes.number(1.0), mask), nodes.number(_MASKED))
    most = nodes.op("ReduceMax", nodes.op("Sub", hidden[-1], padding), nodes.whole(1), keepdims=0)
    nodes.op("Concat", *means, first, most, axis=1)
    nodes.nodes[-1].output[0] = "layers"


def _mean(nodes: _Nodes, hidden: str, mask: str, n_tokens: str) -> str:
    total = nodes.op("ReduceSum", nodes.op("Mul", hidden, mask), nodes.whole(1), keepdims=0)
    return nodes.op("Div", total, n_tokens)


def save_graphs(weights_file: Path, folder: Path) -> None:
    """Write `float32.onnx` and `int8.onnx` for the weights in a safetensors file into `folder`.

    Raises
    ------
    InputError
        The file holds other tensors than the model's.
    """
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from safetensors.numpy import load_file

    from tandem.kernel.errors import Fault, InputError

    try:
        model = build_graph(load_file(weights_file))
    except KeyError as error:
        raise InputError(Fault(weights_file.name, "must hold the encoder's tensors", f"no {error}")) from error
    onnx.save(model, folder / "float32.onnx")
    # per channel: whole-tensor scales lose five times as much
    quantize_dynamic(folder / "float32.onnx", folder / "int8.onnx", weight_type=QuantType.QInt8, per_channel=True)
