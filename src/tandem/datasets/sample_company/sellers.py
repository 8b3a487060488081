"""The sellers: unequal loads, and each with habits of answering, persisting and discounting."""

from dataclasses import dataclass

import numpy as np

from tandem.datasets.sample_company.names import FIRST_NAMES, LAST_NAMES
from tandem.datasets.sample_company.randomness import Floats, generator_for
from tandem.datasets.sample_company.settings import SampleSettings

__all__ = ["Sellers", "draw_sellers"]

_LEADS_PER_SELLER = 400
_MOST_SELLERS = 60


@dataclass(frozen=True)
class Sellers:
    """One row for each seller; arrays of shape (n_sellers,).

    Attributes:
        names: full names.
        load: share of the leads each one gets.
        never_share: of the leads, how many are never answered, in (0, 1).
        within_hour_share: of the answered leads, how many are answered within the hour, in (0, 1).
        tries: how many times each one tries on average, > 0.
        log_skill: added to the log of the rate at which the seller's opportunities advance.
        discount_share: the discount each one grants on average, in (0, 0.4).
    """

    names: tuple[str, ...]
    load: Floats
    never_share: Floats
    within_hour_share: Floats
    tries: Floats
    log_skill: Floats
    discount_share: Floats


def draw_sellers(settings: SampleSettings) -> Sellers:
    """Return the sellers; never-answered and answered-at-once shares average the audits' 23% and 37%."""
    rng = generator_for(settings.seed, "sellers")
    n = int(np.clip(settings.n_leads // _LEADS_PER_SELLER, 3, _MOST_SELLERS))
    first = rng.permutation(len(FIRST_NAMES))[:n]
    last = rng.permutation(len(LAST_NAMES))[:n]
    return Sellers(
        names=tuple(f"{FIRST_NAMES[i]} {LAST_NAMES[j]}" for i, j in zip(first, last, strict=True)),
        load=rng.dirichlet(np.full(n, 4.0)),
        never_share=rng.beta(4, 13, n),
        within_hour_share=rng.beta(4.4, 7.5, n),
        tries=rng.gamma(4.0, 0.55, n) + 0.6,
        log_skill=rng.normal(0, 0.15, n),
        discount_share=rng.beta(6, 40, n) + 0.02,
    )
