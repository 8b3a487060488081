"""Child processes of one command: started, started again when they die, ended with their parent."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from types import FrameType

__all__ = ["Processes", "this_command"]

_PAUSE_BEFORE_RESTART_SECONDS = 2.0
_GRACE_SECONDS = 15.0
_LOOK_EVERY_SECONDS = 0.2


def this_command(*arguments: str) -> list[str]:
    """Return how to run another command of the server in a process of its own; `{pid}` becomes this process's id."""
    call = "from tandem_desk.config.command import main; raise SystemExit(main())"
    return [sys.executable, "-c", call, *(one.format(pid=os.getpid()) for one in arguments)]


class Processes:
    """Keeps one child alive for each command until told to end."""

    def __init__(self, commands: Sequence[Sequence[str]]) -> None:
        self._commands = commands
        self._children: list[subprocess.Popen[bytes]] = []
        self._died_at: dict[int, float] = {}
        self._ending = threading.Event()

    def start(self) -> None:
        """Start every child."""
        self._children = [_start(command) for command in self._commands]

    def run(self) -> None:
        """Start the children and watch them until SIGTERM or SIGINT, or until all have ended well."""
        before = {number: signal.signal(number, self._on_signal) for number in (signal.SIGTERM, signal.SIGINT)}
        self.start()
        try:
            while not self._ending.wait(_LOOK_EVERY_SECONDS) and self.look_after():
                pass
        finally:
            self.end()
            for number, handler in before.items():
                signal.signal(number, handler)

    def look_after(self) -> bool:
        """Start again what died, after a pause; return whether any child is still wanted."""
        for place, child in enumerate(self._children):
            if child.poll() in (None, 0):
                continue
            died_at = self._died_at.setdefault(place, time.monotonic())
            if time.monotonic() - died_at >= _PAUSE_BEFORE_RESTART_SECONDS:
                del self._died_at[place]
                self._children[place] = _start(self._commands[place])
        return any(child.poll() != 0 for child in self._children)

    def end(self) -> None:
        """Tell every child to end, wait, and kill what does not."""
        for child in self._children:
            if child.poll() is None:
                child.terminate()
        deadline = time.monotonic() + _GRACE_SECONDS
        for child in self._children:
            try:
                child.wait(timeout=max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._ending.set()


def _start(command: Sequence[str]) -> subprocess.Popen[bytes]:
    # A session of its own: Ctrl-C reaches the parent alone, which then ends its children in order.
    return subprocess.Popen(command, start_new_session=True)  # noqa: S603  (our own command, no shell)
