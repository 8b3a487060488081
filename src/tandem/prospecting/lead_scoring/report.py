"""The model card of a lead scorer: its verdict against the baselines, its columns, its leaks, where it is weak."""

from importlib.metadata import version

import numpy as np
import pandas as pd

from tandem.learning.baselines import BASELINES
from tandem.learning.card import ColumnNote, ModelCard, Segment
from tandem.learning.engine import Engine, HeldOut
from tandem.learning.features import Kind, Outcomes, TableReader, read_text
from tandem.learning.leakage import Leak
from tandem.learning.measures import area_error, area_under_curve, calibration_table, log_loss, measure_all
from tandem.learning.validation import fold_pairs
from tandem.prospecting.lead_scoring.parameters import LeadScoringParams

__all__ = ["FUNCTION", "FUNCTION_VERSION", "write_card"]

FUNCTION = "prospecting/lead_scoring"
FUNCTION_VERSION = "1"

_N_TO_DENY_SIGNAL = 400
# In standard errors of the AUC. Rounds of boosting and the blend are chosen on the rows that judge them, so on columns
# of pure noise the AUC strays further than its error says; 1.645 would find a signal there about one time in eight.
_AUC_REACH = 3.0
_N_SEGMENT = 40
_MAX_SEGMENT_LEVELS = 30


def write_card(
    *,
    table: pd.DataFrame,
    happened: np.ndarray,
    outcomes: Outcomes,
    whole: TableReader,
    engine: Engine,
    held: HeldOut,
    leaks: tuple[Leak, ...],
    target: str,
    days: np.ndarray | None,
    time: str,
    seed: int,
    parameters: LeadScoringParams,
) -> ModelCard:
    """Return the card of a scorer just fitted; the arguments are what its fitting had at hand."""
    measures, gains = _measures(table=table, happened=happened, engine=engine, held=held, days=days, seed=seed)
    verdict, summary = _verdict(happened, held, gains, measures)
    by_time = days is not None and len(held.rows) < len(happened)
    how = (
        f"each part judged by models fitted on rows earlier by {time!r}"
        if by_time
        else "five random parts, each judged by models fitted on the others; the rows carry no time"
    )
    return ModelCard(
        function=FUNCTION,
        function_version=FUNCTION_VERSION,
        verdict=verdict,
        summary=summary,
        target=target,
        positive=outcomes.positive,
        outcome_note=outcomes.note,
        n=len(happened),
        n_positive=int(happened.sum()),
        n_unknown=len(outcomes.happened) - outcomes.n_known,
        time=time,
        window=_window(days, whole, time),
        validation=how if len(held.rows) else "too few outcomes to hold any out",
        columns=_column_notes(table, whole, leaks),
        leaks=leaks,
        measures=measures,
        calibration=tuple(calibration_table(held.happened, held.probability)) if len(held.rows) else (),
        weak_segments=_weak_segments(table.iloc[held.rows], whole, engine, held) if len(held.rows) else (),
        interval_level=0.8,
        seed=seed,
        versions=tuple((name, version(name)) for name in ("lightgbm", "numpy", "pandas", "scikit-learn")),
        parameters=parameters.as_pairs(),
    )


def _measures(
    *, table: pd.DataFrame, happened: np.ndarray, engine: Engine, held: HeldOut, days: np.ndarray | None, seed: int
) -> tuple[tuple[tuple[str, str, float], ...], dict[str, tuple[float, float]]]:
    """Return figures for model and baselines on the same held-out rows, and the gain over each with its error."""
    if not len(held.rows):
        return (), {}
    rows = engine.reader.read(table)
    said = {FUNCTION: held.probability}
    for name, rule in BASELINES.items():
        scores = np.full(len(happened), np.nan)
        for train, test in fold_pairs(happened, days, seed):
            scores[test] = rule(rows.take(train), happened[train], rows.take(test))
        judged = np.isfinite(scores[held.rows])
        said[name] = np.where(judged, scores[held.rows], happened.mean())
    measures = tuple(
        (who, measure, value) for who, p in said.items() for measure, value in measure_all(held.happened, p).items()
    )
    # The base rate of the judged rows themselves, which nobody knew beforehand: beating it takes telling rows apart,
    # where beating the base rate of earlier rows may only take noticing that the rate has moved.
    said["base rate"] = np.full(len(held.rows), held.happened.mean())
    gains = {}
    for name in BASELINES:
        gain = _losses(held.happened, said[name]) - _losses(held.happened, held.probability)
        gains[name] = (float(gain.mean()), float(gain.std() / np.sqrt(len(gain))) + 1e-12)
    return measures, gains


