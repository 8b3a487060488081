"""Measures throughput and exactness of both graphs and writes results.md."""

import gzip
import json
import os
import platform
import sys
import time
from pathlib import Path

import numpy as np

from tandem.language.encoder import LexicalEncoder, NeuralEncoder, Precision, installed_folder, load_encoder

__all__ = ["main"]

_RESULTS = Path(__file__).with_name("results.md")
_REFERENCE = (
    Path(__file__).resolve().parents[3] / "tests" / "tandem" / "language" / "encoder" / "reference_vectors.json"
)
_N_TEXTS = 2000
_INTRODUCTION = """# Encoder

`TANDEM_BENCH_DATA=<folder> python -m benchmarks language/encoder`. 2,000 test sentences of GoEmotions, each once, two
threads, nothing remembered. Exactness is the greatest distance in cosine from vectors written by the reference
implementation (sentence-transformers on torch, float32), on the committed texts. Goal: over 400 texts a second in int8,
float32 within 1e-5. Processor time tells what a quiet machine would do; wall time depends on what else runs.

| precision | texts a second (wall) | processor ms a text | greatest cosine distance | load while running |
| --- | --- | --- | --- | --- |
"""


def main() -> None:
    """Measure; without the data or the model, say so and leave the results alone."""
    place = Path(os.environ.get("TANDEM_BENCH_DATA", "")) / "goemotions" / "test.tsv.gz"
    if not place.is_file() or isinstance(load_encoder(), LexicalEncoder):
        print("SKIPPED: goemotions is not in TANDEM_BENCH_DATA, or the encoder is not installed.", file=sys.stderr)
        return
    with gzip.open(place, "rt", encoding="utf-8") as stream:
        texts = list(dict.fromkeys(line.split("\t")[0] for line in stream))[:_N_TEXTS]
    reference = json.loads(_REFERENCE.read_text(encoding="utf-8"))
    lines = []
    for precision in (Precision.INT8, Precision.FLOAT32):
        encoder = NeuralEncoder(installed_folder(), precision, n_remembered=0)
        encoder.encode(texts[:64])
        wall, processor = time.perf_counter(), time.process_time()
        encoder.encode(texts)
        wall, processor = time.perf_counter() - wall, time.process_time() - processor
        cosine = np.sum(encoder.encode(reference["texts"]) * np.array(reference["vectors"]), axis=1)
        lines.append(
            f"| {precision} | {len(texts) / wall:.0f} | {processor / len(texts) * 1000:.2f} "
            f"| {float(np.max(np.abs(1 - cosine))):.1e} | {os.getloadavg()[0]:.1f} |"
        )
        print(lines[-1], flush=True)
    foot = f"\n\nPython {platform.python_version()}, {platform.machine()}.\n"
    _RESULTS.write_text(_INTRODUCTION + "\n".join(lines) + foot, encoding="utf-8")
