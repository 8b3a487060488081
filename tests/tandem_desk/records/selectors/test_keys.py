"""Normal forms of names, one by one and at once."""

from hypothesis import example, given
from hypothesis import strategies as st

from tandem_desk.records.selectors.keys import text_key, text_keys


@given(st.lists(st.text(max_size=12)))
@example(["A\0b", " c", "d  e", "ΣΑΣ", "f\u00a0g", ""])
@example(["ΟΔΟΣ", "İx", "plain one"])
def test_keys_taken_at_once_are_those_taken_one_by_one(texts: list[str]) -> None:
    assert text_keys(texts) == [text_key(text) for text in texts]
