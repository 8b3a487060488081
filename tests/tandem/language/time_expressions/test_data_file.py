"""Reading the tables that languages are written in."""

from tandem.language.time_expressions.data_file import read_table


def test_on_and_no_are_words_and_numbers_are_numbers(tmp_path):
    file = tmp_path / "words.yaml"
    file.write_text("on: [no, yes, 'off']\n1: [one, 01-01]\nmärz: true\n", encoding="utf-8")
    assert read_table(file) == {"on": ["no", "yes", "off"], 1: ["one", "01-01"], "märz": "true"}
