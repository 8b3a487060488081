"""Fit crfsuite's conditional random field and tag; run in the peers' own environment, never imported.

`python crf_one.py FOLDER` reads `asked.json` there, {"features": [[[feature, ...], ...], ...], "tags": [[...], ...],
"new": like features}, and writes `read.json`, {"tags": [[...], ...], "fit_s": ..., "ms": ...}. The penalties and the
number of steps are those of the tutorial of sklearn-crfsuite.
"""

import json
import sys
import time
from pathlib import Path

import pycrfsuite


def main(folder: Path) -> None:
    """Answer the question of a folder."""
    asked = json.loads((folder / "asked.json").read_text(encoding="utf-8"))
    begun = time.process_time()
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    for features, tags in zip(asked["features"], asked["tags"], strict=True):
        trainer.append(features, tags)
    trainer.set_params({"c1": 0.1, "c2": 0.1, "max_iterations": 100, "feature.possible_transitions": True})
    trainer.train(str(folder / "model.crfsuite"))
    fitted = time.process_time()
    tagger = pycrfsuite.Tagger()
    tagger.open(str(folder / "model.crfsuite"))
    found = [tagger.tag(features) for features in asked["new"]]
    ms = (time.process_time() - fitted) / max(len(found), 1) * 1000
    told = {"tags": found, "fit_s": fitted - begun, "ms": ms}
    (folder / "read.json").write_text(json.dumps(told), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
