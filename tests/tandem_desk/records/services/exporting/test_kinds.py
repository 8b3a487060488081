"""Every kind of record in every dialect that has an object for it: out, in again, and equal where the dialect tells."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tandem.kernel.vocabulary import SubjectKind
from tandem.tables.schema import RECORD_TABLES
from tandem_desk.records.models import Account
from tandem_desk.records.selectors.kinds import model_of, table_of
from tandem_desk.records.services.exporting import DIALECTS, export_files
from tandem_desk.records.services.exporting.records import find_shape
from tandem_desk.workspace.models import Workspace


def rows_of(kind: SubjectKind, workspace: Workspace, left: tuple[str, ...]) -> list[dict[str, Any]]:
    columns = [one for one in table_of(kind).columns if one.name not in ("recorded_at", *left)]
    names = [f"{one.name}__external_id" if one.refers_to else one.name for one in columns]
    rows = model_of(kind).objects.filter(workspace=workspace).order_by("external_id")
    return list(rows.values(*names, "custom"))


@pytest.mark.slow
@pytest.mark.parametrize("dialect", [one for one in DIALECTS if one != "as imported"])
def test_every_kind_the_dialect_has_comes_back(
    bring_company: Callable[..., Path], bring_folder: Callable[..., Any], workspace: Workspace, tmp_path: Path,
    dialect: str,
) -> None:  # fmt: skip
    bring_company("tandem")
    kinds = [one.kind for one in RECORD_TABLES if one.kind is not None and find_shape(one.kind, dialect) is not None]
    first, second = tmp_path / "first", tmp_path / "second"
    given: dict[str, Any] = {"tables": [table_of(kind).name for kind in kinds], "member": None, "dialect": dialect}
    written = export_files(target=first, workspace=workspace, **given)
    assert written.left_out == {}
    assert len(written.files) == len(kinds) >= 2
    elsewhere = Workspace.objects.create(name="Copy")
    bring_folder(first, elsewhere)
    # A reference to a kind that the dialect has no object for has nothing to point at.
    gone = {table_of(one.kind).name for one in RECORD_TABLES if one.kind is not None and one.kind not in kinds}
    for kind in kinds:
        dangling = tuple(one.name for one in table_of(kind).columns if one.refers_to in gone)
        left = dangling if dialect == "tandem" else (*dangling, "source_system")
        was, now = rows_of(kind, workspace, left), rows_of(kind, elsewhere, left)
        assert len(was) == len(now) > 0, kind
        differing = {
            (str(kind), name, str(old[name]), str(new[name]))
            for old, new in zip(was, now, strict=True)
            for name in old
            if old[name] != new[name]
        }
        assert differing == set()
    export_files(target=second, workspace=elsewhere, **given)
    assert {one.name for one in first.iterdir()} == {one.name for one in second.iterdir()}


@pytest.mark.slow
def test_the_common_schema_makes_no_accounts_of_ids(bring_company: Callable[..., Path], workspace: Workspace) -> None:
    folder = bring_company("tandem")
    n_accounts = len((folder / "accounts.csv").read_text().splitlines()) - 1
    assert Account.objects.filter(workspace=workspace).count() == n_accounts
    assert not Account.objects.filter(workspace=workspace, name__startswith="account-").exists()
