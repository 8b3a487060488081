"""Every rule of every language is tested by the examples that stand beside it."""

import pytest

from tandem.kernel.errors import InputError
from tandem.language.time_expressions.grammar import Rule, load_grammar

LANGUAGES = {"en": "US", "de": "DE"}
CASES = [
    pytest.param(language, rule, phrase, wanted, id=f"{language}: {phrase}")
    for language in LANGUAGES
    for rule in load_grammar(language).rules
    for phrase, wanted in rule.examples
]
RESULTS = {"time", "recurrence", "duration", "latent"}


@pytest.mark.parametrize(("language", "rule", "phrase", "wanted"), CASES)
def test_a_rule_reads_its_example_and_takes_part_in_it(read, language: str, rule: Rule, phrase: str, wanted: str):
    found = read(phrase, language=language, country=LANGUAGES[language], bare=rule.gives == "latent")
    assert [one.text for one in found] == [phrase]
    assert found[0].value == wanted
    assert rule.name in found[0].rules


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_takes_part_in_some_example(read, language: str):
    grammar = load_grammar(language)
    used: set[str] = set()
    for rule in grammar.rules:
        for phrase, _ in rule.examples:
            for one in read(phrase, language=language, country=LANGUAGES[language], bare=rule.gives == "latent"):
                used.update(one.rules)
    assert {rule.name for rule in grammar.rules} - used == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_nearly_every_rule_that_makes_a_whole_expression_has_an_example_of_its_own(language: str):
    bare = [rule.name for rule in load_grammar(language).rules if rule.gives in RESULTS and not rule.examples]
    # These only hand on what another rule made.
    assert len(bare) <= 3, bare


def test_a_language_without_a_folder_is_refused_with_those_there_are():
    with pytest.raises(InputError, match=r"must be one of \['de', 'en'\]"):
        load_grammar("xx")


def test_the_grammar_is_read_once():
    assert load_grammar("en") is load_grammar("en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_holiday_named_by_a_language_has_a_rule(language: str):
    from importlib.resources import files

    from tandem.language.time_expressions.data_file import read_table
    from tandem.language.time_expressions.holidays.rules import holiday_rules

    folder = files("tandem.language.time_expressions").joinpath("languages", language)
    assert set(read_table(folder.joinpath("holidays.yaml"))) - set(holiday_rules()) == set()


def test_every_operation_is_called_by_some_rule_and_explained_in_the_how_to():
    from pathlib import Path

    from tandem.language.time_expressions.meaning import OPERATIONS

    rules = [rule for language in LANGUAGES for rule in load_grammar(language).rules]
    called = {name for name in OPERATIONS if name.endswith("_word") or any(f"{name}(" in rule.means for rule in rules)}
    assert set(OPERATIONS) - called == set()
    page = (Path(__file__).parents[4] / "docs" / "how-to" / "add-a-language.md").read_text(encoding="utf-8")
    assert [name for name in OPERATIONS if f"| `{name}(" not in page] == []
