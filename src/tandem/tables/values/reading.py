"""How a column spells its values: decided once for the column from its evidence, never cell by cell."""

from dataclasses import dataclass, replace
from typing import Any

__all__ = ["AS_USUAL", "Ambiguous", "Choice", "Reading"]


@dataclass(frozen=True)
class Reading:
    """How to read, and write again, the cells of one column.

    Attributes:
        decimal: sign between whole and fraction, "." or ",".
        grouping: sign between thousands: ",", ".", " ", "'" or nothing.
        n_decimals: digits after the decimal sign that every cell has; -1 where they differ.
        prefix: currency sign or code that every amount carries before the number, with its space.
        suffix: the same behind the number, or "%".
        currency: ISO 4217 code of amounts that name none themselves; empty if not known.
        per_hundred: whether a share is written per hundred (25 for 0.25).
        date_order: "ymd", "dmy" or "mdy".
        layout: how dates and moments are written, in the words of `strftime`; or "excel", "unix", "unix_ms".
        zone: IANA name of the zone that moments without one were written in.
        yes: how a true flag is written.
        no: how a false flag is written.
        region: ISO code of the country that phone numbers without a country code belong to.
    """

    decimal: str = "."
    grouping: str = ""
    n_decimals: int = -1
    prefix: str = ""
    suffix: str = ""
    currency: str = ""
    per_hundred: bool = False
    date_order: str = "ymd"
    layout: str = ""
    zone: str = "UTC"
    yes: str = "true"
    no: str = "false"
    region: str = ""

    def with_(self, **changes: Any) -> "Reading":
        """Return a copy with some attributes changed."""
        return replace(self, **changes)


AS_USUAL = Reading()


@dataclass(frozen=True)
class Choice:
    """One way to read an ambiguous column: in words, with an example, and the reading it stands for."""

    words: str
    example: str
    reading: Reading


@dataclass(frozen=True)
class Ambiguous:
    """A column that can be read in more than one way: a question for a person, never a guess.

    Attributes:
        question: one plain sentence.
        choices: the readings that fit all the evidence equally well; at least two.
    """

    question: str
    choices: tuple[Choice, ...]
