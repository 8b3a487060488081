"""Hazards in discrete time: what happens to open spells by when, for competing causes, with honest intervals."""

from tandem.learning.hazards.blending import learn_share, shares_by_others
from tandem.learning.hazards.clocks import Clocks
from tandem.learning.hazards.curves import Curves
from tandem.learning.hazards.model import MOVED, HazardPriors, Hazards, fit_hazards
from tandem.learning.hazards.reasons import FieldClaims, moved_by_fields
from tandem.learning.hazards.spells import AtRisk, CountedCurves, Spells, aalen_johansen
from tandem.learning.hazards.storage import read_hazards, write_hazards

__all__ = [
    "MOVED",
    "AtRisk",
    "Clocks",
    "CountedCurves",
    "Curves",
    "FieldClaims",
    "HazardPriors",
    "Hazards",
    "Spells",
    "aalen_johansen",
    "fit_hazards",
    "learn_share",
    "moved_by_fields",
    "read_hazards",
    "shares_by_others",
    "write_hazards",
]
