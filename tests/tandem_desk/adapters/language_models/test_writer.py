"""Against a local endpoint that misbehaves in every way: the draft stays right, and the failure is said."""

import csv
import json
import time
from pathlib import Path

import pytest
from tests.tandem.language.writing.mail import NOW, mail_facts
from tests.tandem_desk.adapters.language_models.endpoint_for_tests import (
    Answer,
    Asked,
    Reply,
    completion,
    endpoint,
    sentences,
)

from tandem.kernel.errors import InputError
from tandem.language.writing import FOLLOW_UP, Draft, WriterError, plan_draft, write_draft
from tandem_desk.adapters.language_models import Endpoint, EndpointWriter, configured_writer

ATTACKS_FILE = Path(__file__).parents[3] / "tandem" / "language" / "writing" / "attacks.csv"
with ATTACKS_FILE.open(encoding="utf-8", newline="") as file:
    ATTACKS = [(row["text"], row["obeyed"]) for row in csv.DictReader(file)]
PLANNED = plan_draft(FOLLOW_UP, mail_facts(), seed=1)


def _draft(answer: Answer, **limits: float) -> tuple[Draft, list[Asked]]:
    with endpoint(answer) as (url, seen):
        writer = EndpointWriter(Endpoint(url, "test-model", "secret", **limits))  # type: ignore[arg-type]
        return write_draft(FOLLOW_UP, mail_facts(), reference=NOW, writer=writer, seed=1), seen


def test_good_sentences_are_taken_and_carry_the_model_s_name() -> None:
    draft, [asked] = _draft(
        sentences(lambda message, _: "How about a site visit on 15 March?" if "next" in message else "")
    )
    assert [one.text for one in draft.sentences if one.by == "test-model"] == ["How about a site visit on 15 March?"]
    assert asked.path == "/v1/chat/completions"
    assert asked.headers["Authorization"] == "Bearer secret"
    assert asked.body["stream"] is False
    assert "tools" not in asked.body


def test_what_leaves_holds_no_personal_data_and_marks_outside_words() -> None:
    _, [asked] = _draft(sentences(lambda *_: ""))
    sent = json.dumps(asked.body)
    assert not any(secret in sent for secret in ("Anna", "Berg", "Sam Seller"))
    assert [fact["name"] for fact in asked.task["facts"] if fact["quoted"]] == ["question"]


@pytest.mark.slow
def test_an_endpoint_that_obeys_every_attack_changes_nothing() -> None:
    orders = iter([])

    def obey(asked: Asked) -> Reply:
        _, obeyed = next(orders)
        said = {
            m["message"]: obeyed if at % 2 else f"Thank you for the demo. {obeyed}"
            for at, m in enumerate(asked.task["messages"])
        }
        return sentences(lambda message, _: said[message])(asked)

    with endpoint(obey) as (url, seen):
        writer = EndpointWriter(Endpoint(url, "obedient"))
        for place in ("question", "interest"):
            orders = iter(ATTACKS)
            for text, obeyed in ATTACKS:
                facts = mail_facts(**{place: text})
                draft = write_draft(FOLLOW_UP, facts, reference=NOW, writer=writer, seed=1)
                assert draft.text == plan_draft(FOLLOW_UP, facts, seed=1).text
                assert obeyed not in draft.text
    assert len(seen) == 2 * len(ATTACKS) >= 300


INVENTIONS = {
    "a number": "The price is €48,201.",
    "a currency": "The price is $48,200.",
    "a name": "Victor Blackwood sends his regards.",
    "a date": "Delivery takes six weeks from 4 April 2027.",
    "a promise": "We will deliver in six weeks.",
    "an advantage": "Our presses never break.",
    "an address": "See www.presses.example for more.",
    "another person's mark": "Dear [[PERSON7]], thank you.",
    "markup": "<script>alert(1)</script>",
    "a foreign script": "Спасибо за демо.",
    "nothing": "",
    "a very long sentence": "Thank you very much for the demo. " * 100,
}


