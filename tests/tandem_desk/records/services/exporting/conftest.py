"""A whole company, taken in once for each test that asks."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tandem.datasets.sample_company import SampleSettings, simulate, write_files
from tandem_desk.records.models import ImportRun
from tandem_desk.records.services.importing import run_import, start_import
from tandem_desk.workspace.models import Workspace

SETTINGS = SampleSettings(seed=3, today=date(2026, 3, 2), n_leads=60)


@pytest.fixture
def bring_folder() -> Callable[..., ImportRun]:
    """Import a folder into a workspace."""

    def bring(folder: Path, into: Workspace) -> ImportRun:
        return run_import(start_import(workspace=into, member=None, path=folder, name="folder", keep_copy=False).pk)

    return bring


@pytest.fixture
def bring_company(tmp_path: Path, workspace: Workspace, bring_folder: Callable[..., ImportRun]) -> Callable[..., Any]:
    """Import the sample company as a system exports it, and return its folder."""

    def bring(dialect: str) -> Path:
        folder = tmp_path / f"company as {dialect}"
        write_files(simulate(SETTINGS), folder, dialect)
        bring_folder(folder, workspace)
        return folder

    return bring
