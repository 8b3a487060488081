"""Everything Tandem raises on purpose: each message says what must hold, what came, and what to do."""

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = [
    "AlreadyDecided",
    "Fault",
    "InputError",
    "MissingExtra",
    "NotEnoughData",
    "NotFittedError",
    "NotPermitted",
    "StaleSuggestion",
    "TandemError",
]


class TandemError(Exception):
    """Base of every error of ours; catch it to catch them all."""


@dataclass(frozen=True)
class Fault:
    """One thing wrong with an input.

    Attributes:
        where: what the fault is in: a column, a setting, a row number ("row 12"), a file.
        must: what must hold, in the reader's words.
        got: what came instead, shortened to be shown.
        remedy: what to do about it; empty when `must` already says it.
    """

    where: str
    must: str
    got: str
    remedy: str = ""

    def __str__(self) -> str:
        tail = f" {self.remedy}" if self.remedy else ""
        return f"{self.where}: {self.must}; got {self.got}.{tail}"


class InputError(TandemError):
    """Input that cannot be used. It gathers every fault at once, so that one correction round is enough."""

    def __init__(self, faults: Sequence[Fault] | Fault) -> None:
        self.faults: tuple[Fault, ...] = (faults,) if isinstance(faults, Fault) else tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))

    def __reduce__(self) -> tuple[type["InputError"], tuple[tuple[Fault, ...]]]:
        return (type(self), (self.faults,))


class NotFittedError(TandemError):
    """A model was asked before it was fitted."""


class NotEnoughData(TandemError):
    """There is too little data for what was asked.

    Raised only where nothing at all can be computed. A function that merely cannot tell returns
    :class:`tandem.kernel.suggestion.Abstained` instead.
    """

    def __init__(self, what: str, *, needed: int, given: int) -> None:
        self.what, self.needed, self.given = what, needed, given
        super().__init__(f"{what}: at least {needed} needed; got {given}.")

    def __reduce__(self) -> tuple[object, ...]:
        return (_not_enough_data, (self.what, self.needed, self.given))


def _not_enough_data(what: str, needed: int, given: int) -> NotEnoughData:
    return NotEnoughData(what, needed=needed, given=given)


class StaleSuggestion(TandemError):
    """A decision referred to a suggestion that has changed since it was seen; look again, then decide."""


class AlreadyDecided(TandemError):
    """A different decision on this suggestion already stands; undo it first."""


class NotPermitted(TandemError):
    """The actor may not do this; the message names the rule that forbids it."""


class MissingExtra(TandemError):
    """An optional part of Tandem is not installed."""

    def __init__(self, extra: str, purpose: str) -> None:
        self.extra, self.purpose = extra, purpose
        super().__init__(f"{purpose} needs the extra '{extra}', which is not installed: pip install 'tandem[{extra}]'.")
