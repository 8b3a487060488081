"""The manual keeps up with the code: reference, functions, settings, decisions, links, screenshots."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tandem.catalogue import FUNCTIONS
from tandem.kernel.function import AIFunction

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


def test_the_generated_reference_is_what_the_code_says() -> None:
    command = [sys.executable, str(ROOT / "tools/write_reference.py"), "--check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr[-2000:]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_and_pictures_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)\)", page.read_text(encoding="utf-8"))
    missing = [one for one in targets if "://" not in one and not (page.parent / one).exists()]
    assert missing == []


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.name)
def test_every_function_has_a_benchmark_with_committed_results(function: AIFunction) -> None:
    name = function.benchmark or function.name.split("/")[1]
    assert (ROOT / "benchmarks" / name / "results.md").exists(), f"no committed result for {function.name}"


def test_every_benchmark_is_told_of_in_the_readme() -> None:
    told = (ROOT / "README.md").read_text(encoding="utf-8")
    folders = [path.parent for path in (ROOT / "benchmarks").rglob("results.md")]
    assert folders
    assert [str(folder.relative_to(ROOT)) for folder in folders if str(folder.relative_to(ROOT)) not in told] == []


def test_the_project_speaks_of_itself_alone() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "*.md", "*.py", "*.toml", "*.html"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    forbidden = re.compile(r"/work/(main|shared)|farm-|pypi\.org|files\.pythonhosted|\bsubagent", re.IGNORECASE)
    found = [
        f"{name}: {match.group(0)}"
        for name in listed.stdout.splitlines()
        if name != str(Path(__file__).relative_to(ROOT))
        and (ROOT / name).exists()
        and (match := forbidden.search((ROOT / name).read_text(encoding="utf-8")))
    ]
    assert found == []
