"""`tandem-desk retrain`: learns from new outcomes now, instead of at night."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from tandem_desk.stages.prospecting import retrain, score_all, suggest_worthwhile
from tandem_desk.workspace.selectors.people import workspaces


class Command(BaseCommand):
    """Parses; the work is the stage's."""

    help = "Learn from new outcomes, put a better model in force, score all leads and open suggestions."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--seed", type=int, default=0, help="Of every random choice (default 0).")
        parser.add_argument("--force", action="store_true", help="Judge even on few new outcomes.")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Do so in every workspace."""
        for workspace in workspaces():
            at = timezone.now()
            learned = retrain(workspace=workspace, at=at, seed=options["seed"], force=options["force"])
            scores = score_all(workspace=workspace, at=at)
            opened = suggest_worthwhile(workspace=workspace, at=at, scores=scores)
            version = f"version {learned.number}: " if learned.number is not None else ""
            self.stdout.write(f"{workspace.name}: {version}{learned.because} {opened.n_opened} suggestions opened.")
