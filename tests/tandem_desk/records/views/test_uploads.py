"""What is dropped on the Import page stays inside its folder and leaves no trace."""

from pathlib import Path, PurePosixPath

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tandem.kernel.errors import InputError
from tandem_desk.records.views.uploads import kept_upload, safe_path


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("leads.csv", "leads.csv"),
        ("export/Lead.csv", "export/Lead.csv"),
        ("./a/./b.csv", "a/b.csv"),
        ("a\\b.csv", "a/b.csv"),
    ],
)
def test_a_path_within_the_drop_is_kept(name: str, path: str) -> None:
    assert safe_path(name) == PurePosixPath(path)


@pytest.mark.parametrize("name", ["../up.csv", "/etc/passwd", "a/../../b", "C:\\x.csv", "C:/x.csv", "", ".", "a\x00b"])
def test_a_path_that_leads_elsewhere_is_refused(name: str) -> None:
    with pytest.raises(InputError, match="must lie inside what was dropped"):
        safe_path(name)


def test_one_file_is_handed_on_by_its_name_and_removed_afterwards(settings, tmp_path: Path) -> None:
    settings.TANDEM_HOME = tmp_path
    with kept_upload([SimpleUploadedFile("leads.csv", b"a,b")], []) as (path, name):
        assert (path.read_bytes(), name) == (b"a,b", "leads.csv")
    assert list((tmp_path / "uploads").iterdir()) == []


def test_a_folder_keeps_its_shape_and_name(settings, tmp_path: Path) -> None:
    settings.TANDEM_HOME = tmp_path
    files = [SimpleUploadedFile("Lead.csv", b"1"), SimpleUploadedFile("Account.csv", b"2")]
    with kept_upload(files, ["export/Lead.csv", "export/more/Account.csv"]) as (path, name):
        assert name == "export"
        assert (path / "export/more/Account.csv").read_bytes() == b"2"


@pytest.mark.parametrize(
    ("n_files", "limit", "words"), [(0, 100, "must be given"), (201, 10_000, "must be at most 200"), (1, 1, "MB")]
)
def test_none_too_many_and_too_large_are_refused(
    settings, tmp_path: Path, n_files: int, limit: int, words: str
) -> None:
    settings.TANDEM_HOME, settings.TANDEM_MAX_UPLOAD_BYTES = tmp_path, limit
    files = [SimpleUploadedFile(f"{number}.csv", b"abc") for number in range(n_files)]
    with pytest.raises(InputError, match=words), kept_upload(files, []):
        pass
