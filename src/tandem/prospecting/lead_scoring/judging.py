"""Judging a scorer on rows held out, beside its baselines on the same rows and the same columns."""

from collections.abc import Callable
from typing import Protocol

import numpy as np
import pandas as pd

from tandem.kernel.errors import NotEnoughData
from tandem.kernel.function import Scorecard
from tandem.learning.baselines import BASELINES
from tandem.learning.card import ModelCard
from tandem.learning.engine import Engine, Probabilities
from tandem.learning.measures import measure_all
from tandem.learning.validation import hold_out

__all__ = ["Scorer", "judge_on_held_out_rows"]

_N_LEAST = 10


class Scorer(Protocol):
    """What is judged."""

    engine: Engine
    card: ModelCard

    def score_frame(self, table: pd.DataFrame) -> Probabilities:
        """Return probabilities."""
        ...


def judge_on_held_out_rows(
    name: str,
    fit: Callable[[pd.DataFrame], Scorer],
    rows: pd.DataFrame,
    happened: np.ndarray,
    *,
    days: np.ndarray | None,
    time: str,
    seed: int,
) -> Scorecard:
    """Fit on the training part alone (leaks looked for there, too), and measure all on the test part.

    Parameters
    ----------
    name
        What the scorer is called on the scorecard.
    fit
        Fits a scorer on rows.
    rows, happened
        Rows with known outcomes (0.0 or 1.0).
    days, time
        The rows' moments and the column they came from; `None` and "" where there are none.
    seed
        Of the random split.

    Raises
    ------
    NotEnoughData
        Fewer than ten known outcomes.
    """
    if len(happened) < _N_LEAST:
        raise NotEnoughData("known outcomes to evaluate on", needed=_N_LEAST, given=len(happened))
    split = hold_out(happened, days, time=time, seed=seed)
    train, test = rows.iloc[split.train].reset_index(drop=True), rows.iloc[split.test].reset_index(drop=True)
    scorer = fit(train)
    said = {name: scorer.score_frame(test).probability}
    reader = scorer.engine.reader
    old, new = reader.read(train), reader.read(test)
    for baseline, rule in BASELINES.items():
        said[baseline] = rule(old, happened[split.train], new)
    truth = happened[split.test]
    measures = tuple(
        (who, measure, value)
        for who, probability in said.items()
        for measure, value in measure_all(truth, probability).items()
    )
    out = [leak for leak in scorer.card.leaks if leak.is_out]
    counts = f"{len(split.train):,} rows to learn from, {len(split.test):,} to be judged on"
    notes = [f"{counts}; {truth.mean():.1%} of these are events."]
    notes += [f"Kept out as a leak: {leak.column!r}: {leak.evidence[0]}." for leak in out]
    notes.append(scorer.card.summary)
    return Scorecard(len(truth), split.words, measures, tuple(notes))
