"""Reads and types a large file in a process of its own, so that both cores work: one reads, one writes.

The child never touches the database. It is asked through a pipe, table by table, and answers with parts ready to be
written; columns travel as the interpreter's own serialisation, which is what reads back fastest.
"""

import marshal
import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any

from tandem.kernel.errors import Fault, InputError
from tandem.tables.files import RawBatch, SourceTable, open_source
from tandem_desk.records.services.importing.ahead import ahead
from tandem_desk.records.services.importing.duplicates import RepeatedKeys
from tandem_desk.records.services.importing.parts import Part, prepared_parts
from tandem_desk.records.services.importing.plans import TablePlan

__all__ = ["READ_ROWS", "Reader", "reader_of", "serve"]

READ_ROWS = 10_000
# Below this the second process starts no earlier than the first one would be done.
_LARGE_BYTES = 16_000_000
_PROGRAM = "import django; django.setup(); from {module} import serve; serve()"
_COLUMNS = ("values", "texts", "custom", "raw", "written")


@dataclass(frozen=True)
class _Job:
    """What the child is asked for: the parts of one table past the rows that are done."""

    path: str
    sheet: str
    plan: TablePlan
    repeated: RepeatedKeys
    done: int


class Reader:
    """Gives the parts of a run's tables, from a process beside this one where there is one, else from a thread."""

    def __init__(self, child: "subprocess.Popen[bytes] | None") -> None:
        self._child = child

    @contextmanager
    def parts(
        self, source: SourceTable, plan: TablePlan, repeated: RepeatedKeys, done: int
    ) -> Iterator[Iterator[Part]]:
        """Yield an iterator over a table's parts, each made while the one before it is in use.

        Raises
        ------
        InputError
            The file cannot be read any more, or the process that reads it was ended.
        """
        if self._child is None:
            found = prepared_parts(source.iter_batches(READ_ROWS), plan, repeated, done)
        else:
            found = _asked(self._child, _Job(source.path, source.sheet, plan, repeated, done))
        with ahead(found) as parts:
            yield parts


@contextmanager
def reader_of(path: Path) -> Iterator[Reader]:
    """Yield the reader of a source: with a process of its own, started at once, where the source is large.

    The process ends with the context, and by itself where this one is killed.
    """
    if _n_bytes(path) < _LARGE_BYTES:
        yield Reader(None)
        return
    program = _PROGRAM.format(module=__name__)
    command = [sys.executable, "-c", program, str(path)]
    same = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    child = subprocess.Popen(command, env=same, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603  (ourselves)
    try:
        yield Reader(child)
    finally:
        assert child.stdin is not None
        assert child.stdout is not None
        child.kill()
        child.wait()
        child.stdout.close()
        # What was asked but never read is thrown away with the pipe.
        _quietly(child.stdin.close)


def _n_bytes(path: Path) -> int:
    files = (one for one in path.rglob("*") if one.is_file()) if path.is_dir() else [path]
    return sum(one.stat().st_size for one in files if one.exists())


def _quietly(close: Callable[[], None]) -> None:
    try:
        close()
    except BrokenPipeError:
        return


def _asked(child: "subprocess.Popen[bytes]", job: _Job) -> Iterator[Part]:
    assert child.stdin is not None
    assert child.stdout is not None
    try:
        pickle.dump(job, child.stdin, protocol=5)
        child.stdin.flush()
        while (part := _received(child.stdout)) is not None:
            yield part
    except (EOFError, BrokenPipeError, pickle.UnpicklingError) as error:
        child.kill()
        got = f"it ended with {child.wait()}"
        then = "What is committed stays; run the import again, with more memory free."
        raise InputError(
            Fault("the process that reads the file", "must live until the end of it", got, then)
        ) from error


def _received(stream: IO[bytes]) -> Part | None:
    said, *rest = pickle.load(stream)  # noqa: S301  (from our own child)
    if said == "error":
        raise rest[0]
    if said == "end":
        return None
    part: Part = rest[0]
    for name in _COLUMNS:
        columns = getattr(part.part, name)
        columns |= {column: _unpacked(stream, packed) for column, packed in columns.items()}
    return part


def _unpacked(stream: IO[bytes], packed: tuple[str, int]) -> Any:
    how, n_bytes = packed
    data = stream.read(n_bytes)
    if len(data) < n_bytes:
        raise EOFError
    return marshal.loads(data) if how == "marshal" else pickle.loads(data)  # noqa: S301, S302


def serve() -> None:
    """Answer for the tables of one source until nobody asks or listens any more; run in the child."""
    # What the libraries print must not come between the answers.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb", buffering=1 << 20)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    tables: dict[tuple[str, str], SourceTable] = {}
    try:
        while True:
            job: _Job = pickle.load(sys.stdin.buffer)  # noqa: S301  (from our own parent)
            _answer(answers, job, tables)
    except (EOFError, BrokenPipeError):
        # Not even what waits to be written is of use to anybody.
        os._exit(0)


def _answer(answers: IO[bytes], job: _Job, tables: dict[tuple[str, str], SourceTable]) -> None:
    last: tuple[Any, ...] = ("end",)
    try:
        tables |= tables or {(one.path, one.sheet): one for one in open_source(Path(sys.argv[1]))}
        if (job.path, job.sheet) not in tables:
            raise InputError(Fault(job.path, "must still be in what was handed in", "nothing under that name"))
        batches = tables[job.path, job.sheet].iter_batches(READ_ROWS)
        for part in prepared_parts(batches, job.plan, job.repeated, job.done):
            _send(answers, part)
    except BrokenPipeError:
        raise
    except Exception as error:  # noqa: BLE001  (raised again in the parent)
        last = ("error", error)
    pickle.dump(last, answers, protocol=5)
    answers.flush()


def _send(answers: IO[bytes], part: Part) -> None:
    bodies: list[bytes] = []
    described: dict[str, Any] = {name: _packed(getattr(part.part, name), bodies) for name in _COLUMNS}
    slim = replace(part.part, **described)
    # Nobody needs the text any more from which the typed rows were made.
    text = part.gone.batch
    gone = replace(
        part.gone, batch=RawBatch(text.headers, text.row_numbers[:0], tuple(one[:0] for one in text.columns))
    )
    pickle.dump(("part", replace(part, part=slim, gone=gone)), answers, protocol=5)
    for body in bodies:
        answers.write(body)
    answers.flush()


def _packed(columns: dict[str, list[Any]], bodies: list[bytes]) -> dict[str, tuple[str, int]]:
    described = {}
    for name, column in columns.items():
        try:
            how, body = "marshal", marshal.dumps(column)
        except ValueError:
            # PostgreSQL is given decimals and moments as objects.
            how, body = "pickle", pickle.dumps(column, protocol=5)
        described[name] = (how, len(body))
        bodies.append(body)
    return described
