"""What was dropped on the Import page, put into a folder of its own for the moment it takes to read it."""

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any

from django.conf import settings

from tandem.kernel.errors import Fault, InputError

__all__ = ["MAX_FILES", "kept_upload", "safe_path"]

MAX_FILES = 200


def safe_path(name: str) -> PurePosixPath:
    """Return the relative path a browser named, if it stays inside the folder it is put into.

    Raises
    ------
    InputError
        It is absolute, leads upwards, or names nothing.
    """
    path = PurePosixPath(name.replace("\\", "/"))
    parts = [part for part in path.parts if part not in (".", "/")]
    drive = bool(parts) and parts[0].endswith(":")
    if path.is_absolute() or drive or ".." in parts or not parts or "\x00" in name:
        raise InputError(Fault("file name", "must lie inside what was dropped", repr(name[:100])))
    return PurePosixPath(*parts)


@contextmanager
def kept_upload(files: Sequence[Any], paths: Sequence[str]) -> Iterator[tuple[Path, str]]:
    """Write the uploaded files, yield what to import and what to call it, and remove them again.

    Raises
    ------
    InputError
        There is no file, there are too many, they are too large, or a name leads elsewhere.
    """
    size, most = sum(file.size for file in files), settings.TANDEM_MAX_UPLOAD_BYTES
    faults = []
    if not files:
        faults.append(Fault("file", "must be given", "none", "Choose or drop one."))
    if len(files) > MAX_FILES:
        faults.append(Fault("files", f"must be at most {MAX_FILES} at once", str(len(files)), "Drop a zip of them."))
    if size > most:
        faults.append(Fault("size", f"must be at most {most // 1_000_000:,} MB", f"{size // 1_000_000:,} MB"))
    if faults:
        raise InputError(faults)
    home = Path(settings.TANDEM_HOME) / "uploads"
    home.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(dir=home))
    try:
        written = [
            _write(folder, file, paths[place] if place < len(paths) else file.name) for place, file in enumerate(files)
        ]
        if len(written) == 1:
            yield written[0], written[0].name
        else:
            top = {path.relative_to(folder).parts[0] for path in written}
            name = top.pop() if len(top) == 1 else f"{len(written)} files"
            yield folder, name
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _write(folder: Path, file: Any, name: str) -> Path:
    target = folder / safe_path(name)
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as opened:
        for chunk in file.chunks():
            opened.write(chunk)
    return target
