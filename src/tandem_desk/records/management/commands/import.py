"""`tandem-desk import`: brings a file, folder or zip in, from recognition to the report."""  # noqa: N999  (Django names the command by its file)

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tandem.kernel.errors import Fault, InputError, TandemError
from tandem_desk.records.models import BadRow, ImportRun
from tandem_desk.records.services.command_line import find_workspace, recognition_lines, summary_lines
from tandem_desk.records.services.importing import (
    open_questions,
    run_import,
    set_mapping,
    set_reading,
    start_import,
    write_bad_rows_file,
)
from tandem_desk.records.sockets import announce_import


class Command(BaseCommand):
    """Parses, shows what was recognised, asks, and calls the services; exit codes: 0 done, 1 could not, 2 misused."""

    help = "Import leads, accounts, deals and their history from csv, tsv, xlsx, parquet, a folder or a zip."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("path", type=Path, help="File, folder or zip.")
        parser.add_argument("--workspace", default="", help="Name or number; not needed where there is only one.")
        parser.add_argument("--yes", action="store_true", help="Go on without asking.")
        parser.add_argument("--table", action="append", default=[], metavar="[FILE:]TABLE", help="What a table is.")
        parser.add_argument(
            "--map",
            action="append",
            default=[],
            metavar="[FILE:]HEADER=FIELD",
            help="What a column is; FIELD empty: custom.",
        )
        parser.add_argument(
            "--key", action="append", default=[], metavar="[FILE:]FIELD", help="Field rows are known by."
        )
        parser.add_argument("--currency", default="", help="Of amounts that name none.")
        parser.add_argument("--zone", default="", help="Time zone of moments that name none.")
        parser.add_argument(
            "--date-order", default="", choices=["", "dmy", "mdy", "ymd"], help="Of dates like 3/4/2024."
        )
        parser.add_argument("--decimal", default="", choices=["", ".", ","], help="Of numbers like 1,234.")
        parser.add_argument("--bad-rows", type=Path, help="Where to write what came back; beside the file by default.")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Run the import."""
        try:
            run = self._prepared(options)
        except TandemError as error:
            raise CommandError(str(error), returncode=2) from error
        if not options["yes"] and not self._agreed():
            raise CommandError("Nothing was imported.", returncode=1)
        try:
            run = run_import(run.pk, self._progress)
        except TandemError as error:
            raise CommandError(f"The import failed: {error}", returncode=1) from error
        announce_import(run)
        self.stderr.write("")
        for line in summary_lines(run):
            self.stdout.write(line)
        self._report(run, options)

    def _prepared(self, options: dict[str, Any]) -> ImportRun:
        path = options["path"]
        if not path.exists():
            raise InputError(Fault(str(path), "must exist", "no such file"))
        run = start_import(
            workspace=find_workspace(options["workspace"]), member=None, path=path, name=path.name,
            currency=options["currency"], time_zone=options["zone"],
        )  # fmt: skip
        set_reading(
            run=run, member=None, currency=options["currency"], time_zone=options["zone"],
            date_order=options["date_order"], decimal=options["decimal"],
        )  # fmt: skip
        for position, choices in self._choices(run, options).items():
            set_mapping(run=run, table_position=position, choices=choices, member=None)
        for line in recognition_lines(run):
            self.stdout.write(line)
        if questions := open_questions(run):
            remedy = "Answer with --date-order or --decimal."
            raise InputError(
                [Fault(f"{one['table']}, {one['header']}", one["question"], "no answer", remedy) for one in questions]
            )
        return run

    def _choices(self, run: ImportRun, options: dict[str, Any]) -> dict[int, dict[str, Any]]:
        choices: dict[int, dict[str, Any]] = {}
        for text in options["table"]:
            position, name = self._position(run, text)
            choices.setdefault(position, {})["table"] = name
        for text in options["key"]:
            position, name = self._position(run, text)
            choices.setdefault(position, {})["key"] = name
        for text in options["map"]:
            position, pair = self._position(run, text)
            header, equals, field = pair.rpartition("=")
            if not equals:
                raise InputError(Fault("--map", "must read HEADER=FIELD", repr(text)))
            choices.setdefault(position, {}).setdefault("columns", {})[header] = {"column": field}
        return choices

    def _position(self, run: ImportRun, text: str) -> tuple[int, str]:
        """Return which table an option speaks of, and the rest of it; the only table needs no name."""
        tables = list(run.tables.all())
        for table in tables:
            for name in (table.name, Path(table.name).name, Path(table.name).stem, str(table.position)):
                if text.startswith(f"{name}:"):
                    return table.position, text.removeprefix(f"{name}:")
        if len(tables) != 1:
            names = ", ".join(table.name for table in tables)
            raise InputError(Fault(text, "must say which table it is for", "none of them", f"There are: {names}."))
        return tables[0].position, text

    def _agreed(self) -> bool:
        if not sys.stdin.isatty():
            self.stderr.write("Give --yes to import without being asked.")
            return False
        return input("Import this? [y/N] ").strip().lower() in ("y", "yes")

    def _progress(self, n_done: int, n_total: int, words: str) -> bool:
        self.stderr.write(f"\r{n_done:,} of {n_total:,} rows  {words:<50.50}", ending="")
        return True

    def _report(self, run: ImportRun, options: dict[str, Any]) -> None:
        if not BadRow.objects.filter(table__run=run).exists():
            return
        path = options["path"]
        target = options["bad_rows"] or Path.cwd() / f"{path.stem or path.name}.import-{run.pk}-remarks.csv"
        n_lines = write_bad_rows_file(run=run, target=target)
        self.stdout.write(f"{n_lines:,} remarks, with row number and reason: {target}")
