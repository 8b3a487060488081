"""recognizers-text, ctparse and crfsuite, in an environment of their own, on the same texts as ours."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

__all__ = ["ABSENT", "PeerReading", "ready", "run_reader", "run_script"]

ABSENT = "SKIPPED: recognizers-text, ctparse, crfsuite; `make install-recognizers` gives them their own environment."
_PYTHON = Path(os.environ.get("TANDEM_BENCH_RECOGNIZERS", ".venv/recognizers/bin/python"))


@dataclass(frozen=True)
class PeerReading:
    """What a peer found.

    Attributes:
        answers: of each text the findings, as the peer's process writes them.
        seconds: of each text the processor time of one core.
    """

    answers: list[list[dict[str, Any]]]
    seconds: list[float]


def ready() -> bool:
    """Return whether the readers' environment is there."""
    return _PYTHON.is_file()


def run_reader(reader: str, texts: Sequence[str], said: Sequence[datetime | None] | None = None) -> PeerReading | None:
    """Return what a peer reads in each text, `None` where its environment is missing or it gave no answer.

    Parameters
    ----------
    reader
        A function of recognizers-text such as "recognize_currency", or "ctparse".
    texts
        The texts.
    said
        When each was said, local and without zone; readers of times need it.
    """
    moments = [moment.isoformat() if moment else "" for moment in said or [None] * len(texts)]
    asked = {"reader": reader, "texts": list(texts), "said": moments}
    told = run_script(Path(__file__).with_name("recognizers_one.py"), asked)
    return None if told is None else PeerReading(told["answers"], told["seconds"])


def run_script(script: Path, asked: dict[str, Any]) -> dict[str, Any] | None:
    """Return what a script answers in the peers' environment, `None` where that is missing or no answer came.

    The script is given a folder with `asked.json` in it and writes `read.json` there.
    """
    if not ready():
        return None
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "asked.json").write_text(json.dumps(asked), encoding="utf-8")
        command = [str(_PYTHON), "-W", "ignore", str(script), folder]
        environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
        done = subprocess.run(command, check=False, capture_output=True, text=True, env=environment, timeout=1800)
        answer = Path(folder) / "read.json"
        if done.returncode or not answer.is_file():
            print(f"{script.stem} gave no answer: {done.stderr.strip()[-300:]}", file=sys.stderr)
            return None
        told: dict[str, Any] = json.loads(answer.read_text(encoding="utf-8"))
    return told
