"""`tandem-desk export`: one file for a kind, several for streams and everything."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command


def test_a_stream_goes_into_a_folder_and_says_what_it_left_out(
    workspace: Any,
    make_lead: Callable[..., Any],
    make_touchpoint: Callable[..., Any],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    lead = make_lead(external_id="L1")
    make_touchpoint(lead=lead, kind="call", external_id="T1")
    make_touchpoint(lead=lead, kind="web_visit", external_id="T2")
    call_command("export", "touchpoints", str(tmp_path / "out"), "--dialect", "frappe")
    said = capsys.readouterr().err
    assert "CRM Call Log.csv: 1 rows" in said
    assert "touchpoints: 1 rows left out, as frappe has nothing to keep them in" in said
    call_command("export", "everything", str(tmp_path / "all.zip"), "--dialect", "tandem")
    assert "3 rows written" in capsys.readouterr().err
    call_command("export", "lead", str(tmp_path / "leads.csv"))
    assert (tmp_path / "leads.csv").exists()


@pytest.mark.parametrize("given", [["all.csv"], ["out", "--columns", "name"]])
def test_several_files_need_a_folder_or_zip(workspace: Any, tmp_path: Path, given: list[str]) -> None:
    path, *others = given
    with pytest.raises(CommandError, match="folder or a path ending in"):
        call_command("export", "everything", str(tmp_path / path), *others)
    assert not (tmp_path / path).exists()
