"""What the tests of the stages share."""

import pytest

from tandem_desk.stages.frame.kept import forget_models
from tandem_desk.stages.prospecting import quick_update


@pytest.fixture(autouse=True)
def no_model_of_another_test():
    """A process keeps models by their version's key, which the next test's database gives out again."""
    yield
    forget_models()
    quick_update._KEPT.clear()
