"""Touchpoints in imports: each on its record and that record's account, none twice, gone again with their import."""

import pytest

from tandem_desk.records.models import BadRow, Contact, Lead
from tandem_desk.records.services.importing import run_import, start_import
from tandem_desk.records.sockets import find_table_loader
from tandem_desk.touchpoints.models import Touchpoint
from tandem_desk.touchpoints.services import plug_in
from tandem_desk.touchpoints.services.loading import remove_touchpoints_of_import

ACCOUNT = "Id,Name\n001A,Acme\n"
CONTACT = "Id,LastName,AccountId,Email\n003A,Lee,001A,lee@acme.example\n"
LEAD = "Id,LastName,Company,Email\n00Q1,Ray,Birch,ray@birch.example\n"
TASK = (
    "Id,WhoId,Subject,ActivityDate,Type,Status\n"
    "00T1,003A,Offer sent,2024-05-01,Email,Completed\n"
    "00T2,00Q1,Called,2024-05-02,Call,Completed\n"
    "00T3,00Q1,To do,2024-05-03,,Open\n"
    "00T4,00Q1,When?,,Call,Open\n"
    "00T5,00Q9,To nobody,2024-05-04,Call,Open\n"
)


@pytest.fixture
def bring(tmp_path, workspace):
    def run(name, **files):
        folder = tmp_path / name
        folder.mkdir()
        for file, text in files.items():
            (folder / f"{file}.csv").write_text(text)
        return run_import(start_import(workspace=workspace, member=None, path=folder, name=name, keep_copy=False).pk)

    return run


def test_each_hangs_on_its_record_and_account_and_says_what_it_was(bring):
    bring("drop", Account=ACCOUNT, Contact=CONTACT, Lead=LEAD, Task=TASK)
    rows = {row.external_id: row for row in Touchpoint.objects.all()}
    assert {name: row.kind for name, row in rows.items()} == {
        "00T1": "email", "00T2": "call", "00T3": "task", "00T5": "call",
    }  # fmt: skip
    lee, ray = Contact.objects.get(), Lead.objects.get()
    assert (rows["00T1"].contact, rows["00T1"].account, rows["00T1"].lead) == (lee, lee.account, None)
    assert (rows["00T2"].lead, rows["00T2"].contact) == (ray, None)
    assert lee.account is not None


def test_rows_without_a_time_stay_out_and_those_on_no_record_are_said(bring):
    run = bring("drop", Account=ACCOUNT, Contact=CONTACT, Lead=LEAD, Task=TASK)
    table = run.tables.get(table="touchpoints")
    assert (table.n_created, table.n_bad) == (4, 1)
    said = {row.row_number: (row.reason, row.row_was_taken) for row in BadRow.objects.filter(table=table)}
    assert said[5] == ("it has no time that can be read", False)
    assert any("hangs on no record" in reason and taken for reason, taken in said.values())


def test_the_same_file_again_adds_nothing(bring):
    bring("drop", Account=ACCOUNT, Contact=CONTACT, Lead=LEAD, Task=TASK)
    again = bring("again", Task=TASK).tables.get(table="touchpoints")
    assert (again.n_created, again.n_unchanged, Touchpoint.objects.count()) == (0, 4, 4)


def test_those_of_one_import_go_in_steps_and_no_others(bring, make_touchpoint, make_lead):
    run = bring("drop", Lead=LEAD, Task=TASK)
    own = make_touchpoint(lead=make_lead())
    steps = [remove_touchpoints_of_import(run.pk, 3) for _ in range(3)]
    assert steps == [3, 1, 0]
    assert Touchpoint.objects.get() == own


def test_plugging_in_again_changes_nothing():
    before = find_table_loader("touchpoints")
    plug_in()
    assert find_table_loader("touchpoints") == before


