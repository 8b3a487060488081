"""Where other apps plug in their background work: handlers by name, what runs on a schedule, what starts first."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import time, timedelta
from typing import Any, Protocol, TypeAlias

from tandem.kernel.errors import Fault, InputError
from tandem_desk.workspace.models import Member, Workspace

__all__ = [
    "HANDLERS",
    "MENDERS",
    "PLANS",
    "WARMERS",
    "Handler",
    "JobContext",
    "Mend",
    "Plan",
    "Run",
    "find_handler",
    "job",
    "mend_at_start",
    "mends_at_start",
    "plan",
    "warm_up",
    "warms_worker",
]


class JobContext(Protocol):
    """What a handler is given. It may be run again after its worker died: make it idempotent or able to resume."""

    @property
    def arguments(self) -> Mapping[str, Any]:
        """What was given to `enqueue_job`."""
        ...

    @property
    def workspace(self) -> Workspace | None:
        """The workspace the work is for."""
        ...

    @property
    def member(self) -> Member | None:
        """Who asked for it, if anybody did."""
        ...

    def progress(self, n_done: int, n_total: int = 0, words: str = "") -> None:
        """Show how far the work is; call it as often as you like, outside transactions. It is a sign of life too."""
        ...

    def let_next_queue(self) -> None:
        """Let the same work be queued again while this runs: what comes in from now on is the next job's."""
        ...

    def stopped(self) -> bool:
        """Return whether somebody stopped the job: clean up and return. Cheap enough for every batch."""
        ...


Run: TypeAlias = Callable[[JobContext], Mapping[str, Any] | None]


@dataclass(frozen=True)
class Handler:
    """One kind of background work.

    Attributes:
        name: "app.work", e.g. "records.import".
        title: what people call it.
        max_tries: tries in all, > 0, before it goes to the dead-letter list.
        run: does the work; what it returns is kept as the job's result.
    """

    name: str
    title: str
    max_tries: int
    run: Run


@dataclass(frozen=True)
class Plan:
    """Work that comes round by itself in every workspace.

    Attributes:
        job: name of the handler.
        every: time between two rounds, > 0; slots are counted from midnight.
        at: for a daily plan, the time of day in the workspace's own zone; `None` counts in UTC.
    """

    job: str
    every: timedelta
    at: time | None = None


HANDLERS: dict[str, Handler] = {}
PLANS: dict[str, Plan] = {}
Mend: TypeAlias = Callable[[], Sequence[str]]
MENDERS: dict[str, Mend] = {}
WARMERS: dict[str, Callable[[], None]] = {}


def job(name: str, title: str, max_tries: int = 5) -> Callable[[Run], Run]:
    """Register the decorated function as the handler of a name.

    Raises
    ------
    InputError
        Another function has the name already, or `max_tries` is below 1.
    """

    def register(run: Run) -> Run:
        known = HANDLERS.get(name)
        if known is not None and known.run is not run:
            raise InputError(Fault("job", "must have a name of its own", name))
        if max_tries < 1:
            raise InputError(Fault("max_tries", "must be at least 1", str(max_tries)))
        HANDLERS[name] = Handler(name, title, max_tries, run)
        return run

    return register


def plan(job_name: str, *, every: timedelta, at: time | None = None) -> None:
    """Have a registered job come round by itself in every workspace.

    Raises
    ------
    InputError
        The job is unknown, or the time between rounds is none.
    """
    find_handler(job_name)
    if every <= timedelta(0) or (at is not None and every != timedelta(days=1)):
        raise InputError(Fault("every", "must be above 0, and one day where a time of day is given", str(every)))
    PLANS[job_name] = Plan(job_name, every, at)


def mends_at_start(name: str, mend: Mend) -> None:
    """Register what a process that died may have left behind, to be mended when the site or a worker starts.

    `mend` returns what it put right, in words; it must be quick where nothing is broken, and may run in several
    processes at once. The same one may be registered again.

    Raises
    ------
    InputError
        Another function has the name already.
    """
    known = MENDERS.get(name)
    if known is not None and known is not mend:
        raise InputError(Fault("mender", "must have a name of its own", name))
    MENDERS[name] = mend


def mend_at_start() -> dict[str, list[str]]:
    """Run everything registered by `mends_at_start`; return what was put right, by name, and only that."""
    mended = {name: list(mend()) for name, mend in MENDERS.items()}
    return {name: words for name, words in mended.items() if words}


def warms_worker(name: str, warm: Callable[[], None]) -> None:
    """Register what a worker loads when it starts, so that the first job need not wait for it; by name, once."""
    WARMERS[name] = warm


def warm_up() -> None:
    """Run everything registered by `warms_worker`."""
    for warm in WARMERS.values():
        warm()


def find_handler(name: str) -> Handler:
    """Return the handler of a name.

    Raises
    ------
    InputError
        There is none.
    """
    try:
        return HANDLERS[name]
    except KeyError as error:
        raise InputError(Fault("job", f"must be one of {', '.join(sorted(HANDLERS))}", repr(name))) from error
