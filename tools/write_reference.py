"""Writes docs/reference from the code: functions, tables, settings, commands. `--check` only compares."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "docs" / "reference"
MADE = "<!-- Written by `make docs` from the code; change the code, not this page. -->\n\n"


def cell(text: str) -> str:
    """Return text that stays inside one cell of a Markdown table."""
    return text.replace("|", "\\|").replace("\n", " ")


def functions_page() -> str:
    """Return one section for each entry of the catalogue."""
    from tandem.catalogue import FUNCTIONS

    lines = ["# Functions", "", f"{len(FUNCTIONS)} in the catalogue."]
    for function in FUNCTIONS:
        needs = "; ".join(
            f"{need.table}" + (f" ({', '.join(need.columns)})" if need.columns else "") for need in function.needs
        )
        rows = [
            ("question", function.question),
            ("place", f"stage {function.stage} · phases {', '.join(function.phases)}"),
            ("activities", ", ".join(function.activities)),
            ("tool category", str(function.tool_category)),
            ("needs", needs),
            ("proposes", f"`{function.proposal.replace(':', '.')}`"),
            ("stays with people", str(function.human_role)),
            ("baseline", f"{function.baseline.name}: {function.baseline.how}"),
            ("being wrong costs", function.consequence),
            ("rests on", "; ".join(function.references)),
        ]
        lines += ["", f"## {function.title}: `{function.name}`", "", "| | |", "|---|---|"]
        lines += [f"| {name} | {cell(value)} |" for name, value in rows]
    return "\n".join(lines) + "\n"


def tables_page() -> str:
    """Return one section for each table of the schema."""
    from tandem.tables.schema import TABLES

    lines = ["# Tables", "", "Every table also has `id`. An amount's currency stands in the table's `currency` column."]
    for table in TABLES.values():
        lines += ["", f"## {table.name}", ""]
        if table.keys:
            lines += [f"An import recognises a row by {', then '.join(f'`{key}`' for key in table.keys)}.", ""]
        lines += ["| column | type | label | change tracked |", "|---|---|---|---|"]
        for column in table.columns:
            kind = f"{column.type} to {column.refers_to}" if column.refers_to else str(column.type)
            lines.append(f"| `{column.name}` | {kind} | {column.label} | {'yes' if column.tracked else 'no'} |")
    return "\n".join(lines) + "\n"


def settings_page() -> str:
    """Return the settings a deployment may give."""
    from tandem_desk.config.env import SETTINGS

    lines = ["# Settings", "", "Read from the environment; an unknown or unusable one stops the start.", ""]
    lines += ["| setting | when not given | what it is for |", "|---|---|---|"]
    lines += [
        f"| `{one.name}` | {f'`{one.default}`' if one.default else '(empty)'} | {cell(one.help)} |" for one in SETTINGS
    ]
    lines += [
        "",
        "`TANDEM_SECRET_KEY` and `DATABASE_URL` may be given as `…_FILE`, the path of a file that holds them.",
    ]
    return "\n".join(lines) + "\n"


def help_of(program: str, *parts: str) -> str:
    """Return a command's help text as it prints on eighty-eight columns without colour."""
    text = _library_help(*parts) if program == "tandem" else _server_help(*parts)
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def _library_help(*parts: str) -> str:
    from typer.testing import CliRunner

    from tandem.cli.commands import app

    return CliRunner().invoke(app, [*parts, "--help"], prog_name="tandem", terminal_width=88).stdout


def _server_help(name: str) -> str:
    from django.core.management import get_commands, load_command_class

    return str(load_command_class(get_commands()[name], name).create_parser("tandem-desk", name).format_help())


def commands_page() -> str:
    """Return the help of both commands and of each of their parts."""
    lines = ["# Commands", "", "Results on stdout, words on stderr; exit status 0 done, 1 could not, 2 misused."]
    parts = [("tandem",), *(("tandem", name) for name in ("list", "describe", "fit", "run", "evaluate"))]
    server = ("serve", "work", "import", "export", "demo", "retrain", "backup", "restore")
    parts += [("tandem-desk", name) for name in server]
    for part in parts:
        lines += ["", f"## {' '.join(part)}", "", "```text", help_of(*part), "```"]
    return "\n".join(lines) + "\n"


PAGES = {
    "functions.md": functions_page,
    "tables.md": tables_page,
    "settings.md": settings_page,
    "commands.md": commands_page,
}


def main() -> int:
    """Write every page, or with `--check` say which differ; return 1 where any does."""
    check = "--check" in sys.argv[1:]
    os.environ.update({"COLUMNS": "88", "TERM": "dumb", "NO_COLOR": "1", "TERMINAL_WIDTH": "88"})
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tandem_desk.config.settings_for_tests")
    import django

    django.setup()
    REFERENCE.mkdir(parents=True, exist_ok=True)
    differing = []
    for name, write in PAGES.items():
        path, text = REFERENCE / name, MADE + write()
        if check and (not path.exists() or path.read_text(encoding="utf-8") != text):
            differing.append(name)
        elif not check:
            path.write_text(text, encoding="utf-8")
    if differing:
        print(f"docs/reference is behind the code in {', '.join(differing)}; run `make docs`.")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
