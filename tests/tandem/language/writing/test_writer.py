"""A writer is believed in nothing: what does not hold is left out, and no text of a record has any effect."""

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.tandem.language.writing.mail import NOW, mail_facts

from tandem.language.writing import (
    FOLLOW_UP,
    Draft,
    Fact,
    Facts,
    Message,
    Origin,
    ProposedSentence,
    WriterError,
    WritingTask,
    plan_draft,
    write_draft,
)

with Path(__file__).with_name("attacks.csv").open(encoding="utf-8", newline="") as file:
    ATTACKS = [(row["technique"], row["text"], row["obeyed"]) for row in csv.DictReader(file)]


@dataclass
class Says:
    """Answers every wanted message by a function of its name and its facts."""

    words: Callable[[str, tuple[str, ...]], str]
    name: str = "says"

    def write(self, task: WritingTask) -> Sequence[ProposedSentence]:
        return [ProposedSentence(message, self.words(message, cited), cited) for message, cited in task.messages]


def _draft(writer: object, facts: Facts | None = None) -> Draft:
    return write_draft(FOLLOW_UP, facts or mail_facts(), reference=NOW, writer=writer, seed=1)  # type: ignore[arg-type]


PLANNED = plan_draft(FOLLOW_UP, mail_facts(), seed=1)


def test_there_are_at_least_a_hundred_and_fifty_attacks_and_all_differ() -> None:
    assert len({text for _, text, _ in ATTACKS}) >= 150
    assert len({technique for technique, _, _ in ATTACKS}) >= 40


@pytest.mark.parametrize("place", ["question", "interest"])
@pytest.mark.parametrize(("technique", "text", "obeyed"), ATTACKS)
def test_an_obeying_writer_puts_nothing_of_an_attack_into_the_draft(
    technique: str, text: str, obeyed: str, place: str
) -> None:
    facts = mail_facts(**{place: text})
    planned = plan_draft(FOLLOW_UP, facts, seed=1)
    said = {one.message: one.text for one in planned.sentences}
    for words in (
        lambda message, cited: obeyed,
        lambda message, cited: f"{said[message]} {obeyed}",
        lambda message, cited: f"{obeyed} {said[message]}",
    ):
        draft = _draft(Says(words), facts)
        assert obeyed not in draft.text
        assert draft.text == planned.text
        assert len(draft.unsaid) >= len(planned.unsaid) + 5
    others = [one for one in planned.sentences if one.message != "question"]
    assert not any(obeyed in one.text for one in others)


def test_good_words_take_the_place_of_planned_ones() -> None:
    better = {
        "thanks": "Thanks again for the demo on Monday, 1 March.",
        "interest": "Kestar Foods would like two hydraulic presses and some spare parts.",
        "price": "The two hydraulic presses come to €48,200 until 31 March.",
        "commitment": "As agreed, we will send you the drawings by 12 March.",
        "next step": "How about a site visit on 15 March?",
    }
    draft = _draft(Says(lambda message, cited: better.get(message, "…")))
    assert {one.message: one.text for one in draft.sentences if one.by == "says"} == better
    assert [one.message for one in draft.sentences] == [one.message for one in PLANNED.sentences]


def test_the_writer_never_sees_who_anybody_is() -> None:
    facts = Facts(
        [
            *mail_facts("Can Berg call me at +49 30 901820 or anna@kestar.example?"),
            Fact("note", "interest", "what Anna Berg saw", "note 5"),
        ]
    )
    seen: list[str] = []

    class Nosy(Says):
        def write(self, task: WritingTask) -> Sequence[ProposedSentence]:
            seen.append(repr(task))
            return []

    _draft(Nosy(lambda message, cited: ""), facts)
    [told] = seen
    for secret in ("Anna", "Berg", "Sam", "901820", "anna@kestar"):
        assert secret not in told


def test_marks_come_back_as_the_people_they_stand_for() -> None:
    draft = _draft(Says(lambda message, cited: "Good morning [[PERSON1]]," if message == "greeting" else ""))
    assert draft.sentences[0].text == "Good morning Anna Berg,"
    assert draft.sentences[0].by == "says"


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("The price is €48,900.", "no cited fact has this number"),
        ("The price is €48,200 until 30 April 2027.", "no cited fact has this date"),
        ("The price is $48,200.", "no cited fact has this number"),
        ("The price of six hydraulic presses is €48,200.", "no cited fact has this number"),
        ("The price is €48,200 and presses rust.", "do not say so"),
        ("The price for Velora Pumps is €48,200.", "no cited fact has this name"),
        ("The price is €48,200 and we will add seals.", "promises what nobody agreed to"),
        ("The price is €48,200, see www.cheaper.example.", "no cited fact has this address"),
        ("The price is not €48,200.", "denies what the cited facts"),
        ("The price is €48,200 <b>now</b>.", "markup"),
        ("The price is €48,200\u200b.", "invisible"),
        ("Цена €48,200.", "another script"),
        ("Dear [[PERSON9]], the price is €48,200.", "stands for nobody"),
        ("The price, as you know.", "leaves out what it cites"),
        ("x" * 700, "longer than"),
        ("  ", "empty"),
    ],
)
def test_what_does_not_hold_is_left_out_and_the_reason_given(words: str, why: str) -> None:
    draft = _draft(Says(lambda message, cited: words if message == "price" else ""))
    assert draft.text == PLANNED.text
    assert any(why in one.why for one in draft.unsaid)


@pytest.mark.parametrize(
    ("proposed", "why"),
    [
        (ProposedSentence("price", "The price is €48,200.", ("price",)), "must be cited"),
        (ProposedSentence("price", "The price is €48,200.", ("price", "items", "valid", "nowhere")), "must be cited"),
        (ProposedSentence("poem", "The price is €48,200.", ("price",)), "nobody asked for"),
        (ProposedSentence("question", "You asked about the warranty.", ("question",)), "quoted as they stand"),
    ],
)
def test_citations_must_be_those_of_the_plan(proposed: ProposedSentence, why: str) -> None:
    class One(Says):
        def write(self, task: WritingTask) -> Sequence[ProposedSentence]:
            return [proposed]

    draft = _draft(One(lambda message, cited: ""))
    assert draft.text == PLANNED.text
    assert why in draft.unsaid[-1].why


def test_a_message_is_said_once() -> None:
    class Twice(Says):
        def write(self, task: WritingTask) -> Sequence[ProposedSentence]:
            return [*super().write(task), *super().write(task)]

    draft = _draft(Twice(lambda message, cited: "Hello Anna Berg," if message == "greeting" else ""))
    assert draft.text.count("Hello Anna Berg,") == 1
    assert any("said already" in one.why for one in draft.unsaid)


def test_a_writer_that_fails_leaves_the_planned_draft_and_says_so() -> None:
    class Broken(Says):
        def write(self, task: WritingTask) -> Sequence[ProposedSentence]:
            raise WriterError("the endpoint answered 500")

    draft = _draft(Broken(lambda message, cited: ""))
    assert draft.text == PLANNED.text
    assert draft.unsaid[-1].why == "the writer gave nothing: the endpoint answered 500"


def test_outside_words_support_no_statement_of_ours() -> None:
    facts = Facts([Fact("claim", "answer", "The warranty is ten years", "mail 8", Origin.OUTSIDE)])
    draft = write_draft([Message("answer", ("{answer|plain}.",))], facts, reference=NOW)
    assert draft.sentences == ()
    assert draft.unsaid[0].missing == ("answer",)
