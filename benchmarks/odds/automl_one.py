"""Fit one automatic learner on one split; run by `automl.py` in the learners' own environment, never imported.

Arguments: learner, folder with train.parquet, test.parquet (column `happened`), seconds. Writes probability.json there.
"""

import json
import sys
import time
import warnings
from pathlib import Path

import pandas as pd

warnings.filterwarnings("ignore")


def autogluon(train: pd.DataFrame, test: pd.DataFrame, folder: Path, seconds: int) -> list[float]:
    from autogluon.tabular import TabularPredictor

    predictor = TabularPredictor(
        label="happened", path=str(folder / "autogluon"), eval_metric="log_loss", problem_type="binary", verbosity=0
    ).fit(train, time_limit=seconds, num_cpus=2)
    return predictor.predict_proba(test)[1].tolist()


def flaml(train: pd.DataFrame, test: pd.DataFrame, folder: Path, seconds: int) -> list[float]:
    from flaml import AutoML

    del folder
    learner = AutoML()
    learner.fit(
        X_train=train.drop(columns="happened"), y_train=train["happened"],
        task="classification", metric="log_loss",
        time_budget=seconds, n_jobs=2, verbose=0, seed=0,
        estimator_list=["lgbm", "rf", "extra_tree", "lrl1", "catboost"],
    )  # fmt: skip
    return learner.predict_proba(test)[:, 1].tolist()


def main() -> None:
    name, folder, seconds = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    train, test = (pd.read_parquet(folder / f"{part}.parquet") for part in ("train", "test"))
    start = time.perf_counter()
    probability = {"autogluon": autogluon, "flaml": flaml}[name](train, test, folder, seconds)
    said = {"probability": probability, "seconds": time.perf_counter() - start}
    (folder / "probability.json").write_text(json.dumps(said), encoding="utf-8")


if __name__ == "__main__":
    main()
