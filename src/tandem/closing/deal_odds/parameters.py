"""What can be set of deal odds; every value has a default that needs no thought."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from tandem.kernel.errors import Fault, InputError

__all__ = ["DealOddsParams"]


@dataclass(frozen=True)
class DealOddsParams:
    """Parameters of deal odds; checked when made.

    Attributes:
        positive: in a plain file, the outcome's value that counts as won; empty: told from the values.
        keep: in a plain file, columns to keep in though they look like leaks.
        horizon_days: `probability` is that of being won within this many days, from 7 to 730.
        prior_leaving: share of deals believed to change stage or end in a week before any did, in (0, 1).
        prior_won: share of decided deals believed won, in (0, 1).
        prior_no_decision: share of deals not won believed to end without a decision, in (0, 1).
        prior_log_odds_spread: how unsure each of these is: standard deviation of its log-odds, > 0.
        prior_unshown: by how much deals alike on record are believed to differ in how they leave a stage: standard
            deviation of the log-odds, >= 0. Intervals are of the deal's own odds and hold this, as far as the paces of
            one deal in its stages confirm it; 0 leaves it out.
        fiscal_year_starts: month in which the fiscal year starts, 1 to 12.

    Raises
    ------
        InputError: values out of range, all named.

    Examples
    --------
    >>> DealOddsParams.from_mapping({"horizon_days": 90}).horizon_days
    90
    """

    positive: str = ""
    keep: tuple[str, ...] = ()
    horizon_days: int = 180
    prior_leaving: float = 0.2
    prior_won: float = 0.3
    prior_no_decision: float = 0.5
    prior_log_odds_spread: float = 1.0
    prior_unshown: float = 0.4
    fiscal_year_starts: int = 1

    def __post_init__(self) -> None:
        checks = [
            ("horizon_days", 7 <= self.horizon_days <= 730, "must lie between 7 and 730"),
            ("prior_leaving", 0 < self.prior_leaving < 1, "must lie between 0 and 1"),
            ("prior_won", 0 < self.prior_won < 1, "must lie between 0 and 1"),
            ("prior_no_decision", 0 < self.prior_no_decision < 1, "must lie between 0 and 1"),
            ("prior_log_odds_spread", self.prior_log_odds_spread > 0, "must be above 0"),
            ("prior_unshown", self.prior_unshown >= 0, "must be 0 or more"),
            ("fiscal_year_starts", 1 <= self.fiscal_year_starts <= 12, "must be a month from 1 to 12"),
        ]
        faults = [Fault(name, must, str(getattr(self, name))) for name, holds, must in checks if not holds]
        if faults:
            raise InputError(faults)

    @classmethod
    def from_mapping(cls, values: Mapping[str, Any]) -> "DealOddsParams":
        """Build from plain values, as a TOML file gives them.

        Raises
        ------
        InputError
            Names that do not exist, or values of the wrong kind; all are named.
        """
        known = {one.name: one for one in fields(cls)}
        faults: list[Fault] = []
        plain: dict[str, Any] = {}
        for name, value in values.items():
            if name not in known:
                faults.append(Fault(name, f"must be one of {', '.join(sorted(known))}", repr(name)))
            elif name == "keep":
                if isinstance(value, (list, tuple)) and all(isinstance(one, str) for one in value):
                    plain[name] = tuple(value)
                else:
                    faults.append(Fault(name, "must be a list of texts", repr(value)))
            elif name == "positive":
                plain[name] = str(value)
            elif isinstance(value, bool) or not isinstance(value, (int, float)):
                faults.append(Fault(name, "must be a number", repr(value)))
            elif name in ("horizon_days", "fiscal_year_starts") and value != int(value):
                faults.append(Fault(name, "must be a whole number", repr(value)))
            else:
                plain[name] = int(value) if name in ("horizon_days", "fiscal_year_starts") else float(value)
        if faults:
            raise InputError(faults)
        return cls(**plain)

    def as_pairs(self) -> tuple[tuple[str, str], ...]:
        """Return (name, value) pairs for cards and provenance."""
        return tuple(
            (one.name, ", ".join(value) if isinstance(value := getattr(self, one.name), tuple) else str(value))
            for one in fields(self)
        )
