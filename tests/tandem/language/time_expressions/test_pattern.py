"""The language in which rules are written."""

import pytest

from tandem.kernel.errors import InputError
from tandem.language.time_expressions.pattern import compile_meaning, expand


def ways(pattern: str) -> set[str]:
    return {" ".join(piece.word or f"<{piece.name}:{piece.result}>" for piece in way) for way in expand(pattern)}


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("at noon", {"at noon"}),
        ("(a|b) c", {"a c", "b c"}),
        ("(the)? end", {"the end", "end"}),
        ("<ordinal>? day", {"<ordinal:ordinal> day", "day"}),
        ("<a:time> - <b:time>", {"<a:time> - <b:time>"}),
        ("(x (y|z)?|w) v", {"x y v", "x z v", "x v", "w v"}),
        ("o'clock", {"o ' clock"}),
        ("a|b c", {"a", "b c"}),
    ],
)
def test_a_pattern_stands_for_all_its_ways(pattern: str, expected: set[str]):
    assert ways(pattern) == expected


def test_a_way_without_words_is_none():
    assert ways("(a)?") == {"a"}


def test_capitals_must_be_written_as_capitals():
    [(piece,)] = expand("EOM")
    assert (piece.word, piece.capitals) == ("eom", True)


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        ("(a", "a group left open"),
        ("a)", "a group closed that was not opened"),
        ("a <b", "a name left open"),
    ],
)
def test_a_pattern_that_cannot_be_read_is_refused(pattern: str, why: str):
    with pytest.raises(InputError, match="pattern"):
        expand(pattern)


OPERATIONS = {
    "add": lambda setting, a, b: a + b,
    "none": lambda setting: None,
    "who": lambda setting: setting,
}


@pytest.mark.parametrize(
    ("text", "value"),
    [("add(a, 2)", 3), ("add(a, -2)", -1), ("add(add(a, a), 1)", 3), ("who()", "setting"), ('add("x", "y")', "xy")],
)
def test_a_meaning_calls_operations_with_the_captured_values(text: str, value: object):
    assert compile_meaning(text, OPERATIONS)("setting", {"a": 1}) == value


def test_what_an_operation_refuses_is_refused_by_those_around_it():
    assert compile_meaning("add(none(), 1)", OPERATIONS)("setting", {}) is None


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("missing(1)", "no such operation"),
        ("add(1, 2", "not closed"),
        ("__import__('os')", "not an operation of ours"),
        ("a.b(1)", "no attributes"),
        ("add(a, b) + 1", "no arithmetic"),
        ("[a]", "no lists"),
    ],
)
def test_a_meaning_that_is_no_call_of_an_operation_is_refused(text: str, why: str):
    with pytest.raises(InputError, match="meaning"):
        compile_meaning(text, OPERATIONS)
