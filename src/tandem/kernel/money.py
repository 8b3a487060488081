"""Money: an exact amount in one currency, never a float."""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from tandem.kernel.errors import Fault, InputError

__all__ = ["Money"]

_CURRENCY = re.compile(r"[A-Z]{3}")


@dataclass(frozen=True, order=False)
class Money:
    """An exact amount in one currency.

    Parameters
    ----------
    amount
        Decimal amount in the currency's main unit; may be negative, must be finite.
    currency
        ISO 4217 code, three capital letters.

    Raises
    ------
    InputError
        The amount is not finite or the currency is not a three-letter code.

    Examples
    --------
    >>> Money.of("1200.50", "EUR") + Money.of("99.50", "EUR")
    Money(amount=Decimal('1300.00'), currency='EUR')
    """

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        if not self.amount.is_finite():
            raise InputError(Fault("amount", "must be a finite number", str(self.amount)))
        if not _CURRENCY.fullmatch(self.currency):
            raise InputError(Fault("currency", "must be an ISO 4217 code such as EUR", repr(self.currency)))

    @classmethod
    def of(cls, amount: str | int | Decimal, currency: str) -> "Money":
        """Build from text or a whole number; floats are refused because they are not exact.

        Raises
        ------
        InputError
            The text is no decimal number.
        """
        try:
            return cls(Decimal(amount), currency)
        except InvalidOperation as error:
            raise InputError(Fault("amount", "must be a decimal number", repr(amount))) from error

    def __add__(self, other: "Money") -> "Money":
        self._same_currency(other)
        return Money(self.amount + other.amount, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        self._same_currency(other)
        return Money(self.amount - other.amount, self.currency)

    def __mul__(self, factor: int | Decimal) -> "Money":
        return Money(self.amount * factor, self.currency)

    def __lt__(self, other: "Money") -> bool:
        self._same_currency(other)
        return self.amount < other.amount

    def _same_currency(self, other: "Money") -> None:
        if self.currency != other.currency:
            raise InputError(
                Fault(
                    "currency", f"both amounts must be in {self.currency}", other.currency, "Convert one of them first."
                )
            )
