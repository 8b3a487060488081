"""Learning on: one outcome at a time beside full fits, people beside the model, and alarms at their stated rate."""

import time
from datetime import date

import numpy as np
import pandas as pd

from benchmarks.odds.sets import sample_company
from tandem.datasets.sample_company import SampleSettings, simulate
from tandem.learning.combination import fit_weighing
from tandem.learning.drift import watch_calibration
from tandem.learning.engine import fit_engine
from tandem.learning.features import TableReader
from tandem.learning.measures import log_loss
from tandem.learning.updating import update_engine

__all__ = ["living_lines"]


def living_lines() -> list[str]:
    """Return all three parts as lines."""
    return [*_online(), "", *_people(), "", *_alarms()]


def _online() -> list[str]:
    one = sample_company(4000, 1)
    happened, order = one.happened, np.random.default_rng(0).permutation(len(one.table))
    test = order[2500:]
    later = one.table.iloc[test].reset_index(drop=True)
    lines = ["## An outcome recorded now: the quick update beside a full fit (sample company)", ""]
    lines += [
        "| fitted on | then learned | log loss before | after quick updates | full fit | s an update | s a full fit |"
    ]
    lines += ["|---|---|---|---|---|---|---|"]
    for n, more in ((100, 100), (300, 300), (1000, 1000)):
        rows = one.table.iloc[order[: n + more]].reset_index(drop=True)
        known = happened[order[: n + more]]
        reader = TableReader.learn(rows.iloc[:n], exclude=[one.target])
        engine = fit_engine(rows.iloc[:n], known[:n], reader, seed=0)[0]
        before = log_loss(happened[test], engine.predict(later).probability)
        took = []
        for at in range(n, n + more, 10):
            start = time.perf_counter()
            engine = update_engine(engine, rows.iloc[at : at + 10], known[at : at + 10])
            took.append(time.perf_counter() - start)
        start = time.perf_counter()
        whole = fit_engine(rows, known, TableReader.learn(rows, exclude=[one.target]), seed=0)[0]
        full = time.perf_counter() - start
        after, best = (log_loss(happened[test], fit.predict(later).probability) for fit in (engine, whole))
        lines.append(f"| {n} | {more} | {before:.4f} | {after:.4f} | {best:.4f} | {np.mean(took):.3f} | {full:.2f} |")
    return lines


def _people() -> list[str]:
    """An expert who sees, with noise, what no record shows, and half of what the model knows; and a guesser."""
    company = simulate(SampleSettings(seed=1, today=date(2026, 3, 2), n_leads=12_000))
    truth = company.truth.leads.to_pandas()
    truth = truth[(truth["duplicate_of"].fillna("") == "")].reset_index(drop=True)
    one = sample_company(12_000, 1)
    happened, order = one.happened, np.random.default_rng(0).permutation(len(one.table))
    fit, past, test = order[:3000], order[3000:5000], order[5000:]
    reader = TableReader.learn(one.table.iloc[fit], exclude=[one.target])
    engine = fit_engine(one.table.iloc[fit].reset_index(drop=True), happened[fit], reader, seed=0)[0]
    model = np.clip(engine.predict(one.table).probability, 1e-4, 1 - 1e-4)
    rng = np.random.default_rng(1)
    hidden = _logit(truth["probability_with_unobserved"]) - _logit(truth["probability_at_creation"])
    expert = rng.random(len(model)) < 0.5
    odds = _logit(pd.Series(model)).to_numpy()
    apart = np.where(expert, hidden + 0.4 * rng.normal(size=len(model)), 0.7 * rng.normal(size=len(model)))
    person = 1 / (1 + np.exp(-(odds.mean() + np.where(expert, 0.5, 1.0) * (odds - odds.mean()) + apart)))
    names = np.where(expert, "expert", "colleague")
    weighing = fit_weighing(list(names[past]), [""] * len(past), person[past], model[past], happened[past])
    joint = weighing.join(list(names[test]), [""] * len(test), person[test], model[test]).probability
    lines = ["## People beside the model (sample company, 2,000 overrides with known outcomes)", ""]
    lines += ["| who | weight given | log loss of the person | of the model | of both | both less the better (80%) |"]
    lines += ["|---|---|---|---|---|---|"]
    for name in ("expert", "colleague"):
        rows = names[test] == name
        truth_there = happened[test][rows]
        three = [log_loss(truth_there, one[test][rows]) for one in (person, model)] + [
            log_loss(truth_there, joint[rows])
        ]
        better = person if three[0] < three[1] else model
        gap = _losses(truth_there, joint[rows]) - _losses(truth_there, better[test][rows])
        reach = 1.28 * gap.std() / np.sqrt(len(gap))
        weight, spread = weighing.weight_of(name)
        figures = " | ".join(f"{value:.4f}" for value in three)
        lines.append(f"| {name} | {weight:.2f} ± {spread:.2f} | {figures} | {gap.mean():+.4f} ± {reach:.4f} |")
    return lines


def _alarms() -> list[str]:
    rng = np.random.default_rng(0)
    lines = ["## Alarms: stated chance of a false one 0.05, ever", ""]
    lines += [
        "| what happens | runs of 1,500 outcomes | alarms | median outcomes until the alarm |",
        "|---|---|---|---|",
    ]
    for words, shift, slope in (
        ("the model is true", 0.0, 1.0), ("rates fall by 0.3 in log-odds", -0.3, 1.0),
        ("rates fall by 0.6", -0.6, 1.0), ("half the contrast is gone", 0.0, 0.5),
    ):  # fmt: skip
        raised = []
        for _ in range(400):
            odds = rng.normal(-1, 1.0, 1500)
            happened = (rng.random(1500) < 1 / (1 + np.exp(-(slope * odds + shift)))).astype(float)
            at = watch_calibration(1 / (1 + np.exp(-odds)), happened, false_alarm_rate=0.05).raised_at
            raised += [at] if at is not None else []
        middle = f"{np.median(raised):,.0f}" if raised else "–"
        lines.append(f"| {words} | 400 | {len(raised) / 400:.3f} | {middle} |")
    return lines


def _logit(chance: pd.Series) -> pd.Series:
    safe = np.clip(chance, 1e-6, 1 - 1e-6)
    return np.log(safe / (1 - safe))


def _losses(happened: np.ndarray, chance: np.ndarray) -> np.ndarray:
    return -(happened * np.log(chance) + (1 - happened) * np.log1p(-chance))
