"""`tandem-desk restore`: a backup in the place of what is there."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tandem.kernel.errors import InputError
from tandem_desk.workspace.services.backups import restore_backup


class Command(BaseCommand):
    """Parses; the work is the service's."""

    help = "Bring a backup back into an empty database, or with --force into any. End the site before."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("path", type=Path, help="File that `tandem-desk backup` wrote.")
        parser.add_argument("--force", action="store_true", help="Replace the data that is here.")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Check, switch, say what came back."""
        try:
            manifest = restore_backup(path=options["path"], force=options["force"])
        except InputError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Restored {sum(manifest.n_rows.values()):,} rows of {manifest.made_at}.")
