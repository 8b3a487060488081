"""What a sample company is made from: a seed, a day to be relative to, and a size."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from tandem.kernel.errors import Fault, InputError

__all__ = ["TOUCHPOINTS_PER_LEAD", "SampleSettings"]

# Measured on 20,000 leads over 24 months with the default shares; a test holds it to within a tenth.
TOUCHPOINTS_PER_LEAD = 14.0

_CURRENCY = re.compile(r"[A-Z]{3}")
_MAX_LEADS = 2_000_000


@dataclass(frozen=True)
class SampleSettings:
    """How large, how dirty and how dated the sample company is.

    Two equal settings give two equal companies, row by row.

    Attributes:
        seed: of every random choice, >= 0.
        today: the day the data is looked at; everything in it happened before this day began (UTC).
        n_leads: the size knob, from 1 to 2,000,000; all other counts follow from it.
        months: length of the history before `today`, from 3 to 60.
        currency: ISO 4217 code of every amount.
        duplicate_share: of the leads, how many are second records of an earlier lead, in [0, 0.5].
        free_mail_share: of the leads, how many wrote from a free-mail address, in [0, 1].
        misspelling_share: of the leads, how many have a misspelled company name, in [0, 1].
        machine_share: of opens, clicks and visits, how many a machine made, in [0, 0.9].

    Raises
    ------
    InputError
        A value lies outside its range; all faults are named at once.

    Examples
    --------
    >>> SampleSettings.about_touchpoints(1_400, seed=1, today=date(2026, 3, 2)).n_leads
    100
    """

    seed: int
    today: date
    n_leads: int = 1_000
    months: int = 24
    currency: str = "EUR"
    duplicate_share: float = 0.02
    free_mail_share: float = 0.08
    misspelling_share: float = 0.01
    machine_share: float = 0.3

    def __post_init__(self) -> None:
        faults = [
            Fault(name, f"must lie between {low} and {high}", str(value))
            for name, value, low, high in (
                ("seed", self.seed, 0, 2**63 - 1),
                ("n_leads", self.n_leads, 1, _MAX_LEADS),
                ("months", self.months, 3, 60),
                ("duplicate_share", self.duplicate_share, 0, 0.5),
                ("free_mail_share", self.free_mail_share, 0, 1),
                ("misspelling_share", self.misspelling_share, 0, 1),
                ("machine_share", self.machine_share, 0, 0.9),
            )
            if not low <= value <= high
        ]
        if isinstance(self.today, datetime):
            faults.append(Fault("today", "must be a date without a time", self.today.isoformat()))
        if not _CURRENCY.fullmatch(self.currency):
            faults.append(Fault("currency", "must be an ISO 4217 code such as EUR", repr(self.currency)))
        if faults:
            raise InputError(faults)

    @classmethod
    def about_touchpoints(cls, n_touchpoints: int, *, seed: int, today: date) -> "SampleSettings":
        """Return settings for a company with about `n_touchpoints` touchpoints, from ten to ten million and beyond."""
        return cls(seed=seed, today=today, n_leads=max(1, round(n_touchpoints / TOUCHPOINTS_PER_LEAD)))

    @property
    def until(self) -> datetime:
        """The instant before which everything happened: the first of `today`, UTC."""
        return datetime(self.today.year, self.today.month, self.today.day, tzinfo=UTC)

    @property
    def since(self) -> datetime:
        """The instant from which leads come in."""
        return self.until - timedelta(days=round(self.months * 30.4375))
