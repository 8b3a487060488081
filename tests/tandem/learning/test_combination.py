"""A person who sees what the model does not is followed; one who guesses is not."""

import numpy as np
import pytest

from tandem.kernel.errors import InputError
from tandem.learning.combination import fit_weighing, measure_overrides
from tandem.learning.measures import log_loss


def overrides(n, seed):
    """Half by an expert who sees a hidden variable, half by somebody who departs at random."""
    random = np.random.default_rng(seed)
    seen, hidden = random.normal(size=n), random.normal(size=n)
    happened = (random.random(n) < 1 / (1 + np.exp(-(seen + hidden - 0.5)))).astype(float)
    model = 1 / (1 + np.exp(-(0.85 * seen - 0.4)))
    persons = np.where(np.arange(n) % 2 == 0, "expert", "guesser")
    apart = np.where(persons == "expert", hidden + 0.5 * random.normal(size=n), random.normal(size=n))
    person = 1 / (1 + np.exp(-(np.log(model / (1 - model)) + apart)))
    return list(persons), [""] * n, person, model, happened


def test_the_combination_beats_both_alone():
    past, later = overrides(600, 1), overrides(4000, 2)
    weighing = fit_weighing(*past)
    joint = weighing.join(later[0], later[1], later[2], later[3]).probability
    losses = [log_loss(later[4], one) for one in (joint, later[2], later[3])]
    assert losses[0] < losses[1] - 0.02
    assert losses[0] < losses[2] - 0.02
    (expert, _), (guesser, _) = weighing.weight_of("expert"), weighing.weight_of("guesser")
    assert expert > guesser + 0.3
    weighing = fit_weighing(*overrides(6000, 5))
    assert weighing.weight_of("expert")[0] == pytest.approx(0.71, abs=0.12)
    assert abs(weighing.weight_of("guesser")[0]) < 0.12


def test_records_say_who_is_better_and_only_when_sure():
    past = overrides(2000, 3)
    records = {one.name: one for one in measure_overrides(past[0], past[2], past[3], past[4])}
    assert records["expert"].verdict == "better than the model"
    assert records["guesser"].verdict == "worse than the model"
    few = overrides(8, 3)
    assert {one.verdict for one in measure_overrides(few[0], few[2], few[3], few[4])} == {"not yet clear"}


def test_without_any_record_a_person_counts_half_and_unknown_names_are_the_common_ones():
    nothing = fit_weighing([], [], np.empty(0), np.empty(0), np.empty(0))
    joint = nothing.join(["new"], ["any"], np.array([0.8]), np.array([0.2]))
    assert joint.probability[0] == pytest.approx(0.5, abs=0.01)
    assert joint.low[0] < 0.35 < 0.65 < joint.high[0]


def test_impossible_figures_are_refused_together():
    with pytest.raises(InputError) as raised:
        fit_weighing(["a"], [""], np.array([1.0]), np.array([0.0]), np.array([2.0]))
    assert len(raised.value.faults) == 3
