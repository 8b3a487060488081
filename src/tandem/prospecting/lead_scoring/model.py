"""Lead scoring: fit on any table with a known outcome, score, explain, judge, save."""

import re
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, Self

import numpy as np
import pandas as pd

from tandem.kernel.errors import Fault, InputError
from tandem.kernel.function import Scorecard
from tandem.kernel.suggestion import Evidence, EvidenceKind, Reason
from tandem.learning.card import ModelCard
from tandem.learning.engine import Engine, Probabilities, fit_engine
from tandem.learning.explanation import Wording, explain_rows
from tandem.learning.facts import ColumnFacts, learn_facts
from tandem.learning.features import Kind, TableReader, read_outcomes, require_columns
from tandem.learning.features.reading import read_dates
from tandem.learning.leakage import find_leaks
from tandem.learning.pooled import BaseRatePrior
from tandem.learning.storage import read_model, write_model
from tandem.prospecting.lead_scoring.judging import judge_on_held_out_rows
from tandem.prospecting.lead_scoring.parameters import LeadScoringParams
from tandem.prospecting.lead_scoring.report import FUNCTION, FUNCTION_VERSION, write_card

__all__ = ["LeadScoring", "likely_time"]

_NO_ROW_TIME = re.compile(r"birth|dob|founded|established|close|end|due|expir|renew|last", re.I)


