"""Columns that follow from others, for whole batches: names, keys, domains, currencies, what a deal's stage says."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from tandem.tables.dialects import stage_outcome
from tandem.tables.values import domain_of, email_key, is_free_mail, split_name
from tandem_desk.records.selectors.keys import text_keys

if TYPE_CHECKING:
    from tandem_desk.records.services.importing.plans import ColumnPlan, TablePlan

__all__ = ["add_derived", "each_once", "email_keys", "quick_domain"]

_USUAL = re.compile(r"(?:https?://(?:www\.)?|([a-z0-9._%+-]+@))([a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,})/?")
_PEOPLE = ("leads", "contacts")
_NAMED = ("accounts", "opportunities", *_PEOPLE)


def each_once(function: Callable[[str], Any], texts: list[str]) -> list[Any]:
    """Return `function` of every text, called once for each different one."""
    known: dict[str, Any] = {}
    found = []
    for text in texts:
        try:
            found.append(known[text])
        except KeyError:
            value = known[text] = function(text)
            found.append(value)
    return found


def email_keys(emails: list[str]) -> list[str]:
    """Return the matching keys of e-mail addresses; plain ones, nearly all, need no more than lower case."""
    keys = text_keys(emails)
    joined = "\n".join(keys)
    if "+" in joined or "@gmail.com" in joined or "@googlemail.com" in joined:
        for place, key in enumerate(keys):
            if "+" in key or key.endswith(("@gmail.com", "@googlemail.com")):
                keys[place] = email_key(emails[place])
    return keys


def quick_domain(address: str) -> str:
    """Return `domain_of` an address; the usual forms without taking it apart."""
    found = _USUAL.fullmatch(address)
    if found is None:
        return domain_of(address) if address else ""
    return "" if found[1] and is_free_mail(found[2]) else found[2]


def add_derived(
    values: dict[str, list[Any]],
    besides: list[tuple[pa.Array, "ColumnPlan"]],
    n_rows: int,
    plan: "TablePlan",
) -> None:
    """Add the columns that follow from those given; a column the file itself has is never overwritten."""
    name = plan.table.name
    if "source_system" in values:
        values["source_system"] = [one or plan.system for one in values["source_system"]]
    if name in _PEOPLE:
        _people(values, n_rows)
    if name in _NAMED and "name" in values:
        values["name_key"] = text_keys(values["name"])
    if name == "leads" and "company" in values:
        values["company_key"] = text_keys(values["company"])
    if name == "accounts" and "website" in values:
        domains = each_once(quick_domain, values["website"])
        given = values.get("domain")
        values["domain"] = [one or other for one, other in zip(given, domains, strict=True)] if given else domains
    if name == "accounts" and "domain" in values:
        values["domain"] = [one.lower().removeprefix("www.") for one in values["domain"]]
    if name == "opportunities" and "deal_stage" in values:
        _outcome(values)
    _currencies(values, besides, n_rows, plan)


def _people(values: dict[str, list[Any]], n_rows: int) -> None:
    if "email" in values:
        values["email_key"] = email_keys(values["email"])
    if "name" not in values and ("first_name" in values or "last_name" in values):
        blank = [""] * n_rows
        joined = zip(values.get("first_name", blank), values.get("last_name", blank), strict=True)
        values["name"] = [f"{first} {last}" if first and last else first or last for first, last in joined]
    elif "name" in values and "first_name" not in values and "last_name" not in values:
        parts = each_once(_split, values["name"])
        values["first_name"] = [one[0] for one in parts]
        values["last_name"] = [one[1] for one in parts]


def _split(name: str) -> tuple[str, str]:
    words = name.split()
    # The library that knows titles and particles is slow; two plain words need none.
    if len(words) == 2 and all(word.isalpha() for word in words):
        return words[0], words[1]
    if len(words) < 2:
        return "", name
    parted = split_name(name)
    return parted.first_name[:200], parted.last_name[:200]


def _outcome(values: dict[str, list[Any]]) -> None:
    outcomes = each_once(stage_outcome, values["deal_stage"])
    if "is_won" not in values:
        values["is_won"] = outcomes
    if "is_closed" not in values:
        values["is_closed"] = [True if one is not None else None for one in outcomes]


def _currencies(
    values: dict[str, list[Any]], besides: list[tuple[pa.Array, "ColumnPlan"]], n_rows: int, plan: "TablePlan"
) -> None:
    if not besides or "currency" not in plan.table.column_names:
        return
    said: list[str] = [""] * n_rows
    for beside, source in reversed(besides):
        usual = source.reading.currency or plan.currency
        filled = pc.if_else(pc.equal(beside, ""), usual, beside).to_pylist()
        said = [new or old for new, old in zip(filled, said, strict=True)]
    given = values.get("currency")
    values["currency"] = said if given is None else [one or other for one, other in zip(given, said, strict=True)]
