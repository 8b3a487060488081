"""Do reasons name what truly drives each lead, and does removing a named one move the number as claimed?"""

from datetime import date

import numpy as np
import pandas as pd

from benchmarks.odds.sets import sample_company
from tandem.datasets.sample_company import SampleSettings, simulate
from tandem.datasets.sample_company.conversion import COEFFICIENTS
from tandem.prospecting.lead_scoring import LeadScoring

__all__ = ["reason_lines"]

# Which column of the facts shows which part of the simulator's design.
_SHOWN_IN = {
    "industry": "industry", "source": "source", "seniority": "title", "interest": "custom.Product interest",
    "is_urgent": "custom.What do you need", "log10_employees": "n_employees", "country": "country",
    "years": "created_at", "campaign_type": "custom.Campaign code",
}  # fmt: skip
_STRONG = 0.25


def reason_lines() -> list[str]:
    """Return precision, recall and truth of reasons on the sample company, as lines."""
    one = sample_company(12_000, 1)
    effects = _true_effects().loc[one.table.index]
    lines = ["## Reasons against the true drivers (sample company)", ""]
    lines += [
        "| n | reasons named | their column truly matters, same way | strongest true driver named | move as claimed |"
    ]
    lines += ["|---|---|---|---|---|"]
    for n in (300, 1000, 6000):
        train = np.random.default_rng(0).permutation(len(one.table))[: n + 400]
        old, asked = train[:n], train[n:]
        scorer = LeadScoring.fit_table(one.table.iloc[old].reset_index(drop=True), target=one.target, seed=0)
        table = one.table.iloc[asked].reset_index(drop=True)
        lines.append(f"| {n:,} | {_row(scorer, table, effects.iloc[asked].reset_index(drop=True))} |")
    return lines


def _row(scorer: LeadScoring, table: pd.DataFrame, effects: pd.DataFrame) -> str:
    named: list[tuple[int, str, float]] = []
    strong = found = 0
    columns, truths = list(effects.columns), effects.to_numpy()
    for row, reasons in enumerate(scorer.explain(table, n_reasons=3)):
        mine = {one.evidence[0].name: one.weight for one in reasons if abs(one.weight) >= 0.02}
        named += [(row, column, weight) for column, weight in mine.items() if column in table]
        worst = int(np.argmax(np.abs(truths[row])))
        if abs(truths[row, worst]) >= _STRONG:
            strong += 1
            found += columns[worst] in mine
    true = [truths[row, columns.index(column)] if column in columns else 0.0 for row, column, _ in named]
    right = [one * weight > 0 and abs(one) > 0.05 for one, (_, _, weight) in zip(true, named, strict=True)]
    kept = _moves_as_claimed(scorer, table, named)
    return f"{len(named):,} | {np.mean(right):.2f} | {found / max(strong, 1):.2f} | {np.mean(kept):.3f}"


def _moves_as_claimed(scorer: LeadScoring, table: pd.DataFrame, named: list[tuple[int, str, float]]) -> np.ndarray:
    said = scorer.score_frame(table).probability
    swapped = table.iloc[[row for row, _, _ in named]].reset_index(drop=True).astype(object)
    for at, (_, column, _) in enumerate(named):
        swapped.loc[at, column] = scorer.facts[column].typical or None
    moved = said[[row for row, _, _ in named]] - scorer.score_frame(swapped).probability
    return np.abs(moved - np.array([weight for _, _, weight in named])) < 1e-6


def _true_effects() -> pd.DataFrame:
    """Return each lead's true log-odds by column, against the same lead with that column as is most usual."""
    company = simulate(SampleSettings(seed=1, today=date(2026, 3, 2), n_leads=12_000))
    design, truth = company.truth.design.to_pandas(), company.truth.leads.to_pandas()
    effects = pd.DataFrame(0.0, index=design.index, columns=sorted(set(_SHOWN_IN.values())))
    for name, weight in COEFFICIENTS.items():
        family = name.partition("=")[0]
        if family in _SHOWN_IN and name in design:
            effects[_SHOWN_IN[family]] += weight * design[name]
    usual = {column: _usual(effects[column]) for column in effects}
    alone = (truth["duplicate_of"].fillna("") == "").to_numpy()
    return (effects - pd.Series(usual))[alone].reset_index(drop=True)


def _usual(column: pd.Series) -> float:
    counts = column.round(9).value_counts()
    return float(counts.index[0]) if len(counts) < 60 else float(column.median())
