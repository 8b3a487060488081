"""The English wording that gives names, roles and actions away, read from its data file."""

import re
from functools import cache
from pathlib import Path
from typing import Any

__all__ = ["alternatives", "sentence_patterns", "words"]

_FILE = Path(__file__).with_name("data") / "wording_en.yaml"
_VERB = r"(?P<what>[a-z][\w'-]*\b.*)"
_SOFT = "(?:please |kindly |also |maybe |perhaps |just |quickly |possibly |then |still )*"
_DO = r"(?!not\b|never\b|be (?:out|away|off|on|in|at|unavailable|travel)|see\b|have to\b|need\b|miss\b|take it\b)"


@cache
def _wording() -> dict[str, Any]:
    import yaml

    loaded: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return loaded


def alternatives(name: str) -> str:
    """Return a list of the file as a group of alternatives, the longer first."""
    return f"(?:{'|'.join(sorted(_wording()[name], key=len, reverse=True))})"


def words(name: str) -> frozenset[str]:
    """Return a list of the file, or a text of words, as a set."""
    listed = _wording()[name]
    return frozenset(listed.split() if isinstance(listed, str) else listed)


@cache
def sentence_patterns(name: str) -> tuple[tuple[float, re.Pattern[str]], ...]:
    """Return the patterns of a kind of action with their confidence."""
    filled = {"verb": _VERB, "soft": _SOFT, "do": _DO, "imperative": alternatives("imperatives")}
    return tuple((sure, re.compile(form.format(**filled), re.IGNORECASE)) for sure, form in _wording()[name])
