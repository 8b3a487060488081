"""Spans: what a text names, and what it asks, promises and agrees, each with offsets, normal form and confidence."""

from tandem.language.spans.actions import Action, ActionKind, find_actions
from tandem.language.spans.contacts import find_emails, find_phones, find_urls
from tandem.language.spans.names import KnownNames, find_companies, find_known, find_people, find_roles
from tandem.language.spans.numbers import Number, find_numbers
from tandem.language.spans.quantities import find_money, find_percentages, find_quantities
from tandem.language.spans.reading import read_spans
from tandem.language.spans.sentences import split_sentences
from tandem.language.spans.span import Span, SpanKind

__all__ = [
    "Action",
    "ActionKind",
    "KnownNames",
    "Number",
    "Span",
    "SpanKind",
    "find_actions",
    "find_companies",
    "find_emails",
    "find_known",
    "find_money",
    "find_numbers",
    "find_people",
    "find_percentages",
    "find_phones",
    "find_quantities",
    "find_roles",
    "find_urls",
    "read_spans",
    "split_sentences",
]
