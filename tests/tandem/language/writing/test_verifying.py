"""A sentence is held against the facts it cites: right ones pass, each kind of wrong one is named."""

import pytest
from tests.tandem.language.writing.mail import NOW, mail_facts

from tandem.language.writing import verify

FACTS = mail_facts()
HOLDS = [
    ("Thanks again for the demo on Monday, 1 March.", ["meeting", "held"]),
    ("Kestar Foods would like two hydraulic presses and some spare parts.", ["account", "press", "parts"]),
    ("The price of the hydraulic presses is €48,200 until the end of March.", ["items", "price", "valid"]),
    ("The price is EUR 48,200.", ["price"]),
    ("As agreed, we will send you the drawings by 12 March.", ["drawings"]),
    ("The warranty is 2 years.", ["answer"]),
    ("Would 15 March suit you for a site visit?", ["step", "proposed"]),
    ("You asked how long the warranty is.", ["question"]),
    ("I hope to hear from you.", []),
    ("Kind regards", []),
]
FAILS = [
    ("The price is €48,300.", ["price"], "48,300"),
    ("The price is £48,200.", ["price"], "48,200"),
    ("The price is €48.2 million.", ["price"], "48.2"),
    ("Three hydraulic presses are wanted.", ["press"], "Three"),
    ("Two spare parts are wanted.", ["parts", "press"], "Two"),
    ("The demo on 2 March was good.", ["meeting", "held"], "on 2 March"),
    ("The demo in 2026.", ["meeting", "held"], "in 2026"),
    ("Delivery takes six months.", ["time"], "six months"),
    ("Mr Blackwood of Kestar Foods", ["account"], "Blackwood"),
    ("Alpine Tools is interested.", ["account"], "Alpine"),
    ("Kestar Foods: mail kestar@foods.example", ["account"], "kestar@foods.example"),
    ("We will send the drawings and a free press.", ["drawings"], "free"),
    ("We will send the drawings by 14 March.", ["drawings"], "by 14 March"),
    ("We will visit Kestar Foods.", ["account"], "We will"),
    ("We guarantee two years of warranty.", ["answer"], "guarantee"),
    ("The warranty is not two years.", ["answer"], "not"),
    ("The warranty covers corrosion.", ["answer"], "corrosion, cover"),
    ("Here is the price.", ["price", "nowhere"], "nowhere"),
    ("We agreed to it.", [], "agreed"),
    ("Presses rust.", [], "Presses"),
    ("The warranty is long.", ["question"], "The warranty is long."),
]


@pytest.mark.parametrize(("sentence", "cited"), HOLDS)
def test_what_the_cited_facts_say_holds(sentence: str, cited: list[str]) -> None:
    assert verify(sentence, cited, FACTS, reference=NOW) == ()


@pytest.mark.parametrize(("sentence", "cited", "claim"), FAILS)
def test_what_they_do_not_say_is_named(sentence: str, cited: list[str], claim: str) -> None:
    assert claim in [finding.claim for finding in verify(sentence, cited, FACTS, reference=NOW)]
