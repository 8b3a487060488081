"""Whole names of people, taken apart."""

from dataclasses import dataclass

__all__ = ["PersonName", "split_name"]


@dataclass(frozen=True)
class PersonName:
    """The parts of a name; missing ones are empty."""

    salutation: str
    first_name: str
    last_name: str


def split_name(text: str) -> PersonName:
    """Return the parts of a whole name, in either order ("van der Berg, Anna").

    Examples
    --------
    >>> split_name("Dr. Juan de la Vega III")
    PersonName(salutation='Dr.', first_name='Juan', last_name='de la Vega III')
    """
    from nameparser import HumanName

    name = HumanName(text)
    first = " ".join(part for part in (name.first, name.middle) if part)
    last = " ".join(part for part in (name.last, name.suffix) if part)
    return PersonName(str(name.title), first, last)
