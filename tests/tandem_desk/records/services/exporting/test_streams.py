"""Touchpoints, histories and links out and in again: equal on every mapped field, in every dialect that has a shape."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tandem.kernel.errors import InputError, NotPermitted
from tandem.tables.schema import TABLES
from tandem_desk.records.models import Change
from tandem_desk.records.selectors.kinds import kind_number, kind_of_table, model_of_table
from tandem_desk.records.services.changing import update_record
from tandem_desk.records.services.exporting import EVERYTHING, export_files
from tandem_desk.records.services.importing.stream_models import model_of_stream
from tandem_desk.workspace.models import Member, Visibility, Workspace

WHOLE = [
    "as imported",
    "salesforce",
    "salesforce upper",
    "salesforce label",
    "warehouse",
    "hubspot",
    "hubspot internal",
    "tandem",
]


def touchpoints(workspace: Workspace, *, system: bool) -> list[dict[str, Any]]:
    columns = [one for one in TABLES["touchpoints"].columns if one.name != "recorded_at"]
    names = [f"{one.name}__external_id" if one.refers_to else one.name for one in columns]
    if not system:
        names.remove("source_system")
    rows = model_of_stream("touchpoints").objects.filter(workspace=workspace)
    return sorted(rows.values(*names), key=lambda row: row["external_id"])


def links(workspace: Workspace, table: str) -> list[tuple[Any, ...]]:
    columns = [one for one in TABLES[table].columns if one.name not in ("source_system", "recorded_at")]
    names = [f"{one.name}__external_id" if one.refers_to else one.name for one in columns]
    rows = model_of_stream(table).objects.filter(workspace=workspace).values_list(*names)
    return sorted(rows, key=str)


def changes(workspace: Workspace, tables: tuple[str, ...]) -> set[tuple[Any, ...]]:
    found = set()
    for table in tables:
        names = dict(model_of_table(table).objects.filter(workspace=workspace).values_list("pk", "external_id"))
        refers = {one.name: one.refers_to for one in TABLES[table].columns if one.refers_to}
        rows = Change.objects.filter(workspace=workspace, record_kind=kind_number(kind_of_table(table)))
        for pk, field, old, new, at, actor in rows.values_list(
            "record_id", "field", "old", "new", "valid_from", "actor"
        ):
            known = (
                dict(model_of_table(refers[field]).objects.values_list("pk", "external_id"))
                if refers.get(field)
                else {}
            )
            values = (known.get(int(one)) if one and field in refers else one for one in (old, new))
            # Other systems count to the millisecond.
            when = at.replace(microsecond=at.microsecond // 1000 * 1000)
            found.add((table, names[pk], field, *values, when, actor))
    return found


def differing(was: list[dict[str, Any]], now: list[dict[str, Any]]) -> set[tuple[str, str, str, str]]:
    assert len(was) == len(now) > 0
    return {
        (old["kind"], name, str(old[name]), str(new[name]))
        for old, new in zip(was, now, strict=True)
        for name in old
        if old[name] != new[name]
    }


@pytest.mark.slow
@pytest.mark.parametrize("dialect", WHOLE)
@pytest.mark.parametrize("came_as", ["tandem", "salesforce", "hubspot"])
def test_touchpoints_of_every_channel_come_back(
    bring_company: Callable[..., Path], bring_folder: Callable[..., Any], workspace: Workspace, tmp_path: Path,
    dialect: str, came_as: str,
) -> None:  # fmt: skip
    bring_company(came_as)
    first, second = tmp_path / "first", tmp_path / "second"
    written = export_files(tables=EVERYTHING, target=first, member=None, workspace=workspace, dialect=dialect)
    assert "touchpoints" not in written.left_out
    elsewhere = Workspace.objects.create(name="Copy")
    bring_folder(first, elsewhere)
    keeps_system = dialect in ("tandem", "as imported")
    was, now = touchpoints(workspace, system=keeps_system), touchpoints(elsewhere, system=keeps_system)
    assert differing(was, now) == set()
    export_files(tables=EVERYTHING, target=second, member=None, workspace=elsewhere, dialect=dialect)
    assert {one.name for one in first.iterdir()} == {one.name for one in second.iterdir()}


@pytest.mark.slow
@pytest.mark.parametrize("dialect", WHOLE)
@pytest.mark.parametrize("came_as", ["salesforce", "hubspot"])
def test_histories_come_back(
    bring_company: Callable[..., Path], bring_folder: Callable[..., Any], workspace: Workspace, tmp_path: Path,
    dialect: str, came_as: str,
) -> None:  # fmt: skip
    bring_company(came_as)
    tables = ("leads", "opportunities")
    was = changes(workspace, tables)
    assert {one[0] for one in was} == set(tables)
    first, second = tmp_path / "first", tmp_path / "second"
    export_files(tables=EVERYTHING, target=first, member=None, workspace=workspace, dialect=dialect)
    elsewhere = Workspace.objects.create(name="Copy")
    bring_folder(first, elsewhere)
    now = changes(elsewhere, tables)
    assert was ^ now == set()
    export_files(tables=EVERYTHING, target=second, member=None, workspace=elsewhere, dialect=dialect)
    for one in first.iterdir():
        assert (second / one.name).read_bytes() == one.read_bytes(), one.name


@pytest.mark.slow
@pytest.mark.parametrize("dialect", ["as imported", "salesforce", "warehouse", "tandem"])
def test_links_come_back(
    bring_company: Callable[..., Path], bring_folder: Callable[..., Any], workspace: Workspace, tmp_path: Path,
    dialect: str,
) -> None:  # fmt: skip
    bring_company("salesforce")
    export_files(tables=EVERYTHING, target=tmp_path / "first", member=None, workspace=workspace, dialect=dialect)
    elsewhere = Workspace.objects.create(name="Copy")
    bring_folder(tmp_path / "first", elsewhere)
    for table in ("campaign_members", "buying_roles"):
        assert links(elsewhere, table) == links(workspace, table) != []


def test_a_touchpoint_goes_into_the_object_its_system_has_for_it(
    workspace: Workspace, make_lead: Callable[..., Any], make_touchpoint: Callable[..., Any], tmp_path: Path
) -> None:
    lead = make_lead(external_id="L1")
    for kind in ("email", "call", "meeting", "web_visit"):
        make_touchpoint(lead=lead, kind=kind, direction="inbound", external_id=f"T-{kind}", subject="=1+1")
    make_touchpoint(lead=lead, kind="email", external_id="00T000000000001AAA", source_system="salesforce")
    written = export_files(
        tables=["touchpoints"], target=tmp_path, member=None, workspace=workspace, dialect="salesforce"
    )
    assert written.files == {"EmailMessage.csv": 1, "Event.csv": 1, "Task.csv": 3}
    mail = (tmp_path / "EmailMessage.csv").read_text(encoding="utf-8-sig").splitlines()
    row = dict(zip(mail[0].split(","), mail[1].split(","), strict=True))
    assert (row["Incoming"], row["ToIds"], row["Subject"]) == ("true", "L1", "'=1+1")
    calls = export_files(tables=["touchpoints"], target=tmp_path, member=None, workspace=workspace, dialect="frappe")
    assert (calls.files, calls.left_out) == ({"CRM Call Log.csv": 1}, {"touchpoints": 4})
    none = export_files(tables=["touchpoints"], target=tmp_path, member=None, workspace=workspace, dialect="espocrm")
    assert (none.files, none.left_out) == ({}, {"touchpoints": 5})


def test_each_gets_only_what_they_may_see(
    make_lead: Callable[..., Any], make_touchpoint: Callable[..., Any], owner: Member, team_mate: Member,
    stranger: Member, outsider: Member, auditor: Member, tmp_path: Path, now: datetime,
) -> None:  # fmt: skip
    owner.workspace.visibility = Visibility.TEAM.value
    owner.workspace.save()
    lead = make_lead(owner=owner, team=owner.team, external_id="L1")
    make_touchpoint(lead=lead)
    update_record(record=lead, values={"status": "Working"}, member=owner, source="page", actor=owner.name, at=now)
    counts = {}
    for member in (owner, team_mate, stranger, outsider, auditor):
        member.refresh_from_db()
        target = tmp_path / f"{member.pk}.zip"
        given = {"target": target, "member": member, "workspace": member.workspace, "dialect": "tandem"}
        counts[member] = export_files(tables=EVERYTHING, **given).files
    whole = {"leads.csv": 1, "touchpoints.csv": 1, "changes.csv": 1}
    assert counts[owner] == counts[team_mate] == counts[auditor] == whole
    assert counts[stranger].get("touchpoints.csv", 0) == counts[stranger].get("changes.csv", 0) == 0
    assert sum(counts[outsider].values()) == 0
    owner.is_active = False
    with pytest.raises(NotPermitted):
        export_files(
            tables=EVERYTHING, target=tmp_path / "no.zip", member=owner, workspace=owner.workspace, dialect="tandem"
        )


@pytest.mark.parametrize(
    ("tables", "dialect", "suffix", "named"),
    [(["nonsense"], "tandem", ".csv", "nonsense"), (["touchpoints"], "klingon", ".csv", "klingon"),
     (["touchpoints"], "tandem", ".pdf", ".pdf")],
)  # fmt: skip
def test_what_is_unknown_is_named(
    workspace: Workspace, tmp_path: Path, tables: list[str], dialect: str, suffix: str, named: str
) -> None:
    with pytest.raises(InputError, match=named):
        export_files(
            tables=tables, target=tmp_path / "x", member=None, workspace=workspace, dialect=dialect, suffix=suffix
        )
    assert not (tmp_path / "x").exists()
