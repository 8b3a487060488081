"""Loads the sample company into a workspace, through the same import as anybody's data."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings

from tandem.kernel.timeline import as_utc
from tandem_desk.records.models import ImportRun, ImportState
from tandem_desk.workspace.models import Job, JobState, Workspace

__all__ = ["N_SAMPLE_LEADS", "SAMPLE_NAME", "is_sample_loaded", "load_sample", "sample_sellers"]

SAMPLE_NAME = "Sample company"
N_SAMPLE_LEADS = 2_000
_SEED = 1


def is_sample_loaded(*, workspace: Workspace) -> bool:
    """Return whether the sample company is in a workspace as a whole."""
    return ImportRun.objects.filter(workspace=workspace, name=SAMPLE_NAME, state=ImportState.DONE).exists()


def load_sample(
    *,
    workspace: Workspace,
    at: datetime,
    n_leads: int = N_SAMPLE_LEADS,
    dialect: str = "salesforce",
    progress: Callable[[int, int, str], None] = lambda *_: None,
) -> dict[str, Any]:
    """Simulate the sample company up to today and import it; a load that was interrupted goes on from where it stood.

    Raises
    ------
    InputError
        The number of leads is out of range.
    """
    run = ImportRun.objects.filter(workspace=workspace, name=SAMPLE_NAME).order_by("-id").first()
    if run is None or run.state == ImportState.UNDONE:
        progress(0, 0, "simulating the sample company")
        run = _start(workspace, at, n_leads, dialect)
    if run.state in (ImportState.RECOGNISED, ImportState.FAILED):
        from tandem_desk.records.services.importing import begin_import

        job = begin_import(run=run, member=None)
        # It is run here and now; a worker must not take it up as well.
        Job.objects.filter(pk=job.pk, state=JobState.WAITING).update(
            state=JobState.STOPPED, error="Run by the demo itself."
        )

    def shown(n_done: int, n_total: int, words: str) -> bool:
        progress(n_done, n_total, words)
        return True

    from tandem_desk.records.services.importing import run_import

    done = run_import(run.pk, shown)
    tables = {one.name: one.n_created for one in done.tables.all()}
    return {"import": done.pk, "created": tables}


def sample_sellers(*, n_leads: int = N_SAMPLE_LEADS) -> list[str]:
    """Return the names of those who own the sample company's records, so that they can be members."""
    from datetime import date

    from tandem.datasets.sample_company import SampleSettings, simulate

    company = simulate(SampleSettings(seed=_SEED, today=date(2026, 1, 1), n_leads=n_leads))
    return sorted(set(company.record_tables()["leads"]["owner_name"].to_pylist()))


def _start(workspace: Workspace, at: datetime, n_leads: int, dialect: str) -> ImportRun:
    from tandem.datasets.sample_company import SampleSettings, simulate
    from tandem.datasets.sample_company.files import write_files
    from tandem_desk.records.services.importing import start_import

    company = simulate(
        SampleSettings(seed=_SEED, today=as_utc(at).date(), n_leads=n_leads, currency=workspace.currency)
    )
    home = Path(settings.TANDEM_HOME)
    home.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=home) as scratch:
        folder = Path(scratch) / "sample-company"
        write_files(company, folder, dialect)
        return start_import(workspace=workspace, member=None, path=folder, name=SAMPLE_NAME)
