"""Consent in imports: what is opted out stays so, and what a file says is opted out is stated for its addresses."""

from tandem_desk.records.selectors.keys import text_keys
from tandem_desk.records.services.consent import CONSENT_FLAGS
from tandem_desk.records.services.importing.context import TableContext
from tandem_desk.records.services.importing.derived import each_once
from tandem_desk.records.services.importing.preparing import Prepared
from tandem_desk.workspace.selectors.consent import address_key
from tandem_desk.workspace.services.consent import record_opt_outs

__all__ = ["respect_opt_outs", "state_opt_outs"]


def respect_opt_outs(part: Prepared, context: TableContext) -> None:
    """Set the flag of every row whose address is opted out already, whatever the file says."""
    for flag, channel, fields in CONSENT_FLAGS:
        if flag not in context.columns or not any(field in part.values for field in fields):
            continue
        book = context.opt_outs(channel)
        if not book.read_on():
            continue
        columns = [_keys(channel, part.values[field]) for field in fields if field in part.values]
        out = book.opted_out({key for column in columns for key in column})
        if not out:
            continue
        flags = part.values.get(flag) or [False] * part.n_rows
        for column in columns:
            flags = [one or key in out for one, key in zip(flags, column, strict=True)]
        part.values[flag] = flags


def _keys(channel: str, addresses: list[str]) -> list[str]:
    # What is stored is in normal form but for its rare cases; the libraries that know those are slow.
    if channel == "email":
        keys = text_keys(addresses)
        for place in [place for place, one in enumerate(addresses) if "+" in one]:
            keys[place] = address_key(channel, addresses[place])
        return keys
    others = each_once(_phone, [one for one in addresses if one and one[0] != "+"])
    rest = iter(others)
    return [one and (one.partition(";")[0] if one[0] == "+" else next(rest)) for one in addresses]


def _phone(number: str) -> str:
    return address_key("phone", number)


def state_opt_outs(part: Prepared, context: TableContext) -> None:
    """State an opt-out for the addresses of every row whose flag is set."""
    for flag, channel, fields in CONSENT_FLAGS:
        flags = part.values.get(flag)
        if flags is None or not any(flags):
            continue
        addresses = {
            part.values[field][place]
            for field in fields
            if field in part.values
            for place, one in enumerate(flags)
            if one
        }
        record_opt_outs(
            workspace=context.run.workspace, channel=channel, addresses=addresses, source=context.source, at=context.at
        )
