"""Who may not be written to or called: reads the statements and says which holds."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from django.conf import settings

from tandem.kernel.errors import Fault, InputError
from tandem_desk.workspace.models import ConsentEntry, Workspace

__all__ = ["address_key", "is_opted_out", "opted_out_keys"]

_CHANNELS = ("email", "phone")
# One query holds this many keys; SQLite takes at most 32,766 parameters.
_KEYS_PER_QUERY = 5_000


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
