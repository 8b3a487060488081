"""A catalogue entry is plain data; its class is imported only when asked for."""

import pytest

from tandem.kernel.errors import InputError
from tandem.kernel.function import Scorecard


def test_a_scorecard_gives_its_figures_by_name() -> None:
    card = Scorecard(10, "the last fifth", (("us", "log_loss", 0.4), ("base rate", "log_loss", 0.6)))
    assert card.value("us", "log_loss") == 0.4
    with pytest.raises(InputError, match="log_loss"):
        card.value("us", "auc")
