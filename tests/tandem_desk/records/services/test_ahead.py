"""Parts come in order, errors come where their part would have, and nothing is left running."""

import threading

import pytest

from tandem_desk.records.services.importing.ahead import ahead


def running():
    return [one for one in threading.enumerate() if one.name == "reading ahead"]


def test_parts_come_in_order_and_the_thread_ends():
    with ahead(iter(range(50))) as numbers:
        assert list(numbers) == list(range(50))
    assert running() == []


def test_an_error_is_raised_after_the_parts_before_it():
    def parts():
        yield 1
        raise ValueError("row 7")

    with ahead(parts()) as numbers:
        assert next(numbers) == 1
        with pytest.raises(ValueError, match="row 7"):
            next(numbers)
    assert running() == []


def test_whoever_stops_early_leaves_no_thread_and_reads_little_further():
    made = []

    def parts():
        for number in range(10_000):
            made.append(number)
            yield number

    with ahead(parts()) as numbers:
        assert [next(numbers) for _ in range(4)] == [0, 1, 2, 3]
    assert running() == []
    assert len(made) <= 8
