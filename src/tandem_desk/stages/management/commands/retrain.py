"""`tandem-desk retrain`: learns from new outcomes now, instead of at night."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from tandem.catalogue import by_name
from tandem_desk.stages.tasks import GLUES, learn_and_suggest
from tandem_desk.workspace.selectors.people import workspaces


class Command(BaseCommand):
    """Parses; the work is the stages'."""

    help = "Learn from new outcomes, put better models in force, score all open records and open suggestions."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--seed", type=int, default=0, help="Of every random choice (default 0).")
        parser.add_argument("--force", action="store_true", help="Judge even on few new outcomes.")
        parser.add_argument("--function", default="", help="Only this one, e.g. closing/deal_odds (default: all).")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Do so in every workspace."""
        if options["function"]:
            by_name(options["function"])
        chosen = [glue for glue in GLUES if options["function"] in ("", glue.name)]
        for workspace in workspaces():
            for glue in chosen:
                done = learn_and_suggest(
                    glue, workspace=workspace, at=timezone.now(), seed=options["seed"], force=options["force"]
                )
                version = f"version {done['number']}: " if done["number"] is not None else ""
                told = f"{version}{done['because']} {done['n_opened']} suggestions opened."
                self.stdout.write(f"{workspace.name}, {by_name(glue.name).title}: {told}")
