"""`tandem-desk work`: runs background jobs until told to end."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand

from tandem_desk.workspace.services.jobs import Worker
from tandem_desk.workspace.services.jobs.worker import Pace
from tandem_desk.workspace.services.processes import Processes, this_command


class Command(BaseCommand):
    """Parses; the work is the worker's."""

    help = "Run background jobs until SIGTERM or SIGINT; several processes share one queue."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--processes", type=int, default=1, help="Worker processes to run (default 1).")
        parser.add_argument("--until-empty", action="store_true", help="End when nothing is due.")
        parser.add_argument("--poll-seconds", type=float, default=1.0, help="Between two looks at an empty queue.")
        parser.add_argument("--beat-seconds", type=float, default=5.0, help="Between two signs of life.")
        parser.add_argument("--missed-seconds", type=float, default=60.0, help="Silence that counts as death.")
        parser.add_argument("--parent", type=int, help="Process without which to end as well.")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Run one worker here, or several as children."""
        if options["processes"] > 1:
            passed = [f"--{name}-seconds={options[f'{name}_seconds']}" for name in ("poll", "beat", "missed")]
            passed += ["--until-empty"] if options["until_empty"] else []
            Processes([this_command("work", *passed, "--parent={pid}")] * options["processes"]).run()
            return
        missed_after = timedelta(seconds=options["missed_seconds"])
        pace = Pace(options["poll_seconds"], options["beat_seconds"], missed_after)
        worker = Worker(pace=pace, parent=options["parent"])
        n_run = worker.run(until_empty=options["until_empty"])
        self.stderr.write(f"Worker ended after {n_run} jobs.")
