"""`tandem-desk export`: writes records of one kind into a file, or streams and everything into a folder or zip."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tandem.kernel.errors import TandemError
from tandem.kernel.vocabulary import SubjectKind
from tandem_desk.records.services.command_line import find_workspace
from tandem_desk.records.services.exporting import (
    AS_IMPORTED,
    DIALECTS,
    EVERYTHING,
    STREAMS,
    export_files,
    export_records,
)

_ALL = "everything"
_FILES = (".csv", ".tsv", ".tab", ".xlsx", ".parquet", ".pq")
_KINDS = [str(kind) for kind in SubjectKind if kind is not SubjectKind.TABLE]


class Command(BaseCommand):
    """Parses; the work is the service's."""

    help = (
        "Write accounts, contacts, leads, deals, ... into a csv, xlsx or parquet file; or touchpoints, changes, "
        "campaign members, buying roles, or everything into a folder or zip that can be imported again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        what = "Kind of record, or several files at once: a stream, or everything."
        parser.add_argument("kind", choices=[*_KINDS, *STREAMS, _ALL], help=what)
        where = (
            "File to write; its suffix says csv, tsv, xlsx or parquet. Of several files: a folder, or a path in .zip."
        )
        parser.add_argument("path", type=Path, help=where)
        parser.add_argument("--dialect", default=AS_IMPORTED, choices=DIALECTS, help="Whose headers and spelling.")
        parser.add_argument("--columns", default="", help="Columns to write, divided by commas; all by default.")
        parser.add_argument("--workspace", default="", help="Name or number; not needed where there is only one.")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Write the file and say how many rows it has."""
        if options["kind"] in (*STREAMS, _ALL):
            self._write_files(options)
            return
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

    def _write_files(self, options: dict[str, Any]) -> None:
        path: Path = options["path"]
        if path.suffix.lower() in _FILES or options["columns"]:
            must = "Several files are written: give a folder or a path ending in .zip, and no --columns."
            raise CommandError(must, returncode=2)
        try:
            written = export_files(
                tables=EVERYTHING if options["kind"] == _ALL else [options["kind"]],
                target=path,
                member=None,
                workspace=find_workspace(options["workspace"]),
                dialect=options["dialect"],
            )
        except TandemError as error:
            raise CommandError(str(error), returncode=2) from error
        for name, n_rows in written.files.items():
            self.stderr.write(f"{name}: {n_rows:,} rows")
        for table, n_rows in written.left_out.items():
            self.stderr.write(f"{table}: {n_rows:,} rows left out, as {options['dialect']} has nothing to keep them in")
        self.stderr.write(f"{written.n_rows:,} rows written to {path}.")
