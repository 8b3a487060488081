"""Deal odds: won, no decision, lost or still open by a day, from histories or from one plain table."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Self

import numpy as np
import pandas as pd

from tandem.closing.deal_odds.columns import AGE, STAGE_AGE, TO_CLOSE
from tandem.closing.deal_odds.endings import CAUSES
from tandem.closing.deal_odds.fitting import Fitted, fit_history_hazards, fit_plain_hazards
from tandem.closing.deal_odds.history import DealHistory
from tandem.closing.deal_odds.judging import evaluate_history, evaluate_plain
from tandem.closing.deal_odds.parameters import DealOddsParams
from tandem.closing.deal_odds.plain_file import days_in
from tandem.closing.deal_odds.report import FUNCTION, FUNCTION_VERSION
from tandem.closing.deal_odds.slips import PushRates
from tandem.kernel.errors import Fault, InputError
from tandem.kernel.function import Scorecard
from tandem.kernel.suggestion import Reason
from tandem.learning.card import ModelCard
from tandem.learning.facts import ColumnFacts
from tandem.learning.features import TableReader, TypedRows, require_columns
from tandem.learning.hazards import Curves, FieldClaims, Hazards, moved_by_fields, read_hazards, write_hazards
from tandem.learning.pooled import BaseRatePrior, PooledLogistic, moderate

__all__ = ["DealOdds"]

_WORDS = {
    "owner_name": "the owner",
    "deal_stage": "the stage",
    "n_pushes": "the number of times the close date was pushed",
    "discount_share": "the discount",
    "n_won_before": "the number of deals won with this account before",
    "n_lost_before": "the number of deals not won with this account before",
    "n_employees": "the account's number of employees",
    "n_touches_28d": "the number of contacts in four weeks",
    "days_since_touch": "the days since the last contact",
    AGE: "the age in weeks",
    STAGE_AGE: "the weeks in this stage",
    TO_CLOSE: "the weeks to the stated close date",
}
_LEAST_WEIGHT = 0.005
_Z80 = 1.2815515655446004


@dataclass(frozen=True)
class _Base:
    """What every deal gets where the model abstains."""

    probability: float
    low: float
    high: float


class DealOdds:
    """Fitted deal odds. Made by :meth:`fit_history`, :meth:`fit_table` or :meth:`load`.

    Attributes:
        hazards: the fitted hazards of winning, of no decision and of losing.
        reader: how tables are read.
        card: the model card.
        facts: what is usual in each column.
        parameters: as it was fitted with.
        pushes: how often close dates are moved; of a history only.
        opened_column: of a plain table with dates, the day a deal was opened; "" else.
        until_day: day of the epoch after which nothing was known to it; NaN where rows carry no dates.

    Examples
    --------
    >>> ended = ["Won", "No decision", "Won", "Lost", "Lost", "Won"] * 14
    >>> table = pd.DataFrame({"source": ["Referral", "Web"] * 42, "ended": ended})
    >>> odds = DealOdds.fit_table(table, target="ended").run(pd.DataFrame({"source": ["Referral", "Web"]}))
    >>> bool(odds.probability[0] > odds.probability[1]), bool(odds.no_decision[1] > odds.no_decision[0])
    (True, True)
    """

    def __init__(self, fitted: Fitted, card: ModelCard, parameters: DealOddsParams) -> None:
        self.hazards: Hazards = fitted.hazards
        self.reader: TableReader = fitted.reader
        self.facts: dict[str, ColumnFacts] = fitted.facts
        self.pushes: PushRates | None = fitted.pushes
        self.opened_column, self.until_day = fitted.opened_column, fitted.until_day
        self.card, self.parameters = card, parameters

    @property
    def abstains(self) -> bool:
        """Whether it cannot tell deals apart; the card says why."""
        return self.card.verdict in ("prior alone", "one outcome only", "no signal found")

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns it reads; a table to be scored must have them."""
        clocks = (self.opened_column,) if self.opened_column else self._clocks
        return tuple(dict.fromkeys((*self.reader.columns, *clocks)))

    @property
    def _clocks(self) -> tuple[str, ...]:
        return self.hazards.clocks.names

    @property
    def function_version(self) -> str:
        """Version of the code that fitted it."""
        return self.card.function_version

    @classmethod
    def fit_history(
        cls,
        history: DealHistory,
        *,
        seed: int = 0,
        parameters: DealOddsParams | None = None,
        progress: Callable[[str], None] = lambda _: None,
    ) -> Self:
        """Fit on deals and their changes, week by week as each was known then, from no deal on.

        Deals that never moved count: they are at risk in every week they stay open.

        Parameters
        ----------
        history
            The deals by the moment that matters.
        seed
            Of every random choice.
        parameters
            Everything else.
        progress
            Is told in words what is going on.
        """
        parameters = parameters or DealOddsParams()
        fitted, card = fit_history_hazards(history, seed=seed, parameters=parameters, progress=progress)
        return cls(fitted, card, parameters)

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
        parameters: DealOddsParams | None = None,
        progress: Callable[[str], None] = lambda _: None,
    ) -> Self:
        """Fit on one plain table, one row for each deal.

        Where it has the days of opening and of closing, odds run over time, and open deals count with the time they
        have been open. Where it has not, odds say what comes in the end, and open deals are left out.

        Parameters
        ----------
        table
            Any columns; text as it comes from a file will do. It is not modified.
        target
            The outcome column: won, lost, no decision, or open, in whatever words.
        id
            The column that names the deals; it informs nothing.
        time
            The column of the day each deal was opened.
        seed
            Of every random choice.
        positive
            The value of `target` that counts as won, where that cannot be told.
        keep
            Columns to keep in though they look like leaks.
        parameters
            Everything else.
        progress
            Is told in words what is going on.

        Raises
        ------
        InputError
            Columns are missing (all are named), or the outcome cannot be read.
        """
        parameters = _with(parameters, positive, keep)
        fitted, card = fit_plain_hazards(
            table, target=target, id=id, time=time, seed=seed, parameters=parameters, progress=progress
        )
        return cls(fitted, card, parameters)

    def typed(self, table: pd.DataFrame) -> TypedRows:
        """Return a table's rows, typed, with the clocks in place.

        Raises
        ------
        InputError
            Columns the model was fitted on are missing; all of them are named.
        """
        require_columns(table, self.columns, "the model was fitted on it")
        rows = self.reader.read(table)
        if not self._clocks:
            return rows
        if not self.opened_column:
            clocks = table[list(self._clocks)].apply(pd.to_numeric, errors="coerce").to_numpy(dtype=float)
            return rows.with_numbers(self._clocks, clocks)
        opened = days_in(table, self.opened_column)
        now = np.fmax(self.until_day, np.nanmax(opened) if np.isfinite(opened).any() else self.until_day)
        age = np.maximum(0.0, np.floor((now - np.where(np.isfinite(opened), opened, now)) / 7.0))
        return rows.with_numbers(self._clocks, age[:, None])

    def curves(self, table: pd.DataFrame, n_weeks: int | None = None) -> Curves:
        """Return what becomes of each deal week by week from now; one period, "in the end", where no time is known."""
        weeks = n_weeks or int(np.ceil(self.parameters.horizon_days / 7))
        return self.hazards.curves(self.typed(table), weeks)

    def run(self, table: pd.DataFrame, *, id: str | None = None) -> pd.DataFrame:
        """Return odds for each row, in the table's order.

        `probability`, `low`, `high` are those of being won within the horizon (in the end, where no time is known);
        `no_decision`, `lost` and `still_open` are the other three, and the four sum to one. Where time is known, a
        table with dates has each deal as old as it was on the last day the model or the table knows of.
        """
        if id is not None:
            require_columns(table, [id], "it was named as the id")
        first = {id: table[id].to_numpy()} if id is not None else {"row": np.arange(len(table))}
        at = self._by_horizon(table)
        odds = {"probability": at.probability[:, 0, 0], "low": at.low[:, 0, 0], "high": at.high[:, 0, 0]}
        odds["abstained"] = np.full(len(table), self.abstains)
        for name, cause in (("no_decision", "no decision"), ("lost", "lost"), ("still_open", "still open")):
            odds[name] = at.probability[:, at.of(cause), 0]
        return pd.DataFrame({**first, **odds})

    def _by_horizon(self, table: pd.DataFrame) -> Curves:
        if self.abstains:
            return self._same_for_all(table)
        return self.curves(table).at(self.parameters.horizon_days / 7 if self.hazards.is_timed else 1.0)

    def _same_for_all(self, table: pd.DataFrame) -> Curves:
        require_columns(table, self.columns, "the model was fitted on it")
        base, counts = self._base(), np.array(self.hazards.n_events[1:], dtype=float) + 1.0
        rest = (1.0 - base.probability) * counts / counts.sum()
        point = np.tile(np.array([base.probability, *rest, 0.0]), (len(table), 1))[:, :, None]
        low, high = point.copy(), point.copy()
        low[:, 0], high[:, 0] = base.low, base.high
        return Curves(CAUSES, point, low, high)

    def _base(self) -> _Base:
        won, ended = self.hazards.n_events[0], sum(self.hazards.n_events)
        prior = BaseRatePrior(self.parameters.prior_won, self.parameters.prior_log_odds_spread)
        outcomes = np.r_[np.ones(won), np.zeros(ended - won)]
        fit = PooledLogistic.fit(np.empty((ended, 0)), np.empty(0, dtype=int), outcomes, prior)
        mean, spread = fit.mean[:1], np.sqrt(fit.covariance[:1, 0])
        point = float(moderate(mean, spread)[0])
        low, high = (float(1 / (1 + np.exp(-(mean[0] + sign * _Z80 * spread[0])))) for sign in (-1, 1))
        return _Base(point, min(low, point), max(high, point))

    def explain(self, table: pd.DataFrame, *, n_reasons: int = 4) -> list[tuple[Reason, ...]]:
        """Return the strongest reasons for each row's chance of being won, strongest first; none where it abstains.

        A reason's weight is what the chance within the horizon loses when that field is set to its usual value.
        """
        require_columns(table, self.columns, "the model was fitted on it")
        if self.abstains or not len(table):
            return [()] * len(table)
        weeks = self.parameters.horizon_days / 7 if self.hazards.is_timed else 1.0
        ahead = int(np.ceil(weeks))

        def won(rows: TypedRows) -> np.ndarray:
            return self.hazards.curves(rows, ahead).at(weeks).probability[:, 0, 0]

        rows = self.typed(table)
        weights = moved_by_fields(self.reader, self.facts, rows, won)
        names = list(self.reader.columns)
        for name in self._clocks if not self.opened_column else ():
            weights = np.column_stack([weights, self._moved_by_clock(rows, name, won)])
            names.append(name)
        came = "weeks were of deals won in the end" if self.pushes is not None else "were won"
        clocks = self._clock_cells(table)
        claims = FieldClaims(self.reader, self.facts, table, came=came, words=_WORDS, also=clocks)
        picked = np.argsort(-np.abs(weights), axis=1, kind="stable")[:, :n_reasons]
        return [
            tuple(
                claims.reason(names[at], row, float(weights[row, at]))
                for at in picked[row]
                if abs(weights[row, at]) >= _LEAST_WEIGHT
            )
            for row in range(len(table))
        ]

    def _clock_cells(self, table: pd.DataFrame) -> pd.DataFrame:
        return table[[] if self.opened_column else [one for one in self._clocks if one in table.columns]]

    def _moved_by_clock(self, rows: TypedRows, name: str, won: Callable[[TypedRows], np.ndarray]) -> np.ndarray:
        usual = rows.take(np.arange(len(rows)))
        place = rows.number_names.index(name)
        if name not in self.facts or not self.facts[name].typical:
            return np.zeros(len(rows))
        usual.numbers[:, place] = float(self.facts[name].typical)
        moved: np.ndarray = won(rows) - won(usual)
        return moved

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
        parameters: DealOddsParams | None = None,
        progress: Callable[[str], None] = lambda _: None,
    ) -> Scorecard:
        """Return how well it does on deals held out, beside its baselines; parameters as for :meth:`fit_table`.

        With dates, the model learns what was known on the day the last quarter of deals began, and is judged on what
        became of these within the horizon. Without, a quarter is held out by `time` or at random.

        Raises
        ------
        InputError
            Columns are missing, or the outcome cannot be read.
        NotEnoughData
            Fewer than ten known outcomes.
        """
        told = _with(parameters, positive, keep)
        return evaluate_plain(table, target=target, id=id, time=time, seed=seed, parameters=told, progress=progress)

    @classmethod
    def evaluate_history(
        cls, history: DealHistory, *, seed: int = 0, parameters: DealOddsParams | None = None
    ) -> Scorecard:
        """Return how well it does on the past: fitted on one day, judged on deals open in the half year after.

        Raises
        ------
        NotEnoughData
            Too few deals had ended by then.
        """
        return evaluate_history(history, seed=seed, parameters=parameters or DealOddsParams())

    def save(self, path: Path) -> None:
        """Write model, card and facts to one file."""
        extra: dict[str, Any] = {
            "function": FUNCTION,
            "function_version": FUNCTION_VERSION,
            "card": self.card.to_dict(),
            "facts": {name: one.to_dict() for name, one in self.facts.items()},
            "parameters": asdict(self.parameters),
            "pushes": self.pushes.to_dict() if self.pushes is not None else None,
            "opened_column": self.opened_column,
            "until_day": None if np.isnan(self.until_day) else self.until_day,
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
        fitted = Fitted(
            hazards,
            reader,
            {name: ColumnFacts.from_dict(one) for name, one in extra["facts"].items()},
            PushRates.from_dict(extra["pushes"]) if extra["pushes"] is not None else None,
            extra["opened_column"],
            float("nan") if extra["until_day"] is None else extra["until_day"],
        )
        return cls(fitted, ModelCard.from_dict(extra["card"]), DealOddsParams.from_mapping(extra["parameters"]))


def _with(parameters: DealOddsParams | None, positive: str | None, keep: Sequence[str]) -> DealOddsParams:
    told = parameters or DealOddsParams()
    return replace(told, positive=positive or told.positive, keep=(*told.keep, *keep))
