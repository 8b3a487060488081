"""The result's own shape."""

from dataclasses import FrozenInstanceError
from datetime import UTC, datetime

import pytest

from tandem.language.time_expressions import Choice, Grain, Kind, TimeExpression

START, END = datetime(2026, 3, 12, tzinfo=UTC), datetime(2026, 3, 13, tzinfo=UTC)


def expression(kind: Kind = Kind.MOMENT, start=START, end=END, grain=Grain.DAY, **more) -> TimeExpression:
    return TimeExpression("x", 0, 1, kind, start, end, grain, **more)


def test_grains_go_from_fine_to_coarse():
    assert [grain.rank for grain in Grain] == list(range(8))
    assert Grain.SECOND.rank < Grain.DAY.rank < Grain.YEAR.rank


@pytest.mark.parametrize(
    ("found", "text"),
    [
        (expression(), "2026-03-12 day"),
        (expression(start=START.replace(hour=9, minute=30), grain=Grain.MINUTE), "2026-03-12T09:30 minute"),
        (expression(start=START.replace(second=5), grain=Grain.SECOND), "2026-03-12T00:00:05 second"),
        (expression(Kind.INTERVAL), "2026-03-12/2026-03-13 day"),
        (expression(Kind.INTERVAL, start=None), "../2026-03-13 day"),
        (expression(Kind.INTERVAL, end=None), "2026-03-12/.. day"),
        (expression(Kind.DURATION, None, None, duration="P3W"), "P3W"),
        (expression(Kind.RECURRENCE, recurrence="RRULE:FREQ=DAILY"), "RRULE:FREQ=DAILY"),
        (expression(start=None, end=None, missing="renewal"), "? renewal"),
    ],
)
def test_a_value_reads_as_one_short_text(found: TimeExpression, text: str):
    assert found.value == text


def test_choices_are_joined():
    choices = (Choice(START, END, Grain.DAY, "a"), Choice(END, None, Grain.DAY, "b"))
    found = expression(choices=choices)
    assert found.is_ambiguous
    assert found.value == "2026-03-12 day or 2026-03-13 day"


def test_an_expression_never_changes():
    with pytest.raises(FrozenInstanceError):
        expression().text = "y"
