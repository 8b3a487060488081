"""Records: one resource of the same form for each kind, with history, past states and safe concurrent changes."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router, Status

from tandem.kernel.errors import Fault, InputError
from tandem.kernel.vocabulary import SubjectKind
from tandem.tables.schema import RECORD_TABLES
from tandem_desk.records.api.schemas import ChangeShown, asked_of, shape_of, shown_record, values_of
from tandem_desk.records.selectors.history import record_as_of, version_of
from tandem_desk.records.selectors.kinds import table_of
from tandem_desk.records.selectors.resources import Asked, changes_page, find_visible, records_page, sorts_of
from tandem_desk.records.services.changing import create_record, delete_record, restore_record, update_record
from tandem_desk.workspace.api.access import Scope, key_of, member_of
from tandem_desk.workspace.api.fields import Identifier, MomentGiven, shown
from tandem_desk.workspace.api.paging import Limit, Page, read_cursor, to_page
from tandem_desk.workspace.api.problems import ProblemError
from tandem_desk.workspace.services.audit import actor_name

__all__ = ["record_routers"]

_PAGING = ("sort", "limit", "cursor", "as_of")
_IF_MATCH = {
    "parameters": [
        {"name": "If-Match", "in": "header", "required": False, "schema": {"type": "string"},
         "description": "The record's ETag as last seen; a record changed since is left alone (412)."}
    ]
}  # fmt: skip


def record_routers() -> dict[str, Router]:
    """Return a router for each kind of record, by its path, such as "/leads"."""
    return {f"/{table.name}": _router(table.kind) for table in RECORD_TABLES if table.kind is not None}


def _router(kind: SubjectKind) -> Router:
    router, many = Router(tags=[table_of(kind).label]), table_of(kind).name
    read, write = Scope(f"{many}:read"), Scope(f"{many}:write")
    shape = shape_of(kind)
    _add_list(router, kind, shape, read)
    _add_read(router, kind, shape, read)
    _add_history(router, kind, read)
    _add_create(router, kind, shape, write)
    _add_change(router, kind, shape, write)
    _add_delete(router, kind, shape, write)
    return router


def _add_list(router: Router, kind: SubjectKind, shape: Any, scope: Scope) -> None:
    many, asked_shape = table_of(kind).name, asked_of(kind)

    @router.get("", response=Page[shape], auth=scope, operation_id=f"list_{many}", summary=f"List {many}")
    def list_records(request: HttpRequest, asked: Query[asked_shape]) -> Any:  # type: ignore[valid-type]
        """Records you may see. With `as_of`, as they were known then; filters look at the present, so not both."""
        given: dict[str, Any] = asked.dict(exclude_none=True)  # type: ignore[attr-defined]  # made from the schema
        equal = {name: value for name, value in given.items() if name not in _PAGING}
        as_of = given.get("as_of")
        if as_of is not None and equal:
            raise InputError(Fault("as_of", "cannot be combined with filters", ", ".join(sorted(equal))))
        after = read_cursor(given["cursor"], 2) if given["cursor"] else None
        _check_place(kind, given["sort"], after)
        found = Asked(given["sort"], given["limit"], equal, after, as_of)
        rows = records_page(member=member_of(request), kind=kind, asked=found)
        field = sorts_of(kind)[given["sort"]][0]
        page, following = to_page(request, rows, limit=given["limit"], place=lambda row: [getattr(row, field), row.pk])
        values = [None if as_of is None else record_as_of(record=row, as_of=as_of) for row in page]
        items = [shown_record(row, past) for row, past in zip(page, values, strict=True)]
        return {"items": items, "next": following}


def _check_place(kind: SubjectKind, sort: str, after: list[Any] | None) -> None:
    if after is None:
        return
    wanted = {"id": (int,), "name": (str,), "-score": (int, float, type(None))}.get(
        sort.removeprefix("-") if sort != "-score" else sort
    )
    if wanted is not None and not isinstance(after[0], wanted):
        raise InputError(Fault("cursor", f"must be one of a list of {kind} records sorted by {sort}", repr(after[0])))


def _add_read(router: Router, kind: SubjectKind, shape: Any, scope: Scope) -> None:
    @router.get("/{record_id}", response=shape, auth=scope, operation_id=f"read_{kind}", summary=f"Read one {kind}")
    def read_record(
        request: HttpRequest,
        response: HttpResponse,
        record_id: Identifier,
        as_of: MomentGiven | None = None,
        known_by: MomentGiven | None = None,
    ) -> Any:
        """One record; with `as_of` as it was known at that moment, with `known_by` as was known of it by then."""
        record = _found(request, kind, record_id)
        if as_of is None:
            response["ETag"] = _etag(record)
            return shown_record(record)
        if record.recorded_at > (known_by or as_of):
            raise ProblemError(404, f"This {kind} was not known at that moment.")
        return shown_record(record, record_as_of(record=record, as_of=as_of, known_by=known_by))


def _add_history(router: Router, kind: SubjectKind, scope: Scope) -> None:
    @router.get(
        "/{record_id}/history",
        response=Page[ChangeShown],
        auth=scope,
        operation_id=f"history_of_{kind}",
        summary=f"List the changes of one {kind}",
    )
    def history(
        request: HttpRequest,
        record_id: Identifier,
        limit: Limit = 50,
        cursor: str = "",
    ) -> Any:
        """Every change of a tracked field, the latest recorded first: old, new, since when, from where, by whom."""
        record = _found(request, kind, record_id)
        before = read_cursor(cursor, 1)[0] if cursor else None
        rows = changes_page(record=record, before_id=before, limit=limit)
        page, following = to_page(request, rows, limit=limit, place=lambda row: [row.pk])
        names = [name for name in ChangeShown.model_fields if name not in ("old", "new")]
        items = [{name: shown(getattr(row, name)) or getattr(row, name) for name in names} for row in page]
        items = [item | {"old": row.old, "new": row.new} for item, row in zip(items, page, strict=True)]
        return {"items": items, "next": following}


def _add_create(router: Router, kind: SubjectKind, shape: Any, scope: Scope) -> None:
    given_shape = values_of(kind, creating=True)

    @router.post("", response={201: shape}, auth=scope, operation_id=f"create_{kind}", summary=f"Create one {kind}")
    def create(request: HttpRequest, response: HttpResponse, given: given_shape) -> Any:  # type: ignore[valid-type]
        """Create a record; fields left out are empty."""
        member = member_of(request)
        record = create_record(
            kind=kind,
            values=_values(given),
            workspace=member.workspace,
            member=member,
            at=timezone.now(),
            **_by(request),
        )
        record.refresh_from_db()
        response["Location"] = f"{request.path}/{record.pk}"
        response["ETag"] = _etag(record)
        return Status(201, shown_record(record))


def _add_change(router: Router, kind: SubjectKind, shape: Any, scope: Scope) -> None:
    given_shape = values_of(kind, creating=False)

    @router.patch(
        "/{record_id}",
        response=shape,
        auth=scope,
        operation_id=f"change_{kind}",
        summary=f"Change one {kind}",
        openapi_extra=_IF_MATCH,
    )
    def change(
        request: HttpRequest,
        response: HttpResponse,
        given: given_shape,  # type: ignore[valid-type]
        record_id: Identifier,
    ) -> Any:
        """Change the fields given, null empties one; every change of a tracked field leaves a row in the history."""
        record = _found(request, kind, record_id)
        version = _expected(request, record)
        update_record(
            record=record,
            values=_values(given),
            member=member_of(request),
            at=timezone.now(),
            expected_version=version,
            **_by(request),
        )
        record.refresh_from_db()
        response["ETag"] = _etag(record)
        return shown_record(record)


def _add_delete(router: Router, kind: SubjectKind, shape: Any, scope: Scope) -> None:
    @router.delete(
        "/{record_id}",
        response={204: None},
        auth=scope,
        operation_id=f"delete_{kind}",
        summary=f"Delete one {kind}",
        openapi_extra=_IF_MATCH,
    )
    def delete(request: HttpRequest, record_id: Identifier) -> Any:
        """Take a record out of every list; nothing of it is lost."""
        record = _found(request, kind, record_id)
        _expected(request, record)
        delete_record(record=record, member=member_of(request), at=timezone.now(), **_by(request))
        return Status(204, None)

    @router.post(
        "/{record_id}/restore",
        response=shape,
        auth=scope,
        operation_id=f"restore_{kind}",
        summary=f"Restore one deleted {kind}",
    )
    def restore(request: HttpRequest, record_id: Identifier) -> Any:
        """Bring a deleted record back."""
        record = _found(request, kind, record_id, deleted=True)
        restore_record(record=record, member=member_of(request), at=timezone.now(), **_by(request))
        record.refresh_from_db()
        return shown_record(record)


def _found(request: HttpRequest, kind: SubjectKind, record_id: int, *, deleted: bool = False) -> Any:
    record = find_visible(member=member_of(request), kind=kind, record_id=record_id, deleted=deleted)
    if record is None:
        raise ProblemError(404, f"There is no such {kind}, or it is not yours to see.")
    return record


def _values(given: Any) -> dict[str, Any]:
    values: Mapping[str, Any] = given.dict(exclude_unset=True)
    custom = values.get("custom") or {}
    plain = {name: value for name, value in values.items() if name != "custom"}
    return plain | {f"custom.{header}": text for header, text in custom.items()}


def _by(request: HttpRequest) -> dict[str, str]:
    key = key_of(request)
    return {"source": f"api key {key.name}", "actor": actor_name(key.member)}


def _etag(record: Any) -> str:
    return f'"{version_of(record=record)}"'


def _expected(request: HttpRequest, record: Any) -> int | None:
    """Return the version the request was made for, if it says so; refuse one that has passed."""
    wanted = request.headers.get("If-Match", "").strip()
    if not wanted or wanted == "*":
        return None
    if _etag(record) not in [one.strip() for one in wanted.split(",")]:
        raise ProblemError(412, "The record has changed since you read it; read it again and repeat your change.")
    return version_of(record=record)
