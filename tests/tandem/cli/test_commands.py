"""The command line: its results, its words, its exit codes."""

import gzip
import json
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from tandem.cli import main

NAME = "prospecting/lead_scoring"


def leads_of(n=150, seed=0):
    rng = np.random.default_rng(seed)
    source = rng.choice(["Referral", "Web", "Event"], n)
    won = rng.random(n) < np.where(source == "Referral", 0.8, 0.2)
    return pd.DataFrame(
        {
            "Id": [f"L{at}" for at in range(n)],
            "Source": source,
            "Visits": rng.poisson(4, n),
            "Won": np.where(won, "Yes", "No"),
        }
    )


def tandem(monkeypatch, capsys, *words):
    monkeypatch.setattr(sys, "argv", ["tandem", *map(str, words)])
    with pytest.raises(SystemExit) as ended:
        main()
    said = capsys.readouterr()
    return ended.value.code, said.out, said.err


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cli")
    leads_of().to_csv(folder / "leads.csv", index=False)
    return folder


@pytest.fixture
def model(folder, monkeypatch, capsys):
    path = folder / "model.tandem"
    if not path.exists():
        code, _, words = tandem(
            monkeypatch,
            capsys,
            "fit",
            NAME,
            folder / "leads.csv",
            "--target",
            "Won",
            "--id",
            "Id",
            "--model",
            path,
            "--seed",
            1,
        )
        assert code == 0, words
    return path


def test_list_names_every_function(monkeypatch, capsys):
    code, out, _ = tandem(monkeypatch, capsys, "list")
    assert code == 0
    assert NAME in out
    code, out, _ = tandem(monkeypatch, capsys, "list", "--json")
    assert {one["name"] for one in json.loads(out)} >= {NAME}


def test_describe_says_what_it_must_beat(monkeypatch, capsys):
    code, out, _ = tandem(monkeypatch, capsys, "describe", NAME)
    assert code == 0
    assert "naive Bayes" in out


def test_scores_are_written_beside_the_id(monkeypatch, capsys, folder, model):
    out = folder / "scores.csv"
    code, _, words = tandem(
        monkeypatch, capsys, "run", NAME, folder / "leads.csv", "--model", model, "--out", out, "--id", "Id"
    )
    assert code == 0, words
    scores = pd.read_csv(out)
    assert scores.columns.tolist() == ["Id", "probability", "low", "high", "abstained", "reasons"]
    assert scores["Id"].tolist() == leads_of()["Id"].tolist()
    assert scores["reasons"].str.contains("Source").any()


@pytest.mark.parametrize("spelling", ["semicolon", "bom", "tsv", "gz", "parquet", "utf16", "odd headers"])
def test_any_spelling_of_the_same_table_scores_alike(monkeypatch, capsys, folder, model, spelling):
    table = leads_of(12, 5)
    path = folder / {"tsv": "t.tsv", "gz": "t.csv.gz", "parquet": "t.parquet"}.get(spelling, f"{spelling}.csv")
    text = table.to_csv(index=False, sep={"semicolon": ";", "tsv": "\t"}.get(spelling, ","))
    if spelling == "parquet":
        table.to_parquet(path)
    elif spelling == "gz":
        path.write_bytes(gzip.compress(text.encode()))
    elif spelling == "odd headers":
        path.write_text(text.replace("Source", " SOURCE ", 1), encoding="utf-8")
    else:
        path.write_bytes(text.encode({"bom": "utf-8-sig", "utf16": "utf-16"}.get(spelling, "utf-8")))
    table.to_csv(folder / "plain.csv", index=False)
    answers = [
        tandem(monkeypatch, capsys, "run", NAME, one, "--model", model, "--no-reasons")
        for one in (folder / "plain.csv", path)
    ]
    assert [code for code, _, _ in answers] == [0, 0], answers[1][2]
    assert answers[0][1] == answers[1][1]


def test_several_files_are_one_table(monkeypatch, capsys, folder, model):
    for at in (1, 2):
        leads_of(5, at).to_csv(folder / f"part{at}.csv", index=False)
    code, out, _ = tandem(
        monkeypatch, capsys, "run", NAME, folder / "part1.csv", folder / "part2.csv", "--model", model, "--json"
    )
    assert code == 0
    assert len(json.loads(out)) == 10


def test_standard_input_and_output(folder, model):
    script = "from tandem.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", script, "run", NAME, "-", "--model", str(model), "--no-reasons"],
        input=leads_of(3, 2).to_csv(index=False).encode(), capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.decode().splitlines()[0] == "row,probability,low,high,abstained"
    assert len(done.stdout.decode().splitlines()) == 4


def test_evaluate_prints_baselines(monkeypatch, capsys, folder):
    code, out, _ = tandem(
        monkeypatch, capsys, "evaluate", NAME, folder / "leads.csv", "--target", "Won", "--id", "Id", "--json"
    )
    assert code == 0
    assert "base rate" in {row[0] for row in json.loads(out)["measures"]}


def test_parameters_come_from_a_file(monkeypatch, capsys, folder):
    (folder / "p.toml").write_text('prior_rate = 0.1\nkeep = ["Visits"]\n')
    (folder / "none.csv").write_text("Source,Visits,Won\nWeb,1,\nWeb,2,\n")
    words = [
        "fit",
        NAME,
        folder / "none.csv",
        "--target",
        "Won",
        "--model",
        folder / "p",
        "--params",
        folder / "p.toml",
        "--json",
    ]
    code, out, _ = tandem(monkeypatch, capsys, *words)
    assert code == 0
    assert ["prior_rate", "0.1"] in json.loads(out)["parameters"]


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["describe", "no/such"], 1, "must be one of"),
        (["fit", NAME, "no.csv", "--target", "Won", "--model", "m"], 1, "no.csv"),
        (["fit", NAME, "leads.csv", "--target", "Gone", "--id", "Lost", "--model", "m"], 1, "'Gone'"),
        (["fit", NAME, "leads.csv", "--target", "Won", "--model", "nowhere/m"], 1, "folder"),
        (["fit", NAME, "leads.csv", "--target", "Source", "--model", "m"], 1, "--positive"),
        (["fit", NAME, "leads.csv", "--model", "m"], 2, "--target"),
        (["run", NAME, "leads.csv"], 2, "--model"),
        (["run", NAME, "leads.csv", "--model", "leads.csv"], 1, "must be a model"),
        (["fit", NAME, "leads.csv", "--target", "Won", "--model", "m", "--params", "leads.csv"], 1, "TOML"),
        (["fly"], 2, "fly"),
    ],
)
def test_what_cannot_be_done_is_said_in_words(monkeypatch, capsys, folder, words, code, says):
    monkeypatch.chdir(folder)
    ended, out, err = tandem(monkeypatch, capsys, *words)
    assert ended == code
    assert says in err
    assert "Traceback" not in err
    assert out == ""


def test_starting_up_imports_nothing_heavy():
    script = "import sys, tandem.cli; print({'pandas', 'sklearn', 'lightgbm', 'pyarrow'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
