"""The house keeps its own rules: import contracts, sizes, name plates, no foreign addresses."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [path for path in sorted((ROOT / "src").rglob("*.py")) if "migrations" not in path.parts]
MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 60
USUAL_FUNCTION_LINES = 40


def tracked_files() -> list[Path]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.fail("the suite must run in a git checkout: `git ls-files` failed")
    return [ROOT / line for line in listed.stdout.splitlines() if (ROOT / line).is_file()]


def code_lines_of_functions() -> list[tuple[str, int]]:
    """Lines of each function without its docstring: reference text is not length."""
    found = []
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                size = (node.end_lineno or node.lineno) - node.lineno + 1
                first = node.body[0]
                if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                    size -= (first.end_lineno or first.lineno) - first.lineno + 1
                found.append((f"{path.relative_to(ROOT)}:{node.lineno} {node.name}", size))
    return found


def test_import_contracts_hold() -> None:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:]


def test_no_file_grows_past_four_hundred_lines() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in SOURCES
        if (lines := path.read_text(encoding="utf-8").count("\n")) > MAX_FILE_LINES
    }
    assert long == {}


def test_functions_are_short() -> None:
    sizes = code_lines_of_functions()
    assert [row for row in sizes if row[1] > MAX_FUNCTION_LINES] == []
    share_short = sum(size <= USUAL_FUNCTION_LINES for _, size in sizes) / len(sizes)
    assert share_short >= 0.95


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_first_line_is_a_name_plate(path: Path) -> None:
    doc = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    assert doc, f"{path} needs a docstring whose first line says what it is"
    assert doc.splitlines()[0].rstrip().endswith((".", ":")), f"{path}: the first line is one sentence"


def test_every_module_of_the_library_imports_by_itself() -> None:
    modules = [
        ".".join(path.relative_to(ROOT / "src").with_suffix("").parts).removesuffix(".__init__")
        for path in SOURCES
        if "tandem" in path.parts and "tandem_desk" not in path.parts
    ]
    script = "import importlib, sys\nfor name in sys.argv[1:]: importlib.import_module(name)\n"
    script += "assert 'django' not in sys.modules, 'the library pulled in the web framework'\n"
    done = subprocess.run(
        [sys.executable, "-c", script, *modules], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr[-2000:]


def test_locks_name_no_index_address() -> None:
    for lock in (ROOT / "requirements").glob("*.lock"):
        assert not re.search(r"https?://|--index|file:", lock.read_text(encoding="utf-8")), lock


def test_forbidden_module_names_do_not_occur() -> None:
    names = {path.stem for path in SOURCES} | {path.parent.name for path in SOURCES}
    assert not names & {"utils", "helpers", "common", "misc", "base2"}


def test_nothing_large_or_foreign_is_committed() -> None:
    for path in tracked_files():
        assert path.stat().st_size < 2_000_000, path
        assert path.suffix not in {".min.js", ".woff2", ".ttf", ".db", ".sqlite3"}, path
