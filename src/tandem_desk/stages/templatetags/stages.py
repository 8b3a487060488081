"""Template tags that know the kinds of record."""

from typing import Any
from urllib.parse import urlsplit

from django import template
from django.http import Http404

from tandem_desk.records.selectors.kinds import kind_of
from tandem_desk.stages.views.addresses import record_url
from tandem_desk.stages.views.wording import country_words

__all__ = ["register"]

register = template.Library()


@register.filter
def weblink(address: str) -> str:
    """Return a link target for a stored web address; anything but http and https is treated as a host name."""
    return address if urlsplit(address).scheme in ("http", "https") else f"https://{address.rpartition('://')[2]}"


@register.filter
def country(code: str) -> str:
    """Return a country's name; a text that is no code of one is left as it is."""
    return country_words(code)


@register.filter
def record_address(record: Any) -> str:
    """Return the address of a record's page, empty where its kind has none."""
    try:
        return record_url(kind_of(record), record.pk)
    except Http404:
        return ""
