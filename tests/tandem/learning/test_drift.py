"""False alarms stay under their stated rate, and true ones come."""

import numpy as np
import pytest

from tandem.kernel.errors import InputError
from tandem.learning.drift import column_drift, watch_calibration


def outcomes(random, odds):
    return (random.random(len(odds)) < 1 / (1 + np.exp(-odds))).astype(float)


def test_a_true_model_is_seldom_accused_however_long_it_is_watched():
    random = np.random.default_rng(0)
    raised = 0
    for _ in range(400):
        odds = random.normal(-1, 1, 1500)
        alarm = watch_calibration(1 / (1 + np.exp(-odds)), outcomes(random, odds), false_alarm_rate=0.05)
        raised += alarm.raised_at is not None
    # 0.05 is a bound; 0.05 + 3 standard errors of 400 runs.
    assert raised / 400 <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 400)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (lambda odds: odds + 0.6, "too high"),
        (lambda odds: odds - 0.6, "too low"),
        (lambda odds: 2.2 * odds, "too bold"),
    ],
)
def test_a_model_gone_wrong_is_found_and_told_how(said, words):
    random = np.random.default_rng(1)
    odds = random.normal(0, 1.2, 1500)
    alarm = watch_calibration(1 / (1 + np.exp(-said(odds))), outcomes(random, odds))
    assert alarm.raised_at is not None
    assert alarm.words.startswith(words)
    assert alarm.evidence[alarm.raised_at] >= 100


def test_nothing_to_watch_and_impossible_figures():
    assert watch_calibration(np.empty(0), np.empty(0)).raised_at is None
    with pytest.raises(InputError) as raised:
        watch_calibration(np.array([0.0, 0.5]), np.array([1.0]), false_alarm_rate=0)
    assert len(raised.value.faults) == 3


def test_columns_that_moved_are_named_and_the_others_are_not():
    random = np.random.default_rng(2)
    old = {f"still {at}": random.normal(size=800) for at in range(12)}
    new = {name: random.normal(size=500) for name in old}
    old |= {"source": random.choice(["Web", "Event"], 800), "size": random.gamma(2, 2, 800)}
    new |= {"source": random.choice(["Web", "Event", "Partner"], 500), "size": random.gamma(2, 3, 500)}
    old["size"][:40] = np.nan
    found = {one.column: one for one in column_drift(old, new)}
    assert {"source", "size"} <= set(found)
    assert len(found) <= 3
    assert found["source"].words.startswith("'Partner': 0% then")
    assert found["source"].index > 0.25


def test_false_discoveries_stay_under_their_rate():
    random = np.random.default_rng(3)
    false = 0
    for _ in range(60):
        old = {str(at): random.normal(size=300) for at in range(5)} | {"c": random.choice(list("abcd"), 300)}
        new = {str(at): random.normal(size=200) for at in range(5)} | {"c": random.choice(list("abcd"), 200)}
        false += bool(column_drift(old, new))
    assert false / 60 <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 60)


def test_too_few_rows_tell_nothing():
    assert column_drift({"a": np.array(["x"] * 5)}, {"a": np.array(["y"] * 5)}) == ()
