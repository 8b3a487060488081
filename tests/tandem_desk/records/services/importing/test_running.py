"""An import from the file to the records, and again."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tandem_desk.records.models import Account, BadRow, Change, Contact, ImportRun, ImportState, Lead, Opportunity
from tandem_desk.records.services.exporting import export_files
from tandem_desk.records.services.importing import begin_import, run_import, set_mapping, set_reading, start_import
from tandem_desk.workspace.models import ConsentEntry, Member, Workspace
from tandem_desk.workspace.services.consent import record_opt_out
from tandem_desk.workspace.services.jobs import run_due_jobs

LEADS = """Id,FirstName,LastName,Company,Email,Phone,Status,AnnualRevenue,NumberOfEmployees,\
HasOptedOutOfEmail,OwnerId,CreatedDate,Budget__c
00Q000000000001AAA,Ann,Lee,Acme,ann@acme.example,(415) 555-2671,Open,1200.50,12,false,\
alice@northwind.example,2024-03-01T10:00:00Z,high
00Q000000000002AAA,Bob,Ray,Birch,bob@birch.example,,Working,,x,true,Nobody Known,2024-03-02T11:30:15Z,
"""


@pytest.fixture
def bring(tmp_path: Path, workspace: Workspace) -> Callable[..., ImportRun]:
    """Import files given as name → text and return the finished run."""

    def run(files: dict[str, str | bytes], choices: dict[int, dict[str, Any]] | None = None, **given: Any) -> ImportRun:
        folder = tmp_path / f"drop{len(list(tmp_path.iterdir()))}"
        folder.mkdir()
        for name, text in files.items():
            (folder / name).write_bytes(text.encode() if isinstance(text, str) else text)
        path = folder / next(iter(files)) if len(files) == 1 else folder
        started = start_import(workspace=workspace, member=None, path=path, name=path.name, keep_copy=False, **given)
        for position, choice in (choices or {}).items():
            set_mapping(run=started, table_position=position, choices=choice, member=None)
        return run_import(started.pk)

    return run


def test_leads_come_in_with_types_owner_consent_and_custom_fields(
    bring: Callable[..., ImportRun], owner: Member, workspace: Workspace
) -> None:
    run = bring({"Lead.csv": LEADS})
    assert run.state == ImportState.DONE
    ann, bob = Lead.objects.order_by("external_id")
    assert (ann.name, ann.email_key, ann.company_key, str(ann.annual_revenue)) == (
        "Ann Lee",
        "ann@acme.example",
        "acme",
        "1200.50",
    )
    assert (ann.owner, ann.team, ann.owner_name) == (owner, owner.team, "Alice Owner")
    assert ann.created_at is not None
    assert ann.created_at.isoformat() == "2024-03-01T10:00:00+00:00"
    assert ann.custom == {"Budget__c": "high"}
    assert ann.phone == "+14155552671"
    assert ann.currency == "USD"
    assert (bob.owner, bob.owner_name, bob.n_employees, bob.email_opt_out) == (None, "Nobody Known", None, True)
    assert ConsentEntry.objects.get().address_key == "bob@birch.example"
    bad = BadRow.objects.get()
    assert (bad.row_number, bad.column, bad.raw, bad.row_was_taken) == (3, "NumberOfEmployees", "x", True)
    assert Change.objects.count() == 0
    assert ann.first_import == run


def test_an_identical_second_import_changes_nothing(bring: Callable[..., ImportRun], owner: Member) -> None:
    bring({"Lead.csv": LEADS})
    before = list(Lead.objects.order_by("id").values())
    again = bring({"Lead.csv": LEADS})
    table = again.tables.get()
    assert (table.n_created, table.n_updated, table.n_unchanged) == (0, 0, 2)
    assert list(Lead.objects.order_by("id").values()) == before
    assert Change.objects.count() == 0


def test_a_changed_cell_leaves_one_change_and_an_empty_one_takes_nothing_away(
    bring: Callable[..., ImportRun], workspace: Workspace
) -> None:
    bring({"Lead.csv": LEADS})
    run = bring({"Lead.csv": LEADS.replace("Open,1200.50", "Working,")})
    change = Change.objects.get()
    assert (change.field, change.old, change.new, change.import_run) == ("status", "Open", "Working", run)
    assert change.source == f"import {run.pk}: Lead.csv"
    lead = Lead.objects.get(email="ann@acme.example")
    assert (lead.status, str(lead.annual_revenue)) == ("Working", "1200.50")


def test_leads_are_recognised_by_address_whatever_its_spelling(bring: Callable[..., ImportRun]) -> None:
    bring(
        {"people.csv": "First Name,Last Name,Email,Company\nAnn,Lee,ann@acme.example,Acme\n"},
        {0: {"table": "leads", "key": "email"}},
    )
    run = bring(
        {"people.csv": "First Name,Last Name,Email,Company\nAnn,Lee,ANN+crm@Acme.example,Acme Ltd\n"},
        {0: {"table": "leads", "key": "email"}},
    )
    table = run.tables.get()
    assert (table.n_created, table.n_updated) == (0, 1)
    assert Lead.objects.get().company == "Acme Ltd"


def test_repeated_keys_are_read_as_one_row_and_reported(bring: Callable[..., ImportRun]) -> None:
    text = "Id,LastName,Company,Phone,Status\n00Q1,Lee,Acme,4155552671,Open\n00Q2,Ray,Birch,,Open\n00Q1,Lee,,,Working\n"
    run = bring({"Lead.csv": text})
    lead = Lead.objects.get(external_id="00Q1")
    assert (lead.company, lead.status) == ("Acme", "Working")
    bad = BadRow.objects.get()
    assert bad.row_number == 2
    assert "same record as row 4" in bad.reason
    again = bring({"Lead.csv": text})
    assert (run.tables.get().n_created, again.tables.get().n_created, again.tables.get().n_updated) == (2, 0, 0)


def test_one_id_of_two_systems_stays_two_records_out_and_in_again(
    bring: Callable[..., ImportRun], workspace: Workspace, tmp_path: Path
) -> None:
    bring({"Lead.csv": "Id,LastName,Company,Status\n77,Lee,Acme,Open\n"})
    text = "external_id,source_system,name,last_name,company\n"
    text += f"77,{Lead.objects.get().source_system},Lee,Lee,Acme Ltd\n77,other,Ray,Ray,Birch\n"
    run = bring({"leads.csv": text})
    assert (run.tables.get().n_created, run.tables.get().n_updated, run.tables.get().n_bad) == (1, 1, 0)
    before = list(Lead.objects.order_by("name").values_list("external_id", "source_system", "name", "company"))
    assert [one[2:] for one in before] == [("Lee", "Acme Ltd"), ("Ray", "Birch")]
    out = tmp_path / "out"
    export_files(target=out, workspace=workspace, tables=["leads"], member=None, dialect="tandem")
    elsewhere = Workspace.objects.create(name="Copy")
    started = start_import(workspace=elsewhere, member=None, path=out, name="out", keep_copy=False)
    assert run_import(started.pk).tables.get().n_created == 2
    copied = Lead.objects.filter(workspace=elsewhere).order_by("name")
    assert list(copied.values_list("external_id", "source_system", "name", "company")) == before
    assert not BadRow.objects.filter(reason__contains="same record").exists()


def test_rows_without_any_key_are_found_again_by_their_cells(bring: Callable[..., ImportRun]) -> None:
    text = "Deal Name,Deal Stage,Amount,Color\nBig,Open,10,red\nBig,Open,10,red\nSmall,Won,5,blue\n"
    bring({"deals.csv": text}, {0: {"table": "opportunities"}})
    again = bring({"deals.csv": text}, {0: {"table": "opportunities"}})
    assert Opportunity.objects.count() == 3
    assert again.tables.get().n_unchanged == 3
    assert Opportunity.objects.get(name="Small").is_won is True


def test_references_find_their_records_in_any_order_and_across_imports(bring: Callable[..., ImportRun]) -> None:
    contacts = (
        "Id,FirstName,LastName,Email,AccountId\n"
        "003A,Ann,Lee,ann@acme.example,001A\n"
        "003B,Bob,Ray,bob@birch.example,001B\n"
    )
    run = bring({"Contact.csv": contacts})
    assert set(BadRow.objects.values_list("raw", "row_was_taken")) == {("001A", True), ("001B", True)}
    accounts = "Id,Name,ParentId,Industry\n001B,Birch,,Wood\n001A,Acme,001C,Steel\n001C,Holding,,Money\n"
    bring({"Account.csv": accounts})
    assert Contact.objects.get(external_id="003A").account == Account.objects.get(external_id="001A")
    assert Account.objects.get(external_id="001A").parent == Account.objects.get(name="Holding")
    assert Change.objects.filter(field="account", record_id=Contact.objects.get(external_id="003A").pk).count() == 1
    assert run.tables.get().n_created == 2


def test_companies_named_in_rows_become_accounts_once(bring: Callable[..., ImportRun]) -> None:
    bring({"Account.csv": "Id,Name,Website\n001A,Acme GmbH,https://acme.example\n"})
    text = (
        "Id,FirstName,LastName,Email,Account Name\n"
        "003A,Ann,Lee,a@acme.example,ACME  gmbh\n"
        "003B,Bob,Ray,b@birch.example,Birch\n"
        "003C,Cem,Kaya,c@birch.example,Birch\n"
    )
    bring({"Contact.csv": text}, {0: {"related": "create"}})
    assert sorted(Account.objects.values_list("name", flat=True)) == ["Acme GmbH", "Birch"]
    assert Contact.objects.get(external_id="003A").account == Account.objects.get(external_id="001A")
    bring({"Account.csv": "Id,Name,Website\n001B,Birch,https://birch.example\n"})
    assert Account.objects.get(name="Birch").external_id == "001B"


def test_an_opt_out_beats_every_file(bring: Callable[..., ImportRun], workspace: Workspace, now: Any) -> None:
    record_opt_out(workspace=workspace, channel="email", address="ann@acme.example", source="link", at=now)
    bring({"Lead.csv": LEADS})
    assert Lead.objects.get(email="ann@acme.example").email_opt_out is True
    bring({"Lead.csv": LEADS.replace(",true,", ",false,")})
    assert Lead.objects.get(email="bob@birch.example").email_opt_out is True


def test_rows_merged_away_in_the_source_point_at_what_they_became(bring: Callable[..., ImportRun]) -> None:
    accounts = "Id,Name,MasterRecordId,IsDeleted\n001A,Acme,,false\n001X,Acme old,001A,true\n001D,Dead,,true\n"
    contacts = "Id,LastName,AccountId\n003A,Lee,001X\n"
    bring({"Account.csv": accounts, "Contact.csv": contacts})
    assert list(Account.objects.values_list("name", flat=True)) == ["Acme"]
    assert Contact.objects.get().account == Account.objects.get()
    assert {bad.reason.split()[2] for bad in BadRow.objects.all()} == {"was", "is"}


def test_dates_that_can_be_read_two_ways_are_asked_about(tmp_path: Path, workspace: Workspace) -> None:
    path = tmp_path / "Lead.csv"
    path.write_text("Id,LastName,Company,CreatedDate\n00Q1,Lee,Acme,3/4/2024\n")
    run = start_import(workspace=workspace, member=None, path=path, name="Lead.csv", keep_copy=False)
    with pytest.raises(Exception, match="start with the day or with the month"):
        begin_import(run=run, member=None)
    set_reading(run=run, member=None, date_order="dmy")
    begin_import(run=ImportRun.objects.get(pk=run.pk), member=None)
    run_due_jobs(worker="test")
    lead = Lead.objects.get()
    assert lead.created_at is not None
    assert lead.created_at.month == 4


def test_each_row_may_have_its_own_currency(bring: Callable[..., ImportRun]) -> None:
    text = "Id,Name,StageName,Amount,CurrencyIsoCode\n006A,One,Open,10.5,EUR\n006B,Two,Open,7,\n"
    bring({"Opportunity.csv": text}, currency="GBP")
    assert list(Opportunity.objects.order_by("name").values_list("currency", flat=True)) == ["EUR", "GBP"]
