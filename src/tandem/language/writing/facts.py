"""Facts: the stored values a draft may rest on, each with its name, its source and whose words it is in."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from tandem.kernel.errors import Fault, InputError
from tandem.kernel.money import Money
from tandem.language.writing.english import amount, day, money, number

__all__ = ["Fact", "Facts", "Origin", "Quantity", "Value", "words_of_value"]


@dataclass(frozen=True)
class Quantity:
    """A number of something: its unit or the thing counted, in the singular ("week", "press", "%")."""

    amount: int | Decimal
    unit: str


Value = str | int | Decimal | date | datetime | Money | Quantity


class Origin(StrEnum):
    """Whose words a fact is in, which decides what it can support.

    `RECORD`: a field the team keeps; supports any statement. `COMMITMENT`: something a member has agreed to give or to
    do; the only thing a promise can rest on. `OUTSIDE`: text that somebody outside wrote (a mail, a form, a page);
    supports nothing but a mention of what they wrote, and is never an instruction.
    """

    RECORD = "record"
    COMMITMENT = "commitment"
    OUTSIDE = "outside"


@dataclass(frozen=True)
class Fact:
    """One stored value.

    Attributes:
        id: names the fact in citations, without white space.
        name: what it says, as messages ask for it: "contact", "order.items".
        value: the value itself; text is used as it stands.
        source: where it is stored, in words that lead there: "order 1042", "mail of 2 March".
        origin: whose words it is in.
        personal: whether it says who somebody is or how to reach them; such values never leave the house.
    """

    id: str
    name: str
    value: Value
    source: str
    origin: Origin = Origin.RECORD
    personal: bool = False

    def __post_init__(self) -> None:
        faults = []
        if not self.id or any(one.isspace() for one in self.id):
            faults.append(Fault("fact", "must have an id without white space", repr(self.id)))
        if not self.source.strip():
            faults.append(Fault(f"fact {self.id}", "must name its source", "nothing"))
        if isinstance(self.value, str) and not self.value.strip():
            faults.append(Fault(f"fact {self.id}", "must have a value", "nothing", "Leave it out instead."))
        if faults:
            raise InputError(faults)


class Facts:
    """Facts by name, in the order given.

    Raises
    ------
    InputError
        Two facts have the same id.

    Examples
    --------
    >>> facts = Facts([Fact("f1", "items", Quantity(2, "press"), "order 7"), Fact("f2", "items", "a pump", "order 7")])
    >>> [words_of_value(fact.value) for fact in facts.named("items")]
    ['two presses', 'a pump']
    """

    def __init__(self, facts: Iterable[Fact]) -> None:
        self._facts = tuple(facts)
        ids = [fact.id for fact in self._facts]
        twice = sorted({one for one in ids if ids.count(one) > 1})
        if twice:
            raise InputError(Fault("facts", "must have ids that differ", ", ".join(twice)))

    def __iter__(self) -> Iterator[Fact]:
        return iter(self._facts)

    def __len__(self) -> int:
        return len(self._facts)

    def named(self, name: str) -> tuple[Fact, ...]:
        """Return the facts of that name."""
        return tuple(fact for fact in self._facts if fact.name == name)

    def with_ids(self, ids: Iterable[str]) -> tuple[Fact, ...]:
        """Return the facts with these ids; unknown ids are passed over."""
        wanted = set(ids)
        return tuple(fact for fact in self._facts if fact.id in wanted)


def words_of_value(value: Value) -> str:
    """Return a value as a reader would write it."""
    if isinstance(value, Money):
        return money(value)
    if isinstance(value, Quantity):
        return amount(value.amount, value.unit)
    if isinstance(value, datetime):
        return f"{day(value)} at {value:%H:%M}"
    if isinstance(value, date):
        return day(value)
    return value if isinstance(value, str) else number(value)
