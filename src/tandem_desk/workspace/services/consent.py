"""Consent: an opt-out beats every import, merge and model; only the person themselves lifts it."""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection, transaction

from tandem.kernel.errors import Fault, InputError, NotPermitted
from tandem_desk.workspace.models import ConsentEntry, Workspace
from tandem_desk.workspace.selectors.consent import address_key, is_opted_out, opted_out_keys

__all__ = ["address_key", "is_opted_out", "opted_out_keys", "record_opt_in", "record_opt_out", "record_opt_outs"]


def record_opt_out(
    *, workspace: Workspace, channel: str, address: str, source: str, at: datetime, by_the_person: bool = False
) -> bool:
    """Note that an address must not be used; return whether that is news.

    Raises
    ------
    InputError
        There is no address.
    """
    key = address_key(channel, address)
    if not key:
        raise InputError(Fault("address", f"must hold an address for '{channel}'", repr(address)))
    with transaction.atomic():
        if opted_out_keys(workspace=workspace, channel=channel, keys=[key]):
            return False
        _add(workspace, channel, key, opted_out=True, by_the_person=by_the_person, source=source, at=at)
        return bool(opted_out_keys(workspace=workspace, channel=channel, keys=[key]))


def record_opt_outs(*, workspace: Workspace, channel: str, addresses: Iterable[str], source: str, at: datetime) -> int:
    """Note many opt-outs at once, as an import finds them; return how many are news. Empty ones do not count."""
    keys = {key for address in addresses if (key := address_key(channel, address))}
    with transaction.atomic():
        news = sorted(keys - opted_out_keys(workspace=workspace, channel=channel, keys=keys))
        _insert(news, workspace_id=workspace.pk, channel=channel, source=source[:300], at=at)
    return len(news)


def _insert(keys: list[str], **shared: object) -> None:
    """Add statements that differ in nothing but their key: an import states tens of thousands at once."""
    fields = {field.column: field for field in ConsentEntry._meta.local_concrete_fields if not field.primary_key}  # noqa: SLF001
    given = {"opted_out": True, "by_the_person": False} | shared
    stored = [fields[name].get_db_prep_save(value, connection) for name, value in given.items()]
    names = ", ".join(("address_key", *given))
    marks = ", ".join(["%s"] * (1 + len(given)))
    statement = f"INSERT INTO {ConsentEntry._meta.db_table} ({names}) VALUES ({marks})"  # noqa: S608, SLF001  (names of ours)
    with connection.cursor() as cursor:
        cursor.executemany(statement, [(key, *stored) for key in keys])


def record_opt_in(
    *, workspace: Workspace, channel: str, address: str, source: str, at: datetime, by_the_person: bool
) -> None:
    """Note that the person themselves allows an address to be used again.

    Raises
    ------
    NotPermitted
        It was not the person: nobody else lifts an opt-out.
    """
    if not by_the_person:
        raise NotPermitted("Only the person themselves can lift an opt-out; an import, a merge or a member cannot.")
    key = address_key(channel, address)
    if not key:
        raise InputError(Fault("address", f"must hold an address for '{channel}'", repr(address)))
    _add(workspace, channel, key, opted_out=False, by_the_person=True, source=source, at=at)


def _add(
    workspace: Workspace, channel: str, key: str, *, opted_out: bool, by_the_person: bool, source: str, at: datetime
) -> None:
    ConsentEntry.objects.create(
        workspace=workspace,
        channel=channel,
        address_key=key,
        opted_out=opted_out,
        by_the_person=by_the_person,
        source=source[:300],
        at=at,
    )
