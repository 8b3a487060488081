import pyarrow.compute as pc
import pytest

from tandem.datasets.sample_company.market import COMPETITORS
from tandem.datasets.sample_company.texts.pool import POOL_NAMES, Texts, write_texts


@pytest.fixture(scope="module")
def texts() -> Texts:
    return write_texts(seed=1, size=200)


@pytest.mark.parametrize("name", POOL_NAMES)
def test_every_text_says_what_its_label_says(texts: Texts, name: str) -> None:
    pool = texts.pool(name)
    for text, label in zip(pool.texts.to_pylist(), pool.labels, strict=True):
        said = text[label.start : label.end]
        assert said
        assert "{" not in text
        assert said[0].isupper()
        assert said[-1] in ".?!"
        assert bool(label.competitor) == any(one in said for one in COMPETITORS)
        assert not label.competitor or label.competitor in said
        has_time = any(word in said for word in ("week", "month", "half a year")) and " in " in f" {said.lower()}"
        assert not (label.follow_up_weeks or label.follow_up_months) or has_time
        assert not (label.follow_up_weeks and label.follow_up_months)


@pytest.mark.parametrize(
    ("words", "weeks", "months"), [("in two months", 0, 2), ("in six weeks", 6, 0), ("in half a year", 0, 6)]
)
def test_the_time_named_is_the_time_labelled(texts: Texts, words: str, weeks: int, months: int) -> None:
    pool = texts.pool("postponing")
    labels = [label for text, label in zip(pool.texts.to_pylist(), pool.labels, strict=True) if words in text]
    assert labels
    assert {(label.follow_up_weeks, label.follow_up_months) for label in labels} == {(weeks, months)}


@pytest.mark.parametrize(("name", "least"), [("positive", 0.9), ("objecting", 0.8), ("call", 0.6)])
def test_texts_vary(texts: Texts, name: str, least: float) -> None:
    assert len(pc.unique(texts.pool(name).texts)) >= least * texts.size


def test_objections_of_every_kind_are_there(texts: Texts) -> None:
    objections = {label.objection for name in ("objecting", "call") for label in texts.pool(name).labels}
    assert {"price", "competitor", "authority", "need", "trust", "timing"} <= objections


def test_urgent_needs_share_no_sentence_with_calm_ones(texts: Texts) -> None:
    assert not set(texts.pool("need").texts.to_pylist()) & set(texts.pool("urgent_need").texts.to_pylist())


def test_the_same_seed_writes_the_same_texts(texts: Texts) -> None:
    assert write_texts(seed=1, size=200) == texts
    assert write_texts(seed=2, size=200) != texts
