"""Files inside folders, archives and packings: what is let in, what is refused, and what a broken one still gives."""

import gzip
import os
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tandem.kernel.errors import Fault, InputError
from tandem.tables.files.limits import LIMITS, Limits
from tandem.tables.files.members import Member, folder_members, plain_member, zip_members


def content(member: Member) -> bytes:
    with member.open(LIMITS) as source:
        return source.read()


def zipped(path, **entries):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name.replace("__", "/"), data)
    return path


@pytest.mark.parametrize(
    ("file", "name", "stem", "suffix"),
    [
        ("Lead.csv", "Lead.csv", "Lead", ".csv"),
        ("Lead.csv.gz", "Lead.csv", "Lead", ".csv"),
        ("LEAD.CSV.GZ", "LEAD.CSV", "LEAD", ".csv"),
        ("all.deals.TSV", "all.deals.TSV", "all.deals", ".tsv"),
        ("README", "README", "README", ""),
    ],
)
def test_a_member_is_named_without_its_packing(tmp_path, file, name, stem, suffix):
    (tmp_path / file).write_bytes(b"")
    member = plain_member(tmp_path / file)
    assert (member.name, member.stem, member.suffix, member.path) == (name, stem, suffix, file)


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=2_000))
def test_the_same_bytes_come_out_plain_packed_and_archived(tmp_path, data):
    (tmp_path / "a.csv").write_bytes(data)
    (tmp_path / "b.csv.gz").write_bytes(gzip.compress(data))
    archive = zipped(tmp_path / "c.zip", **{"a.csv": data})
    members = [plain_member(tmp_path / "a.csv"), plain_member(tmp_path / "b.csv.gz"), *zip_members(archive, LIMITS)]
    assert [content(one) for one in members] == [data] * 3
    for one in members:
        with one.seekable(LIMITS) as file:
            assert file.seek(0, os.SEEK_END) == len(data)


@pytest.mark.parametrize("cut", [1, 8, 200])
def test_a_packed_file_that_breaks_off_gives_what_it_holds_and_says_so(tmp_path, cut):
    data = bytes(range(256)) * 40 + os.urandom(5_000)
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(data)[:-cut])
    with plain_member(path).open(LIMITS) as source:
        got = source.read()
        assert data.startswith(got)
        assert len(got) > len(data) // 2
        assert "breaks off" in source.broken
        assert source.read(10) == b""


def test_a_packed_file_that_is_whole_is_not_called_broken(tmp_path):
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(b"a,b\n"))
    with plain_member(tmp_path / "a.csv.gz").open(LIMITS) as source:
        assert (source.read(2), source.read(), source.broken) == (b"a,", b"b\n", "")


def test_what_is_no_regular_file_is_refused(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "pipe", tmp_path / "nowhere.csv"):
        with pytest.raises(InputError):
            plain_member(path)


def test_a_folder_gives_its_files_by_path_and_names_what_it_leaves_out(tmp_path):
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "deals.csv").write_bytes(b"x")
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(b"y"))
    (tmp_path / "link.csv").symlink_to(tmp_path / "a.csv.gz")
    os.mkfifo(tmp_path / "pipe")
    found = list(folder_members(tmp_path, LIMITS))
    members = [one for one in found if isinstance(one, Member)]
    assert [(one.name, one.path, content(one)) for one in members] == [
        ("a.csv", "a.csv.gz", b"y"),
        ("deals.csv", "b/deals.csv", b"x"),
    ]
    assert [(one.where, one.got) for one in found if isinstance(one, Fault)] == [
        ("link.csv", "a link"),
        ("pipe", "a device, pipe or socket"),
    ]


def test_a_folder_of_too_many_files_is_refused(tmp_path):
    for n in range(3):
        (tmp_path / f"{n}.csv").write_bytes(b"")
    with pytest.raises(InputError, match="at most 2 files"):
        list(folder_members(tmp_path, Limits(n_members=2)))


def test_an_archive_gives_its_files_by_path(tmp_path):
    archive = zipped(tmp_path / "all.zip", **{"z.csv": b"1", "in__a.csv": b"2"})
    assert [(one.name, one.path, content(one)) for one in zip_members(archive, LIMITS)] == [
        ("a.csv", "in/a.csv", b"2"),
        ("z.csv", "z.csv", b"1"),
    ]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("../a.csv", "stay inside"),
        ("/a.csv", "stay inside"),
        ("C:a.csv", "stay inside"),
        ("x\\..\\a.csv", "stay inside"),
        ("con.csv", "name of a device"),
        ("x/LPT1", "name of a device"),
        ("more.zip", "further archives"),
        ("a.csv.gz", "further archives"),
    ],
)
def test_an_archive_with_a_dangerous_entry_is_refused_whole(tmp_path, name, words):
    archive = zipped(tmp_path / "all.zip", **{"good.csv": b"1", name: b"2"})
    with pytest.raises(InputError, match=words):
        list(zip_members(archive, LIMITS))


def test_all_faults_of_an_archive_are_told_at_once(tmp_path):
    archive = zipped(tmp_path / "all.zip", **{"../a.csv": b"1", "nul": b"2", "b.csv": b"345"})
    with pytest.raises(InputError) as caught:
        list(zip_members(archive, Limits(n_members=2, unpacked_bytes=4)))
    assert len(caught.value.faults) == 4


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 cut off", b"a,b\n1,2\n"])
def test_what_is_no_whole_archive_is_refused(tmp_path, data):
    (tmp_path / "all.zip").write_bytes(data)
    with pytest.raises(InputError, match="whole zip archive"):
        list(zip_members(tmp_path / "all.zip", LIMITS))
