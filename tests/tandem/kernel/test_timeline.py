"""What was known on a past day comes back exactly."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.kernel.errors import InputError
from tandem.kernel.timeline import Change, as_utc, value_as_of
from tandem.kernel.vocabulary import SubjectKind

START = datetime(2026, 1, 5, tzinfo=UTC)


def change(old: str | None, new: str | None, valid_day: int, recorded_day: int | None = None) -> Change:
    recorded = valid_day if recorded_day is None else recorded_day
    return Change(
        SubjectKind.LEAD, 1, "status", old, new, START + timedelta(days=valid_day), START + timedelta(days=recorded)
    )


@given(
    st.lists(st.tuples(st.integers(0, 60), st.sampled_from(["New", "Working", "Won", None])), max_size=12),
    st.integers(-5, 70),
)
def test_unwinding_equals_replaying_forward(edits: list[tuple[int, str | None]], day: int) -> None:
    moments = sorted(dict(edits).items())
    value: str | None = "start"
    history, replayed = [], "start"
    for moment, new in moments:
        history.append(change(value, new, moment))
        value = new
        if moment <= day:
            replayed = new  # type: ignore[assignment]  # None is a value here
    assert value_as_of(value, history, as_of=START + timedelta(days=day)) == replayed


def test_a_change_learned_of_late_was_not_known_before() -> None:
    history = [change("New", "Working", 10, recorded_day=30), change("Working", "Won", 20)]
    # The change recorded on day 20 says what the record showed until then, whatever is learned on day 30.
    assert value_as_of("Won", history, as_of=START + timedelta(days=15)) == "Working"
    assert value_as_of("Won", history, as_of=START + timedelta(days=25)) == "Won"


def test_what_was_true_can_be_asked_with_todays_knowledge() -> None:
    history = [change("New", "Working", 10, recorded_day=30)]
    today = START + timedelta(days=40)
    assert value_as_of("Working", history, as_of=START + timedelta(days=15), known_by=today) == "Working"


def test_a_field_that_never_changed_keeps_its_present_value() -> None:
    assert value_as_of("New", [], as_of=START) == "New"


def test_a_moment_without_a_zone_names_no_instant() -> None:
    with pytest.raises(InputError, match="time zone"):
        as_utc(datetime(2026, 1, 5))  # the missing zone is the point


def test_an_instant_stays_the_same_in_utc() -> None:
    berlin_winter = timezone(timedelta(hours=1))
    assert as_utc(datetime(2026, 1, 5, 9, tzinfo=berlin_winter)) == datetime(2026, 1, 5, 8, tzinfo=UTC)