@pytest.mark.parametrize("said", INVENTIONS.values(), ids=INVENTIONS)
def test_an_invention_is_not_shown(said: str) -> None:
    draft, _ = _draft(sentences(lambda *_: said))
    assert draft.text == PLANNED.text
    assert len(draft.unsaid) >= 5


def _rows(rows: object) -> Reply:
    return completion(json.dumps({"sentences": rows}))


BROKEN = {
    "no JSON": (completion("Sure! Here is your mail."), "did not answer with sentences"),
    "no sentences": (completion("{}"), "did not answer with sentences"),
    "sentences as text": (_rows("all"), "did not answer with sentences"),
    "rows without facts": (_rows([{"message": "price", "text": "x"}]), "did not answer with sentences"),
    "deep nesting": (completion("[" * 60_000), "did not answer with sentences"),
    "a tool call": (Reply(b'{"choices": [{"message": {"content": null, "tool_calls": [{}]}}]}'), "has no text"),
    "no choices": (Reply(b'{"choices": []}'), "not in the format"),
    "a list": (Reply(b"[1]"), "not in the format"),
    "no text at all": (Reply(b""), "not in the format"),
    "bytes that are no text": (Reply(b"\xff\xfe\x00"), "not in the format"),
    "an error": (Reply(b"{}", status=500), "answered 500"),
    "too many requests": (Reply(b"{}", status=429), "answered 429"),
    "a wrong key": (Reply(b"{}", status=401), "answered 401"),
    "a redirect": (Reply(b"", status=302, headers={"Location": "/elsewhere"}), "answered 302"),
}


@pytest.mark.parametrize(("reply", "why"), BROKEN.values(), ids=BROKEN)
def test_a_broken_answer_leaves_the_planned_draft_and_is_named(reply: Reply, why: str) -> None:
    draft, seen = _draft(lambda _: reply)
    assert draft.text == PLANNED.text
    assert why in draft.unsaid[-1].why
    assert len(seen) == 1


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (Reply(b"x" * 3_000_000), "larger than"),
        (Reply(b"{}", pause_s=2.0), "took too long"),
        (Reply(b"x" * 100, pause_s=0.1, piece=1), "longer than"),
    ],
    ids=["too much", "silence", "a drip"],
)
def test_time_and_size_are_bounded(reply: Reply, why: str) -> None:
    begun = time.monotonic()
    draft, _ = _draft(lambda _: reply, timeout_s=0.5)
    assert time.monotonic() - begun < 4
    assert draft.text == PLANNED.text
    assert why in draft.unsaid[-1].why


def test_nobody_there_is_said() -> None:
    with endpoint(lambda _: completion("")) as (url, _):
        pass
    with pytest.raises(WriterError, match="could not be reached"):
        Endpoint(url, "m", timeout_s=1).complete("a", "b")


def test_only_lasting_faults_are_permanent() -> None:
    for status, permanent in ((401, True), (404, True), (429, False), (503, False)):
        reply = Reply(b"{}", status=status)
        with endpoint(lambda _, reply=reply: reply) as (url, _), pytest.raises(WriterError) as caught:  # type: ignore[misc]
            Endpoint(url, "m").complete("a", "b")
        assert caught.value.permanent is permanent


def test_without_an_address_there_is_no_writer() -> None:
    assert configured_writer("", "model") is None
    writer = configured_writer("http://127.0.0.1:1/v1", "model", "secret")
    assert writer is not None
    assert writer.name == "model"
    assert "secret" not in repr(writer.endpoint)


@pytest.mark.parametrize(
    ("url", "model", "must"),
    [
        ("file:///etc/passwd", "m", "must start with http"),
        ("http://", "m", "must start with http"),
        ("http://a:b@x.example/v1", "m", "must hold no password"),
        ("http://x.example/v1", "", "must name a model"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused(url: str, model: str, must: str) -> None:
    with pytest.raises(InputError, match=must):
        Endpoint(url, model)
