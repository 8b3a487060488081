"""A fitted reader of replies on disk: one zip file of JSON and the head's own file; nothing in it is executed."""

import json
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from tandem.kernel.errors import Fault, InputError
from tandem.language.heads import Head, read_head, write_head

__all__ = ["read_model", "write_model"]

_FORMAT = {"format": "tandem-reply-understanding", "version": 1}
_STAMP = (1980, 1, 1, 0, 0, 0)
_MOST_BYTES = 1 << 30


def write_model(path: Path, head: Head | None, plain: dict[str, Any]) -> None:
    """Write a head and plain values to one file; an existing file is replaced at the end."""
    unfinished = path.with_name(path.name + ".unfinished")
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(unfinished, "w") as archive:
        parts = [("format.json", json.dumps(_FORMAT).encode()), ("model.json", json.dumps(plain).encode())]
        if head is not None:
            held = Path(folder, "head")
            write_head(held, head)
            parts.append(("head", held.read_bytes()))
        for name, content in parts:
            archive.writestr(zipfile.ZipInfo(name, _STAMP), content, zipfile.ZIP_DEFLATED)
    unfinished.replace(path)


def read_model(path: Path) -> tuple[Head | None, dict[str, Any]]:
    """Read what :func:`write_model` wrote.

    Raises
    ------
    InputError
        There is no such file, or it is no such model or damaged.
    """
    if not path.is_file():
        raise InputError(Fault(str(path), "must be a fitted model's file", "no such file"))
    try:
        with zipfile.ZipFile(path) as archive, tempfile.TemporaryDirectory() as folder:
            if sum(entry.file_size for entry in archive.infolist()) > _MOST_BYTES:
                raise _foreign(path, "a file that unpacks to more than 1 GB")
            stamp = json.loads(archive.read("format.json"))
            if stamp != _FORMAT:
                raise _foreign(path, str(stamp))
            plain: dict[str, Any] = json.loads(archive.read("model.json"))
            if "head" not in archive.namelist():
                return None, plain
            held = Path(folder, "head")
            held.write_bytes(archive.read("head"))
            return read_head(held), plain
    except (zipfile.BadZipFile, KeyError, ValueError, EOFError) as error:
        raise _foreign(path, f"something else ({type(error).__name__})") from error


def _foreign(path: Path, got: str) -> InputError:
    remedy = "Fit one with `tandem fit approach/reply_understanding`."
    return InputError(Fault(str(path), "must be a model of approach/reply_understanding", got, remedy))
