"""Every function in the catalogue is well declared and holds the common checks."""

import numpy as np
import pandas as pd
import pytest

from tandem.catalogue import FUNCTIONS
from tandem.kernel.checks import CHECKS, Example, declaration_faults, is_present
from tandem.kernel.function import AIFunction, FileFunction

READS_TEXTS = {"approach/time_reading", "approach/span_reading", "approach/reply_understanding"}


def example(name: str = "") -> Example:
    """Return the table a function is checked on: mails for those that read texts, leads for the others."""
    return mails() if name in READS_TEXTS else leads()


def mails() -> Example:
    """Sixty-four mails that ask for a price or for a meeting."""
    asks = ("What is the price of {} in May?", "Please send a quote for {}.")
    meets = ("Can we meet about {} on Monday?", "A call about {} at 3pm?")
    things = [f"{one} {at}" for at in range(1, 5) for one in ("pumps", "valves", "sensors", "training")]
    rows = [
        (said.format(thing), label)
        for label, forms in (("price", asks), ("meeting", meets))
        for thing in things
        for said in forms
    ]
    table = pd.DataFrame(rows, columns=["body", "asked"])
    table.insert(0, "mail", [f"M{at}" for at in range(len(table))])
    table["sent_at"] = "2026-03-10T09:30:00Z"
    return Example(table, "asked", "mail")


def leads() -> Example:
    """A hundred and twenty leads whose referrals mostly win."""
    rng = np.random.default_rng(3)
    source = rng.choice(["Referral", "Web", "Event"], 120)
    visits = rng.poisson(4, 120)
    chance = np.where(source == "Referral", 0.8, 0.2) + 0.02 * (visits - 4)
    won = np.where(rng.random(120) < chance, "Won", "Lost")
    table = pd.DataFrame(
        {"lead": [f"L{at}" for at in range(120)], "source": source, "visits": visits.astype(str), "result": won}
    )
    return Example(table, "result", "lead")


@pytest.mark.parametrize("entry", FUNCTIONS, ids=lambda entry: entry.name)
def test_it_is_well_declared(entry: AIFunction) -> None:
    assert list(declaration_faults(entry)) == []


def test_names_are_not_repeated() -> None:
    assert len({entry.name for entry in FUNCTIONS}) == len(FUNCTIONS)


@pytest.mark.parametrize("entry", FUNCTIONS, ids=lambda entry: entry.name)
def test_it_satisfies_its_protocol_and_has_its_proposal(entry: AIFunction) -> None:
    if not is_present(entry):
        pytest.skip(f"{entry.implementation} is not there yet")
    implementation = entry.load()
    learner_verbs = [hasattr(implementation, verb) for verb in ("fit_table", "evaluate_table", "save", "load", "run")]
    assert all(learner_verbs) or isinstance(implementation(), FileFunction)
    assert entry.load_proposal().__dataclass_params__.frozen


@pytest.mark.parametrize("check", CHECKS, ids=str)
@pytest.mark.parametrize("entry", FUNCTIONS, ids=lambda entry: entry.name)
def test_it_holds_the_common_check(entry: AIFunction, check: str) -> None:
    if not is_present(entry):
        pytest.skip(f"{entry.implementation} is not there yet")
    assert CHECKS[check](entry, example(entry.name)) == ""
