"""What is plugged in is checked at the door."""

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from tandem.kernel.errors import InputError
from tandem_desk.review.sockets import find_plug, register_function


@dataclass
class Loose:
    a: int


def test_the_same_plug_twice_is_one(plug):
    register_function(plug)
    assert find_plug(plug.name) is plug


def test_a_plug_that_does_not_fit_is_refused_with_every_fault(plug):
    wrong = replace(plug, proposal=Loose, rejection_codes=(), objection_window=timedelta(-1))
    with pytest.raises(InputError) as error:
        register_function(wrong)
    assert [fault.where for fault in error.value.faults] == ["name", "proposal", "rejection_codes", "objection_window"]


def test_an_unknown_function_is_named_beside_the_known_ones(plug):
    with pytest.raises(InputError, match="test/status"):
        find_plug("test/unheard")
