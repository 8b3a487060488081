"""`tandem-desk backup`: everything in one file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from tandem.kernel.errors import InputError
from tandem_desk.workspace.services.backups import make_backup


class Command(BaseCommand):
    """Parses; the work is the service's."""

    help = "Write a consistent copy of the database, models and uploads to one file, while the site runs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the argument."""
        parser.add_argument("path", type=Path, help="File to write, e.g. tandem-2026-03-02.tar.gz.")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Write, read back, say what is in it."""
        try:
            manifest = make_backup(path=options["path"], at=timezone.now())
        except InputError as error:
            raise CommandError(str(error)) from error
        size = options["path"].stat().st_size / 1e6
        n_rows, n_files = sum(manifest.n_rows.values()), len(manifest.digests)
        self.stdout.write(
            f"{options['path']}: {n_rows:,} rows and {n_files:,} files in {size:.1f} MB, read back and whole."
        )
