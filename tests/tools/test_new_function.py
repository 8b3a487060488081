"""The scaffold writes a function that runs, passes its test and is plugged in."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    for name in ("src", "tests/contracts"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def scaffold(root: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, str(ROOT / "tools/new_function.py"), f"--root={root}", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_new_function_runs_passes_its_tests_and_is_plugged_in(checkout: Path) -> None:
    assert scaffold(checkout, "closing", "discount_guard").returncode == 0
    environment = {**os.environ, "PYTHONPATH": str(checkout / "src"), "TANDEM_HOME": str(checkout / "var")}
    tests = ["tests/tandem/closing/test_discount_guard.py", "tests/contracts/test_catalogue.py"]
    command = [sys.executable, "-m", "pytest", "-q", "-k", "discount_guard or not_repeated", *tests]
    done = subprocess.run(command, cwd=checkout, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
    assert "no tests ran" not in done.stdout
    plugged = "import django; django.setup(); from tandem_desk.review.sockets import PLUGS; print(*PLUGS)"
    environment["DJANGO_SETTINGS_MODULE"] = "tandem_desk.config.settings"
    done = subprocess.run([sys.executable, "-c", plugged], env=environment, capture_output=True, text=True, check=False)
    assert "closing/discount_guard" in done.stdout.split(), done.stderr[-2000:]


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("selling", "discount_guard"), "STAGE must be one of"),
        (("closing", "DiscountGuard"), "NAME must be small letters"),
        (("closing", "../escape"), "NAME must be small letters"),
        (("closing",), "Say which"),
        (("prospecting", "lead_scoring"), "there already"),
    ],
)
def test_misuse_is_refused_and_writes_nothing(checkout: Path, arguments: tuple[str, ...], why: str) -> None:
    before = sorted(path for path in checkout.rglob("*") if path.is_file())
    done = scaffold(checkout, *arguments)
    assert done.returncode == 2
    assert why in done.stderr
    assert sorted(path for path in checkout.rglob("*") if path.is_file()) == before
