"""Edits leads of the sample company beside a running worker, waits for each new score, and writes what that took."""

import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

HERE = Path(__file__).resolve().parent
N_LEADS, N_TIMES = 2_000, 50
LONGEST_SECONDS, POLL_SECONDS, WARM_SECONDS = 30.0, 0.005, 60.0
GOAL_SECONDS = 1.0
DESK = [sys.executable, "-c", "import sys; from tandem_desk.config.command import main; sys.exit(main())"]


def main() -> None:
    """Make the sample company in an empty folder, measure, print and write the table."""
    with tempfile.TemporaryDirectory(prefix="tandem-event-") as home:
        os.environ |= {
            "TANDEM_HOME": home,
            "DATABASE_URL": "",
            "TANDEM_SECRET_KEY": "only-for-measuring",
            "DJANGO_SETTINGS_MODULE": "tandem_desk.config.settings",
        }
        subprocess.run([*DESK, "demo", f"--leads={N_LEADS}"], check=True, stdout=subprocess.DEVNULL)
        worker = subprocess.Popen([*DESK, "work"], stdout=subprocess.DEVNULL)
        try:
            rows = _measure()
        finally:
            worker.terminate()
            worker.wait(timeout=60)
    _write(rows)


def _measure() -> list[tuple[str, np.ndarray, np.ndarray]]:
    """Return, for each kind of event, seconds to the new score and seconds the event itself took, shape (50,) each."""
    import django

    django.setup()
    from django.utils import timezone

    from tandem.kernel.vocabulary import TouchpointKind
    from tandem_desk.records.models import Lead
    from tandem_desk.records.services.changing import update_record
    from tandem_desk.touchpoints.services import record_touchpoint

    leads = list(Lead.objects.filter(score_probability__isnull=False).order_by("pk")[: 2 * N_TIMES])

    def edit(lead: Any) -> None:
        rating = "Cold" if lead.rating == "Hot" else "Hot"
        update_record(
            record=lead, values={"rating": rating}, member=None, source="page", actor="benchmark", at=timezone.now()
        )

    def call(lead: Any) -> None:
        now = timezone.now()
        record_touchpoint(
            workspace=lead.workspace, kind=TouchpointKind.FORM, occurred_at=now, recorded_at=now, lead_id=lead.pk
        )

    _wait(leads[0], edit, WARM_SECONDS)
    return [
        ("an edit of a field", *_each(edit, leads[:N_TIMES])),
        ("a new touchpoint", *_each(call, leads[N_TIMES:])),
    ]


def _each(event: Callable[[Any], None], leads: list[Any]) -> tuple[np.ndarray, np.ndarray]:
    pairs = [_wait(lead, event, LONGEST_SECONDS) for lead in leads]
    return np.array([whole for whole, _ in pairs]), np.array([own for _, own in pairs])


def _wait(lead: Any, event: Callable[[Any], None], longest: float) -> tuple[float, float]:
    """Return seconds from the event's beginning to the new score, and to the event's own end."""
    from tandem_desk.records.models import Lead

    before = Lead.objects.values_list("scored_at", flat=True).get(pk=lead.pk)
    begun = time.perf_counter()
    event(lead)
    own = time.perf_counter() - begun
    while time.perf_counter() - begun < longest:
        if Lead.objects.values_list("scored_at", flat=True).get(pk=lead.pk) != before:
            return time.perf_counter() - begun, own
        time.sleep(POLL_SECONDS)
    raise SystemExit(f"no new score within {longest:.0f} s")


def _write(rows: list[tuple[str, np.ndarray, np.ndarray]]) -> None:
    slowest = max(float(np.quantile(whole, 0.95)) for _, whole, _ in rows)
    verdict = "within" if slowest <= GOAL_SECONDS else "not within"
    lines = [
        "# From an event to the new score",
        "",
        f"The new score stands there {verdict} a second at the 95th percentile: {slowest:.2f} s. The sample company of "
        f"{N_LEADS:,} leads on SQLite, a worker beside it as `tandem-desk serve` runs it, {N_TIMES} events of each "
        "kind one after the other, each on another lead. The time runs from before the event is written to the moment "
        "another process reads the new score; the event's own time is what whoever made it waits for. "
        f"Python {platform.python_version()}, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}.",
        "",
        "| Event | median s | p95 s | slowest s | the event itself, p95 ms |",
        "|---|---|---|---|---|",
        *(
            f"| {name} | {np.median(whole):.2f} | {np.quantile(whole, 0.95):.2f} | {whole.max():.2f} "
            f"| {1000 * np.quantile(own, 0.95):.0f} |"
            for name, whole, own in rows
        ),
        "",
        "Without it a changed lead waited for the next sweep, five minutes at the most; the sweep still runs and takes "
        "up what a dead process left.",
        "",
    ]
    (HERE / "results.md").write_text("\n".join(lines), encoding="utf-8")
    print("\n".join(lines))
