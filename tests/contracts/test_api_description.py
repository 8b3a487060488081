"""The interface's description changes only on purpose: it is kept beside this test and compared."""

import json
from pathlib import Path

from tandem_desk.config.api import described

KEPT = Path(__file__).with_name("openapi.json")


def test_the_description_is_the_one_that_is_kept():
    now = json.loads(json.dumps(described(), default=str))
    kept = json.loads(KEPT.read_text(encoding="utf-8"))
    changed = [
        path
        for path in sorted(set(now["paths"]) | set(kept["paths"]))
        if now["paths"].get(path) != kept["paths"].get(path)
    ]
    assert not changed, (
        f"These addresses have changed; if on purpose, run `python tools/keep_api_description.py`: {changed}"
    )
    assert now == kept
