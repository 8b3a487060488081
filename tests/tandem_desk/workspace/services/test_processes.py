"""Children live as long as they are wanted: started, started again when they die, ended with their parent."""

import os
import signal
import sys
import threading
import time

import pytest

from tandem_desk.workspace.services import processes
from tandem_desk.workspace.services.processes import Processes, this_command

NOTE = "import os,sys,time; open(sys.argv[1],'a').write(f'{os.getpid()}\\n'); "


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(processes, "_PAUSE_BEFORE_RESTART_SECONDS", 0.05)


@pytest.fixture
def diary(tmp_path):
    return tmp_path / "diary"


def command(diary, then: str) -> list[str]:
    return [sys.executable, "-S", "-c", NOTE + then, str(diary)]


def pids(diary) -> list[int]:
    return [int(line) for line in diary.read_text().split()] if diary.exists() else []


def wait_for(what, seconds: float = 30.0):
    deadline = time.monotonic() + seconds
    while not (found := what()) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert found
    return found


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_child_that_dies_is_started_again_after_a_pause_and_one_that_ended_well_is_not(
    quick, diary, tmp_path
) -> None:
    other = tmp_path / "other"
    both = Processes([command(diary, "time.sleep(60)"), command(other, "pass")])
    both.start()
    try:
        first = wait_for(lambda: pids(diary))[0]
        os.kill(first, signal.SIGKILL)
        wait_for(lambda: both.look_after() and len(pids(diary)) == 2)
        assert pids(diary)[1] != first
        assert len(pids(other)) == 1
    finally:
        both.end()
    assert not any(map(is_alive, pids(diary)))


def test_watching_ends_by_itself_once_every_child_has_ended_well(diary) -> None:
    children = Processes([command(diary, "pass"), command(diary, "pass")])
    children.run()
    assert len(pids(diary)) == 2


def test_a_signal_to_the_parent_ends_the_children_and_gives_the_handlers_back(diary) -> None:
    before = signal.getsignal(signal.SIGTERM)
    children = Processes([command(diary, "time.sleep(60)")])

    def tell() -> None:
        wait_for(lambda: pids(diary))
        os.kill(os.getpid(), signal.SIGTERM)

    teller = threading.Thread(target=tell)
    teller.start()
    children.run()
    teller.join()
    assert not is_alive(pids(diary)[0])
    assert signal.getsignal(signal.SIGTERM) == before


def test_a_child_that_will_not_end_is_killed(monkeypatch, diary) -> None:
    monkeypatch.setattr(processes, "_GRACE_SECONDS", 0.3)
    deaf = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); open(sys.argv[1],'a').write('1\\n'); "
    children = Processes([command(diary, deaf + "time.sleep(60)")])
    children.start()
    pid = wait_for(lambda: len(pids(diary)) == 2 and pids(diary))[0]
    children.end()
    assert not is_alive(pid)


def test_a_command_of_the_server_names_its_parent() -> None:
    made = this_command("work", "--parent={pid}")
    assert made[0] == sys.executable
    assert made[-2:] == ["work", f"--parent={os.getpid()}"]
