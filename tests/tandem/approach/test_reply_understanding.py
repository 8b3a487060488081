"""Reply understanding: labels found again, honest abstention and intervals, a verdict beside its baselines."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tandem.approach.reply_understanding import Reliability, ReplyUnderstanding, read_examples
from tandem.kernel.errors import InputError, NotEnoughData

SAID = {
    "price": ["what does {} cost", "please send the price of {}", "a quote for {}", "how much is {}"],
    "meeting": ["can we meet about {}", "a call about {} on monday", "let us talk about {}", "a slot for {}"],
    "stop": ["please unsubscribe me from {}", "stop writing about {}", "remove me from the {} list", "no more {} mail"],
}
THINGS = ["pumps", "valves", "sensors", "the platform", "forty licences", "training", "the upgrade", "spare parts"]


def replies(things: list[str]) -> pd.DataFrame:
    rows = [(said.format(thing), label) for label, forms in SAID.items() for said in forms for thing in things]
    return pd.DataFrame(rows, columns=["Body", "asks"])


@pytest.fixture(scope="module")
def fitted() -> ReplyUnderstanding:
    return ReplyUnderstanding.fit_table(replies(THINGS[:6]), target="asks")


def test_labels_of_unseen_texts_are_found_again(fitted: ReplyUnderstanding) -> None:
    fresh = replies(THINGS[6:])
    said = fitted.run(fresh)
    given = ~said["abstained"]
    assert given.mean() > 0.8
    assert (said["label"] == fresh["asks"])[given].mean() > 0.95


def test_the_card_says_how_it_did_beside_its_baselines(fitted: ReplyUnderstanding) -> None:
    card = fitted.card
    assert card.verdict in {"model", "rule"}
    assert card.n == 72
    assert card.n_judged == 18
    measured = {(who, name): value for who, name, value in card.measures}
    assert measured["approach/reply_understanding", "accuracy"] > 0.8
    # a third of the examples each, so the shares alone lose log 3
    assert measured["shares of the labels", "log loss"] == pytest.approx(np.log(3), abs=0.01)
    assert any("18 held-out texts" in words for words in card.words())


def test_what_resembles_nothing_known_gets_no_label_and_the_reason(fitted: ReplyUnderstanding) -> None:
    strange = pd.DataFrame({"Body": ["the dog slept in the garden while it rained in lima", "  ", None]})
    said = fitted.run(strange)
    assert said["abstained"].all()
    assert said["label"].tolist() == ["", "", ""]
    assert "resembles none" in said["why"][0]
    assert said["why"].tolist()[1:] == ["There is no text."] * 2
    assert said[["low", "high"]].to_numpy().tolist() == [[0.0, 1.0]] * 3


def test_reasons_quote_the_words_where_they_stand(fitted: ReplyUnderstanding) -> None:
    table = pd.DataFrame({"Body": ["Hello, please send the price of pumps"]})
    [reasons] = fitted.explain(table)
    quoted = [reason.evidence[0] for reason in reasons]
    assert any("price" in one.value for one in quoted)
    assert all(table["Body"][0][one.start : one.end] == one.value for one in quoted)
    assert reasons[0].weight > 0


def test_labels_without_any_bearing_on_the_texts_are_not_given() -> None:
    table = replies(THINGS)
    table["asks"] = np.random.default_rng(2).choice(["yes", "no"], len(table))
    fitted = ReplyUnderstanding.fit_table(table, target="asks")
    assert fitted.card.verdict == "no signal found"
    assert fitted.run(table.head(5))["abstained"].all()
    assert fitted.explain(table.head(5)) == [()] * 5


@pytest.mark.parametrize(("n", "verdict"), [(0, "no examples"), (3, "one label only")])
def test_without_two_labels_it_abstains_and_says_what_would_help(tmp_path: Path, n: int, verdict: str) -> None:
    fitted = ReplyUnderstanding.fit_table(replies(THINGS).head(n), target="asks")
    fitted.save(tmp_path / "model")
    said = ReplyUnderstanding.load(tmp_path / "model").run(replies(THINGS[:1]))
    assert fitted.card.verdict == verdict
    assert said["abstained"].all()
    assert "two different labels are needed" in said["why"][0]


def test_a_handful_of_examples_give_labels_with_a_wide_interval() -> None:
    few = replies(THINGS[:1]).iloc[[0, 1, 4, 5]]
    fitted = ReplyUnderstanding.fit_table(few, target="asks")
    said = fitted.run(few)
    assert fitted.card.verdict == "too few to judge"
    given = said[~said["abstained"]]
    assert len(given)
    assert (given["high"] - given["low"]).min() > 0.5


def test_it_survives_saving_and_refuses_what_is_not_its_own(fitted: ReplyUnderstanding, tmp_path: Path) -> None:
    path = tmp_path / "model"
    fitted.save(path)
    fresh = replies(THINGS[6:])
    pd.testing.assert_frame_equal(ReplyUnderstanding.load(path).run(fresh), fitted.run(fresh))
    path.write_bytes(path.read_bytes()[:300])
    with pytest.raises(InputError, match="must be a model of approach/reply_understanding"):
        ReplyUnderstanding.load(path)
    with pytest.raises(InputError, match="no such file"):
        ReplyUnderstanding.load(tmp_path / "none")


def test_intervals_hold_the_true_share_as_often_as_they_say() -> None:
    rng = np.random.default_rng(5)
    asked = np.array([0.7, 0.8, 0.9])
    held = []
    for _ in range(400):
        confidence = rng.uniform(0.5, 1, 150)
        right = (rng.random(150) < confidence - 0.15).astype(float)
        low, high, n_alike = Reliability.of(confidence, right).interval(asked)
        held.append((low <= asked - 0.15) & (asked - 0.15 <= high))
        assert (n_alike == 30).all()
    assert np.mean(held) > 0.8


def test_an_interval_shows_that_confidence_was_too_high() -> None:
    boasting = Reliability.of(np.full(100, 0.95), np.r_[np.ones(60), np.zeros(40)])
    low, high, _ = boasting.interval(np.array([0.95]))
    assert low[0] < 0.6
    assert high[0] == 0.95
    nothing = Reliability.of(np.empty(0), np.empty(0)).interval(np.array([0.7]))
    assert nothing[0][0] < 0.05
    assert nothing[1][0] > 0.95


def test_a_text_is_never_judged_that_was_learned_from() -> None:
    table = pd.concat([replies(THINGS[:2])] * 4)
    learned, judged, words = read_examples(table, target="asks").judged_apart(None, 0)
    assert {*learned.texts}.isdisjoint(judged.texts)
    assert "that had occurred before" in words


def test_with_dates_the_last_quarter_is_judged() -> None:
    table = replies(THINGS)
    table["sent"] = pd.date_range("2026-01-01", periods=len(table)).strftime("%Y-%m-%d")
    examples = read_examples(table.sample(frac=1, random_state=0), target="asks", time="sent")
    learned, judged, words = examples.judged_apart("sent", 0)
    assert learned.days is not None
    assert judged.days is not None
    assert learned.days.max() < judged.days.min()
    assert words == "the last quarter by 'sent'"


def test_the_column_of_texts_is_found_by_name_or_by_length() -> None:
    table = pd.DataFrame({"who": ["ann b"], "words": ["a much longer text than the name"], "kind": ["x"]})
    assert read_examples(table, target="kind").column == "words"
    assert read_examples(table.assign(Message="short"), target="kind").column == "Message"
    assert read_examples(table, target="kind", text="who").column == "who"
    with pytest.raises(InputError, match="Name it with --text COLUMN"):
        read_examples(table[["kind"]].assign(code="x1"), target="kind")
    with pytest.raises(InputError, match="'nothing', 'neither'"):
        read_examples(table, target="nothing", text="neither")


def test_rows_without_text_or_label_are_counted_out() -> None:
    table = pd.DataFrame({"text": ["price please", " ", None, "call me now"], "label": ["a", "b", "c", " "]})
    examples = read_examples(table, target="label")
    assert (examples.texts, examples.labels, examples.n_unknown) == (("price please",), ("a",), 3)


def test_evaluation_stands_beside_its_baselines_and_refuses_too_little() -> None:
    card = ReplyUnderstanding.evaluate_table(replies(THINGS[:4]), target="asks")
    assert card.value("approach/reply_understanding", "log loss") < card.value("shares of the labels", "log loss")
    with pytest.raises(NotEnoughData, match="different labels"):
        ReplyUnderstanding.evaluate_table(replies(THINGS).head(4), target="asks")
    with pytest.raises(NotEnoughData, match="held out"):
        ReplyUnderstanding.evaluate_table(replies(THINGS[:1]).iloc[[0, 1, 4, 5]], target="asks")
