"""What the tests of the stages share."""

import pytest

from tandem_desk.stages.prospecting import quick_update, scorers


@pytest.fixture(autouse=True)
def no_model_of_another_test():
    """A process keeps models by their version's key, which the next test's database gives out again."""
    yield
    scorers._LOADED.clear()
    quick_update._KEPT.clear()
