"""`tandem-desk serve`: the site and a worker."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from tandem.kernel.errors import InputError
from tandem_desk.workspace.services.serving import collect_static, listen, prepare_database, serve


class Command(BaseCommand):
    """Parses; the work is the service's."""

    help = "Serve the site, with a worker for background jobs beside it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--bind", help="Address to listen on (default TANDEM_BIND).")
        parser.add_argument("--port", type=int, help="Port to listen on (default TANDEM_PORT); 0 takes a free one.")
        parser.add_argument(
            "--no-worker", action="store_true", help="Run no worker; `tandem-desk work` does that then."
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Check, prepare, serve."""
        environment = settings.ENVIRONMENT
        port = environment.port if options["port"] is None else options["port"]
        try:
            listening = listen(bind=options["bind"] or environment.bind, port=port)
            prepare_database()
        except InputError as error:
            raise CommandError(str(error)) from error
        collect_static()
        serve(listening=listening, with_worker=not options["no_worker"], say=self._say)

    def _say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()
