import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from tandem.datasets.sample_company import SampleCompany, simulate, write_files
from tandem.kernel.errors import InputError


def test_an_unknown_dialect_is_refused_by_name(small: SampleCompany, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="hubspot, salesforce, tandem"):
        write_files(small, tmp_path, "excel")


def test_a_zip_holds_the_same_files_as_the_folder_byte_by_byte(
    small: SampleCompany, written: dict[str, Path], tmp_path: Path
) -> None:
    (target,) = write_files(small, tmp_path / "export.zip", "salesforce")
    with zipfile.ZipFile(target) as archive:
        names = {path.name for path in written["salesforce"].iterdir()}
        assert set(archive.namelist()) == names
        for name in names:
            assert archive.read(name) == (written["salesforce"] / name).read_bytes()
    assert {path.name for path in tmp_path.iterdir()} == {"export.zip"}


def test_equal_companies_give_equal_zips(small: SampleCompany, tmp_path: Path) -> None:
    again = simulate(replace(small.settings))
    one, other = (write_files(company, tmp_path / f"{n}.zip", "hubspot")[0] for n, company in enumerate((small, again)))
    assert one.read_bytes() == other.read_bytes()


@pytest.mark.parametrize("dialect", ["salesforce", "hubspot", "tandem"])
def test_a_company_of_one_lead_still_writes_every_file_with_its_header(
    small: SampleCompany, written: dict[str, Path], tmp_path: Path, dialect: str
) -> None:
    paths = write_files(simulate(replace(small.settings, n_leads=1)), tmp_path, dialect)
    assert {path.name for path in paths} == {path.name for path in written[dialect].iterdir()}
    for path in paths:
        header = (written[dialect] / path.name).read_text(encoding="utf-8").splitlines()[0]
        assert path.read_text(encoding="utf-8").splitlines()[0] == header
