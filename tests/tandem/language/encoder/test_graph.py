"""The graph is built from the model's tensors and from nothing else."""

from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from tandem.kernel.errors import InputError
from tandem.language.encoder.graph import save_graphs


def test_weights_of_another_model_are_refused_by_the_missing_tensors_name(tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    save_file({"something.else": np.zeros(3, dtype=np.float32)}, path)
    with pytest.raises(InputError, match="word_embeddings"):
        save_graphs(path, tmp_path)
