"""The linear design is scaled so that no column outweighs another by its width."""

import numpy as np
import pandas as pd

from tandem.learning.features import LinearDesign, TableReader
from tandem.learning.features.design import NumberBlock


def rows_of(n, seed=0):
    rng = np.random.default_rng(seed)
    table = pd.DataFrame(
        {
            "kind": rng.choice(list("abcdefgh"), n),
            "amount": np.where(rng.random(n) < 0.2, np.nan, rng.lognormal(5, 2, n)),
            "flag": rng.choice(["yes", "no"], n, p=[0.02, 0.98]),
        }
    )
    return TableReader.learn(table).read(table)


def test_each_source_column_has_a_total_variance_of_at_most_one():
    rows = rows_of(500)
    design = LinearDesign.learn(rows)
    totals = np.bincount(design.groups, weights=design.matrix(rows).var(axis=0))
    assert (totals <= 1 + 1e-9).all()
    # A rare flag is not blown up to weigh as much as the rest.
    assert totals[-2 if rows.level_names[0] == "flag" else -1] < 1


def test_a_level_never_seen_gives_a_finite_row():
    rows = rows_of(300)
    design = LinearDesign.learn(rows)
    rows.levels[0] = -1
    assert np.isfinite(design.matrix(rows)).all()


def test_blocks_survive_plain_values():
    for block in LinearDesign.learn(rows_of(300)).blocks:
        assert NumberBlock.from_dict(block.to_dict()) == block
