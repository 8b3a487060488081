"""Reading the tables that languages and holidays are written in."""

from importlib.resources.abc import Traversable
from typing import Any

import yaml

__all__ = ["read_table"]


class _Loader(yaml.CSafeLoader):
    """YAML in which "on", "no" and "yes" are words."""


_Loader.yaml_implicit_resolvers = {
    letter: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
    for letter, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def read_table(file: Traversable) -> Any:
    """Return what a YAML file holds."""
    return yaml.load(file.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - a safe loader, with one rule fewer
