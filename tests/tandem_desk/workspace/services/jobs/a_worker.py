"""A worker process for the tests: the real worker with handlers whose every start and end is written to a file.

python a_worker.py seed NAME COUNT | work [--until-empty] | show
"""

import json
import os
import sys
import time
from datetime import timedelta
from pathlib import Path


def plug_in() -> None:
    from tandem_desk.workspace.sockets import job

    diary = Path(os.environ["TANDEM_HOME"]) / "diary"

    def note(*words: object) -> None:
        with diary.open("a", encoding="utf-8") as file:
            file.write(" ".join(map(str, (time.time_ns(), os.getpid(), *words))) + "\n")

    @job("test.short", "Short")
    def short(context) -> None:
        note("start", context.arguments["n"])
        time.sleep(0.02)
        note("end", context.arguments["n"])

    @job("test.long", "Long")
    def long(context) -> None:
        note("start", context.arguments["n"])
        time.sleep(0.2 if diary.with_name("hurry").exists() else 60)
        note("end", context.arguments["n"])


def seed(name: str, count: str) -> None:
    from tandem_desk.workspace.models import Job
    from tandem_desk.workspace.services.jobs import enqueue_job

    Job.objects.all().delete()
    for number in range(int(count)):
        enqueue_job(name=name, arguments={"n": number}, workspace=None)


def work(*words: str) -> None:
    from tandem_desk.workspace.services.jobs import Worker
    from tandem_desk.workspace.services.jobs.worker import Pace

    pace = Pace(poll_seconds=0.05, beat_seconds=0.2, missed_after=timedelta(seconds=1.5))
    Worker(pace=pace).run(until_empty="--until-empty" in words)


def show() -> None:
    from tandem_desk.workspace.models import Job

    rows = Job.objects.order_by("id").values("name", "state", "n_tries", "worker", "error")
    sys.stdout.write(json.dumps(list(rows)))


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tandem_desk.config.settings")
    django.setup()
    plug_in()
    {"seed": seed, "work": work, "show": show}[sys.argv[1]](*sys.argv[2:])
