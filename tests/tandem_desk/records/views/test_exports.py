"""Exports by page: what an import brought goes out as it came, only to those who may take it."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from tandem.tables.files import open_source
from tandem_desk.records.models import Lead
from tandem_desk.workspace.services.jobs import run_due_jobs

LEADS = (
    "Id,FirstName,LastName,Company,Email,Status,CreatedDate,Budget__c\n"
    "00Q000000000001AAA,Ann,Lee,Acme,ann@acme.example,Open,2024-03-01T10:00:00.000+0000,=1+1\n"
    "00Q000000000002AAA,Bob,Ray,Birch,bob@birch.example,Open,2024-03-02T10:00:00.000+0000,-5\n"
)


def bring(client, name, text):
    url = client.post("/import/upload/", {"files": [SimpleUploadedFile(name, text.encode())]})["Location"]
    assert client.post(f"{url}begin/").status_code == 302
    run_due_jobs(worker="test")
    return url


@pytest.fixture
def client(settings, tmp_path, operator, client_of):
    settings.TANDEM_HOME = tmp_path
    signed_in = client_of(operator)
    bring(signed_in, "Lead.csv", LEADS)
    return signed_in


def body(answer):
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def test_the_import_page_leads_to_an_export_that_comes_back_equal(client, tmp_path) -> None:
    page = client.get("/import/").content.decode()
    assert 'action="/export/"' in page
    text = body(client.get("/export/?kind=lead&dialect=as+imported&file=csv")).decode()
    assert text.splitlines()[0] == LEADS.splitlines()[0]
    assert "'=1+1" in text
    bring(client, "Lead.csv", text)
    assert Lead.objects.count() == 2
    assert list(Lead.objects.order_by("pk").values_list("custom", flat=True)) == [
        {"Budget__c": "=1+1"},
        {"Budget__c": "-5"},
    ]


def test_another_systems_headers_and_a_workbook_without_formulas(client, tmp_path) -> None:
    assert body(client.get("/export/?kind=lead&dialect=hubspot")).decode().startswith("Record ID,")
    book = load_workbook(io.BytesIO(body(client.get("/export/?kind=lead&file=xlsx"))))
    cells = [cell for row in book.active.iter_rows() for cell in row]
    assert not any(cell.data_type == "f" for cell in cells)
    path = tmp_path / "again.xlsx"
    book.save(path)
    assert open_source(path)[0].headers == tuple(LEADS.splitlines()[0].split(","))


@pytest.mark.parametrize(
    ("asked", "why"), [("kind=table", "no record"), ("", "nothing asked"), ("kind=lead&file=pdf", "no such file"),
                       ("kind=lead&dialect=sanskrit", "no such dialect")]
)  # fmt: skip
def test_what_cannot_be_exported_leads_back_with_words(client, asked, why) -> None:
    answer = client.get(f"/export/?{asked}", follow=True)
    assert answer.redirect_chain[0][0] == "/import/", why
    assert "must be one of" in answer.content.decode() or "An export needs" in answer.content.decode()


def test_nobody_of_another_workspace_gets_a_record(client, client_of, outsider) -> None:
    assert body(client_of(outsider).get("/export/?kind=lead")).count(b"\n") <= 1


def test_streams_and_everything_come_as_a_zip_that_can_be_imported(client, client_of, outsider, tmp_path) -> None:
    bring(
        client,
        "Task.csv",
        "Id,WhoId,Subject,ActivityDate,Type,CallType\n00T1,00Q000000000001AAA,Hi,2024-03-05,Call,Inbound\n",
    )
    asked = client.get("/export/?kind=touchpoints&dialect=as+imported")
    assert asked["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(body(asked))) as packed:
        assert packed.namelist() == ["Task.csv"]
        assert "00T1,Call,Inbound" in packed.read("Task.csv").decode()
    with zipfile.ZipFile(io.BytesIO(body(client.get("/export/?kind=everything&dialect=tandem")))) as packed:
        assert set(packed.namelist()) == {"leads.csv", "touchpoints.csv"}
    with zipfile.ZipFile(io.BytesIO(body(client_of(outsider).get("/export/?kind=everything")))) as packed:
        assert packed.namelist() == []
