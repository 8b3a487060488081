"""A saved hazard model says the same, byte for byte the same file, and a foreign file is refused."""

import numpy as np
import pandas as pd
import pytest

from tandem.kernel.errors import InputError
from tandem.learning.features import TableReader
from tandem.learning.hazards import read_hazards, write_hazards

READER = TableReader.learn(pd.DataFrame({"x": ["1", "2"], "g": ["a", "b"]}))


def test_it_says_the_same_after_loading(many, tmp_path):
    one, model = many[0], many[1].blended(0.3)
    for name in ("first", "second"):
        write_hazards(tmp_path / name, model, READER, {"card": 1})
    assert (tmp_path / "first").read_bytes() == (tmp_path / "second").read_bytes()
    loaded, reader, extra = read_hazards(tmp_path / "first")
    assert extra == {"card": 1}
    assert reader.columns == READER.columns
    said, again = (each.curves(one.rows, 6) for each in (model, loaded))
    assert np.array_equal(said.probability, again.probability)
    assert np.array_equal(said.low, again.low)
    assert (loaded.base_share, loaded.base is not None) == (0.3, True)


@pytest.mark.parametrize("content", [b"", b"not a model", b"PK\x05\x06" + b"\0" * 18])
def test_a_foreign_file_is_refused(content, tmp_path):
    path = tmp_path / "model"
    path.write_bytes(content)
    with pytest.raises(InputError, match="must be a model"):
        read_hazards(path)
    with pytest.raises(InputError, match="no such file"):
        read_hazards(tmp_path / "nothing")
