"""A backup is whole or refused, and brings everything back."""

import os
import shutil
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(__file__).resolve().parents[5]
SEED = """
from tandem_desk.workspace.services.sample_people import ensure_sample_people
ensure_sample_people(sellers=["Ann Able"], currency="EUR")
"""
COUNT = "from tandem_desk.workspace.models import Member; print(Member.objects.count())"


class House:
    """An installation of its own, on a SQLite file."""

    def __init__(self, home: Path, compiled: Path) -> None:
        self.home = home
        unwanted = ("TANDEM_", "DJANGO_", "DATABASE_URL", "PYTHONDONTWRITEBYTECODE")
        kept = {key: value for key, value in os.environ.items() if not key.startswith(unwanted)}
        self.environment = kept | {
            "TANDEM_HOME": str(home),
            "PYTHONPATH": str(ROOT / "src"),
            "PYTHONPYCACHEPREFIX": str(compiled),
        }

    def command(self, *words: str) -> list[str]:
        return [sys.executable, "-c", "from tandem_desk.config.command import main; main()", *words]

    def desk(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(*words), env=self.environment, capture_output=True, text=True, check=False, timeout=240
        )

    def members(self) -> int:
        done = self.desk("shell", "--no-imports", "-c", COUNT)
        assert done.returncode == 0, done.stderr[-2000:]
        return int(done.stdout)


@pytest.fixture(scope="module")
def compiled(tmp_path_factory):
    return tmp_path_factory.mktemp("compiled")


@pytest.fixture(scope="module")
def made(tmp_path_factory, compiled):
    """An installation with five members, and its backup."""
    house = House(tmp_path_factory.mktemp("home"), compiled)
    for words in (("migrate", "--verbosity=0", "--skip-checks"), ("shell", "--no-imports", "-c", SEED)):
        done = house.desk(*words)
        assert done.returncode == 0, done.stderr[-2000:]
    (house.home / "imports").mkdir()
    (house.home / "imports" / "leads.csv").write_text("a,b\n1,2\n")
    done = house.desk("backup", str(house.home / "all.tar.gz"), "--skip-checks")
    assert done.returncode == 0, done.stderr[-2000:]
    assert "read back and whole" in done.stdout
    return house


@pytest.mark.slow
def test_a_backup_brings_rows_and_uploads_back_into_an_empty_place(made, compiled, tmp_path):
    other = House(tmp_path / "other", compiled)
    done = other.desk("restore", str(made.home / "all.tar.gz"), "--skip-checks")
    assert done.returncode == 0, done.stderr[-2000:]
    assert other.members() == 5
    assert (other.home / "imports" / "leads.csv").read_text() == "a,b\n1,2\n"
    again = other.desk("restore", str(made.home / "all.tar.gz"), "--skip-checks")
    assert again.returncode == 1
    assert "must be empty" in again.stderr
    assert other.desk("restore", str(made.home / "all.tar.gz"), "--force", "--skip-checks").returncode == 0


@pytest.mark.slow
def test_a_damaged_backup_is_refused_and_nothing_is_touched(made, compiled, tmp_path):
    content = (made.home / "all.tar.gz").read_bytes()
    for name, broken in (("cut", content[: len(content) // 2]), ("odd", b"no backup at all")):
        path = tmp_path / name
        path.write_bytes(broken)
        done = made.desk("restore", str(path), "--force", "--skip-checks")
        assert done.returncode == 1
        assert "must be" in done.stderr
    assert made.members() == 5


@pytest.mark.slow
def test_an_existing_file_is_not_overwritten(made):
    done = made.desk("backup", str(made.home / "all.tar.gz"), "--skip-checks")
    assert (done.returncode, "must not exist yet" in done.stderr) == (1, True)


@pytest.mark.slow
def test_the_site_is_served_refuses_a_taken_port_and_ends_cleanly(made, compiled, tmp_path):
    home = tmp_path / "served"
    shutil.copytree(made.home, home)
    house = House(home, compiled)
    words = house.command("serve", "--port=0", "--skip-checks")
    server = subprocess.Popen(words, env=house.environment, stdout=subprocess.PIPE, text=True)
    try:
        address = next(line for line in server.stdout if "http" in line).split("http://")[1].split("/")[0]
        with urllib.request.urlopen(f"http://{address}/", timeout=60) as answer:
            assert answer.status == 200
        taken = house.desk("serve", f"--port={address.rsplit(':')[-1]}", "--no-worker", "--skip-checks")
        assert (taken.returncode, "must be free" in taken.stderr) == (1, True)
        server.send_signal(signal.SIGTERM)
        assert server.wait(timeout=60) == 0
    finally:
        if server.poll() is None:
            server.kill()
        server.wait()


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("postgresql" not in settings.DATABASES["default"]["ENGINE"], reason="copies PostgreSQL's own way")
def test_postgresql_comes_back_by_its_own_copy(tmp_path, settings, now):
    from tandem_desk.workspace.models import Workspace
    from tandem_desk.workspace.services.backups import make_backup, restore_backup

    settings.TANDEM_HOME = tmp_path
    kept = Workspace.objects.create(name='Odd\tname\\ with "signs"\n')
    manifest = make_backup(path=tmp_path / "all.tar.gz", at=now)
    assert manifest.n_rows["workspace"] == 1
    Workspace.objects.create(name="Later")
    restore_backup(path=tmp_path / "all.tar.gz", force=True)
    assert list(Workspace.objects.all()) == [kept]
    assert Workspace.objects.get().name == kept.name
    assert Workspace.objects.create(name="Next").pk > kept.pk
