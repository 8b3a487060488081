"""Whatever people drop: an import ends, says what it could not take, and never loses a row in silence."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tandem.kernel.errors import InputError
from tandem_desk.records.models import Change, ImportRun, Lead
from tandem_desk.records.services.importing import run_import, start_import, write_bad_rows_file
from tandem_desk.workspace.models import Workspace

HEAD = "Id,LastName,Company,Email,NumberOfEmployees,Description\n"
GOOD = "00Q1,Müller,Acme,a@acme.example,5,fine\n"

# What is dropped, how many leads come of it, and a word of the reasons given (empty: there is nothing to report).
CASES: dict[str, tuple[bytes, int, str]] = {
    "windows text": ((HEAD + GOOD).encode("cp1252"), 1, ""),
    "utf-16": ((HEAD + GOOD).encode("utf-16"), 1, ""),
    "byte order mark": ((HEAD + GOOD).encode("utf-8-sig"), 1, ""),
    "one row in another encoding": (
        (HEAD + GOOD + GOOD.replace("00Q1", "00Q2").replace("a@", "b@")).encode()
        + GOOD.replace("00Q1", "00Q3").encode("cp1252"),
        2,
        "not valid utf-8",
    ),
    "NUL bytes": ((HEAD + GOOD).encode() + b"00Q2,R\0ay,Birch,,1,x\n", 1, "NUL"),
    "ragged rows": ((HEAD + GOOD + "00Q2,Ray\n00Q3,Cem,Firm,,1,x,y,z\n").encode(), 1, "cells where the header has"),
    "repeated headers": (
        b"Id,LastName,Company,Email,Email,Status\n00Q1,Lee,Acme,a@acme.example,b@acme.example,Open\n",
        1,
        "",
    ),
    "a cell of five megabytes": (
        (HEAD + f'00Q1,Lee,{"x" * 5_000_000},,1,"{"y" * 100}"\n').encode(),
        1,
        "must fit the column",
    ),
    "a cell that is no number": ((HEAD + GOOD.replace(",5,", ",lots,")).encode(), 1, "whole number"),
    "cut off in the middle": ((HEAD + GOOD + '00Q2,Ray,Birch,,1,"never clos').encode(), 1, "cut off"),
    "an amount beyond the column": (
        b"Id,LastName,Company,AnnualRevenue\n00Q1,Lee,Acme,99999999999999999999\n",
        1,
        "must fit",
    ),
    "nothing below the header": (HEAD.encode(), 0, ""),
    "decimal commas": (
        b"Id;LastName;Company;AnnualRevenue\n00Q1;Lee;Acme;1.200,50\n00Q2;Ray;Birch;7,25\n",
        2,
        "",
    ),
}


def _bring(workspace: Workspace, path: Path) -> ImportRun:
    return run_import(start_import(workspace=workspace, member=None, path=path, name=path.name, keep_copy=False).pk)


def test_every_bad_file_ends_well(workspace: Workspace, tmp_path: Path) -> None:
    for name, (content, n_leads, reason) in CASES.items():
        Lead.objects.all().delete()
        path = tmp_path / name / "Lead.csv"
        path.parent.mkdir()
        path.write_bytes(content)
        run = _bring(workspace, path)
        table = run.tables.get()
        reasons = " ".join(table.bad_rows.values_list("reason", flat=True))
        assert Lead.objects.count() == n_leads, name
        assert (reason in reasons) if reason else not reasons, (name, reasons)
        assert Change.objects.count() == 0, name


@pytest.mark.parametrize("entry", ["../../etc/Lead.csv", "/Lead.csv", "C:\\Lead.csv"])
def test_a_path_that_leaves_the_archive_is_refused(workspace: Workspace, tmp_path: Path, entry: str) -> None:
    path = tmp_path / "drop.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(entry, HEAD)
    with pytest.raises(InputError, match="stay inside"):
        start_import(workspace=workspace, member=None, path=path, name="drop", keep_copy=False)
    assert not ImportRun.objects.exists()


def test_a_bomb_is_refused(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "drop.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("Lead.csv", b"0" * 100_000_000)
    with pytest.raises(InputError, match="times"):
        start_import(workspace=workspace, member=None, path=path, name="drop", keep_copy=False)


def test_what_came_back_is_safe_to_open_in_a_spreadsheet(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "Lead.csv"
    path.write_text(HEAD + "00Q1,Lee,Acme,=cmd|x,5,fine\n")
    run = _bring(workspace, path)
    out = io.BytesIO()
    assert write_bad_rows_file(run=run, target=out) == 1
    assert "Lead.csv,2,Email,must be an e-mail address,'=cmd|x,yes" in out.getvalue().decode("utf-8-sig")


def test_ages_pass_but_the_file_is_gone(workspace: Workspace, tmp_path: Path, make_lead: Callable[..., Any]) -> None:
    path = tmp_path / "Lead.csv"
    path.write_text(HEAD + GOOD)
    run = start_import(workspace=workspace, member=None, path=path, name="Lead.csv", keep_copy=False)
    path.unlink()
    with pytest.raises(InputError, match="can be read"):
        run_import(run.pk)
    run.refresh_from_db()
    assert run.state == "failed"
    path.write_text(HEAD + GOOD)
    assert run_import(run.pk).state == "done"
