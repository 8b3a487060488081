"""Salesforce's activities: mails as e-mail messages, calls, notes and the like as tasks, meetings as events."""

from collections.abc import Callable, Iterator

import pyarrow as pa
import pyarrow.compute as pc

from tandem.datasets.sample_company.company import SampleCompany
from tandem.datasets.sample_company.files.csv_file import flag_text, iso_milliseconds, relabel
from tandem.datasets.sample_company.files.salesforce_ids import record_ids, user_ids
from tandem.kernel.vocabulary import TouchpointKind as Kind

__all__ = ["activity_batches"]

_KINDS = {
    "EmailMessage": (Kind.EMAIL,),
    "Task": (Kind.CALL, Kind.NOTE, Kind.TASK, Kind.FORM, Kind.CHAT),
    "Event": (Kind.MEETING, Kind.EVENT),
}
_TYPES = {"call": "Call", "note": "Note", "task": "Task", "form": "Form", "chat": "Chat"}
_TYPES |= {"meeting": "Meeting", "event": "Event"}
_DIRECTIONS = {"inbound": "Inbound", "outbound": "Outbound"}


def activity_batches(company: SampleCompany, name: str) -> Iterator[dict[str, object]]:
    """Yield the columns of an object, batch by batch; opens, clicks, visits and the like have none there."""
    kinds = pa.array([str(kind) for kind in _KINDS[name]])
    for batch in company.stream_touchpoints():
        rows = batch.filter(pc.is_in(batch["kind"], value_set=kinds))
        yield _COLUMNS[name](company, rows)


def _shared(company: SampleCompany, rows: pa.RecordBatch) -> dict[str, object]:
    return {
        "Id": record_ids(rows["external_id"]),
        "WhoId": pc.coalesce(record_ids(rows["lead"]), record_ids(rows["contact"])),
        "WhatId": pc.coalesce(record_ids(rows["opportunity"]), record_ids(rows["account"])),
        "AccountId": record_ids(rows["account"]),
        "OwnerId": user_ids(company, rows["owner_name"]),
        "Subject": rows["subject"],
        "Description": rows["body"],
        "ActivityDate": rows["occurred_at"].cast(pa.timestamp("s", tz="UTC"), safe=False).cast(pa.date32(), safe=False),
        "Type": relabel(rows["kind"], _TYPES),
        "CreatedDate": iso_milliseconds(rows["recorded_at"]),
    }


def _task(company: SampleCompany, rows: pa.RecordBatch) -> dict[str, object]:
    is_call = pc.equal(rows["kind"], "call")
    empty = pa.scalar(None, pa.string())
    return {
        **_shared(company, rows),
        "Status": pa.repeat(pa.scalar("Completed"), rows.num_rows),
        "Priority": pa.repeat(pa.scalar("Normal"), rows.num_rows),
        "IsClosed": pa.repeat(pa.scalar("true"), rows.num_rows),
        "TaskSubtype": pc.if_else(is_call, "Call", "Task"),
        "CallType": pc.if_else(is_call, relabel(rows["direction"], _DIRECTIONS), empty),
        "CallDurationInSeconds": rows["duration_seconds"].cast(pa.int64(), safe=False),
        "CallDisposition": pc.if_else(is_call, rows["status"], empty),
        "CompletedDateTime": iso_milliseconds(rows["occurred_at"]),
    }


def _event(company: SampleCompany, rows: pa.RecordBatch) -> dict[str, object]:
    seconds = pc.fill_null(rows["duration_seconds"], 3_600.0).cast(pa.int64(), safe=False)
    start = rows["occurred_at"].cast(pa.timestamp("s", tz="UTC"), safe=False)
    end = pc.add(start, seconds.cast(pa.duration("s")))
    shared = _shared(company, rows)
    return {
        **shared,
        "Id": pc.replace_substring(shared["Id"], "00T", "00U", max_replacements=1),
        "ActivityDateTime": iso_milliseconds(start),
        "StartDateTime": iso_milliseconds(start),
        "EndDateTime": iso_milliseconds(end),
        "DurationInMinutes": pc.max_element_wise(pc.divide(seconds, 60), 1),
    }


def _mail(company: SampleCompany, rows: pa.RecordBatch) -> dict[str, object]:
    shared = _shared(company, rows)
    incoming = pc.equal(rows["direction"], "inbound")
    return {
        "Id": pc.replace_substring(shared["Id"], "00T", "02s", max_replacements=1),
        "ToIds": shared["WhoId"],
        "RelatedToId": shared["WhatId"],
        "CreatedById": shared["OwnerId"],
        "Subject": shared["Subject"],
        "TextBody": shared["Description"],
        "MessageDate": iso_milliseconds(rows["occurred_at"]),
        "Incoming": flag_text(incoming),
        # Its words for read and sent.
        "Status": pc.if_else(incoming, "1", "3"),
        "CreatedDate": shared["CreatedDate"],
    }


_COLUMNS: dict[str, Callable[[SampleCompany, pa.RecordBatch], dict[str, object]]] = {
    "EmailMessage": _mail,
    "Task": _task,
    "Event": _event,
}
