"""The common checks catch functions that break them."""

from dataclasses import replace

import pandas as pd
import pytest

from tandem.catalogue import FUNCTIONS
from tandem.kernel.checks import CHECKS, Example, broken_checks, declaration_faults, is_present

EXAMPLE = Example(pd.DataFrame({"name": ["a", "b"], "amount": [1, 2]}))


class Careless:
    """Counts its calls and scribbles into what it is given."""

    calls = 0

    def run(self, table, *, id=None):
        Careless.calls += 1
        table["scribble"] = Careless.calls
        return pd.DataFrame({"row": range(len(table)), "score": Careless.calls})


class Careful:
    """Does nothing wrong, for it does next to nothing."""

    def run(self, table, *, id=None):
        return pd.DataFrame({"row": range(len(table))})


def entry_of(name):
    return replace(FUNCTIONS[0], implementation=f"{__name__}:{name}")


@pytest.fixture(autouse=True)
def importable(monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, __name__, sys.modules.get(__name__) or type(sys)("checks_under_test"))
    for one in (Careless, Careful):
        monkeypatch.setattr(sys.modules[__name__], one.__name__, one, raising=False)


def test_a_function_that_does_not_repeat_is_caught():
    example = Example(EXAMPLE.table.copy())
    assert "differs" in CHECKS["repeats with a seed"](entry_of("Careless"), example)


def test_a_function_that_changes_its_input_is_caught():
    example = Example(EXAMPLE.table.copy())
    assert "changed" in CHECKS["leaves its input untouched"](entry_of("Careless"), example)


def test_a_harmless_function_breaks_nothing():
    assert broken_checks(entry_of("Careful"), EXAMPLE) == []


def test_a_module_that_is_not_there_is_not_present():
    assert not is_present(replace(FUNCTIONS[0], implementation="tandem.nowhere.at_all:Nothing"))
    assert is_present(FUNCTIONS[0])


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"question": " "}, "question"),  # nothing said
        ({"implementation": "tandem.closing.odds:Odds"}, "lead_scoring"),  # lives in another stage
        ({"rejection_codes": ()}, "rejection_codes"),  # a person could not say why not
    ],
)
def test_a_bad_declaration_is_named(changes, where):
    faults = list(declaration_faults(replace(FUNCTIONS[0], **changes)))
    assert len(faults) == 1
    assert where in faults[0].where
