"""`tandem-desk demo`: the sample company, from an empty folder to open suggestions."""

import time
from argparse import ArgumentParser
from datetime import UTC, datetime
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils import timezone

from tandem.catalogue import by_name
from tandem_desk.records.services.sample import N_SAMPLE_LEADS, is_sample_loaded, load_sample, sample_sellers
from tandem_desk.review.selectors.queue import open_suggestions_of
from tandem_desk.review.selectors.versions import version_in_force
from tandem_desk.stages.frame.glue import Glue
from tandem_desk.stages.tasks import GLUES
from tandem_desk.workspace.models import Workspace
from tandem_desk.workspace.services.sample_people import SignIn, ensure_sample_people, sample_password


class Command(BaseCommand):
    """Makes what is not there yet; run again, it goes on where it was interrupted."""

    help = "Load the sample company, fit the models, open suggestions and print how to sign in."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--leads", type=int, default=N_SAMPLE_LEADS, help="Size of the sample company.")
        parser.add_argument("--serve", action="store_true", help="Then serve the site.")
        parser.add_argument("--port", type=int, help="Port to serve on.")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Prepare, load, learn, suggest, show."""
        started = time.monotonic()
        call_command("migrate", verbosity=0)
        workspace, people = ensure_sample_people(sellers=sample_sellers(n_leads=options["leads"]), currency="EUR")
        if not is_sample_loaded(workspace=workspace):
            self._say(f"Importing the sample company of {options['leads']:,} leads ...")
            load_sample(workspace=workspace, at=timezone.now(), n_leads=options["leads"])
        for glue in GLUES:
            self._learn(glue, workspace)
        self._show(people)
        self._say(f"Ready after {time.monotonic() - started:.0f} s, at {datetime.now(UTC):%H:%M} UTC.")
        if options["serve"]:
            call_command("serve", **({"port": options["port"]} if options["port"] else {}))

    def _learn(self, glue: Glue, workspace: Workspace) -> None:
        if version_in_force(workspace=workspace, function=glue.name) is None:
            self._say(f"{by_name(glue.name).title}: learning from what came of the past ...")
            self._say(glue.retrain(workspace=workspace, at=timezone.now()).because)
        standing = open_suggestions_of(workspace=workspace, function=glue.name)
        if not standing.filter(expires_at__gt=timezone.now()).exists():
            opened = glue.suggest(workspace=workspace, at=timezone.now())
            self._say(f"{opened.n_opened} suggestions are open.")

    def _show(self, people: list[SignIn]) -> None:
        self._say(f"\nSign in with the password {sample_password()} as")
        for one in people:
            self._say(f"  {one.email:<26} {one.role:<10} {one.name}")

    def _say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()
