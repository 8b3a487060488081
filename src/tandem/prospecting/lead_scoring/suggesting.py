"""From scores to suggestions: one for each lead, or an abstention that says why."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

import numpy as np
import pandas as pd

from tandem.kernel.errors import Fault, InputError
from tandem.kernel.money import Money
from tandem.kernel.suggestion import Abstained, Estimate, Provenance, Subject, Suggestion
from tandem.kernel.vocabulary import SubjectKind
from tandem.learning.explanation import Wording
from tandem.learning.ranking import rank_marks, ranks
from tandem.prospecting.lead_scoring.model import LeadScoring
from tandem.prospecting.lead_scoring.qualification import LeadQualification, choose_action
from tandem.prospecting.lead_scoring.report import FUNCTION

__all__ = ["suggest_qualifications"]


def suggest_qualifications(
    scorer: LeadScoring,
    leads: pd.DataFrame,
    *,
    ids: Sequence[int],
    made_at: datetime,
    expires_at: datetime,
    data_until: datetime,
    values: Sequence[Money | None] | None = None,
    n_reasons: int = 4,
    wording: Wording | None = None,
) -> list[Suggestion[LeadQualification] | Abstained]:
    """Return one suggestion for each lead, in the table's order; ranks are among the leads given.

    Parameters
    ----------
    scorer
        A fitted scorer.
    leads
        One row for each lead, with the columns the scorer was fitted on.
    ids
        Tandem's id of each lead, as many as rows.
    made_at, expires_at
        Aware UTC instants.
    data_until
        Aware UTC instant after which nothing was known to the model.
    values
        What a win of each lead is worth; `None` where unknown.
    n_reasons
        How many reasons at most.
    wording
        How reasons call columns, values and the outcome; by default as they stand in the table.

    Raises
    ------
    InputError
        Columns are missing, or ids or values are not as many as rows.
    """
    _same_length(leads, ids, values)
    if scorer.abstains:
        help_ = (
            "More known outcomes."
            if scorer.card.n < 400
            else "Columns that differ between leads that come to it and leads that do not."
        )
        return [Abstained(scorer.card.summary, help_) for _ in ids]
    scores = scorer.score_frame(leads)
    places, marks = ranks(scores.probability), rank_marks(scores.probability, scores.low, scores.high)
    tied = np.bincount(marks)[marks] > 1
    base = float(scorer.engine.base_rate().probability[0])
    provenance = Provenance(
        FUNCTION,
        scorer.function_version,
        scorer.card.model_version,
        data_until,
        scorer.card.seed,
        scorer.card.parameters,
    )
    suggestions: list[Suggestion[LeadQualification] | Abstained] = []
    for row, reasons in enumerate(scorer.explain(leads, n_reasons=n_reasons, wording=wording)):
        low, point, high = (float(one[row]) for one in (scores.low, scores.probability, scores.high))
        worth = _expected(scorer, point, values[row] if values is not None else None)
        action = choose_action(
            low=low, probability=point, high=high, base=base, expected_value=worth.amount if worth is not None else None
        )
        proposal = LeadQualification(
            action, int(places[row]), int(marks[row]), bool(tied[row]), worth, scorer.parameters.minutes_per_contact
        )
        estimate = Estimate(point, low, high, scorer.card.interval_level, scorer.card.n)
        subject = Subject(SubjectKind.LEAD, int(ids[row]))
        suggestions.append(Suggestion(FUNCTION, subject, proposal, estimate, reasons, provenance, made_at, expires_at))
    return suggestions


def _same_length(leads: pd.DataFrame, ids: Sequence[int], values: Sequence[Money | None] | None) -> None:
    given = {"ids": ids, **({"values": values} if values is not None else {})}
    faults = [
        Fault(name, f"must be as many as rows ({len(leads)})", str(len(one)))
        for name, one in given.items()
        if len(one) != len(leads)
    ]
    if faults:
        raise InputError(faults)


def _expected(scorer: LeadScoring, probability: float, value: Money | None) -> Money | None:
    if value is None:
        return None
    cost = scorer.parameters.cost_per_minute * scorer.parameters.minutes_per_contact
    return Money((value.amount * Decimal(repr(probability)) - cost).quantize(Decimal("0.01")), value.currency)
