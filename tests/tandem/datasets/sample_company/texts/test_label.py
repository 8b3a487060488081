import string

import pytest

from tandem.datasets.sample_company.texts import conversations, replies
from tandem.datasets.sample_company.texts.label import Core

CORES = [
    core
    for module in (conversations, replies)
    for value in vars(module).values()
    if isinstance(value, tuple)
    for core in value
    if isinstance(core, Core)
]


@pytest.mark.parametrize("core", CORES, ids=lambda core: core.words[:40])
def test_a_core_has_only_known_slots_and_labels(core: Core) -> None:
    slots = {slot for _, slot, _, _ in string.Formatter().parse(core.words) if slot}
    assert slots <= {"competitor", "when", "product", "colleague", "percent"}
    assert core.objection in {"", "price", "competitor", "authority", "need", "timing", "trust"}
    assert core.intent
    assert core.intent == core.intent.lower()


@pytest.mark.parametrize(
    "core", [core for core in CORES if core.intent == "postpones"], ids=lambda core: core.words[:40]
)
def test_who_postpones_says_until_when(core: Core) -> None:
    assert "{when}" in core.words
