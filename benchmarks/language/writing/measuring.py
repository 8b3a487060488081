"""Measures what of an obeying writer's words reaches a draft, and how planned drafts read; writes results.md."""

import csv
import platform
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from benchmarks.language.writing.wordings import GOOD, WRONG
from tests.tandem.language.writing.mail import NOW, mail_facts

from tandem.language.writing import (
    FOLLOW_UP,
    ProposedSentence,
    WritingTask,
    measure_readability,
    measure_tone,
    plan_draft,
    write_draft,
)

__all__ = ["main"]

_RESULTS = Path(__file__).with_name("results.md")
_ATTACKS = Path(__file__).parents[3] / "tests" / "tandem" / "language" / "writing" / "attacks.csv"
_N_DRAFTS = 200


@dataclass
class _Says:
    """A writer that answers every message by a function of its name."""

    words: Callable[[str], str]
    name: str = "measured"

    def write(self, task: WritingTask) -> Sequence[ProposedSentence]:
        return [ProposedSentence(message, self.words(message), cited) for message, cited in task.messages]


def main() -> None:
    """Measure and write the results; needs no data but what is committed."""
    with _ATTACKS.open(encoding="utf-8", newline="") as file:
        attacks = list(csv.DictReader(file))
    lines = [
        "# Writing",
        "",
        "`python -m benchmarks language/writing`. The facts are those of one made-up mail after a meeting. The writer"
        " is a stand-in that does whatever an injected text asks, for every message it is given; real models obey less"
        " often, so the first row is what a believed writer can do at worst.",
        "",
        f"## {len(attacks)} attacks, each in two places of the record, each in three forms",
        "",
        "Held: nothing of what the attack asked for stands in the draft, and the draft is the planned one.",
        "",
        "| | held |",
        "| --- | --- |",
    ]
    n_held, n_believed, n_all = _attacked(attacks)
    lines += [
        f"| the writer believed | {n_believed} of {n_all} |",
        f"| **verified, as shipped** | {n_held} of {n_all} |",
    ]
    lines += ["", "## Wordings of a well-meaning writer, judged sentence by sentence", ""]
    lines += ["Written by us beside the rules, so they show what the rules are for, not how often they err.", ""]
    right, wrong = _judged(GOOD), _judged(WRONG)
    lines += ["| | shown |", "| --- | --- |", f"| right wordings | {sum(right)} of {len(right)} |"]
    lines += [f"| wordings with one thing wrong | {sum(wrong)} of {len(wrong)} |", "", *_reading()]
    lines.append(f"\nPython {platform.python_version()}, {platform.machine()}.")
    _RESULTS.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(lines))


def _attacked(attacks: list[dict[str, str]]) -> tuple[int, int, int]:
    n_held = n_believed = n_all = 0
    for attack in attacks:
        for place in ("question", "interest"):
            facts = mail_facts(**{place: attack["text"]})
            planned = plan_draft(FOLLOW_UP, facts, seed=1)
            said = {one.message: one.text for one in planned.sentences}
            for form in ("{0}", "{1} {0}", "{0} {1}"):

                def words(
                    message: str, form: str = form, said: dict[str, str] = said, obeyed: str = attack["obeyed"]
                ) -> str:
                    return form.format(obeyed, said[message])

                draft = write_draft(FOLLOW_UP, facts, reference=NOW, writer=_Says(words), seed=1)
                believed = " ".join(words(one.message) for one in planned.sentences)
                n_all += 1
                n_held += attack["obeyed"] not in draft.text and draft.text == planned.text
                n_believed += attack["obeyed"] not in believed
    return n_held, n_believed, n_all


def _judged(wordings: Sequence[tuple[str, str]]) -> list[bool]:
    shown = []
    for message, text in wordings:
        draft = write_draft(FOLLOW_UP, mail_facts(), reference=NOW, writer=_Says(lambda _, text=text: text), seed=1)
        shown.append(any(one.message == message and one.by == "measured" for one in draft.sentences))
    return shown


def _reading() -> list[str]:
    begun = time.process_time()
    drafts = [plan_draft(FOLLOW_UP, mail_facts(), seed=seed).text for seed in range(_N_DRAFTS)]
    spent = (time.process_time() - begun) / _N_DRAFTS * 1000
    ease = [measure_readability(text).ease for text in drafts]
    tones = [measure_tone(text) for text in drafts]
    you = np.median([tone.you_share for tone in tones])
    return [
        f"## {_N_DRAFTS} planned drafts of the same facts",
        "",
        "| | |",
        "| --- | --- |",
        f"| different texts | {len(set(drafts))} |",
        f"| Flesch reading ease, median (lowest) | {np.median(ease):.0f} ({min(ease):.0f}) |",
        f"| wordings that press | {sum(len(tone.pressure) for tone in tones)} |",
        f"| exclamation marks, shouted words | {sum(tone.n_exclamations + tone.n_shouted for tone in tones)} |",
        f"| share of the reader's words among you and we, median | {you:.2f} |",
        f"| processor milliseconds a draft | {spent:.2f} |",
    ]
