"""Normal forms by which records are found, matched and sorted."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from tandem.tables.values import domain_of, email_key

__all__ = ["derived_values", "text_key", "text_keys"]

_JOINT = "\0"
# White space that a key would not keep as it is, in texts joined by _JOINT.
_UNEVEN = re.compile(rf"[^\S ]|  | {_JOINT}|{_JOINT} ")


def text_key(text: str) -> str:
    """Return what two spellings of one name share: no capitals, single spaces.

    Examples
    --------
    >>> text_key("  Acme  GmbH ")
    'acme gmbh'
    """
    return " ".join(text.lower().split())


def text_keys(texts: Sequence[str]) -> list[str]:
    """Return the key of every text; evenly spaced ones, nearly all, are taken at once.

    Examples
    --------
    >>> text_keys(["Acme GmbH", ""])
    ['acme gmbh', '']
    """
    joined = _JOINT.join(("", *texts, ""))
    if _UNEVEN.search(joined) is None:
        keys = joined.lower().split(_JOINT)[1:-1]
        if len(keys) == len(texts):
            return keys
    return [text_key(text) for text in texts]


def derived_values(attributes: Mapping[str, Any], fields: frozenset[str]) -> dict[str, Any]:
    """Return the values that follow from others: a person's whole name, the keys, an account's domain.

    Parameters
    ----------
    attributes
        All present values of one record by field name.
    fields
        The fields its model has; nothing else is returned.
    """
    derived: dict[str, Any] = {}
    name = attributes.get("name") or ""
    if "first_name" in fields and not name:
        parts = (attributes.get("first_name") or "", attributes.get("last_name") or "")
        name = derived["name"] = " ".join(part for part in parts if part)
    if "name_key" in fields:
        derived["name_key"] = text_key(name)
    if "email_key" in fields:
        email = attributes.get("email") or ""
        derived["email_key"] = email_key(email) if email else ""
    if "company_key" in fields:
        derived["company_key"] = text_key(attributes.get("company") or "")
    if "domain" in fields and not attributes.get("domain"):
        derived["domain"] = domain_of(attributes.get("website") or "")
    return derived
