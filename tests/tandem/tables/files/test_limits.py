"""Bytes are counted as they come out, and reading stops where a limit is met."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.kernel.errors import InputError
from tandem.tables.files.limits import LIMITS, CountedBytes, Limits


@given(st.binary(max_size=400), st.integers(1, 50))
def test_within_the_limits_bytes_pass_unchanged_and_are_counted(data, size):
    source = CountedBytes(io.BytesIO(data), "a.csv", LIMITS)
    assert b"".join(iter(lambda: source.read(size), b"")) == data
    assert source.n_bytes == len(data)


def test_a_source_may_be_as_large_as_the_limit_but_no_larger():
    limits = Limits(unpacked_bytes=10)
    assert CountedBytes(io.BytesIO(b"x" * 10), "a.csv", limits).read() == b"x" * 10
    with pytest.raises(InputError, match=r"a\.csv.*at most 10 bytes"):
        CountedBytes(io.BytesIO(b"x" * 11), "a.csv", limits).read()


def test_the_limit_is_on_all_reads_together():
    source = CountedBytes(io.BytesIO(b"x" * 12), "a.csv", Limits(unpacked_bytes=10))
    assert len(source.read(6)) == 6
    with pytest.raises(InputError):
        source.read(6)


@pytest.mark.parametrize(("packed", "refused"), [(0, True), (1, True), (9, True), (10, False), (100, False)])
def test_what_unpacks_to_more_than_the_ratio_is_refused(packed, refused):
    limits = Limits(packing_ratio=10, packing_ratio_from=50)
    source = CountedBytes(io.BytesIO(b"x" * 100), "a.gz", limits, lambda: packed)
    if refused:
        with pytest.raises(InputError, match="10 times its size"):
            source.read()
    else:
        assert len(source.read()) == 100


def test_the_ratio_of_little_data_is_not_looked_at():
    limits = Limits(packing_ratio=10, packing_ratio_from=100)
    assert len(CountedBytes(io.BytesIO(b"x" * 100), "a.gz", limits, lambda: 1).read()) == 100
