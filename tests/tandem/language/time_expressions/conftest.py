"""One moment of speaking for all tests of time expressions: Tuesday 10 March 2026, 9:30, in UTC."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from tandem.language.time_expressions import TimeExpression, read_times
from tandem.language.time_expressions.setting import Setting

SAID = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)
ANCHORS = {"renewal": date(2026, 9, 30), "go-live": date(2026, 5, 4), "contract end": date(2026, 12, 31)}


@pytest.fixture
def said() -> datetime:
    return SAID


@pytest.fixture
def anchors() -> dict[str, date]:
    return dict(ANCHORS)


@pytest.fixture
def setting() -> Setting:
    return Setting(SAID.replace(tzinfo=None), UTC, country="US", anchors=dict(ANCHORS), day_first=False)


@pytest.fixture
def read() -> Callable[..., tuple[TimeExpression, ...]]:
    def read(text: str, **options: object) -> tuple[TimeExpression, ...]:
        return read_times(text, **{"reference": SAID, "country": "US", "anchors": ANCHORS, **options})

    return read


@pytest.fixture
def value(read) -> Callable[..., str]:
    """What the only expression in a text stands for; the words must be the whole text."""

    def value(text: str, **options: object) -> str:
        found = read(text, **options)
        assert [one.text for one in found] == [text]
        return found[0].value

    return value
