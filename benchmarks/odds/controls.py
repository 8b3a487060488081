"""Negative controls: a table whose outcomes are random, and how often a signal is claimed where there is none."""

from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.odds.sets import known_truth, sample_company
from tandem.prospecting.lead_scoring import LeadScoring

__all__ = ["control_lines"]

_N_NULLS = 40


def control_lines(folder: Path | None) -> list[str]:
    """Return what is said of tables without signal, as lines."""
    lines = ["## Negative controls", ""]
    pipeline = folder / "crm_pipeline_maven" / "sales_pipeline.csv.gz" if folder is not None else None
    if pipeline is not None and pipeline.is_file():
        table = pd.read_csv(pipeline, dtype=str)
        scorer = LeadScoring.fit_table(table, target="deal_stage", id="opportunity_id", seed=0)
        lines += [f"crm_pipeline_maven (random outcomes): **{scorer.card.verdict}**. {scorer.card.summary}", ""]
    else:
        lines += ["SKIPPED: crm_pipeline_maven is not there.", ""]
    for name, base in (("sample company", sample_company(4000, 1)), ("known truth", known_truth(6000, 1))):
        for n in (500, 1500):
            claimed = 0
            for seed in range(_N_NULLS):
                rng = np.random.default_rng(seed)
                table = base.table.iloc[rng.permutation(len(base.table))[:n]].reset_index(drop=True)
                shuffled = table.assign(**{base.target: rng.permutation(table[base.target].to_numpy())})
                verdict = LeadScoring.fit_table(shuffled, target=base.target, seed=seed).card.verdict
                claimed += verdict in ("model",)
            lines.append(f"- {name}, {n} rows, outcomes shuffled: a model claimed in {claimed} of {_N_NULLS} fits.")
    return lines
