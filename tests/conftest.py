"""What holds for every test: the browser's come last."""

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the browser tests last: Playwright's event loop stays, and Django refuses its database beside one."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)
