"""The engine blends, stays honest at every size, and does not mind the order of things."""

import numpy as np
import pandas as pd
import pytest

from tandem.learning.engine import fit_engine, to_probabilities
from tandem.learning.features import TableReader
from tandem.learning.measures import log_loss


def world(n, seed):
    rng = np.random.default_rng(seed)
    source = rng.choice(["Web", "Referral", "Event", "Call"], n, p=[0.5, 0.15, 0.15, 0.2])
    minutes, visits = rng.gamma(1.5, 8, n), rng.poisson(3, n)
    pull = {"Web": -0.3, "Referral": 1.3, "Event": 0.2, "Call": -0.9}
    score = np.array([pull[one] for one in source]) + 0.9 * np.log1p(minutes / 12) + 0.2 * visits - 1.6
    truth = 1 / (1 + np.exp(-score))
    table = pd.DataFrame({"source": source, "minutes": minutes, "visits": visits, "noise": rng.normal(size=n)})
    return table, (rng.random(n) < truth).astype(float), truth


def fitted(table, happened, **more):
    return fit_engine(table, happened, TableReader.learn(table), **more)


@pytest.mark.parametrize("n", [10, 30, 100, 400])
def test_it_is_never_much_worse_than_the_base_rate_and_soon_better(n):
    new, later, _ = world(3000, 77)
    gains = []
    for seed in range(24 if n <= 30 else 6):
        table, happened, _ = world(n, seed)
        said = fitted(table, happened)[0].predict(new).probability
        base = (happened.sum() + 0.3 * 2) / (n + 2)
        gains.append(log_loss(later, np.full(3000, base)) - log_loss(later, said))
    assert np.mean(gains) > (-0.01 if n < 30 else 0.01)


@pytest.mark.parametrize("n", [0, 30, 300])
def test_intervals_hold_the_true_probability(n):
    new, _, truth = world(2000, 88)
    held = []
    for seed in range(20 if n <= 30 else 6):
        table, happened, _ = world(max(n, 1), seed)
        scores = fitted(table[:n], happened[:n])[0].predict(new)
        assert ((scores.low <= scores.probability) & (scores.probability <= scores.high)).all()
        held.append((scores.low <= truth) & (truth <= scores.high))
    assert 0.7 < np.mean(held) <= 0.97


def test_a_level_never_seen_widens_the_interval_and_moves_nothing_else():
    table, happened, _ = world(200, 4)
    engine = fitted(table, happened)[0]
    seen, unseen = table.head(50).assign(source="Event"), table.head(50).assign(source="Fax")
    known, new = engine.predict(seen), engine.predict(unseen)
    assert (new.high - new.low > known.high - known.low).mean() > 0.9


def test_the_order_of_rows_and_columns_does_not_matter():
    table, happened, _ = world(300, 3)
    order = np.random.default_rng(0).permutation(300)
    one = fitted(table, happened, seed=5)[0].predict(table).probability
    other = fitted(table.iloc[order][table.columns[::-1]].reset_index(drop=True), happened[order], seed=5)[0]
    assert other.predict(table).probability == pytest.approx(one, abs=1e-6)


def test_rows_score_alike_alone_and_in_company():
    table, happened, _ = world(300, 3)
    engine, _ = fitted(table, happened)
    whole = engine.predict(table).probability
    assert engine.predict(table.iloc[[17]]).probability[0] == pytest.approx(whole[17], abs=1e-12)
    assert len(engine.predict(table.iloc[:0]).probability) == 0


def test_one_outcome_alone_gives_a_base_rate_with_an_interval():
    table, _, _ = world(12, 3)
    scores = fitted(table, np.ones(12))[0].predict(table)
    assert len(np.unique(scores.probability)) == 1
    assert 0.6 < scores.probability[0] < 0.99
    assert scores.low[0] < scores.probability[0] < scores.high[0]


def test_held_out_rows_are_judged_by_models_that_did_not_see_them():
    rng = np.random.default_rng(0)
    table = pd.DataFrame({f"n{k}": rng.normal(size=200) for k in range(30)})
    happened = rng.integers(0, 2, 200).astype(float)
    _, held = fitted(table, happened)
    assert log_loss(held.happened, held.probability) > 0.67
    np.testing.assert_array_equal(held.happened, happened[held.rows])


def test_free_text_informs():
    rng = np.random.default_rng(0)
    happened = rng.integers(0, 2, 300).astype(float)
    said = np.where(rng.random(300) < 0.85, happened, 1 - happened)
    text = [
        f"please send a quote for {k} seats soon" if one else f"only reading about topic {k} for school"
        for k, one in enumerate(said)
    ]
    engine, _ = fitted(pd.DataFrame({"message": text}), happened)
    new = pd.DataFrame({"message": ["please send a quote for our seats", "only reading for school", ""]})
    wants, reads, silent = engine.predict(new).probability
    assert wants > silent > reads


def test_point_and_interval_keep_their_order():
    scores = to_probabilities(np.linspace(-8, 8, 50), np.linspace(0, 6, 50))
    assert ((scores.low <= scores.probability) & (scores.probability <= scores.high)).all()
