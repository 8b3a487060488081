"""Curves read at a moment, between periods and beyond them."""

import numpy as np
import pytest

from tandem.kernel.errors import InputError
from tandem.learning.hazards import Curves


def curves() -> Curves:
    point = np.array([[[0.2, 0.4], [0.8, 0.6]], [[0.0, 0.1], [1.0, 0.9]]])
    return Curves(("won",), point, point * 0.9, np.minimum(1.0, point * 1.1))


def test_between_periods_they_are_straight_lines_and_beyond_the_last_they_stay():
    read = curves().at(np.array([0.5, 9.0]))
    assert read.probability[:, 0, 0] == pytest.approx([0.1, 0.1])
    assert read.probability[:, 1, 0] == pytest.approx([0.9, 0.9])
    assert curves().at(0.0).probability[:, 1, 0].tolist() == [1.0, 1.0]


def test_the_expected_time_open_is_the_area_under_still_open():
    assert curves().expected_periods() == pytest.approx([0.9 + 0.7, 1.0 + 0.95])


def test_causes_are_found_by_name_and_unknown_ones_refused():
    assert (curves().of("won"), curves().of("still open")) == (0, 1)
    with pytest.raises(InputError, match="won, still open"):
        curves().of("slipped")
