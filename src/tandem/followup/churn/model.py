"""Time to churn: who leaves by when, why, and what of that one can act on."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, Self

import numpy as np
import pandas as pd

from tandem.followup.churn.columns import TENURE
from tandem.followup.churn.contracts import ContractHistory
from tandem.followup.churn.fitting import (
    AGE,
    FUNCTION,
    FUNCTION_VERSION,
    Fitted,
    fit_contract_history,
    fit_customers,
    horizon_months,
    judge_customers,
)
from tandem.followup.churn.labels import WORDS
from tandem.followup.churn.parameters import ChurnParams
from tandem.followup.churn.tenure import months_of, read_customers
from tandem.followup.churn.treatability import Treatable, is_treatable, removable_share
from tandem.kernel.errors import Fault, InputError, NotEnoughData
from tandem.kernel.function import Scorecard
from tandem.kernel.suggestion import Reason
from tandem.learning.card import ModelCard
from tandem.learning.facts import ColumnFacts, typical_rows
from tandem.learning.features import TypedRows, require_columns
from tandem.learning.hazards import Curves, FieldClaims, moved_by_fields, read_hazards, write_hazards
from tandem.learning.pooled import BaseRatePrior, PooledLogistic, moderate

__all__ = ["Churn"]

_LEAST_WEIGHT = 0.002
_N_LEAST = 10
_Z80 = 1.2815515655446004


class Churn:
    """A fitted model of time to churn. Made by :meth:`fit_table`, :meth:`fit_contracts` or :meth:`load`.

    Attributes:
        hazards: the fitted hazards, in months.
        reader: how tables are read.
        card: the model card.
        facts: what is usual in each column.
        parameters: as it was fitted with.
        tenure_column: how long a customer has been one; "" where that is not known, and churn is foretold "in the end".

    Examples
    --------
    >>> table = pd.DataFrame({"tenure": [2, 20, 3, 24] * 30, "Contract": ["month", "year", "month", "month"] * 30,
    ...     "Churn": ["Yes", "No", "Yes", "No"] * 30})
    >>> model = Churn.fit_table(table, target="Churn")
    >>> said = model.run(pd.DataFrame({"tenure": [2, 2], "Contract": ["month", "year"]}))
    >>> bool(said.probability[0] > said.probability[1])
    True
    """

    def __init__(self, fitted: Fitted, card: ModelCard, parameters: ChurnParams) -> None:
        self.hazards, self.reader, self.facts = fitted.hazards, fitted.reader, fitted.facts
        self.tenure_column, self.card, self.parameters = fitted.tenure_column, card, parameters

    @property
    def abstains(self) -> bool:
        """Whether it cannot tell customers apart; the card says why."""
        return self.card.verdict in ("prior alone", "one outcome only", "no signal found")

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns it reads; a table to be scored must have them."""
        return (*self.reader.columns, *((self.tenure_column,) if self.tenure_column else ()))

    @property
    def function_version(self) -> str:
        """Version of the code that fitted it."""
        return self.card.function_version

    @classmethod
    def fit_table(
        cls,
        table: pd.DataFrame,
        *,
        target: str,
        id: str | None = None,
        time: str | None = None,
        seed: int = 0,
        positive: str | None = None,
        keep: Sequence[str] = (),
        parameters: ChurnParams | None = None,
        progress: Callable[[str], None] = lambda _: None,
    ) -> Self:
        """Fit on one plain table, one row for each customer, however thin.

        Who is still there counts for as long as it has been there. Fields are taken as they were on the day of the
        table; numbers that pile up with tenure are kept out, since they are known only afterwards.

        Parameters
        ----------
        table
            Any columns; text as it comes from a file will do. It is not modified.
        target
            The outcome column: left or still there.
        id
            The column that names the customers; it informs nothing.
        time
            The column of tenure, where its name does not tell.
        seed
            Of every random choice.
        positive
            The value of `target` that counts as churned, where that cannot be told.
        keep
            Columns to keep in though they look like leaks.
        parameters
            Everything else.
        progress
            Is told in words what is going on.

        Raises
        ------
        InputError
            Columns are missing (all are named), or the outcome or the tenure cannot be read.
        """
        told = _with(parameters, positive, keep, time)
        fitted, card = fit_customers(table, target=target, id=id, seed=seed, parameters=told, progress=progress)
        return cls(fitted, card, told)

    @classmethod
    def fit_contracts(
        cls,
        history: ContractHistory,
        *,
        seed: int = 0,
        parameters: ChurnParams | None = None,
        progress: Callable[[str], None] = lambda _: None,
    ) -> Self:
        """Fit on contracts, month by month as each was known then; what is to be scored is `history.facts_now(…)`.

        Parameters
        ----------
        history
            The contracts by the moment that matters.
        seed
            Of every random choice.
        parameters
            Everything else.
        progress
            Is told in words what is going on.
        """
        told = parameters or ChurnParams()
        fitted, card = fit_contract_history(history, seed=seed, parameters=told, progress=progress)
        return cls(fitted, card, told)

    def typed(self, table: pd.DataFrame) -> TypedRows:
        """Return a table's rows, typed, with tenure in whole months in place.

        Raises
        ------
        InputError
            Columns the model was fitted on are missing; all of them are named.
        """
        require_columns(table, self.columns, "the model was fitted on it")
        months = months_of(table, self.tenure_column) if self.tenure_column else np.zeros(len(table))
        whole = np.floor(np.nan_to_num(np.maximum(months, 0.0)))
        return self.reader.read(table).with_numbers([AGE], whole[:, None])

    @property
    def _horizon(self) -> float:
        return horizon_months(self.parameters) if self.tenure_column else 1.0

    def _risk(self, rows: TypedRows) -> Curves:
        return self.hazards.curves(rows, int(np.ceil(self._horizon))).at(self._horizon)

    def curves(self, table: pd.DataFrame, n_months: int) -> Curves:
        """Return the risk of each customer month by month from now."""
        return self.hazards.curves(self.typed(table), n_months if self.tenure_column else 1)

    def run(self, table: pd.DataFrame, *, id: str | None = None) -> pd.DataFrame:
        """Return risk and treatability for each row, in the table's order.

        `probability`, `low`, `high` are those of leaving within the horizon, given that the customer is still there
        after its tenure; `treatability` is the share of that risk the model attributes to fields one can act on.
        """
        if id is not None:
            require_columns(table, [id], "it was named as the id")
        first = {id: table[id].to_numpy()} if id is not None else {"row": np.arange(len(table))}
        rows = self.typed(table)
        if self.abstains:
            point, low, high = (np.full(len(table), one) for one in self._base())
            treatability = np.zeros(len(table))
        else:
            risk = self._risk(rows)
            point, low, high = (one[:, 0, 0] for one in (risk.probability, risk.low, risk.high))
            treatability = self.treatability(rows, point)
        odds = {"probability": point, "low": low, "high": high, "abstained": np.full(len(table), self.abstains)}
        return pd.DataFrame({**first, **odds, "treatability": treatability})

    def _base(self) -> tuple[float, float, float]:
        """Return the same risk for all, with its interval: from exposure and events, or from the prior alone."""
        decision = self.hazards.decisions[0]
        prior = BaseRatePrior(self.parameters.prior_per_month, self.parameters.prior_log_odds_spread)
        events = np.r_[np.ones(decision.n_yes), np.zeros(decision.n - decision.n_yes)]
        fit = PooledLogistic.fit(np.empty((len(events), 0)), np.empty(0, dtype=int), events, prior)
        mean, spread = fit.mean[:1], np.sqrt(fit.covariance[:1, 0])
        each = np.array(
            [moderate(mean, spread)[0], *(1 / (1 + np.exp(-(mean[0] + s * _Z80 * spread[0]))) for s in (-1, 1))]
        )
        point, low, high = (float(one) for one in 1.0 - (1.0 - each) ** self._horizon)
        return point, min(low, point), max(high, point)

    def treatable(self, column: str) -> tuple[Treatable, str]:
        """Return whether one can act on a column, and how in words."""
        told = self.parameters
        return is_treatable(column, can_act_on=told.can_act_on, cannot_act_on=told.cannot_act_on)

    def treatability(self, rows: TypedRows, risk: np.ndarray) -> np.ndarray:
        """Return the share of each risk that is gone with every field one can act on at its usual value, if lower."""
        numbers, codes = typical_rows(self.reader, self.facts, rows)
        acted = rows.take(np.arange(len(rows)))
        for column in self.reader.columns:
            if self.treatable(column)[0] is not Treatable.YES:
                continue
            usual = acted.take(np.arange(len(acted)))
            places = [k for k, name in enumerate(rows.number_names) if self.reader.source_of(name) == column]
            levels = [k for k, name in enumerate(rows.level_names) if name == column]
            usual.numbers[:, places], usual.levels[:, levels] = numbers[places], codes[levels]
            # A field that already helps is left as it is.
            helps = self._risk(usual).probability[:, 0, 0] < self._risk(acted).probability[:, 0, 0]
            acted.numbers[helps], acted.levels[helps] = usual.numbers[helps], usual.levels[helps]
        return removable_share(risk, self._risk(acted).probability[:, 0, 0])

    def explain(self, table: pd.DataFrame, *, n_reasons: int = 4) -> list[tuple[Reason, ...]]:
        """Return the strongest reasons for each row's risk, strongest first; none where it abstains.

        A reason's weight is what the risk loses when that field is set to its usual value; its claim says whether one
        can act on it.
        """
        require_columns(table, self.columns, "the model was fitted on it")
        if self.abstains or not len(table):
            return [()] * len(table)
        rows = self.typed(table)
        weights = moved_by_fields(self.reader, self.facts, rows, lambda one: self._risk(one).probability[:, 0, 0])
        claims = FieldClaims(self.reader, self.facts, table, came="left", words=self._words, after=self._after)
        names = self.reader.columns
        picked = np.argsort(-np.abs(weights), axis=1, kind="stable")[:, :n_reasons]
        return [
            tuple(
                claims.reason(names[at], row, float(weights[row, at]))
                for at in picked[row]
                if abs(weights[row, at]) >= _LEAST_WEIGHT
            )
            for row in range(len(table))
        ]

    @property
    def _words(self) -> dict[str, str]:
        # A plain table's columns go by their own names.
        return WORDS if self.tenure_column == TENURE else {}

    def _after(self, column: str) -> str:
        can, how = self.treatable(column)
        return {Treatable.YES: f" (one can act: {how})", Treatable.NO: " (not to be acted on)"}.get(can, "")

    @classmethod
    def evaluate_table(
        cls,
        table: pd.DataFrame,
        *,
        target: str,
        id: str | None = None,
        time: str | None = None,
        seed: int = 0,
        positive: str | None = None,
        keep: Sequence[str] = (),
        parameters: ChurnParams | None = None,
        progress: Callable[[str], None] = lambda _: None,
    ) -> Scorecard:
        """Return how well it does on a random quarter of the customers, beside the survival of all.

        Parameters as for :meth:`fit_table`.

        Raises
        ------
        InputError
            Columns are missing, or the outcome cannot be read.
        NotEnoughData
            Fewer than ten known outcomes.
        """
        told = _with(parameters, positive, keep, time)
        customers = read_customers(table, target=target, id=id, parameters=told)
        known = customers.known
        if len(known) < _N_LEAST:
            raise NotEnoughData("known outcomes to evaluate on", needed=_N_LEAST, given=len(known))
        order = np.random.default_rng(seed).permutation(len(known))
        test, train = known[order[: len(known) // 4]], known[order[len(known) // 4 :]]
        # Columns are read, and leaks looked for, on the training part alone.
        fitted, card = fit_customers(
            table.iloc[train].reset_index(drop=True),
            target=target,
            id=id,
            seed=seed,
            parameters=told,
            progress=progress,
        )
        judged = judge_customers(table, customers, fitted.reader, train, test, seed=seed, parameters=told)
        out = [f"Kept out: {leak.column!r}: {leak.evidence[0]}." for leak in card.leaks if leak.is_out]
        period = "a random quarter of the customers, each foretold from its first day"
        return Scorecard(len(test), period, judged.measures, (card.outcome_note, *out, card.summary))

    def save(self, path: Path) -> None:
        """Write model, card and facts to one file."""
        extra: dict[str, Any] = {
            "function": FUNCTION,
            "function_version": FUNCTION_VERSION,
            "card": self.card.to_dict(),
            "facts": {name: one.to_dict() for name, one in self.facts.items()},
            "parameters": asdict(self.parameters),
            "tenure_column": self.tenure_column,
        }
        write_hazards(Path(path), self.hazards, self.reader, extra)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a model that :meth:`save` wrote.

        Raises
        ------
        InputError
            The file is not such a model, is damaged, or belongs to another function.
        """
        hazards, reader, extra = read_hazards(Path(path))
        if extra.get("function") != FUNCTION:
            raise InputError(Fault(str(path), f"must be a model of {FUNCTION}", str(extra.get("function"))))
        facts = {name: ColumnFacts.from_dict(one) for name, one in extra["facts"].items()}
        fitted = Fitted(hazards, reader, facts, extra["tenure_column"])
        return cls(fitted, ModelCard.from_dict(extra["card"]), ChurnParams.from_mapping(extra["parameters"]))


def _with(parameters: ChurnParams | None, positive: str | None, keep: Sequence[str], time: str | None) -> ChurnParams:
    told = parameters or ChurnParams()
    return replace(told, positive=positive or told.positive, keep=(*told.keep, *keep), tenure=time or told.tenure)
