"""From risks to suggestions: one plan for each customer in the order of a team's week, or why there is none."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

import numpy as np
import pandas as pd

from tandem.followup.churn.fitting import FUNCTION
from tandem.followup.churn.model import Churn
from tandem.followup.churn.ordering import Queue, order_queue
from tandem.followup.churn.plan import CustomerAction, RetentionPlan
from tandem.followup.churn.treatability import Treatable
from tandem.kernel.errors import Fault, InputError
from tandem.kernel.money import Money
from tandem.kernel.suggestion import Abstained, Estimate, Provenance, Reason, Subject, Suggestion
from tandem.kernel.vocabulary import SubjectKind

__all__ = ["suggest_plans"]

_N_CONSIDERED = 8


def suggest_plans(
    churn: Churn,
    customers: pd.DataFrame,
    *,
    ids: Sequence[int],
    made_at: datetime,
    expires_at: datetime,
    data_until: datetime,
    values: Sequence[Money] | None = None,
    kind: SubjectKind = SubjectKind.CONTRACT,
    n_reasons: int = 4,
) -> list[Suggestion[RetentionPlan] | Abstained]:
    """Return one suggestion for each customer, in the table's order; ranks are among those given.

    The figures are those of `data_until`: a score stays as it was on its day, whatever becomes of the customer later.

    Parameters
    ----------
    churn
        A fitted model.
    customers
        One row for each customer, with the columns the model was fitted on, as of `data_until`.
    ids
        Tandem's id of each, as many as rows.
    made_at, expires_at
        Aware UTC instants.
    data_until
        Aware UTC instant at which the rows were as they are here.
    values
        What each is worth a year, all in one currency; without, all count alike.
    kind
        Of the records the ids belong to.
    n_reasons
        How many reasons at most.

    Raises
    ------
    InputError
        Columns are missing, ids or values are not as many as rows, or values have several currencies.
    """
    _check(customers, ids, values)
    if churn.abstains:
        return [Abstained(churn.card.summary, "More customers that left, or longer histories of them.") for _ in ids]
    said = churn.run(customers)
    worth = np.array([float(one.amount) for one in values]) if values is not None else np.ones(len(ids))
    risk, low, high, share = (said[name].to_numpy() for name in ("probability", "low", "high", "treatability"))
    told = churn.parameters
    queue = order_queue(
        risk=risk,
        low=low,
        high=high,
        value=worth,
        treatability=share,
        minutes_each=told.minutes_per_customer,
        minutes_per_week=told.minutes_per_week,
    )
    provenance = Provenance(
        FUNCTION, churn.function_version, churn.card.model_version, data_until, churn.card.seed, churn.card.parameters
    )
    base = float(np.median(risk))
    found: list[Suggestion[RetentionPlan] | Abstained] = []
    for at, reasons in enumerate(churn.explain(customers, n_reasons=_N_CONSIDERED)):
        money = None if values is None else _money(queue.at_stake[at], values[at].currency)
        plan = _plan(
            churn, queue, at, reasons, treatability=float(share[at]), at_stake=money, above=bool(risk[at] > base)
        )
        estimate = Estimate(float(risk[at]), float(low[at]), float(high[at]), churn.card.interval_level, churn.card.n)
        subject = Subject(kind, int(ids[at]))
        found.append(
            Suggestion(FUNCTION, subject, plan, estimate, reasons[:n_reasons], provenance, made_at, expires_at)
        )
    return found


def _check(customers: pd.DataFrame, ids: Sequence[int], values: Sequence[Money] | None) -> None:
    given: dict[str, Sequence[object]] = {"ids": ids} if values is None else {"ids": ids, "values": values}
    faults = [
        Fault(name, f"must be as many as rows ({len(customers)})", str(len(one)))
        for name, one in given.items()
        if len(one) != len(customers)
    ]
    currencies = sorted({one.currency for one in values}) if values is not None else []
    if len(currencies) > 1:
        faults.append(Fault("values", "must be in one currency to be ranked together", ", ".join(currencies)))
    if faults:
        raise InputError(faults)


def _money(amount: float, currency: str) -> Money:
    return Money(Decimal(repr(float(amount))).quantize(Decimal("0.01")), currency)


def _plan(
    churn: Churn,
    queue: Queue,
    at: int,
    reasons: tuple[Reason, ...],
    *,
    treatability: float,
    at_stake: Money | None,
    above: bool,
) -> RetentionPlan:
    raising = [reason.evidence[0].name for reason in reasons if reason.weight > 0]
    judged = {name: churn.treatable(name) for name in raising}
    action = CustomerAction.WATCH
    if queue.at_stake[at] > 0 and (above or queue.fits[at]):
        action = CustomerAction.ACT_THIS_WEEK if queue.fits[at] else CustomerAction.WAIT_IN_QUEUE
    return RetentionPlan(
        action,
        tuple((name, how) for name, (can, how) in judged.items() if can is Treatable.YES),
        tuple(name for name, (can, _) in judged.items() if can is not Treatable.YES),
        treatability,
        at_stake,
        int(queue.rank[at]),
        int(queue.mark[at]),
        bool((queue.mark == queue.mark[at]).sum() > 1),
        churn.parameters.minutes_per_customer,
    )
