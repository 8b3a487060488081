"""Reads the file that lists another system's users, so that owners given as ids get their names."""

from collections.abc import Mapping

from tandem.tables.dialects import fold
from tandem.tables.files import SourceTable
from tandem_desk.records.models import ImportRun

__all__ = ["users_of"]

_ID = ("id", "userid", "ownerid", "hubspotownerid")
_EMAIL = ("email", "useremail")
_NAME = ("name", "fullname", "username")
_PARTS = (("firstname",), ("lastname",))


def users_of(run: ImportRun, sources: Mapping[tuple[str, str], SourceTable]) -> dict[str, tuple[str, str]]:
    """Return user id → (name, e-mail address) from every users file of an import."""
    users: dict[str, tuple[str, str]] = {}
    for table in run.tables.all():
        source = sources.get((table.state.get("path", ""), table.state.get("sheet", "")))
        if source is None or fold(table.state.get("object", "")) not in ("user", "users", "owner", "owners"):
            continue
        headers = {fold(header): header for header in source.headers}
        for batch in source.iter_batches():
            columns = [_column(batch, headers, names) for names in (_ID, _NAME, _EMAIL, *_PARTS)]
            for identifier, name, email, first, last in zip(*columns, strict=True):
                if identifier:
                    users[identifier] = (name or f"{first} {last}".strip(), email)
    return users


def _column(batch: object, headers: Mapping[str, str], names: tuple[str, ...]) -> list[str]:
    from tandem.tables.files import RawBatch

    assert isinstance(batch, RawBatch)
    header = next((headers[name] for name in names if name in headers), "")
    return [cell.strip() for cell in batch.column(header).to_pylist()] if header else [""] * batch.n_rows
