"""Read texts with recognizers-text or ctparse; run by `recognizers.py` in their own environment, never imported.

`python recognizers_one.py FOLDER` reads `asked.json` there, {"reader": name, "texts": [...], "said": [...]}, and writes
`read.json`, {"answers": [[...], ...], "seconds": [...]}: of each text what the reader found, as it names it, and the
processor time of one core it took.
"""

import json
import logging
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

Found = list[dict[str, Any]]
_N_WARM_UP = 100


def _recognizer(name: str) -> Callable[[str, datetime | None], Found]:
    import recognizers_date_time
    import recognizers_number
    import recognizers_number_with_unit
    import recognizers_sequence

    places = (recognizers_number, recognizers_number_with_unit, recognizers_sequence, recognizers_date_time)
    recognize = next(getattr(place, name) for place in places if hasattr(place, name))

    def read(text: str, said: datetime | None) -> Found:
        results = recognize(text, "en-us", reference=said) if said else recognize(text, "en-us")
        return [
            {"text": one.text, "first": one.start, "last": one.end + 1, "resolution": one.resolution or {}}
            for one in results
        ]

    return read


def _ctparse() -> Callable[[str, datetime | None], Found]:
    from ctparse import ctparse

    logging.disable(logging.WARNING)

    def read(text: str, said: datetime | None) -> Found:
        found = ctparse(text, ts=said, timeout=5.0)
        if found is None:
            return []
        value = found.resolution
        sides = {
            side: moment.dt.isoformat() if moment is not None and moment.hasDate else ""
            for side, moment in (("start", getattr(value, "t_from", None)), ("end", getattr(value, "t_to", None)))
        }
        kind = type(value).__name__
        if kind == "Time":
            sides["start"] = value.dt.isoformat() if value.hasDate else ""
            kind = "clock" if value.hasTime else "date"
        return [{"kind": kind, "first": value.mstart, "last": value.mend, **sides}]

    return read


def main(folder: Path) -> None:
    """Answer the questions of a folder."""
    asked = json.loads((folder / "asked.json").read_text(encoding="utf-8"))
    read = _ctparse() if asked["reader"] == "ctparse" else _recognizer(asked["reader"])
    said = [datetime.fromisoformat(one) if one else None for one in asked["said"]]
    pairs = list(zip(asked["texts"], said, strict=True))
    for text, moment in pairs[:_N_WARM_UP]:
        read(text, moment)
    answers, seconds = [], []
    for text, moment in pairs:
        begun = time.process_time()
        answers.append(read(text, moment))
        seconds.append(time.process_time() - begun)
    (folder / "read.json").write_text(json.dumps({"answers": answers, "seconds": seconds}), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
