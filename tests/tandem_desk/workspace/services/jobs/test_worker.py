"""Workers as real processes: killed, told to end, competing."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

SCRIPT = Path(__file__).with_name("a_worker.py")
ROOT = Path(__file__).resolve().parents[5]


class House:
    """An installation of its own: home folder, database, workers; on PostgreSQL where the suite runs on it."""

    def __init__(self, home: Path) -> None:
        self.home = home
        unwanted = ("TANDEM_", "DJANGO_", "PYTHONDONTWRITEBYTECODE")
        kept = {key: value for key, value in os.environ.items() if not key.startswith(unwanted)}
        # Compiled once for all the processes of this file, which is most of their starting time.
        kept |= {"PYTHONPYCACHEPREFIX": str(home / "compiled")}
        self.environment = kept | {"TANDEM_HOME": str(home), "PYTHONPATH": str(ROOT / "src")}
        self.workers: list[subprocess.Popen[bytes]] = []

    def run(self, *words: str) -> str:
        command = [sys.executable, str(SCRIPT), *words]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False, timeout=120)
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    def desk(self, *words: str) -> subprocess.CompletedProcess[str]:
        call = "from tandem_desk.config.command import main; raise SystemExit(main())"
        command = [sys.executable, "-c", call, *words]
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False, timeout=120)

    def start(self, *words: str) -> subprocess.Popen[bytes]:
        worker = subprocess.Popen([sys.executable, str(SCRIPT), "work", *words], env=self.environment)
        self.workers.append(worker)
        return worker

    def jobs(self) -> list[dict]:
        return json.loads(self.run("show"))

    def diary(self) -> list[list[str]]:
        path = self.home / "diary"
        return [line.split() for line in path.read_text().splitlines()] if path.exists() else []

    def wait_for(self, what: str, n: int = 1, seconds: float = 60) -> None:
        deadline = time.monotonic() + seconds
        while sum(row[2] == what for row in self.diary()) < n:
            assert time.monotonic() < deadline, f"{n} times '{what}' never came: {self.diary()}"
            time.sleep(0.02)


@pytest.fixture(scope="module")
def installation(tmp_path_factory):
    house = House(tmp_path_factory.mktemp("home"))
    database = settings.DATABASES["default"]
    name = f"tandem_worker_{os.getpid()}"
    on_postgres = database["ENGINE"].endswith("postgresql")
    if on_postgres:
        server = {key: database[key.upper()] for key in ("host", "port", "user", "password") if database[key.upper()]}
        with psycopg.connect(dbname="postgres", autocommit=True, **server) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name}")
            connection.execute(f"CREATE DATABASE {name}")
        login = f"{database['USER']}:{database['PASSWORD']}".rstrip(":")
        house.environment["DATABASE_URL"] = f"postgresql://{login}@{database['HOST']}:{database['PORT']}/{name}"
    else:
        house.environment.pop("DATABASE_URL", None)
    done = house.desk("migrate", "--verbosity=0", "--skip-checks")
    assert done.returncode == 0, done.stderr
    yield house
    if on_postgres:
        with psycopg.connect(dbname="postgres", autocommit=True, **server) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture
def house(installation):
    for name in ("diary", "hurry"):
        (installation.home / name).unlink(missing_ok=True)
    yield installation
    while installation.workers:
        worker = installation.workers.pop()
        if worker.poll() is None:
            worker.kill()
        worker.wait()


def test_a_worker_killed_in_the_middle_is_noticed_and_its_job_is_done_by_another(house):
    house.run("seed", "test.long", "1")
    first = house.start()
    house.wait_for("start")
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    assert house.jobs()[0]["state"] == "running"
    (house.home / "hurry").touch()
    second = house.start()
    house.wait_for("start", 2)
    house.wait_for("end")
    second.send_signal(signal.SIGTERM)
    assert second.wait(timeout=30) == 0
    (job,) = house.jobs()
    assert (job["state"], job["n_tries"]) == ("done", 2)


def test_a_worker_told_to_end_puts_its_job_back_untried(house):
    house.run("seed", "test.long", "1")
    worker = house.start()
    house.wait_for("start")
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(timeout=30) == 0
    (job,) = house.jobs()
    assert (job["state"], job["n_tries"], job["worker"], job["error"]) == ("waiting", 0, "", "")


def test_a_worker_that_was_frozen_and_lost_its_job_dies_instead_of_doing_it_twice(house):
    house.run("seed", "test.long", "1")
    frozen = house.start()
    house.wait_for("start")
    frozen.send_signal(signal.SIGSTOP)
    second = house.start()
    house.wait_for("start", 2)
    frozen.send_signal(signal.SIGCONT)
    assert frozen.wait(timeout=30) == 70
    second.send_signal(signal.SIGTERM)
    assert second.wait(timeout=30) == 0
    assert not [row for row in house.diary() if row[2] == "end"]


def test_three_workers_share_the_queue_and_nothing_is_lost_or_done_twice(house):
    house.run("seed", "test.short", "60")
    workers = [house.start("--until-empty") for _ in range(3)]
    assert [worker.wait(timeout=120) for worker in workers] == [0, 0, 0]
    ends = [row[3] for row in house.diary() if row[2] == "end"]
    assert sorted(ends, key=int) == [str(number) for number in range(60)]
    assert {job["state"] for job in house.jobs()} == {"done"}


def test_the_command_works_off_the_queue(house):
    house.run("seed", "workspace.tidy", "1")
    done = house.desk("work", "--until-empty", "--skip-checks")
    assert (done.returncode, done.stderr.strip()) == (0, "Worker ended after 1 jobs.")
    assert [job["state"] for job in house.jobs()] == ["done"]
