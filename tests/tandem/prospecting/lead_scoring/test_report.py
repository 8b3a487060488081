"""A signal is denied only where rows cannot be told apart; faint evidence gives shrunk estimates instead."""

import pytest

from tandem.prospecting.lead_scoring.report import FUNCTION, _judged_verdict

NAIVE_BAYES = "naive Bayes as Odoo does it"


@pytest.mark.parametrize(
    ("n", "n_events", "gain", "auc", "verdict"),
    [
        (641, 140, (0.0116, 0.0086), 0.618, "model"),
        (4500, 2800, (-0.0006, 0.0006), 0.498, "no signal found"),
        (641, 140, (0.004, 0.006), 0.53, "no signal found"),
        (641, 140, (0.004, 0.006), 0.62, "rule"),
        (641, 140, (-0.004, 0.006), 0.62, "no signal found"),
        (200, 50, (-0.004, 0.006), 0.5, "rule"),
    ],
)
def test_verdicts_follow_from_gain_and_ranking_on_held_out_rows(n, n_events, gain, auc, verdict):
    gains = {"base rate": gain, NAIVE_BAYES: (0.01, 0.005)}
    said, words = _judged_verdict(n, (n, n_events), gains, ((FUNCTION, "auc", auc),))
    assert said == verdict
    assert f"AUC {auc:.3f}" in words