def _losses(happened: np.ndarray, probability: np.ndarray) -> np.ndarray:
    safe = np.clip(probability, 1e-6, 1 - 1e-6)
    losses: np.ndarray = -(happened * np.log(safe) + (1 - happened) * np.log(1 - safe))
    return losses


def _verdict(
    happened: np.ndarray,
    held: HeldOut,
    gains: dict[str, tuple[float, float]],
    measures: tuple[tuple[str, str, float], ...],
) -> tuple[str, str]:
    n, wins = len(happened), int(happened.sum())
    alike = "no row can be told from another"
    if n == 0:
        return "prior alone", f"No outcome is known yet: every row gets the shipped prior, and {alike}."
    if wins in (0, n):
        return "one outcome only", f"All {n:,} known outcomes are alike: every row gets the base rate, and {alike}."
    if not gains:
        counts = f"{wins:,} events among {n:,} known outcomes"
        words = f"{counts}: scores stay close to the base rate, and nothing could be held out to judge them."
        return "too few outcomes to judge", words
    return _judged_verdict(n, (len(held.happened), int(held.happened.sum())), gains, measures)


def _judged_verdict(
    n: int, judged: tuple[int, int], gains: dict[str, tuple[float, float]], measures: tuple[tuple[str, str, float], ...]
) -> tuple[str, str]:
    (gain, error), (n_judged, n_events) = gains["base rate"], judged
    auc = next(value for who, name, value in measures if (who, name) == (FUNCTION, "auc"))
    how = f"{abs(gain):.4f} {'better' if gain > 0 else 'worse'} than the base rate's (± {1.28 * error:.4f})"
    figures = f"On {n:,} known outcomes its log loss is {how}, AUC {auc:.3f}"
    reach = _AUC_REACH * area_error(auc, n_events, n_judged - n_events)
    # Shrunk estimates with wide intervals are the honest answer to faint evidence; silence is for none at all.
    if n >= _N_TO_DENY_SIGNAL and (auc - reach <= 0.5 or gain <= 0):
        found = "No signal found: the columns do not tell who comes to the outcome"
        return "no signal found", f"{found}. {figures} (± {reach:.3f}). Rows are not ranked."
    if gain < 1.28 * error:
        verdict = "rule", f"Not yet surely better than the base rate. {figures}."
    elif gains["naive Bayes as Odoo does it"][0] < 0:
        words = "Better than the base rate, but naive Bayes on field frequencies does as well"
        verdict = "rule", f"{words}. {figures}."
    else:
        verdict = "model", f"Better than the base rate and than naive Bayes on field frequencies. {figures}."
    return verdict


def _window(days: np.ndarray | None, whole: TableReader, time: str) -> tuple[str, str]:
    if days is None or not np.isfinite(days).any() or whole.plan(time).kind is not Kind.DATE:
        return ("", "")
    first, last = (str(np.datetime64(int(day), "D")) for day in (np.nanmin(days), np.nanmax(days)))
    return (first, last)


def _column_notes(table: pd.DataFrame, whole: TableReader, leaks: tuple[Leak, ...]) -> tuple[ColumnNote, ...]:
    out = {leak.column: leak for leak in leaks if leak.is_out}
    notes = []
    for plan in whole.plans:
        missing = float(read_text(table[plan.name]).isna().mean()) if len(table) else 0.0
        why = f"kept out as a leak: {out[plan.name].evidence[0]}" if plan.name in out else plan.why
        notes.append(ColumnNote(plan.name, plan.is_used and plan.name not in out, plan.kind.value, why, missing))
    return tuple(notes)


def _weak_segments(table: pd.DataFrame, whole: TableReader, engine: Engine, held: HeldOut) -> tuple[Segment, ...]:
    base = float(held.happened.mean())
    found = []
    for name in engine.reader.columns:
        if whole.plan(name).kind is not Kind.CATEGORY:
            continue
        text = read_text(table[name]).fillna("").to_numpy()
        levels, counts = np.unique(text.astype(object), return_counts=True)
        for level in levels[np.argsort(-counts)][:_MAX_SEGMENT_LEVELS]:
            inside = text == level
            if inside.sum() < _N_SEGMENT:
                continue
            truth, said = held.happened[inside], held.probability[inside]
            ours, plain = log_loss(truth, said), log_loss(truth, np.full(len(truth), base))
            gain = _losses(truth, np.full(len(truth), base)) - _losses(truth, said)
            auc = area_under_curve(truth, said)
            # Worse by more than chance would make it: one in ten segments would otherwise look weak.
            if gain.mean() < -1.28 * gain.std() / np.sqrt(len(gain)) or auc < 0.5 - 1.28 * 0.29 / np.sqrt(len(truth)):
                found.append(Segment(name, str(level), int(inside.sum()), ours, plain, auc))
    return tuple(sorted(found, key=lambda one: one.base_log_loss - one.log_loss)[:10])
