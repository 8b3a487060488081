"""Lets a person correct what was recognised, answer what was asked, and start the import."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from tandem.kernel.errors import Fault, InputError
from tandem.tables.schema import TABLES
from tandem.tables.values import currency_code
from tandem_desk.records.models import ImportRun, ImportState, ImportTable
from tandem_desk.records.services.importing.plans import reading_from, reading_to, usable_keys, usual_key
from tandem_desk.records.services.importing.starting import recognise_again
from tandem_desk.workspace.models import Job, Member
from tandem_desk.workspace.permissions import Action, require
from tandem_desk.workspace.services.audit import actor_name, record_audit
from tandem_desk.workspace.services.jobs import enqueue_job

__all__ = ["begin_import", "open_questions", "set_mapping", "set_reading"]

_CHANGEABLE = (ImportState.RECOGNISED, ImportState.WAITING, ImportState.FAILED)


@transaction.atomic
def set_mapping(
    *, run: ImportRun, table_position: int, choices: Mapping[str, Any], member: Member | None
) -> ImportTable:
    """Correct one table of an import.

    Parameters
    ----------
    run
        An import nothing was written of yet.
    table_position
        Which table.
    choices
        `table`: what it is ("" leaves it out), its columns are then recognised anew; `key`: the column records are
        recognised by, "" for none; `related`: "create", "link" or "off" for companies named in rows; `columns`: header
        to {`column`: ours or "" for a custom field, `take`: whether it is taken at all, `answer`: number of the
        choice, `reading`: parts of how it is written}.
    member
        Who corrects it; `None` for the command line.

    Raises
    ------
    InputError
        Something is unknown, or the import has begun; all faults are named and nothing is changed.
    NotPermitted
        The member may not import.
    """
    _may_change(run, member)
    table = ImportTable.objects.select_for_update().filter(run=run, position=table_position).first()
    if table is None:
        raise InputError(Fault("table", "must be one of the import", str(table_position)))
    if "table" in choices and choices["table"] != table.table:
        _set_table(run, table, str(choices["table"]))
    faults = _set_columns(table, choices.get("columns", {}))
    faults += _set_rules(table, choices)
    if faults:
        raise InputError(faults)
    table.save()
    return table


def _may_change(run: ImportRun, member: Member | None) -> None:
    if member is not None:
        require(member, Action.IMPORT)
        if member.workspace_id != run.workspace_id:
            raise InputError(Fault("import", "must be one of the member's workspace", str(run.pk)))
    begun = run.tables.filter(n_committed__gt=0).exists()
    if run.state not in _CHANGEABLE or begun:
        raise InputError(Fault("import", "must not have begun", str(run.state), "Undo it and start again."))


def _set_table(run: ImportRun, table: ImportTable, target: str) -> None:
    if not target:
        table.table = ""
        return
    values = recognise_again(table, run, target)
    table.table, table.mapping, table.system = target, values["mapping"], table.system or values["system"]
    table.state |= {name: values["state"][name] for name in ("keys", "key", "related", "why", "probability")}


def _set_columns(table: ImportTable, columns: Mapping[str, Mapping[str, Any]]) -> list[Fault]:
    faults = []
    by_header = {entry["header"]: entry for entry in table.mapping}
    for header, choice in columns.items():
        entry = by_header.get(header)
        if entry is None:
            faults.append(Fault(header, f"must be a column of {table.name}", "no such header"))
            continue
        faults += _set_column(table, entry, choice)
    return faults


def _set_column(table: ImportTable, entry: dict[str, Any], choice: Mapping[str, Any]) -> list[Fault]:
    faults = []
    known = TABLES[table.table].column_names if table.table else ()
    if "column" in choice:
        column = choice["column"] or ""
        if column and column not in known:
            return [Fault(entry["header"], f"must become a column of {table.table or 'no table'}", repr(column))]
        for other in table.mapping:
            if column and other is not entry and other["column"] == column:
                other["column"] = ""
        entry |= {
            "column": column,
            "take": True,
            "chosen": True,
            "lookup": entry["lookup"] if column == entry["column"] else "",
        }
    if "take" in choice:
        entry |= {"take": bool(choice["take"]), "chosen": True}
    if "answer" in choice and entry.get("question"):
        choices = entry["question"]["choices"]
        number = choice["answer"]
        if not isinstance(number, int) or not 0 <= number < len(choices):
            return [Fault(entry["header"], f"must be answered by a number below {len(choices)}", repr(number))]
        entry |= {"reading": choices[number]["reading"], "question": None, "chosen": True}
    if "reading" in choice:
        merged = dict(entry["reading"]) | dict(choice["reading"])
        unknown = set(merged) - set(reading_to(reading_from({}).with_())) - set(reading_from({}).__dataclass_fields__)
        faults += [Fault(entry["header"], "must be part of a reading", repr(one)) for one in sorted(unknown)]
        entry |= {"reading": reading_to(reading_from(merged)), "question": None, "chosen": True}
    return faults


def _set_rules(table: ImportTable, choices: Mapping[str, Any]) -> list[Fault]:
    faults = []
    mapped = {entry["column"] for entry in table.mapping if entry["take"]}
    usable = usable_keys(table.table, mapped) if table.table else ()
    table.state["keys"] = list(usable)
    if "key" in choices:
        if choices["key"] and choices["key"] not in usable:
            faults.append(Fault("key", f"must be one of {', '.join(usable) or 'none'}", repr(choices["key"])))
        table.state["key"] = choices["key"] or ""
    elif table.state.get("key") not in ("", *usable):
        table.state["key"] = usual_key(table.table, usable)
    if "related" in choices:
        if choices["related"] not in ("create", "link", "off"):
            faults.append(Fault("related", "must be create, link or off", repr(choices["related"])))
        table.state["related"] = choices["related"]
    return faults


@transaction.atomic
def set_reading(
    *,
    run: ImportRun,
    member: Member | None,
    currency: str = "",
    time_zone: str = "",
    date_order: str = "",
    decimal: str = "",
) -> None:
    """Set what holds for all columns of an import; it answers the questions it can answer.

    Raises
    ------
    InputError
        A value cannot be used, or the import has begun.
    """
    _may_change(run, member)
    faults = _reading_faults(currency, time_zone, date_order, decimal)
    if faults:
        raise InputError(faults)
    run.currency = currency_code(currency) or run.currency
    old_zone, run.time_zone = run.time_zone, time_zone or run.time_zone
    run.save(update_fields=["currency", "time_zone"])
    for table in run.tables.select_for_update():
        for entry in table.mapping:
            reading = reading_from(entry["reading"])
            if time_zone and reading.zone == old_zone:
                entry["reading"] = reading_to(reading.with_(zone=time_zone))
            if currency:
                entry["reading"] = reading_to(reading_from(entry["reading"]).with_(currency=run.currency))
            _answer(entry, date_order, decimal)
        table.save(update_fields=["mapping"])


def _reading_faults(currency: str, time_zone: str, date_order: str, decimal: str) -> list[Fault]:
    from zoneinfo import available_timezones

    faults = []
    if currency and not currency_code(currency):
        faults.append(Fault("currency", "must be a currency such as EUR", repr(currency)))
    if time_zone and time_zone not in available_timezones():
        faults.append(Fault("zone", "must be a time zone such as Europe/Berlin", repr(time_zone)))
    if date_order and date_order not in ("dmy", "mdy", "ymd"):
        faults.append(Fault("date order", "must be dmy, mdy or ymd", repr(date_order)))
    if decimal and decimal not in (".", ","):
        faults.append(Fault("decimal", "must be . or ,", repr(decimal)))
    return faults


def _answer(entry: dict[str, Any], date_order: str, decimal: str) -> None:
    for choice in (entry.get("question") or {}).get("choices", ()):
        reading = reading_from(choice["reading"])
        dates = date_order and entry["question"] and reading.layout and reading.date_order == date_order
        numbers = decimal and not reading.layout and reading.decimal == decimal
        if dates or numbers:
            entry |= {"reading": choice["reading"], "question": None, "chosen": True}
            return


def open_questions(run: ImportRun) -> list[dict[str, Any]]:
    """Return what must be answered before the import can start: table, header, question and choices."""
    return [
        {"table": table.name, "position": table.position, "header": entry["header"], **entry["question"]}
        for table in run.tables.all()
        if table.table
        for entry in table.mapping
        if entry["take"] and entry["column"] and entry.get("question")
    ]


@transaction.atomic
def begin_import(*, run: ImportRun, member: Member | None) -> Job:
    """Queue an import for a worker, or queue it again after it failed; it goes on from where it stands.

    Raises
    ------
    InputError
        Questions are open, nothing would be imported, or the import is done.
    NotPermitted
        The member may not import.
    """
    if member is not None:
        require(member, Action.IMPORT)
    if run.state not in _CHANGEABLE:
        raise InputError(Fault("import", "must be waiting for its start", str(run.state)))
    faults = [
        Fault(f"{one['table']}, {one['header']}", "must be answered first", one["question"])
        for one in open_questions(run)
    ]
    if not run.tables.exclude(table="").exists() and not any(one.state.get("history") for one in run.tables.all()):
        faults.append(Fault(run.name, "must hold something to import", "no table", "Say what a table is."))
    if faults:
        raise InputError(faults)
    run.state = ImportState.WAITING
    run.save(update_fields=["state"])
    record_audit(
        workspace=run.workspace,
        member=member,
        actor=actor_name(member),
        action="import begun",
        subject=f"import {run.pk} {run.name}"[:200],
    )
    return enqueue_job(
        name="records.import",
        arguments={"run": run.pk},
        workspace=run.workspace,
        member=member,
        title=f"Import {run.name}"[:300],
        unique_key=f"import {run.pk}",
    )