def test_an_owner_given_as_a_user_id_gets_their_name_and_the_id_is_kept(bring):
    users = "Id,Name,Email\n005U1,Seller One,one@northwind.example\n"
    tasks = (
        "Id,WhoId,Subject,ActivityDate,OwnerId\n00T1,00Q1,Called,2024-05-02,005U1\n00T2,00Q1,Wrote,2024-05-03,005U9\n"
    )
    bring("drop", Lead=LEAD, Task=tasks, User=users)
    rows = {row.external_id: (row.owner_name, row.raw.get("owner_name")) for row in Touchpoint.objects.all()}
    assert rows == {"00T1": ("Seller One", "005U1"), "00T2": ("005U9", None)}


def test_a_mail_is_from_them_or_to_them_as_its_source_says(bring):
    mails = (
        "Id,ToIds,RelatedToId,FromAddress,ToAddress,Subject,TextBody,MessageDate,Incoming,Status\n"
        "02s1,00Q1,,us@northwind.example,ray@birch.example,Offer,Hi,2024-05-01T10:00:00Z,false,3\n"
        "02s2,,,ray@birch.example,us@northwind.example,Re: Offer,No,2024-05-02T11:30:00Z,true,1\n"
    )
    bring("drop", Account=ACCOUNT, Contact=CONTACT, Lead=LEAD, Task=TASK, EmailMessage=mails)
    rows = {row.external_id: row for row in Touchpoint.objects.all()}
    said = {name: (row.kind, row.direction) for name, row in rows.items()}
    assert said["02s1"] == ("email", "outbound")
    assert said["02s2"] == ("email", "inbound")
    # A mail that is a task was sent; who rang, a task without a call type does not say.
    assert said["00T1"] == ("email", "outbound")
    assert said["00T2"] == ("call", "")
    assert rows["02s2"].lead == rows["02s1"].lead == Lead.objects.get()


def test_fields_of_one_kind_each_fill_one_column_and_durations_their_unit(bring):
    contacts = (
        "Record ID,First Name,Last Name,Email,Company Name,Lead Status\n551,Ann,Ray,ray@birch.example,Birch,NEW\n"
    )
    engagements = (
        "id,type,hs_timestamp,hs_call_title,hs_call_direction,hs_call_duration,hs_meeting_title,hs_email_subject,contact_id\n"
        "1,CALL,2024-05-01T10:00:00Z,Rang,INBOUND,90000,,,551\n"
        "2,MEETING,2024-05-02T10:00:00Z,,,,Demo,,551\n"
        "3,INCOMING_EMAIL,2024-05-03T10:00:00Z,,,,,Re: Demo,551\n"
    )
    bring("drop", contacts=contacts, engagements=engagements)
    rows = {row.external_id: row for row in Touchpoint.objects.all()}
    told = {name: (row.kind, row.direction, row.subject, row.duration_seconds) for name, row in rows.items()}
    assert told == {
        "1": ("call", "inbound", "Rang", 90.0),
        "2": ("meeting", "", "Demo", None),
        "3": ("email", "inbound", "Re: Demo", None),
    }
    assert {row.lead for row in rows.values()} == {Lead.objects.get()}


def test_rows_of_the_common_schema_keep_their_system_and_come_twice_as_once(bring):
    leads = (
        "external_id,source_system,name,company,status\n"
        "00Q1,salesforce,Ann Ray,Birch,Open\n551,hubspot,Bo Lee,Acme,Open\n"
    )
    touchpoints = (
        "external_id,source_system,kind,direction,occurred_at,lead\n"
        "T1,phone,call,inbound,2024-05-01T10:00:00Z,551\nT2,salesforce,email,outbound,2024-05-02T10:00:00Z,00Q1\n"
    )
    for name in ("drop", "again"):
        bring(name, leads=leads, touchpoints=touchpoints)
    rows = Touchpoint.objects.order_by("occurred_at").values_list("source_system", "kind", "lead__name")
    assert list(rows) == [("phone", "call", "Bo Lee"), ("salesforce", "email", "Ann Ray")]
