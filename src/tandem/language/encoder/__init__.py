"""Sentence vectors on a laptop: a small open model on onnxruntime; plain lexical vectors where it is not installed."""

from tandem.language.encoder.lexical import LexicalEncoder
from tandem.language.encoder.neural import Encoder, NeuralEncoder, Precision, installed_folder, load_encoder

__all__ = ["Encoder", "LexicalEncoder", "NeuralEncoder", "Precision", "installed_folder", "load_encoder"]
