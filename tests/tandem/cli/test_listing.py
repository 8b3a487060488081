"""The list answers with the catalogue alone, and says the same however it is asked."""

import json
import subprocess
import sys

import pytest

from tandem.catalogue import FUNCTIONS
from tandem.cli.listing import listing


def test_every_function_has_a_line_with_its_question():
    lines = listing().splitlines()
    assert [line.split()[0] for line in lines] == [function.name for function in FUNCTIONS]
    assert all(line.endswith(function.question) for line, function in zip(lines, FUNCTIONS, strict=True))


@pytest.mark.parametrize("arguments", [["list"], ["list", "--json"]])
def test_asking_for_the_list_loads_neither_parser_nor_numbers(arguments):
    code = (
        "import sys, atexit; from tandem.cli import main;"
        "atexit.register(lambda: print([m for m in ('typer', 'pydantic', 'numpy', 'pandas') if m in sys.modules],"
        " file=sys.stderr)); main()"
    )
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"
    assert done.stdout.rstrip("\n") == listing(json="--json" in arguments)
    if "--json" in arguments:
        assert [one["name"] for one in json.loads(done.stdout)] == [function.name for function in FUNCTIONS]


def test_help_for_the_list_still_comes_from_the_parser():
    done = subprocess.run(
        [sys.executable, "-m", "tandem.cli", "list", "--help"], capture_output=True, text=True, check=True
    )
    assert "List every function" in done.stdout
