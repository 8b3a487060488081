"""Salesforce ids in their two lengths."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.tables.values import is_salesforce_id, salesforce_18

ids = st.text("abcXYZ0123456789", min_size=14, max_size=14).map(lambda text: "0" + text)


@given(ids, ids)
def test_the_long_form_tells_apart_without_case_what_differs_only_in_case(one, other):
    if one != other:
        assert salesforce_18(one).casefold() != salesforce_18(other).casefold()


@given(ids)
def test_the_long_form_is_recognised_and_stays(identifier):
    long = salesforce_18(identifier)
    assert is_salesforce_id(long)
    assert salesforce_18(long) == long


@pytest.mark.parametrize("text", ["", "001", "001D000000IqhSLIAA", "abcdefghijklmno", "001D00000-IqhSL"])
def test_other_text_is_no_id(text):
    assert not is_salesforce_id(text)
