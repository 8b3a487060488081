"""Record ids as Salesforce makes them: 15 characters, case-sensitive, and three more that make them case-safe."""

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tandem.datasets.sample_company.columns import join
from tandem.datasets.sample_company.files.csv_file import numbers_in

if TYPE_CHECKING:
    from tandem.datasets.sample_company.company import SampleCompany

__all__ = ["case_safe_suffix", "record_ids", "user_ids", "user_names"]

_PREFIXES = {
    "account": "001",
    "contact": "003",
    "lead": "00Q",
    "opportunity": "006",
    "touchpoint": "00T",
    "product": "01t",
    "campaign": "701",
    "member": "00v",
    "role": "00K",
    "quote": "00k",
    "order": "801",
    "contract": "800",
    "user": "005",
    "change": "017",
}
_ORGANISATION = "Vg0"
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"


def case_safe_suffix(short: str) -> str:
    """Return the three characters that tell which of the 15 before them are capitals.

    Examples
    --------
    >>> case_safe_suffix("00QVg0000000001")
    'MAA'
    """
    chunks = (short[start : start + 5] for start in (0, 5, 10))
    return "".join(_LETTERS[sum(1 << i for i, letter in enumerate(chunk) if letter.isupper())] for chunk in chunks)


def record_ids(external_ids: pa.Array) -> pa.Array:
    """Return 18-character ids for external ids such as `lead-0000012`; empty ones stay empty.

    All the ids must be of one kind of record.
    """
    given = external_ids.drop_null()
    kind = given[0].as_py().rpartition("-")[0] if len(given) else "lead"
    digits = pc.utf8_lpad(numbers_in(external_ids).cast(pa.string()), width=9, padding="0")
    start = _PREFIXES[kind] + _ORGANISATION
    return join(start, digits, case_safe_suffix(f"{start}000000000"))


def user_names(company: "SampleCompany") -> list[str]:
    """Return the names of everybody who owns a record."""
    return [*company.world.sellers.names, "Marketing"]


def user_ids(company: "SampleCompany", names: pa.Array) -> pa.Array:
    """Return the user id of each owner's name; the first user's where there is none, as every record has an owner."""
    position = pc.fill_null(pc.index_in(names, pa.array(user_names(company))), 0)
    numbers = position.to_numpy(zero_copy_only=False).astype(np.int64)
    return record_ids(join("user-", pa.array(numbers + 1).cast(pa.string())))
