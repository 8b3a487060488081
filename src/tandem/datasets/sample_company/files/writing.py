"""Writing the sample company in a dialect, to a folder or a zip."""

import zipfile
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from tandem.datasets.sample_company.company import SampleCompany
from tandem.datasets.sample_company.files.hubspot import write_hubspot
from tandem.datasets.sample_company.files.own import write_own
from tandem.datasets.sample_company.files.salesforce import write_salesforce
from tandem.kernel.errors import Fault, InputError

__all__ = ["DIALECTS", "write_files"]

DIALECTS: dict[str, Callable[[SampleCompany, Path], None]] = {
    "salesforce": write_salesforce,
    "hubspot": write_hubspot,
    "tandem": write_own,
}
# A fixed date in the zip's entries, so that equal companies give equal zips.
_ZIP_DATE = (2020, 1, 1, 0, 0, 0)


def write_files(company: SampleCompany, folder: Path, dialect: str = "tandem") -> tuple[Path, ...]:
    """Write the company as the CSV files another system would export.

    Parameters
    ----------
    company
        The sample company.
    folder
        Where to write; made if it is not there. A path ending in `.zip` becomes one zip of all files.
    dialect
        "salesforce": API names, one file for each object, stage and field histories; opens, clicks and visits are left
        out, as that system has no object for them. "hubspot": the labels of its exports, and histories as its warehouse
        copies have them. "tandem": every table of the common schema as it is.

    Returns
    -------
    tuple of Path
        The files written, in order of name.

    Raises
    ------
    InputError
        There is no such dialect.
    """
    if dialect not in DIALECTS:
        raise InputError(Fault("dialect", f"must be one of {', '.join(sorted(DIALECTS))}", repr(dialect)))
    if folder.suffix != ".zip":
        folder.mkdir(parents=True, exist_ok=True)
        before = set(folder.iterdir())
        DIALECTS[dialect](company, folder)
        return tuple(sorted(path for path in folder.glob("*.csv") if path not in before or path.stat().st_size))
    folder.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder.parent) as scratch:
        DIALECTS[dialect](company, Path(scratch))
        _pack(sorted(Path(scratch).glob("*.csv")), folder)
    return (folder,)


def _pack(paths: list[Path], target: Path) -> None:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in paths:
            entry = zipfile.ZipInfo(path.name, _ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(entry, "w", force_zip64=True) as out, path.open("rb") as source:
                while chunk := source.read(1 << 20):
                    out.write(chunk)
