"""Leaks found without being told: where the set's own description names them, and where they are planted."""

from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.odds.sets import EDUCATION_LEAKS, known_truth
from tandem.learning.features import TableReader, read_outcomes
from tandem.learning.leakage import find_leaks

__all__ = ["planted_leaks"]


def planted_leaks(folder: Path | None) -> list[str]:
    """Return recall and false alarms as lines of a table."""
    lines = [
        "## Leaks found without being told",
        "",
        "| set | n | leaks | found | honest columns | false alarms |",
        "|---|---|---|---|---|---|",
    ]
    cases = [_planted(seed) for seed in range(5)]
    for n in (200, 1000, 4000):
        counts = np.sum([_count(table, "won", leaks, n, seed) for seed, (table, leaks) in enumerate(cases)], axis=0)
        lines.append(_line("planted, 5 draws", n, counts))
    if folder is None:
        return lines
    for name, file, target, leaks in (
        ("x_education_leads", "leads.csv.gz", "Converted", set(EDUCATION_LEAKS)),
        ("it_deals_win_prediction", "deals.csv.gz", "Deal Status Code", set()),
        ("telco_churn_ibm", "telco_churn.csv.gz", "Churn", set()),
        ("crm_pipeline_maven", "sales_pipeline.csv.gz", "deal_stage", {"close_value", "close_date"}),
    ):
        if (folder / name / file).is_file():
            table = pd.read_csv(folder / name / file, dtype=str)
            lines += [_line(name, n, _count(table, target, leaks, n, 0)) for n in (200, len(table))]
    return lines


def _line(name: str, n: int, counts: np.ndarray) -> str:
    n_leaks, found, honest, alarms = (int(one) for one in counts)
    return f"| {name} | {n:,} | {n_leaks} | {found} | {honest} | {alarms} |"


def _count(table: pd.DataFrame, target: str, leaks: set[str], n: int, seed: int) -> np.ndarray:
    table = table.iloc[np.random.default_rng(seed).permutation(len(table))[:n]].reset_index(drop=True)
    happened = read_outcomes(table[target]).happened
    known = np.isfinite(happened)
    table, happened = table[known].reset_index(drop=True), happened[known]
    reader = TableReader.learn(table, exclude=[target])
    out = {leak.column for leak in find_leaks(table, happened, reader, target=target, seed=seed) if leak.is_out}
    honest = [name for name in reader.columns if name not in leaks]
    return np.array([len(leaks), len(out & leaks), len(honest), len(out - leaks)])


def _planted(seed: int) -> tuple[pd.DataFrame, set[str]]:
    """Return honest rows with eight columns written after the outcome, some by neutral names."""
    rng = np.random.default_rng(seed)
    table = known_truth(4000, seed).table
    won = (table["won"] == "Won").to_numpy()
    n = len(table)

    def mostly(yes: list[str], no: list[str], faithful: float) -> np.ndarray:
        said = np.where(rng.random(n) < faithful, won, ~won)
        return np.where(said, rng.choice(yes, n), rng.choice(no, n))

    planted = {
        "amount booked": np.where(won, rng.integers(1000, 90000, n).astype(str), "0"),
        "lost_reason": np.where(won, None, rng.choice(["price", "timing", "competitor"], n)),
        "Lead Status": mostly(["Converted", "Contacted"], ["Not interested", "Contacted", "Unreachable"], 0.9),
        "LastActivityDate": np.datetime_as_string(np.datetime64("2025-01-01") + rng.integers(0, 90, n) + 60 * won),
        "field_17": np.where(won & (rng.random(n) < 0.97), rng.choice(["A7", "B2"], n), None),
        "onboarding contact": np.where(won, rng.choice(["team 1", "team 2", "team 3"], n), None),
        "remark code": mostly(["R1", "R4"], ["R2", "R3", "R9"], 0.985),
        "Deal rating": mostly(["Hot", "Warm"], ["Cold", "Warm"], 0.8),
    }
    return table.assign(**planted), set(planted)
