"""What can be set of lead scoring; every value has a default that needs no thought."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from tandem.kernel.errors import Fault, InputError

__all__ = ["LeadScoringParams"]


@dataclass(frozen=True)
class LeadScoringParams:
    """Parameters of lead scoring; checked when made.

    Attributes:
        positive: the value that counts as the event; empty: told from the values.
        keep: columns to keep in though they look like leaks.
        missing_words: further values that mean "missing" in this table.
        prior_rate: base rate believed before any outcome, in (0, 1).
        prior_log_odds_spread: how unsure that is: standard deviation of its log-odds, > 0.
        minutes_per_contact: a seller's minutes for one contact, > 0.
        cost_per_minute: of a seller, in the currency of the values, >= 0.

    Raises
    ------
        InputError: values out of range, all named.

    Examples
    --------
    >>> LeadScoringParams.from_mapping({"prior_rate": 0.2, "keep": ["Score"]}).keep
    ('Score',)
    """

    positive: str = ""
    keep: tuple[str, ...] = ()
    missing_words: tuple[str, ...] = ()
    prior_rate: float = 0.30
    prior_log_odds_spread: float = 1.0
    minutes_per_contact: int = 15
    cost_per_minute: Decimal = Decimal(1)

    def __post_init__(self) -> None:
        checks = [
            ("prior_rate", 0.0 < self.prior_rate < 1.0, "must lie between 0 and 1", self.prior_rate),
            ("prior_log_odds_spread", self.prior_log_odds_spread > 0, "must be above 0", self.prior_log_odds_spread),
            ("minutes_per_contact", self.minutes_per_contact > 0, "must be above 0", self.minutes_per_contact),
            ("cost_per_minute", self.cost_per_minute >= 0, "must be 0 or more", self.cost_per_minute),
        ]
        faults = [Fault(name, must, str(got)) for name, holds, must, got in checks if not holds]
        if faults:
            raise InputError(faults)

    @classmethod
    def from_mapping(cls, values: Mapping[str, Any]) -> "LeadScoringParams":
        """Build from plain values, as a TOML file gives them.

        Raises
        ------
        InputError
            Names that do not exist, or values of the wrong kind; all are named.
        """
        known = {one.name for one in fields(cls)}
        faults = [
            Fault(name, f"must be one of {', '.join(sorted(known))}", repr(name))
            for name in values
            if name not in known
        ]
        plain: dict[str, Any] = {}
        for name, value in values.items():
            if name in ("keep", "missing_words"):
                if not isinstance(value, (list, tuple)) or not all(isinstance(one, str) for one in value):
                    faults.append(Fault(name, "must be a list of texts", repr(value)))
                else:
                    plain[name] = tuple(value)
            elif name == "positive":
                plain[name] = str(value)
            elif isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
                faults.append(Fault(name, "must be a number", repr(value)))
            else:
                plain[name] = Decimal(str(value)) if name == "cost_per_minute" else value
        if faults:
            raise InputError(faults)
        return cls(**plain)

    def as_pairs(self) -> tuple[tuple[str, str], ...]:
        """Return (name, value) pairs for cards and provenance."""
        return tuple(
            (one.name, ", ".join(value) if isinstance(value := getattr(self, one.name), tuple) else str(value))
            for one in fields(self)
        )