class LeadScoring:
    """A fitted lead scorer. Made by :meth:`fit_table` or :meth:`load`.

    Attributes:
        engine: the fitted probability engine.
        card: the model card.
        facts: what is usual in each column.
        parameters: as it was fitted with.
        abstains: whether it cannot tell rows apart, so that none should be ranked by it.

    Examples
    --------
    >>> table = pd.DataFrame({"source": ["Referral", "Web"] * 40, "won": ["Yes", "No", "No", "No"] * 20})
    >>> scorer = LeadScoring.fit_table(table, target="won")
    >>> scores = scorer.run(pd.DataFrame({"source": ["Referral", "Web"]}))
    >>> bool(scores.probability[0] > scores.probability[1])
    True
    """

    def __init__(
        self, engine: Engine, card: ModelCard, facts: dict[str, ColumnFacts], parameters: LeadScoringParams
    ) -> None:
        self.engine, self.card, self.facts, self.parameters = engine, card, facts, parameters

    @property
    def abstains(self) -> bool:
        """Whether it cannot tell rows apart; the card says why."""
        return self.card.verdict in ("prior alone", "one outcome only", "no signal found")

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns it reads; a table to be scored must have them."""
        return self.engine.reader.columns

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
        written_after: Sequence[str] = (),
        parameters: LeadScoringParams | None = None,
        progress: Callable[[str], None] = lambda _: None,
    ) -> Self:
        """Fit on a table, however thin; rows without an outcome are left out and counted.

        Parameters
        ----------
        table
            Any columns; text as it comes from a CSV file will do. It is not modified.
        target
            The outcome column.
        id
            The column that names the rows; it informs nothing.
        time
            The column that dates the rows. Validation trains on earlier rows and judges on later ones. Where it is not
            given, a date column that says when rows began is used if there is one, and the card names it.
        seed
            Of every random choice.
        positive
            The value of `target` that counts as the event, where that cannot be told.
        keep
            Columns to keep in though they look like leaks.
        written_after
            Columns whose change history runs past the outcome: kept out.
        parameters
            Everything else.
        progress
            Is told in words what is going on.

        Raises
        ------
        InputError
            Columns are missing (all are named), or the outcome cannot be read.
        """
        parameters = _with(parameters or LeadScoringParams(), positive, keep)
        require_columns(table, [one for one in (target, id, time) if one], "it was named")
        outcomes = read_outcomes(table[target], positive=parameters.positive or None)
        known = np.isfinite(outcomes.happened)
        rows, happened = table.loc[known].reset_index(drop=True), outcomes.happened[known]
        exclude = [one for one in (target, id) if one]
        # With no outcome at all the columns can still be read: the model then asks for the same ones later.
        whole = TableReader.learn(
            rows if len(rows) else table, exclude=exclude, time=time, missing_words=parameters.missing_words
        )
        progress("looking for leaks")
        leaks = find_leaks(
            rows, happened, whole, target=target, keep=parameters.keep, written_after=written_after, seed=seed
        )
        reader = whole.without([leak.column for leak in leaks if leak.is_out])
        ordered_by = time or likely_time(rows, reader)
        days = _days(rows, whole, ordered_by)
        prior = BaseRatePrior(parameters.prior_rate, parameters.prior_log_odds_spread)
        engine, held = fit_engine(rows, happened, reader, days=days, prior=prior, seed=seed, progress=progress)
        progress("writing the model card")
        card = write_card(
            table=rows, happened=happened, outcomes=outcomes, whole=whole, engine=engine, held=held, leaks=leaks,
            target=target, days=days, time=ordered_by or "", seed=seed, parameters=parameters,
        )  # fmt: skip
        return cls(engine, card, learn_facts(rows, happened, engine.reader), parameters)

    def score_frame(self, table: pd.DataFrame) -> Probabilities:
        """Return a probability and an 80% interval for each row: the fast path, in chunks of bounded memory.

        Raises
        ------
        InputError
            Columns the model was fitted on are missing; all of them are named.
        """
        require_columns(table, self.columns, "the model was fitted on it")
        return self.engine.predict(table)

    def run(self, table: pd.DataFrame, *, id: str | None = None) -> pd.DataFrame:
        """Return id (or `row`), probability, low, high and abstained, in the table's order.

        Where the model cannot tell rows apart, `abstained` is true: every probability is close to the base rate, its
        interval says how far the row may lie from it, and the order of the rows means nothing.
        """
        if id is not None:
            require_columns(table, [id], "it was named as the id")
        scores = self.score_frame(table)
        first = {id: table[id].to_numpy()} if id is not None else {"row": np.arange(len(table))}
        columns = {"probability": scores.probability, "low": scores.low, "high": scores.high}
        return pd.DataFrame({**first, **columns, "abstained": np.full(len(table), self.abstains)})

    def explain(
        self, table: pd.DataFrame, *, n_reasons: int = 4, wording: Wording | None = None
    ) -> list[tuple[Reason, ...]]:
        """Return the strongest reasons for each row, strongest first; none where the model abstains.

        A reason's weight is what the probability loses when that field is set to its typical value. A row whose fields
        are all as usual gets one reason, which says so and points at the known outcomes as a whole. `wording` says how
        columns, values and the outcome are called.
        """
        require_columns(table, self.columns, "the model was fitted on it")
        if self.abstains:
            return [()] * len(table)
        explained = explain_rows(self.engine, self.facts, table, n_reasons=n_reasons, wording=wording)
        plain = [row for row, reasons in enumerate(explained) if not reasons]
        for row, probability in zip(plain, self.score_frame(table.iloc[plain]).probability, strict=True):
            explained[row] = (self._as_usual(float(probability), wording or Wording()),)
        return explained

    def _as_usual(self, probability: float, wording: Wording) -> Reason:
        counts = f"{self.card.n_positive:,} of {self.card.n:,}"
        evidence = Evidence(EvidenceKind.COHORT, "all known outcomes", counts)
        weight = probability - float(self.engine.base_rate().probability[0])
        return Reason(f"every field is as usual; of all known, {counts} {wording.happened}", weight, (evidence,))

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
        parameters: LeadScoringParams | None = None,
        progress: Callable[[str], None] = lambda _: None,
    ) -> Scorecard:
        """Return how well it does on rows held out, beside its baselines on the same rows and columns.

        The last quarter is held out by `time`, or a random quarter where there is none. Parameters as for
        :meth:`fit_table`.

        Raises
        ------
        InputError
            Columns are missing, or the outcome cannot be read.
        NotEnoughData
            Fewer than ten known outcomes.
        """
        parameters = _with(parameters or LeadScoringParams(), positive, keep)
        require_columns(table, [one for one in (target, id, time) if one], "it was named")
        outcomes = read_outcomes(table[target], positive=parameters.positive or None)
        known = np.isfinite(outcomes.happened)
        rows, happened = table.loc[known].reset_index(drop=True), outcomes.happened[known]

        def fit(part: pd.DataFrame) -> LeadScoring:
            told = replace(parameters, positive=parameters.positive or outcomes.positive)
            return cls.fit_table(part, target=target, id=id, time=time, seed=seed, parameters=told, progress=progress)

        if not time and len(rows):
            time = likely_time(rows, TableReader.learn(rows, exclude=[one for one in (target, id) if one]))
        return judge_on_held_out_rows(
            FUNCTION, fit, rows, happened, days=_time_days(rows, time), time=time or "", seed=seed
        )

    def save(self, path: Path) -> None:
        """Write model, card and facts to one file."""
        extra: dict[str, Any] = {
            "function": FUNCTION,
            "function_version": FUNCTION_VERSION,
            "card": self.card.to_dict(),
            "facts": {name: one.to_dict() for name, one in self.facts.items()},
            "parameters": {
                **asdict(self.parameters),
                "cost_per_minute": float(self.parameters.cost_per_minute),
            },
        }
        write_model(Path(path), self.engine, extra)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a model that :meth:`save` wrote.

        Raises
        ------
        InputError
            The file is not such a model, is damaged, or belongs to another function.
        """
        engine, extra = read_model(Path(path))
        if extra.get("function") != FUNCTION:
            raise InputError(Fault(str(path), f"must be a model of {FUNCTION}", str(extra.get("function"))))
        facts = {name: ColumnFacts.from_dict(one) for name, one in extra["facts"].items()}
        return cls(
            engine, ModelCard.from_dict(extra["card"]), facts, LeadScoringParams.from_mapping(extra["parameters"])
        )


