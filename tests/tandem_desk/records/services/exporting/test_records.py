"""Out and in again: what an export wrote comes back equal on every mapped field."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tandem.kernel.errors import InputError, NotPermitted
from tandem.kernel.vocabulary import SubjectKind
from tandem.tables.files import FileDialect, open_source
from tandem_desk.records.models import Lead
from tandem_desk.records.selectors.kinds import model_of, table_of
from tandem_desk.records.services.exporting import export_records
from tandem_desk.records.services.importing import run_import, start_import
from tandem_desk.workspace.models import Member, Visibility, Workspace

API = (
    "Id,FirstName,LastName,Company,Email,Phone,Status,AnnualRevenue,NumberOfEmployees,IsConverted,"
    "HasOptedOutOfEmail,CreatedDate,Budget__c"
)
ROW_1 = (
    '00Q000000000001AAA,Ann,Lee,"Acme, Inc.",ann@acme.example,(415) 555-2671,Open,1200.50,12,false,'
    "true,2024-03-01T10:00:00.000+0000,=1+1"
)
ROW_2 = (
    "00Q000000000002AAA,Bob,Ray,Birch,Bob+x@Birch.example,+49 30 123456,Working,12000,,true,false,"
    "2024-03-02T11:30:15.000+0000,-5"
)
LABELS = (
    "Lead ID,First Name,Last Name,Company,Email,Phone,Lead Status,Annual Revenue,No. of Employees,"
    "Converted,Email Opt Out,Created Date,Budget__c"
)
FILES: dict[str, tuple[str, str]] = {
    "salesforce": ("Lead.csv", f"{API}\n{ROW_1}\n{ROW_2}\n"),
    "salesforce upper": ("Lead.csv", f"{API.upper()}\n{ROW_1}\n{ROW_2}\n"),
    "salesforce label": ("Lead.csv", f"{LABELS}\n{ROW_1}\n{ROW_2}\n"),
    "warehouse": (
        "lead.csv",
        "id,first_name,last_name,company,email,phone,status,annual_revenue,is_converted,created_date,_fivetran_synced,budget_c\n"
        "00Q000000000001AAA,Ann,Lee,Acme,ann@acme.example,,Open,1200.5,false,2024-03-01 10:00:00,"
        "2024-04-01 00:00:00,high\n",
    ),
    "hubspot": (
        "contacts.csv",
        "Record ID,First Name,Last Name,Email,Phone Number,Job Title,Company Name,Contact owner,"
        "Lead Status,Lifecycle Stage,Create Date\n"
        "551,Ann,Lee,ann@acme.example,+1 415-555-2671,CEO,Acme,Olga Owner,NEW,lead,2024-03-12 09:14\n",
    ),
    "frappe": (
        "CRM Lead.csv",
        "ID,First Name,Last Name,Email,Mobile No,Organization,Job Title,Annual Revenue,Industry,Source,"
        "Status,Lead Owner,Converted\n"
        'LEAD-1,Ann,Lee,ann@acme.example,+14155552671,Acme,CEO,"1,200.50",Steel,Web,New,Olga Owner,0\n',
    ),
    "espocrm": (
        "Lead.csv",
        "id,firstName,lastName,accountName,emailAddress,phoneNumber,status,source,createdAt,assignedUserName\n"
        "5f1,Ann,Lee,Acme,ann@acme.example,+14155552671,New,Web,2024-03-01 10:00:00,Olga Owner\n",
    ),
    "german": (
        "Kontakte.csv",
        (
            "Vorname;Nachname;E-Mail-Adresse;Firma;Umsatz;Notiz\n"
            "Ann;Lee;ann@acme.example;Müller GmbH;1.200,50;ja\n"
            "Bob;Ray;bob@birch.example;Birch;3.400,00;nein\n"
        ),
    ),
}


@pytest.fixture
def bring(tmp_path: Path, workspace: Workspace) -> Callable[..., Any]:
    def run(name: str, text: str | bytes, into: Workspace = workspace) -> Any:
        folder = tmp_path / f"drop{len(list(tmp_path.iterdir()))}"
        folder.mkdir()
        path = folder / name
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return run_import(start_import(workspace=into, member=None, path=path, name=name, keep_copy=False).pk)

    return run


def _values(kind: SubjectKind, workspace: Workspace) -> list[dict[str, Any]]:
    names = [f"{one.name}__name" if one.refers_to else one.name for one in table_of(kind).columns]
    rows = model_of(kind).objects.filter(workspace=workspace).order_by("external_id", "email")
    return [
        {name: value for name, value in row.items() if name not in ("recorded_at",)}
        for row in rows.values(*names, "custom", "raw")
    ]


@pytest.mark.parametrize("dialect", FILES)
def test_in_out_and_in_again_is_equal_on_every_field(
    bring: Callable[..., Any], workspace: Workspace, tmp_path: Path, dialect: str
) -> None:
    name, text = FILES[dialect]
    run = bring(name, text)
    assert not run.tables.get().bad_rows.exists()
    kind = SubjectKind.LEAD if Lead.objects.exists() else SubjectKind.CONTACT
    out = io.BytesIO()
    n_rows = export_records(kind=kind, target=out, member=None, workspace=workspace)
    assert n_rows == len(_values(kind, workspace)) > 0
    elsewhere = Workspace.objects.create(name="Copy")
    bring(name, out.getvalue(), elsewhere)
    assert _values(kind, elsewhere) == _values(kind, workspace)
    again = io.BytesIO()
    export_records(kind=kind, target=again, member=None, workspace=elsewhere)
    assert again.getvalue() == out.getvalue()


def test_headers_come_back_as_they_were_and_formulas_are_made_harmless(
    bring: Callable[..., Any], workspace: Workspace
) -> None:
    bring(*FILES["salesforce"])
    out = io.BytesIO()
    export_records(kind=SubjectKind.LEAD, target=out, member=None, workspace=workspace)
    lines = out.getvalue().decode().splitlines()
    assert lines[0] == API
    assert lines[1].endswith(",'=1+1")
    assert "(415) 555-2671" in lines[1]


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "parquet"])
def test_every_format_comes_back(bring: Callable[..., Any], workspace: Workspace, tmp_path: Path, suffix: str) -> None:
    bring(*FILES["salesforce"])
    path = tmp_path / f"Lead.{suffix}"
    export_records(kind=SubjectKind.LEAD, target=path, member=None, workspace=workspace)
    rows = list(open_source(path)[0].sample().rows())
    assert [row[0] for row in rows] == ["00Q000000000001AAA", "00Q000000000002AAA"]
    assert rows[0][-1] == "=1+1"


def test_another_systems_headers_can_be_asked_for(bring: Callable[..., Any], workspace: Workspace) -> None:
    bring(*FILES["salesforce"])
    out = io.BytesIO()
    export_records(kind=SubjectKind.LEAD, target=out, member=None, workspace=workspace, dialect="hubspot")
    header = out.getvalue().decode().splitlines()[0].split(",")
    assert {"Record ID", "First Name", "Lead Status", "Budget__c"} <= set(header)


def test_exactly_the_rows_and_columns_asked_for(bring: Callable[..., Any], workspace: Workspace) -> None:
    bring(*FILES["salesforce"])
    out = io.BytesIO()
    export_records(
        kind=SubjectKind.LEAD, target=out, member=None, workspace=workspace, columns=("email", "custom.Budget__c"),
        rows=Lead.objects.filter(status="Open"), file=FileDialect(line_end="\n"),
    )  # fmt: skip
    assert out.getvalue().decode() == "Email,Budget__c\nann@acme.example,'=1+1\n"
    with pytest.raises(InputError, match="nonsense"):
        export_records(kind=SubjectKind.LEAD, target=out, member=None, workspace=workspace, columns=("nonsense",))
    with pytest.raises(InputError, match="klingon"):
        export_records(kind=SubjectKind.LEAD, target=out, member=None, workspace=workspace, dialect="klingon")


def test_only_what_a_member_may_see_goes_out(
    make_lead: Callable[..., Lead], owner: Member, stranger: Member, outsider: Member, auditor: Member
) -> None:
    owner.workspace.visibility = Visibility.TEAM.value
    owner.workspace.save()
    make_lead(owner=owner, team=owner.team)
    make_lead(owner=stranger, team=stranger.team)
    counts = []
    for member in (owner, auditor, outsider):
        member.refresh_from_db()
        counts.append(
            export_records(kind=SubjectKind.LEAD, target=io.BytesIO(), member=member, workspace=member.workspace)
        )
    assert counts == [1, 2, 0]
    owner.is_active = False
    with pytest.raises(NotPermitted):
        export_records(kind=SubjectKind.LEAD, target=io.BytesIO(), member=owner, workspace=owner.workspace)
