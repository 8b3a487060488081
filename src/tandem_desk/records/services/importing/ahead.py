"""Reads the next part of a file while the last one is being written."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from queue import Empty, Full, Queue
from threading import Event, Thread
from typing import Any, TypeVar

__all__ = ["ahead"]

T = TypeVar("T")

_LOOK_S = 0.1


@contextmanager
def ahead(parts: Iterable[T]) -> Iterator[Iterator[T]]:
    """Yield an iterator over `parts` whose next part is made in a thread beside the caller's work on this one.

    One part waits at most, so that memory stays bounded. What goes wrong in the thread is raised where its part would
    have come. `parts` must not touch the database: a thread has a connection of its own.

    Examples
    --------
    >>> with ahead(range(3)) as numbers:
    ...     list(numbers)
    [0, 1, 2]
    """
    waiting: Queue[tuple[str, Any]] = Queue(maxsize=1)
    stopped = Event()

    def put(kind: str, value: Any) -> None:
        while not stopped.is_set():
            try:
                waiting.put((kind, value), timeout=_LOOK_S)
            except Full:
                continue
            break

    def work() -> None:
        try:
            for part in parts:
                put("part", part)
                if stopped.is_set():
                    return
        except BaseException as error:  # noqa: BLE001  (raised again in the caller's thread)
            put("error", error)
        else:
            put("end", None)

    def come() -> Iterator[T]:
        while True:
            kind, value = waiting.get()
            if kind == "error":
                raise value
            if kind == "end":
                return
            yield value

    thread = Thread(target=work, name="reading ahead", daemon=True)
    thread.start()
    try:
        yield come()
    finally:
        stopped.set()
        while thread.is_alive():
            try:
                waiting.get_nowait()
            except Empty:
                thread.join(_LOOK_S)
