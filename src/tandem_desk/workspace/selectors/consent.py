"""Who may not be written to or called: reads the statements and says which holds."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.conf import settings
from django.db import connection

from tandem.kernel.errors import Fault, InputError
from tandem_desk.workspace.models import ConsentEntry, Workspace

__all__ = ["OptOutBook", "address_key", "is_opted_out", "opted_out_keys"]

_CHANNELS = ("email", "phone")
# One query holds this many keys; SQLite takes at most 32,766 parameters.
_KEYS_PER_QUERY = 5_000
# About 100 MB; a workspace with more statements is asked address by address.
_BOOK_STATEMENTS = 500_000


def address_key(channel: str, address: str) -> str:
    """Return the normal form under which consent to an address is kept.

    An e-mail address loses capitals and its plus-part; a phone number becomes E.164, or its bare digits where it
    is no valid number. Empty where nothing of an address is left.

    Raises
    ------
    InputError
        The channel is neither 'email' nor 'phone'.
    """
    if channel not in _CHANNELS:
        raise InputError(Fault("channel", "must be 'email' or 'phone'", repr(channel)))
    return _email_key(address) if channel == "email" else _phone_key(address)


def _email_key(address: str) -> str:
    name, at, domain = address.strip().lower().rpartition("@")
    return f"{name.split('+', 1)[0] or name}@{domain}" if at else address.strip().lower()


def _phone_key(address: str) -> str:
    import phonenumbers

    try:
        number = phonenumbers.parse(address, settings.TANDEM_DEFAULT_REGION)
    except phonenumbers.NumberParseException:
        return re.sub(r"\D", "", address)
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def is_opted_out(*, workspace: Workspace, channel: str, address: str) -> bool:
    """Return whether an address must not be used on a channel."""
    key = address_key(channel, address)
    return bool(key) and bool(opted_out_keys(workspace=workspace, channel=channel, keys=[key]))


def opted_out_keys(*, workspace: Workspace, channel: str, keys: Iterable[str]) -> set[str]:
    """Return those of many normal forms that are opted out.

    The newest statement holds; of two made at the same moment the opt-out holds.
    """
    found: set[str] = set()
    for batch in _batches(set(keys)):
        statements = (
            ConsentEntry.objects.filter(workspace=workspace, channel=channel, address_key__in=batch)
            .order_by("at", "opted_out", "id")
            .values_list("address_key", "opted_out")
        )
        newest = dict(statements)
        found |= {key for key, opted_out in newest.items() if opted_out}
    return found


def _batches(keys: set[str]) -> Iterator[list[str]]:
    rest = iter(sorted(keys))
    while batch := list(islice(rest, _KEYS_PER_QUERY)):
        yield batch


class OptOutBook:
    """Who is opted out on one channel, kept at hand for a long run of batches and brought up to date before each.

    Statements are only ever added, so those made since are all that is new. On PostgreSQL an earlier number may appear
    later than a later one; there they are counted as well.
    """

    def __init__(self, workspace: Workspace, channel: str) -> None:
        self._workspace, self._channel = workspace, channel
        self._forget()

    def _forget(self) -> None:
        # Key → moment in stored form, whether opted out, number: in the order in which statements beat each other.
        self._newest: dict[str, tuple[Any, bool, int]] = {}
        self._last_id = self._n_read = 0

    def read_on(self) -> bool:
        """Take in what was stated since, and return whether anything ever was; call it in every transaction anew."""
        if connection.vendor != "sqlite" and self._n_read and self._n_standing() != self._n_read:
            self._forget()
        for pk, key, moment, opted_out in self._later():
            self._last_id, self._n_read = pk, self._n_read + 1
            if self._n_read > _BOOK_STATEMENTS:
                self._newest = {}
                continue
            said = (moment, bool(opted_out), pk)
            if key not in self._newest or self._newest[key] <= said:
                self._newest[key] = said
        return bool(self._n_read)

    def opted_out(self, keys: Iterable[str]) -> set[str]:
        """Return those of many normal forms that are opted out, as far as it was read.

        The newest statement holds; of two made at the same moment the opt-out holds.
        """
        if self._n_read > _BOOK_STATEMENTS:
            return opted_out_keys(workspace=self._workspace, channel=self._channel, keys=filter(None, keys))
        newest = self._newest
        return {key for key in keys if key in newest and newest[key][1]}

    def _n_standing(self) -> int:
        statements = ConsentEntry.objects.filter(workspace=self._workspace, channel=self._channel)
        return statements.filter(id__lte=self._last_id).count()

    def _later(self) -> list[tuple[int, str, Any, Any]]:
        # After the first reading by number alone: SQLite would walk the index of all statements, batch after batch.
        own = "workspace_id = %s AND channel = %s"
        own = own.replace("workspace_id", "+workspace_id") if self._last_id else own
        statement = (
            f"SELECT id, address_key, at, opted_out FROM {ConsentEntry._meta.db_table} "  # noqa: S608, SLF001
            f"WHERE id > %s AND {own} ORDER BY id"
        )
        with connection.cursor() as cursor:
            cursor.execute(statement, [self._last_id, self._workspace.pk, self._channel])
            rows: list[tuple[int, str, Any, Any]] = cursor.fetchall()
        return rows
