import csv
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa

from tandem.datasets.sample_company.files.csv_file import (
    flag_text,
    iso_milliseconds,
    minutes,
    numbers_in,
    relabel,
    write_csv,
)

NOON = pa.array([datetime(2026, 3, 2, 12, 30, 5, tzinfo=UTC), None], pa.timestamp("us", tz="UTC"))


def test_batches_are_written_one_after_the_other_and_read_back_the_same(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    awkward = ['say "hi", please', "two\nlines", "plain"]
    n = write_csv(path, ({"Text": [text], "n": pa.array([row])} for row, text in enumerate(awkward)))
    with path.open(newline="", encoding="utf-8") as source:
        rows = list(csv.reader(source))
    assert n == 3
    assert rows == [["Text", "n"], *([text, str(row)] for row, text in enumerate(awkward))]


def test_each_system_writes_instants_in_its_own_way() -> None:
    assert iso_milliseconds(NOON).to_pylist() == ["2026-03-02T12:30:05.000Z", None]
    assert minutes(NOON).to_pylist() == ["2026-03-02 12:30", None]


def test_an_empty_flag_is_false() -> None:
    assert flag_text(pa.array([True, None])).to_pylist() == ["true", "false"]


def test_numbers_are_read_from_the_end_of_an_id() -> None:
    assert numbers_in(pa.array(["lead-0000012", None, "touchpoint-10000000"])).to_pylist() == [12, None, 10_000_000]


def test_words_without_a_translation_stay() -> None:
    assert relabel(pa.array(["New", "Odd", None]), {"New": "NEW"}).to_pylist() == ["NEW", "Odd", None]
