"""What recurs."""

import pytest


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("every day", "FREQ=DAILY"),
        ("every two weeks", "FREQ=WEEKLY;INTERVAL=2"),
        ("every other month", "FREQ=MONTHLY;INTERVAL=2"),
        ("quarterly", "FREQ=MONTHLY;INTERVAL=3"),
        ("every two quarters", "FREQ=MONTHLY;INTERVAL=6"),
        ("once a year", "FREQ=YEARLY"),
        ("every Monday and Thursday", "FREQ=WEEKLY;BYDAY=MO,TH"),
        ("every Thursday and Monday at 3pm", "FREQ=WEEKLY;BYDAY=MO,TH;BYHOUR=15;BYMINUTE=0"),
        ("every weekday at 8:45", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=8;BYMINUTE=45"),
        ("every Friday at 3", "FREQ=WEEKLY;BYDAY=FR;BYHOUR=15;BYMINUTE=0"),
        ("the second Tuesday of every month", "FREQ=MONTHLY;BYDAY=2TU"),
        ("the last day of each month", "FREQ=MONTHLY;BYMONTHDAY=-1"),
        ("the 1st of every month", "FREQ=MONTHLY;BYMONTHDAY=1"),
        ("every June", "FREQ=YEARLY;BYMONTH=6"),
        ("every 24 December", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=24"),
    ],
)
def test_a_recurrence_is_a_rule(read, text: str, rule: str):
    [found] = read(text)
    assert (found.text, found.recurrence) == (text, f"RRULE:{rule}")


@pytest.mark.parametrize("text", ["every 2.5 weeks", "every three business days"])
def test_what_no_rule_can_say_is_not_a_recurrence(read, text: str):
    assert all(not one.recurrence for one in read(text))
