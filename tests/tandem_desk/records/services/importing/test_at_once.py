"""Two imports of the same file at the same moment leave what one of them would."""

import threading
from pathlib import Path

import pytest
from django.db import connection

from tandem_desk.records.models import Account, Change, ImportRun, ImportState, Lead, Opportunity
from tandem_desk.records.services.importing import run_import, running, start_import
from tandem_desk.workspace.models import Workspace

LEADS = "Id,LastName,Company,Email\n" + "".join(
    f"00Q{number},Lee{number},Firm {number % 7},p{number}@acme.example\n" for number in range(120)
)
DEALS = "Id,Name,StageName,Amount,AccountId,Account Name\n" + "".join(
    f"006{number},Deal {number},Won,{number},,Firm {number % 5}\n" for number in range(60)
)
STATES = "Id,OpportunityId,StageName,Amount,CreatedDate\n" + "".join(
    f"008{number},006{number % 60},Stage {number // 60},{number},2024-0{1 + number // 60}-01T00:00:00Z\n"
    for number in range(180)
)


@pytest.mark.django_db(transaction=True)
def test_records_accounts_and_histories_come_in_once(
    tmp_path: Path, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "BATCH_ROWS", 10)
    for name, text in (("Lead", LEADS), ("Opportunity", DEALS), ("OpportunityHistory", STATES)):
        (tmp_path / f"{name}.csv").write_text(text)
    runs = [start_import(workspace=workspace, member=None, path=tmp_path, name="x", keep_copy=False) for _ in range(2)]
    start, faults = threading.Barrier(2), []

    def attempt(run: ImportRun) -> None:
        start.wait()
        try:
            run_import(run.pk)
        except Exception as error:  # noqa: BLE001  (shown below)
            faults.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=attempt, args=(run,)) for run in runs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert set(ImportRun.objects.values_list("state", flat=True)) == {ImportState.DONE}
    assert (Lead.objects.count(), Opportunity.objects.count()) == (120, 60)
    names = list(Account.objects.values_list("name_key", flat=True))
    assert len(names) == len(set(names))
    changes = list(Change.objects.values_list("record_kind", "record_id", "field", "valid_from", "new"))
    assert len(changes) == len(set(changes)) > 0
    assert sum(table.n_created for run in runs for table in run.tables.filter(table="leads")) == 120
