"""Functions that read texts, on plain files: which column, when it was said, where."""

import json
import sys

import pytest

from tandem.cli import main

MAILS = """Id,Sent_At,Body
m1,2026-03-10T23:30Z,Let's talk in two months.
m2,2026-03-10T23:30Z,Call me tomorrow after the renewal.
"""


@pytest.fixture
def mails(tmp_path):
    path = tmp_path / "mails.csv"
    path.write_text(MAILS)
    return path


def tandem(monkeypatch, capsys, *words):
    monkeypatch.setattr(sys, "argv", ["tandem", *map(str, words)])
    with pytest.raises(SystemExit) as ended:
        main()
    said = capsys.readouterr()
    return ended.value.code, said.out, said.err


def read_times(monkeypatch, capsys, mails, *more):
    words = ("run", "approach/time_reading", mails, "--id", "id", "--json", *more)
    code, out, err = tandem(monkeypatch, capsys, *words)
    assert code == 0, err
    return [(row["id"], row["words"], row["start"][:16]) for row in json.loads(out[: out.rindex("]") + 1])]


def test_times_are_read_from_a_file_alone(mails, monkeypatch, capsys):
    assert read_times(monkeypatch, capsys, mails) == [
        ("m1", "in two months", "2026-05-10T00:00"),
        ("m2", "tomorrow", "2026-03-11T00:00"),
        ("m2", "after the renewal", ""),
    ]


def test_the_zone_moves_what_tomorrow_is(mails, monkeypatch, capsys):
    found = read_times(monkeypatch, capsys, mails, "--zone", "Europe/Berlin")
    assert ("m2", "tomorrow", "2026-03-12T00:00") in found


def test_one_moment_can_be_given_for_all_texts(mails, monkeypatch, capsys):
    found = read_times(monkeypatch, capsys, mails, "--now", "2026-06-01", "--text", "body")
    assert found[1] == ("m2", "tomorrow", "2026-06-02T00:00")


def test_a_file_of_parameters_gives_the_account_dates(mails, tmp_path, monkeypatch, capsys):
    params = tmp_path / "p.toml"
    params.write_text("anchors = { renewal = 2026-09-30 }")
    found = read_times(monkeypatch, capsys, mails, "--params", params)
    assert found[2] == ("m2", "after the renewal", "2026-10-01T00:00")


def test_what_a_text_names_and_asks_is_read_with_names_from_a_file(tmp_path, monkeypatch, capsys):
    path, params = tmp_path / "notes.csv", tmp_path / "p.toml"
    path.write_text("Note,Date\nPlease send Flowmeter X200 by Friday.,2026-03-10\n")
    params.write_text('products = ["Flowmeter X200"]')
    words = ("run", "approach/span_reading", path, "--params", params, "--zone", "Europe/Berlin", "--json")
    code, out, err = tandem(monkeypatch, capsys, *words)
    assert code == 0, err
    found = json.loads(out[: out.rindex("]") + 1])
    kinds = {row["kind"]: row for row in found}
    assert kinds["product"]["words"] == "Flowmeter X200"
    assert kinds["request"]["end"].startswith("2026-03-14T00:00:00+01:00")


@pytest.mark.parametrize(
    ("function", "more", "code", "said"),
    [
        ("approach/time_reading", ["--text", "Words"], 1, "column 'Words'"),
        ("approach/time_reading", ["--now", "yesterday"], 1, "reference: must be ISO 8601"),
        ("approach/time_reading", ["--zone", "Mars/Base"], 1, "zone: must be the name"),
        ("approach/time_reading", ["--params", "none.toml"], 1, "must be a TOML file"),
        ("approach/span_reading", ["--now", "2026-03-10"], 2, "takes no --now"),
        ("prospecting/column_recognition", ["--zone", "UTC"], 2, "takes no --zone"),
        ("prospecting/lead_scoring", ["--now", "2026-03-10"], 2, "leave out --now"),
    ],
)
def test_what_a_function_cannot_use_is_refused_by_name(mails, monkeypatch, capsys, function, more, code, said):
    ended, _, err = tandem(monkeypatch, capsys, "run", function, mails, *more)
    assert ended == code
    assert said in err


@pytest.fixture
def labelled(tmp_path):
    path = tmp_path / "labelled.csv"
    asks = {"price": ["a quote for {}", "what does {} cost"], "meeting": ["a call about {}", "can we meet about {}"]}
    things = ("pumps", "valves", "sensors", "training", "licences", "spare parts")
    rows = [f"{form.format(thing)},{label}" for label, forms in asks.items() for form in forms for thing in things]
    path.write_text("\n".join(["Said,asks", *rows]))
    return path


def test_a_reader_of_replies_is_fitted_judged_and_run_on_files(labelled, tmp_path, monkeypatch, capsys):
    name, model = "approach/reply_understanding", tmp_path / "model"
    common = (name, labelled, "--target", "asks", "--text", "said")
    code, _, err = tandem(monkeypatch, capsys, "fit", *common, "--model", model)
    assert code == 0, err
    assert "Texts from 'said', labels from 'asks': meeting 12, price 12." in err
    fresh = tmp_path / "fresh.csv"
    fresh.write_text("Said\na quote for forty valves\n")
    code, out, err = tandem(monkeypatch, capsys, "run", name, fresh, "--model", model, "--json")
    assert code == 0, err
    [row] = json.loads(out[: out.rindex("]") + 1])
    assert (row["label"], row["abstained"]) == ("price", False)
    assert "quote" in row["reasons"]
    code, out, err = tandem(monkeypatch, capsys, "evaluate", *common)
    assert code == 0, err
    assert "TF-IDF and logistic regression" in out
    code, _, err = tandem(monkeypatch, capsys, "fit", *common, "--model", model, "--positive", "price")
    assert code == 2
    assert "takes no positive" in err
