"""Whether a model may be called one: its losses beside those of the simple rules, on the same held-out rows."""

import numpy as np

__all__ = ["judge"]

_N_TO_DENY_SIGNAL = 400
_REACH = 1.28


def judge(
    *, n: int, n_events: int, ours: np.ndarray, rules: dict[str, np.ndarray], base: str, what: str, measure: str
) -> tuple[str, str]:
    """Return verdict and summary for a model card.

    Parameters
    ----------
    n, n_events
        Known outcomes and events among them.
    ours, rules
        Loss of each held-out row by the model and by each rule, shape (n_held_out,); empty where none could be held
        out.
    base
        Name of the rule that says the same of every row.
    what
        What the rows are, e.g. "deals".
    measure
        What the losses are, e.g. "log loss".

    Returns
    -------
    tuple
        "prior alone", "one outcome only", "too few outcomes to judge", "no signal found", "rule" or "model"; and the
        reason in one or two sentences.
    """
    alike = f"one of the {what} cannot be told from another"
    if n == 0:
        return "prior alone", f"No outcome is known yet: all get the shipped prior, and {alike}."
    if n_events in (0, n):
        return "one outcome only", f"All {n:,} known outcomes are alike: all get the base rate, and {alike}."
    if not len(ours):
        counts = f"{n_events:,} events among {n:,} known outcomes"
        return "too few outcomes to judge", f"{counts}: nothing could be held out to judge the odds."
    gains = {name: _gain(losses - ours) for name, losses in rules.items()}
    gain, error = gains[base]
    best = min((name for name in rules if name != base), key=lambda name: float(rules[name].mean()), default=base)
    figures = (
        f"On {len(ours):,} held-out rows its {measure} is {abs(gain):.4f} {'better' if gain > 0 else 'worse'} than the "
        f"base rate's (± {_REACH * error:.4f}) and {abs(gains[best][0]):.4f} "
        f"{'better' if gains[best][0] > 0 else 'worse'} than the best rule's ({best}, ± {_REACH * gains[best][1]:.4f})."
    )
    if n >= _N_TO_DENY_SIGNAL and gain <= 0:
        return "no signal found", f"No signal found: the columns do not tell who comes to what. {figures}"
    if gain < _REACH * error or gains[best][0] < 0:
        return "rule", f"Not surely better than the simple rules. {figures}"
    return "model", f"Better than the base rate and than every simple rule beside it. {figures}"


def _gain(differences: np.ndarray) -> tuple[float, float]:
    return float(differences.mean()), float(differences.std() / np.sqrt(len(differences))) + 1e-12
