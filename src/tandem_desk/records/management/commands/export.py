"""`tandem-desk export`: writes records of one kind into a file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tandem.kernel.errors import TandemError
from tandem.kernel.vocabulary import SubjectKind
from tandem_desk.records.services.command_line import find_workspace
from tandem_desk.records.services.exporting import AS_IMPORTED, DIALECTS, export_records

_KINDS = [str(kind) for kind in SubjectKind if kind is not SubjectKind.TABLE]


class Command(BaseCommand):
    """Parses; the work is the service's."""

    help = "Write accounts, contacts, leads, deals, ... into a csv, xlsx or parquet file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("kind", choices=_KINDS, help="Kind of record.")
        parser.add_argument("path", type=Path, help="File to write; its suffix says csv, tsv, xlsx or parquet.")
        parser.add_argument("--dialect", default=AS_IMPORTED, choices=DIALECTS, help="Whose headers and spelling.")
        parser.add_argument("--columns", default="", help="Columns to write, divided by commas; all by default.")
        parser.add_argument("--workspace", default="", help="Name or number; not needed where there is only one.")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Write the file and say how many rows it has."""
        try:
            n_rows = export_records(
                kind=SubjectKind(options["kind"]),
                target=options["path"],
                member=None,
                workspace=find_workspace(options["workspace"]),
                dialect=options["dialect"],
                columns=[one.strip() for one in options["columns"].split(",") if one.strip()],
            )
        except TandemError as error:
            raise CommandError(str(error), returncode=2) from error
        self.stderr.write(f"{n_rows:,} rows written to {options['path']}.")
