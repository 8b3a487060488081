"""The chart of all results."""

import pytest

from tandem.language.time_expressions.chart import Edge, fill_chart
from tandem.language.time_expressions.grammar import load_grammar
from tandem.language.time_expressions.tokens import tokenize


def edges(text: str, setting) -> list[Edge]:
    return list(fill_chart(text, tokenize(text), load_grammar("en"), setting))


def test_results_lie_inside_the_text(setting):
    found = edges("call me on Friday at 3pm", setting)
    assert found
    assert all(0 <= edge.start < edge.end <= 7 for edge in found)


def test_there_is_one_result_of_a_kind_over_the_same_words(setting):
    keys = [(edge.category, edge.start, edge.end) for edge in edges("the first Monday of next month at 3pm", setting)]
    assert len(keys) == len(set(keys))


def test_a_result_names_every_rule_that_made_it(setting):
    times = [edge for edge in edges("the end of next month", setting) if edge.category == "time"]
    [whole] = [edge for edge in times if (edge.start, edge.end) == (0, 5)]
    assert whole.rules == ("unit month", "next unit", "end")


def test_more_rules_cost_more(setting):
    by_length = {edge.end: edge for edge in edges("next month", setting) if edge.category == "time" and edge.start == 0}
    assert by_length[2].score > -1


def test_an_account_date_is_known_by_its_name(setting):
    categories = {edge.category for edge in edges("renewal", setting)}
    assert "anchor" in categories


def test_text_without_time_words_has_no_time(setting):
    assert [edge for edge in edges("hello there general", setting) if edge.category == "time"] == []


@pytest.mark.parametrize(
    "piece",
    [
        "Monday to Tuesday to ",
        "in 3 weeks after ",
        "a week before ",
        "March 3 April 4 2026 ",
        "2026-03-10T09:30 ",
        "the end of ",
        "3pm 4pm - ",
    ],
)
def test_the_work_grows_with_the_length_of_the_text_and_no_faster(setting, piece: str):
    once, twice = len(edges(piece * 25, setting)), len(edges(piece * 50, setting))
    assert twice <= 2.3 * once
