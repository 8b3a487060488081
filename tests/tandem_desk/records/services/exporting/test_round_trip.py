"""A whole company out and in again: every kind of record comes back equal on every mapped field."""

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tandem.datasets.sample_company import SampleSettings, simulate, write_files
from tandem.kernel.vocabulary import SubjectKind
from tandem.tables.schema import TABLES
from tandem_desk.records.selectors.kinds import kind_of_table, model_of, table_of
from tandem_desk.records.services.exporting import export_records
from tandem_desk.records.services.importing import run_import, start_import
from tandem_desk.workspace.models import Workspace

NOT_A_FIELD = ("recorded_at", "id")


def rows_of(kind: SubjectKind, workspace: Workspace) -> list[dict[str, Any]]:
    names = [f"{one.name}__external_id" if one.refers_to else one.name for one in table_of(kind).columns]
    rows = model_of(kind).objects.filter(workspace=workspace).order_by("external_id")
    return list(rows.values(*(name for name in names if name not in NOT_A_FIELD), "custom"))


@pytest.mark.slow
@pytest.mark.parametrize("dialect", ["salesforce", "hubspot"])
def test_every_kind_of_record_comes_back(workspace: Workspace, tmp_path: Path, dialect: str) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    second.mkdir()
    write_files(simulate(SampleSettings(seed=3, today=date(2026, 3, 2), n_leads=120)), first, dialect)
    run = run_import(start_import(workspace=workspace, member=None, path=first, name="first", keep_copy=False).pk)
    kinds = {kind_of_table(one.table): one.name for one in run.tables.all() if one.table and TABLES[one.table].kind}
    assert len(kinds) >= (4 if dialect == "hubspot" else 8)
    for kind, name in kinds.items():
        with (second / Path(name).name).open("wb") as target:
            assert export_records(kind=kind, target=target, member=None, workspace=workspace) > 0
    # Who owns what is written as the system's ids; the names stand in its file of users, which is not ours to write.
    for users in first.iterdir():
        if users.stem.lower() in ("user", "users"):
            shutil.copy(users, second / users.name)
    elsewhere = Workspace.objects.create(name="Copy")
    run_import(start_import(workspace=elsewhere, member=None, path=second, name="second", keep_copy=False).pk)
    for kind in kinds:
        was, now = rows_of(kind, workspace), rows_of(kind, elsewhere)
        assert len(was) == len(now) > 0, kind
        differing = {
            (kind, name, str(old[name]), str(new[name]))
            for old, new in zip(was, now, strict=True)
            for name in old
            if old[name] != new[name]
        }
        assert differing == set()
