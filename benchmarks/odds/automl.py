"""AutoGluon and FLAML at a minute each, in an environment of their own, on the same splits and columns."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd

from tandem.learning.features import TypedRows
from tandem.learning.measures import measure_all

__all__ = ["AUTOMATIC", "ready", "run_automatic"]

AUTOMATIC = {"AutoGluon": "autogluon", "FLAML": "flaml"}
_PYTHON = Path(os.environ.get("TANDEM_BENCH_AUTOML", ".venv/automl/bin/python"))


def run_automatic(
    name: str, old: TypedRows, happened: np.ndarray, new: TypedRows, later: np.ndarray, *, seconds: int
) -> dict[str, float] | None:
    """Return the measures of one learner, `None` where its environment is missing or it gave no answer."""
    if not _PYTHON.is_file():
        return None
    with tempfile.TemporaryDirectory() as folder:
        _frame(old).assign(happened=happened.astype(int)).to_parquet(Path(folder) / "train.parquet")
        _frame(new).to_parquet(Path(folder) / "test.parquet")
        script = Path(__file__).with_name("automl_one.py")
        command = [str(_PYTHON), str(script), AUTOMATIC[name], folder, str(seconds)]
        environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
        done = subprocess.run(
            command, check=False, capture_output=True, text=True, env=environment, timeout=10 * seconds
        )
        answer = Path(folder) / "probability.json"
        if done.returncode or not answer.is_file():
            print(f"{name} gave no answer: {done.stderr.strip()[-300:]}", file=sys.stderr)
            return None
        said = json.loads(answer.read_text(encoding="utf-8"))
    return {**measure_all(later, np.array(said["probability"])), "fit_s": said["seconds"]}


def _frame(rows: TypedRows) -> pd.DataFrame:
    frame = pd.DataFrame(rows.numbers, columns=[f"n{at}" for at in range(rows.numbers.shape[1])])
    for at in range(rows.levels.shape[1]):
        frame[f"c{at}"] = pd.Series(rows.levels[:, at].astype(str)).astype("category")
    return frame


def ready() -> bool:
    """Return whether the learners' environment is there."""
    return _PYTHON.is_file()
