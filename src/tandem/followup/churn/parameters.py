"""What can be set of churn; every value has a default that needs no thought."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from tandem.kernel.errors import Fault, InputError

__all__ = ["ChurnParams"]

_TEXTS = ("keep", "can_act_on", "cannot_act_on")
_WHOLE = ("horizon_days", "minutes_per_customer", "minutes_per_week")
_WORDS = ("positive", "tenure", "value")


@dataclass(frozen=True)
class ChurnParams:
    """Parameters of churn; checked when made.

    Attributes:
        positive: the outcome's value that counts as churned; empty: told from the values.
        keep: columns to keep in though they look like leaks.
        tenure: in a plain file, the column of how long a customer has been one; empty: told from the names.
        value: in a plain file, the column of what a customer is worth a year; empty: all count alike.
        horizon_days: `probability` is that of churning within this many days, from 30 to 1,095.
        can_act_on, cannot_act_on: columns that one can, or cannot, act on, where the vocabulary is wrong.
        minutes_per_customer: a team member's minutes for one customer, > 0.
        minutes_per_week: the team's minutes a week, >= 0.
        prior_per_month: share of customers believed to churn in a month before any did, in (0, 1).
        prior_log_odds_spread: how unsure that is: standard deviation of its log-odds, > 0.
        prior_unshown: by how much customers alike on record are believed to differ in their monthly risk: standard
            deviation of its log-odds, >= 0. Intervals are of the customer's own risk and hold this, as far as accounts
            with several contracts confirm it; 0 leaves it out.

    Raises
    ------
        InputError: values out of range, all named.

    Examples
    --------
    >>> ChurnParams.from_mapping({"can_act_on": ["Contract"]}).can_act_on
    ('Contract',)
    """

    positive: str = ""
    keep: tuple[str, ...] = ()
    tenure: str = ""
    value: str = ""
    horizon_days: int = 90
    can_act_on: tuple[str, ...] = ()
    cannot_act_on: tuple[str, ...] = ()
    minutes_per_customer: int = 30
    minutes_per_week: int = 600
    prior_per_month: float = 0.015
    prior_log_odds_spread: float = 1.0
    prior_unshown: float = 0.45

    def __post_init__(self) -> None:
        checks = [
            ("horizon_days", 30 <= self.horizon_days <= 1095, "must lie between 30 and 1,095"),
            ("minutes_per_customer", self.minutes_per_customer > 0, "must be above 0"),
            ("minutes_per_week", self.minutes_per_week >= 0, "must be 0 or more"),
            ("prior_per_month", 0 < self.prior_per_month < 1, "must lie between 0 and 1"),
            ("prior_log_odds_spread", self.prior_log_odds_spread > 0, "must be above 0"),
            ("prior_unshown", self.prior_unshown >= 0, "must be 0 or more"),
        ]
        faults = [Fault(name, must, str(getattr(self, name))) for name, holds, must in checks if not holds]
        both = set(self.can_act_on) & set(self.cannot_act_on)
        if both:
            faults.append(Fault("can_act_on", "must name other columns than cannot_act_on", ", ".join(sorted(both))))
        if faults:
            raise InputError(faults)

    @classmethod
    def from_mapping(cls, values: Mapping[str, Any]) -> "ChurnParams":
        """Build from plain values, as a TOML file gives them.

        Raises
        ------
        InputError
            Names that do not exist, or values of the wrong kind; all are named.
        """
        known = {one.name for one in fields(cls)}
        faults: list[Fault] = []
        plain: dict[str, Any] = {}
        for name, value in values.items():
            is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
            if name not in known:
                faults.append(Fault(name, f"must be one of {', '.join(sorted(known))}", repr(name)))
            elif name in _TEXTS:
                if isinstance(value, (list, tuple)) and all(isinstance(one, str) for one in value):
                    plain[name] = tuple(value)
                else:
                    faults.append(Fault(name, "must be a list of texts", repr(value)))
            elif name in _WORDS:
                plain[name] = str(value)
            elif not is_number or (name in _WHOLE and value != int(value)):
                faults.append(
                    Fault(name, "must be a whole number" if name in _WHOLE else "must be a number", repr(value))
                )
            else:
                plain[name] = int(value) if name in _WHOLE else float(value)
        if faults:
            raise InputError(faults)
        return cls(**plain)

    def as_pairs(self) -> tuple[tuple[str, str], ...]:
        """Return (name, value) pairs for cards and provenance."""
        return tuple(
            (one.name, ", ".join(value) if isinstance(value := getattr(self, one.name), tuple) else str(value))
            for one in fields(self)
        )
