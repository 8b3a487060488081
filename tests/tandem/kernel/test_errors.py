"""Errors say what must hold, what came and what to do, and survive a trip between processes."""

import pickle

import pytest

from tandem.kernel.errors import Fault, InputError, MissingExtra, NotEnoughData, TandemError


def test_an_input_error_names_every_fault_at_once() -> None:
    error = InputError(
        [Fault("amount", "must be a number", "'x'"), Fault("row 3", "must have 4 cells", "5", "Remove one.")]
    )
    assert str(error) == "amount: must be a number; got 'x'.\nrow 3: must have 4 cells; got 5. Remove one."


@pytest.mark.parametrize(
    "error",
    [
        InputError(Fault("a", "must", "got")),
        NotEnoughData("training", needed=2, given=1),
    ],
)
def test_errors_survive_pickling(error: TandemError) -> None:
    again = pickle.loads(pickle.dumps(error))
    assert str(again) == str(error)
    assert type(again) is type(error)


def test_not_enough_data_says_how_much_was_needed_and_given() -> None:
    error = NotEnoughData("Calibration", needed=50, given=12)
    assert (error.needed, error.given) == (50, 12)
    assert str(error) == "Calibration: at least 50 needed; got 12."


def test_a_missing_extra_names_the_command_that_installs_it() -> None:
    assert "pip install 'tandem[speech]'" in str(MissingExtra("speech", "Transcription"))
