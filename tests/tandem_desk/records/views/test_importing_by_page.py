"""A whole import by page: drop, look, answer, begin, watch, report; and the ranking follows after a retrain."""

import gzip
import io
import os
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tandem_desk.records.models import Account, Change, Contact, ImportRun, ImportState, Lead, Opportunity
from tandem_desk.stages.prospecting import retrain
from tandem_desk.touchpoints.models import Touchpoint
from tandem_desk.workspace.services.jobs import run_due_jobs

DATA = os.environ.get("TANDEM_BENCH_DATA", "")
CHANNELS = ("Web", "Fair", "Phone")


def _lead(number: int) -> str:
    won = number % 3 == 0
    status = "Closed - Converted" if won else "Closed - Not Converted" if number % 3 == 1 else "Open - Not Contacted"
    source, began = CHANNELS[number % 3 if number % 5 else 0], f"2024-0{1 + number % 6}-1{number % 9}"
    cells = (f"00Q{number:012}AAA", f"Lee{number}", f"Firm {number % 9}", f"p{number}@acme.example", status, source)
    return ",".join((*cells, str(won).lower(), f"{began}T10:00:00.000+0000"))


SALESFORCE = {
    "Account.csv": "Id,Name,Website\n" + "".join(
        f"001{n:012}AAA,Firm {n},https://firm{n}.example\n" for n in range(9)
    ),
    "Contact.csv": "Id,LastName,Email,AccountId\n" + "".join(
        f"003{n:012}AAA,Ray{n},r{n}@firm.example,001{n % 9:012}AAA\n" for n in range(20)
    ),
    "Lead.csv": "Id,LastName,Company,Email,Status,LeadSource,IsConverted,CreatedDate\n" + "".join(
        f"{_lead(n)}\n" for n in range(150)
    ),
    "Opportunity.csv": "Id,Name,AccountId,StageName,Amount,CloseDate,IsClosed,IsWon\n" + "".join(
        f"006{n:012}AAA,Deal {n},001{n % 9:012}AAA,Closed Won,{n}00,2024-06-30,true,true\n" for n in range(12)
    ),
    "OpportunityFieldHistory.csv": "Id,OpportunityId,Field,OldValue,NewValue,CreatedDate\n" + "".join(
        f"017{n:012}AAA,006{n:012}AAA,StageName,Prospecting,Closed Won,2024-05-01T00:00:00.000+0000\n"
        for n in range(12)
    ),
    "Task.csv": "Id,WhoId,Subject,ActivityDate,Status\n" + "".join(
        f"00T{n:012}AAA,00Q{n:012}AAA,Call,2024-03-0{1 + n % 9},Completed\n" for n in range(30)
    ),
}  # fmt: skip


def zipped(files: dict[str, str]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return target.getvalue()


def by_page(client, files: dict[str, bytes]) -> ImportRun:
    """Drop files, answer every question with its first choice, begin, work, and return the finished import."""
    dropped = [SimpleUploadedFile(name, content) for name, content in files.items()]
    url = client.post("/import/upload/", {"files": dropped})["Location"]
    run = ImportRun.objects.latest("pk")
    assert client.get(url).status_code == 200
    for table in run.tables.all():
        answers = {f"answer-{place}": "0" for place, entry in enumerate(table.mapping) if entry["question"]}
        if answers:
            assert client.post(f"{url}tables/{table.position}/", answers).status_code == 302
    assert client.post(f"{url}begin/").status_code == 302
    assert client.get(f"{url}progress/").status_code == 200
    run_due_jobs(worker="test")
    run.refresh_from_db()
    assert run.state == ImportState.DONE, run.error
    page = client.get(url).content.decode()
    assert "Undo this import" in page
    assert client.get(f"{url}bad-rows/").status_code == 200
    return run


@pytest.fixture
def client(settings, tmp_path, operator, client_of):
    settings.TANDEM_HOME = tmp_path
    return client_of(operator)


def test_a_zip_of_salesforce_objects_comes_in_whole_and_is_ranked(client, workspace) -> None:
    by_page(client, {"export.zip": zipped(SALESFORCE)})
    assert (Account.objects.count(), Contact.objects.count(), Lead.objects.count()) == (9, 20, 150)
    assert (Opportunity.objects.count(), Touchpoint.objects.count()) == (12, 30)
    assert Contact.objects.filter(account=None).count() == 0
    assert Touchpoint.objects.filter(lead=None).count() == 0
    assert Change.objects.filter(field="deal_stage").count() == 12
    again = by_page(client, {"export.zip": zipped(SALESFORCE)})
    assert sum(table.n_created + table.n_updated for table in again.tables.all()) == 0
    assert client.get("/leads/").status_code == 200
    retrain(workspace=workspace, at=timezone.now())
    run_due_jobs(worker="test")
    scored = Lead.objects.exclude(score_probability=None)
    assert scored.filter(status="Open - Not Contacted").count() == 50
    page = client.get("/leads/").content.decode()
    first = scored.order_by("-score_probability", "-pk").first()
    assert first is not None
    assert first.name in page


SETS = {
    "x_education_leads/leads.csv.gz": ("leads", 9_240),
    "it_deals_win_prediction/deals.csv.gz": ("opportunities", 10_061),
    "crm_pipeline_maven/sales_pipeline.csv.gz": ("opportunities", 5_995),
}


@pytest.mark.skipif(not DATA, reason="TANDEM_BENCH_DATA names no folder of public data")
@pytest.mark.parametrize("path", SETS)
def test_public_sets_come_in_by_page(client, path: str) -> None:
    table, n_rows = SETS[path]
    text = gzip.decompress((Path(DATA) / path).read_bytes())
    run = by_page(client, {Path(path).name.removesuffix(".gz"): text})
    brought = run.tables.get()
    assert brought.table == table
    assert brought.n_created == n_rows
    assert client.get(f"/{'leads' if table == 'leads' else 'deals'}/").status_code == 200
