"""The Import pages: look, answer, correct, begin, get back what could not be taken."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tandem_desk.records.models import BadRow, ImportRun, ImportState, Lead
from tandem_desk.workspace.services.jobs import run_due_jobs

CSV = (
    b"Lead ID,First Name,Last Name,Email,Company,Lead Status,Created Date,Favourite colour\n"
    b"00Q1,Ada,Marsh,ada@marsh.example,Marsh Ltd,New,03/04/2025,blue\n"
    b"00Q2,Bo,Lind,bo@lind.example,Lind AB,New,05/06/2025,red\n"
)


@pytest.fixture
def dropped(settings, tmp_path, operator, client_of):
    """Drop a file whose dates can be read in two ways; return the client and the import."""
    settings.TANDEM_HOME = tmp_path
    client = client_of(operator)
    file = SimpleUploadedFile("leads.csv", CSV)
    answer = client.post("/import/upload/", {"files": [file]}, headers={"X-Requested-With": "upload"})
    return client, ImportRun.objects.get(), json.loads(answer.content)["url"]


@pytest.mark.django_db
def test_what_was_recognised_is_shown_with_how_sure_and_samples(dropped) -> None:
    client, _, url = dropped
    page = client.get(url).content.decode()
    for words in ("Email", "ada@marsh.example", "Favourite colour", "its own field", "question", "How sure, and why"):
        assert words in page
    assert "disabled" in page.split("Import it")[0].rsplit("<button", 1)[1]


@pytest.mark.django_db
def test_a_question_is_answered_a_column_corrected_and_the_import_runs(dropped) -> None:
    client, run, url = dropped
    place = {entry["header"]: number for number, entry in enumerate(run.tables.get().mapping)}
    client.post(
        f"{url}tables/0/", {f"answer-{place['Created Date']}": "0", f"column-{place['Favourite colour']}": "leave"}
    )
    mapping = {entry["header"]: entry for entry in run.tables.get().mapping}
    assert mapping["Created Date"]["question"] is None
    assert mapping["Favourite colour"]["take"] is False
    assert client.post(f"{url}begin/").status_code == 302
    assert "Waiting for its turn" in client.get(url).content.decode()
    run_due_jobs(worker="test")
    run.refresh_from_db()
    assert run.state == ImportState.DONE
    assert Lead.objects.count() == 2
    page = client.get(url).content.decode()
    assert "Undo this import" in page
    assert client.get(f"{url}progress/")["HX-Refresh"] == "true"


@pytest.mark.django_db
def test_with_a_question_open_nothing_begins(dropped) -> None:
    client, run, url = dropped
    answer = client.post(f"{url}begin/")
    assert answer.status_code == 422
    assert "must be answered first" in answer.content.decode()
    run.refresh_from_db()
    assert run.state == ImportState.RECOGNISED


@pytest.mark.django_db
def test_what_came_back_is_a_file_safe_in_a_spreadsheet(dropped) -> None:
    client, run, url = dropped
    BadRow.objects.create(table=run.tables.get(), row_number=7, column="Email", reason="is no address", raw="=1+1")
    answer = client.get(f"{url}bad-rows/")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert "is no address" in text
    assert "'=1+1" in text
    assert "attachment" in answer["Content-Disposition"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("empty.csv", b"", "nothing in it"),
        ("picture.png", b"\x89PNG\r\n\x1a\n\x00\x00", "no table"),
        ("bomb.zip", b"PK\x03\x04broken", "a broken zip"),
    ],
)
def test_what_is_no_table_is_refused_in_words(settings, tmp_path, operator, client_of, name, content, why) -> None:
    settings.TANDEM_HOME = tmp_path
    answer = client_of(operator).post(
        "/import/upload/", {"files": [SimpleUploadedFile(name, content)]}, headers={"X-Requested-With": "upload"}
    )
    assert answer.status_code == 422, why
    assert json.loads(answer.content)["fault"]
    assert not ImportRun.objects.exists()
