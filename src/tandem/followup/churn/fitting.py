"""Fitting and judging time to churn: on customers of one plain table, or on contracts month by month."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib.metadata import version

import numpy as np
import pandas as pd

from tandem.followup.churn.columns import TENURE
from tandem.followup.churn.contracts import ContractHistory, ContractMonths
from tandem.followup.churn.parameters import ChurnParams
from tandem.followup.churn.tenure import MONTH_DAYS, Customers, grows_with_tenure, read_customers, spells_of
from tandem.learning.card import ColumnNote, ModelCard
from tandem.learning.facts import ColumnFacts, learn_facts
from tandem.learning.features import Kind, TableReader, read_text
from tandem.learning.hazards import (
    Clocks,
    HazardPriors,
    Hazards,
    aalen_johansen,
    fit_hazards,
    learn_share,
    shares_by_others,
)
from tandem.learning.hazards.measures import censoring_weights, concordance, integrated_brier
from tandem.learning.hazards.verdicts import judge
from tandem.learning.leakage import Leak, find_leaks
from tandem.learning.measures import calibration_table, measure_all
from tandem.learning.pooled import BaseRatePrior

__all__ = [
    "AGE",
    "CAUSES",
    "FUNCTION",
    "FUNCTION_VERSION",
    "Fitted",
    "Judged",
    "fit_contract_history",
    "fit_customers",
    "fit_months",
    "horizon_months",
    "judge_customers",
]

FUNCTION, FUNCTION_VERSION = "followup/churn", "1"
AGE, CAUSES = "tenure_months", ("churned",)
_LEAST_TO_JUDGE, _LEAST_CHURNED = 60, 10
_JUDGED_MONTHS = 12


@dataclass(frozen=True)
class Fitted:
    """What fitting leaves behind; see :class:`tandem.followup.churn.Churn`."""

    hazards: Hazards
    reader: TableReader
    facts: dict[str, ColumnFacts]
    tenure_column: str


@dataclass(frozen=True)
class Judged:
    """What was said of held-out customers.

    Attributes:
        losses: by each, the log loss of each customer at the horizon, weighted for censoring.
        measures: (who, measure, value).
        calibration: (rows, said, was) by tenths.
    """

    losses: dict[str, np.ndarray]
    measures: tuple[tuple[str, str, float], ...]
    calibration: tuple[tuple[int, float, float], ...]


def fit_customers(
    table: pd.DataFrame,
    *,
    target: str,
    id: str | None,
    seed: int,
    parameters: ChurnParams,
    progress: Callable[[str], None],
) -> tuple[Fitted, ModelCard]:
    """Fit on a plain table and write the card; see :meth:`Churn.fit_table`."""
    customers = read_customers(table, target=target, id=id, parameters=parameters)
    table, customers = _in_canonical_order(table, customers)
    exclude = [one for one in (target, id, customers.tenure_column) if one]
    known = customers.known
    rows = table.iloc[known].reset_index(drop=True)
    whole = TableReader.learn(rows if len(rows) else table, exclude=exclude)
    progress("looking for leaks")
    leaks = find_leaks(rows, customers.churned[known], whole, target=target, keep=parameters.keep, seed=seed)
    if customers.is_timed:
        named = {leak.column for leak in leaks if leak.is_out} | set(parameters.keep)
        leaks = (
            *leaks,
            *(one for one in grows_with_tenure(rows, whole, customers.months[known]) if one.column not in named),
        )
    texts = [plan.name for plan in whole.plans if plan.is_used and plan.kind is Kind.TEXT]
    reader = whole.without([*[leak.column for leak in leaks if leak.is_out], *texts])
    progress("fitting hazards")
    hazards = _fit(table, customers, reader, seed, parameters)
    progress("judging it on customers held out")
    judged = _judge_quarter(table, customers, reader, seed, parameters)
    facts = learn_facts(rows, customers.churned[known], reader) if len(rows) else {}
    timed = f" Tenure is {customers.tenure_column!r}, in months" if customers.is_timed else " No column tells tenure"
    card = _card(
        rows, whole, leaks, judged, churned=customers.churned[known], n_unknown=len(customers.churned) - len(known),
        words=(target, customers.positive, f"{customers.note}.{timed}"),
        how="a random quarter, each customer foretold from its first day; the rows carry no date",
        seed=seed, parameters=parameters,
    )  # fmt: skip
    return Fitted(hazards, reader, facts, customers.tenure_column), card


def _in_canonical_order(table: pd.DataFrame, customers: Customers) -> tuple[pd.DataFrame, Customers]:
    """Order rows by their content, so that the order they came in cannot matter."""
    if not len(table):
        return table, customers
    keys = pd.util.hash_pandas_object(table[sorted(map(str, table.columns))].astype("str"), index=False).to_numpy()
    order = np.argsort(keys, kind="stable")
    return table.iloc[order].reset_index(drop=True), _take(customers, order)


def _take(customers: Customers, rows: np.ndarray) -> Customers:
    return replace(customers, churned=customers.churned[rows], months=customers.months[rows])


def _fit(table: pd.DataFrame, customers: Customers, reader: TableReader, seed: int, parameters: ChurnParams) -> Hazards:
    at_risk = spells_of(customers).at_risk()
    rows = reader.read(table.iloc[customers.known]).take(at_risk.subject)
    return fit_hazards(
        rows.with_numbers([AGE], at_risk.period[:, None].astype(float)),
        at_risk.cause,
        at_risk.subject,
        causes=CAUSES,
        clocks=Clocks(AGE),
        priors=_priors(parameters),
        seed=seed,
    )


def _priors(parameters: ChurnParams) -> HazardPriors:
    leaving = BaseRatePrior(parameters.prior_per_month, parameters.prior_log_odds_spread)
    return HazardPriors(leaving, unshown=parameters.prior_unshown)


def _judge_quarter(
    table: pd.DataFrame, customers: Customers, reader: TableReader, seed: int, parameters: ChurnParams
) -> Judged:
    known = customers.known
    churned = customers.churned[known]
    if len(known) < _LEAST_TO_JUDGE or min(churned.sum(), len(known) - churned.sum()) < _LEAST_CHURNED:
        return Judged({}, (), ())
    order = np.random.default_rng(seed).permutation(len(known))
    n_test = len(known) // 4
    test, train = known[order[:n_test]], known[order[n_test:]]
    return judge_customers(table, customers, reader, train, test, seed=seed, parameters=parameters)


def judge_customers(
    table: pd.DataFrame,
    customers: Customers,
    reader: TableReader,
    train: np.ndarray,
    test: np.ndarray,
    *,
    seed: int,
    parameters: ChurnParams,
) -> Judged:
    """Return how well a model fitted on some customers foretells others from their first day on.

    Beside it stands the survival of all customers of the training part, the same for everyone.
    """
    old, new = _take(customers, train), _take(customers, test)
    hazards = _fit(table.iloc[train], old, reader, seed, parameters)
    duration = new.months if customers.is_timed else np.ones(len(test))
    left = new.churned == 1.0
    reach = int(np.clip(np.quantile(duration, 0.9), 1, 60))
    rows = reader.read(table.iloc[test]).with_numbers([AGE], np.zeros((len(test), 1)))
    same = aalen_johansen(spells_of(old)).survival
    same = np.concatenate([same, np.full(max(0, reach - len(same)), same[-1])])[:reach]
    survival = {FUNCTION: hazards.curves(rows, reach).probability[:, -1], "base rate": np.tile(same, (len(test), 1))}
    horizon = min(12, reach) if customers.is_timed else 1
    weights = censoring_weights(duration, left, float(horizon)) if customers.is_timed else np.ones(len(test))
    gone = (left & (duration <= horizon)).astype(float)
    losses, measures = {}, []
    for who, curve in survival.items():
        risk = np.clip(1.0 - curve[:, horizon - 1], 1e-6, 1 - 1e-6)
        losses[who] = -weights * (gone * np.log(risk) + (1 - gone) * np.log(1 - risk))
        measures += [
            (who, f"log_loss at {horizon} months" if customers.is_timed else "log_loss", float(losses[who].mean()))
        ]
        measures.append((who, "c_index", concordance(duration, left, risk)))
        if reach > 2:
            months = np.arange(1, reach + 1)
            measures.append((who, "integrated_brier", integrated_brier(duration, left, curve, months)))
    seen = weights > 0
    table_ = calibration_table(gone[seen], 1.0 - survival[FUNCTION][seen, horizon - 1])
    return Judged(losses, tuple(measures), tuple(table_))


def _card(
    rows: pd.DataFrame,
    whole: TableReader,
    leaks: tuple[Leak, ...],
    judged: Judged,
    *,
    churned: np.ndarray,
    n_unknown: int,
    words: tuple[str, str, str],
    how: str,
    seed: int,
    parameters: ChurnParams,
) -> ModelCard:
    """Return the card; `words` are the target, the value that means churned, and how outcomes were read."""
    n, n_churned = len(churned), int(churned.sum())
    ours = judged.losses.get(FUNCTION, np.empty(0))
    rules = {name: losses for name, losses in judged.losses.items() if name != FUNCTION}
    verdict, summary = judge(
        n=n, n_events=n_churned, ours=ours, rules=rules, base="base rate", what="customers", measure="log loss"
    )
    return ModelCard(
        function=FUNCTION,
        function_version=FUNCTION_VERSION,
        verdict=verdict,
        summary=summary,
        target=words[0],
        positive=words[1],
        outcome_note=words[2],
        n=n,
        n_positive=n_churned,
        n_unknown=n_unknown,
        time="",
        window=("", ""),
        validation=how if len(ours) else "too few outcomes to hold any out",
        columns=_notes(rows, whole, leaks),
        leaks=leaks,
        measures=judged.measures,
        calibration=judged.calibration,
        weak_segments=(),
        interval_level=0.8,
        seed=seed,
        versions=tuple((name, version(name)) for name in ("lightgbm", "numpy", "pandas", "scikit-learn")),
        parameters=parameters.as_pairs(),
    )


def _notes(rows: pd.DataFrame, whole: TableReader, leaks: tuple[Leak, ...]) -> tuple[ColumnNote, ...]:
    out = {leak.column: leak for leak in leaks if leak.is_out}
    return tuple(
        ColumnNote(
            plan.name,
            plan.is_used and plan.name not in out and plan.kind is not Kind.TEXT,
            plan.kind.value,
            f"kept out: {out[plan.name].evidence[0]}" if plan.name in out else plan.why,
            float(read_text(rows[plan.name]).isna().mean()) if len(rows) else 0.0,
        )
        for plan in whole.plans
    )


def fit_contract_history(
    history: ContractHistory, *, seed: int, parameters: ChurnParams, progress: Callable[[str], None]
) -> tuple[Fitted, ModelCard]:
    """Fit on contracts month by month and write the card; see :meth:`Churn.fit_contracts`."""
    months = history.months
    progress(f"fitting hazards to {len(months.chain):,} months at risk")
    owners = _owners(history)
    hazards, reader = fit_months(months, owners, seed, parameters)
    progress("judging it on the last year")
    judged, share = _judge_last_year(history, seed, parameters)
    hazards = hazards.blended(share)
    chains = history.chains
    churned = chains["ended"].notna().to_numpy().astype(float)
    of_known = np.isin(months.chain, np.flatnonzero(churned >= 0))
    facts = {}
    if len(months.chain):
        facts = learn_facts(months.facts[of_known], churned[months.chain[of_known]], reader)
    day = np.datetime64(int(history.until_day - _JUDGED_MONTHS * MONTH_DAYS), "D")
    card = _card(
        months.facts, reader, (), judged, churned=churned, n_unknown=0,
        words=("cancelled_on", "cancelled", "A chain of terms has churned once its last term is cancelled"),
        how=f"fitted on what was known on {day}, judged on the contracts running then and the year after it",
        seed=seed, parameters=parameters,
    )  # fmt: skip
    return Fitted(hazards, reader, facts, TENURE), card


def fit_months(
    months: ContractMonths, owners: np.ndarray, seed: int, parameters: ChurnParams
) -> tuple[Hazards, TableReader]:
    """Return hazards fitted to months of contracts, and how their facts are read.

    Parameters
    ----------
    months
        Months at risk.
    owners
        Account of each chain, shape (n_chains,): its chains share what no column shows.
    seed, parameters
        As for :meth:`Churn.fit_contracts`.
    """
    reader = TableReader.learn(months.facts, exclude=[TENURE])
    rows = reader.read(months.facts).with_numbers([AGE], months.facts[[TENURE]].to_numpy(dtype=float))
    hazards = fit_hazards(
        rows, months.cause, pd.factorize(months.chain)[0], causes=CAUSES, clocks=Clocks(AGE),
        priors=_priors(parameters), families=pd.factorize(owners[months.chain])[0], seed=seed,
    )  # fmt: skip
    return hazards, reader


def _judge_last_year(history: ContractHistory, seed: int, parameters: ChurnParams) -> tuple[Judged, float]:
    """Return what was said a year ago of the contracts running then, and how much the base rate is to be heard.

    The judged blend of each contract is the one that the accounts of the others chose.
    """
    cut = history.until_day - _JUDGED_MONTHS * MONTH_DAYS
    train = history.months.before(cut)
    start, ended = (history.chains[name].to_numpy(dtype=float) for name in ("start", "ended"))
    running = np.flatnonzero((start <= cut) & ~(ended <= cut))
    if train.cause.sum() < _LEAST_CHURNED or len(running) < _LEAST_TO_JUDGE // 2:
        nothing = np.empty(0)
        return Judged({}, (), ()), learn_share(nothing, nothing)
    hazards, reader = fit_months(train, _owners(history), seed, parameters)
    facts = history.facts_at(running, np.full(len(running), cut))
    rows = reader.read(facts).with_numbers([AGE], facts[[TENURE]].to_numpy(dtype=float))
    ours, base = (
        one.probability[:, 0, -1]
        for one in (hazards.curves(rows, _JUDGED_MONTHS), hazards.base_curves(rows, _JUDGED_MONTHS))
    )
    gone = np.isfinite(ended[running]).astype(float)
    came, same = (np.where(gone == 1.0, one, 1.0 - one) for one in (ours, base))
    shares = shares_by_others(came, same, pd.factorize(_owners(history)[running])[0])
    risk = (1.0 - shares) * ours + shares * base
    plain = np.full(len(running), 1.0 - (1.0 - train.cause.mean()) ** _JUDGED_MONTHS)
    losses, measures = {}, []
    for who, said in ((FUNCTION, risk), ("base rate", plain)):
        safe = np.clip(said, 1e-6, 1 - 1e-6)
        losses[who] = -(gone * np.log(safe) + (1 - gone) * np.log(1 - safe))
        measures += [(who, name, value) for name, value in measure_all(gone, said).items()]
    return Judged(losses, tuple(measures), tuple(calibration_table(gone, risk))), learn_share(came, same)


def _owners(history: ContractHistory) -> np.ndarray:
    """Return the account of each chain, shape (n_chains,)."""
    return history.chains["owner"].astype(str).to_numpy()


def horizon_months(parameters: ChurnParams) -> float:
    """Return the horizon in months."""
    return parameters.horizon_days / MONTH_DAYS