def _with(parameters: LeadScoringParams, positive: str | None, keep: Sequence[str]) -> LeadScoringParams:
    return replace(parameters, positive=positive or parameters.positive, keep=(*parameters.keep, *keep))


def likely_time(rows: pd.DataFrame, reader: TableReader) -> str | None:
    """Return the date column that most likely says when each row began, `None` where there is none.

    It is filled in nearly everywhere and its dates come first; dates of birth and of founding do not count.
    """
    best: tuple[float, str] | None = None
    for plan in reader.plans:
        if plan.kind is not Kind.DATE or _NO_ROW_TIME.search(plan.name):
            continue
        days = read_dates(rows[plan.name], plan)
        known = np.isfinite(days)
        if known.sum() >= 0.98 * len(known) and len(np.unique(days)) > 10:
            middle = float(np.median(days[known]))
            best = min(best or (middle, plan.name), (middle, plan.name))
    return best[1] if best is not None else None


def _days(rows: pd.DataFrame, reader: TableReader, time: str | None) -> np.ndarray | None:
    if not time or not len(rows):
        return None
    plan = reader.plan(time)
    if plan.kind is Kind.DATE:
        return read_dates(rows[time], plan)
    if plan.kind in (Kind.NUMBER, Kind.IDENTIFIER, Kind.CONSTANT, Kind.EMPTY):
        return pd.to_numeric(rows[time], errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    shown = ", ".join(repr(str(one)) for one in rows[time].dropna().unique()[:3])
    raise InputError(Fault(time, "must hold dates or numbers to order the rows by", shown))


def _time_days(rows: pd.DataFrame, time: str | None) -> np.ndarray | None:
    return _days(rows, TableReader.learn(rows[[time]]), time) if time else None
