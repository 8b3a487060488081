"""Reading a text: find the time expressions in it and resolve them against the moment of speaking."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tandem.kernel.errors import Fault, InputError
from tandem.language.time_expressions.chart import Edge, fill_chart
from tandem.language.time_expressions.expression import TimeExpression
from tandem.language.time_expressions.grammar import Grammar, load_grammar
from tandem.language.time_expressions.meaning.sense import Sense
from tandem.language.time_expressions.resolving import resolve
from tandem.language.time_expressions.setting import Conventions, Setting
from tandem.language.time_expressions.tokens import Token, tokenize

__all__ = ["read_times"]

_MONTH_FIRST = frozenset({"US", "CA", "PH", "ZA"})
# An expression that touches one of these is a piece of something else: a price, a version, a phone number.
_BEFORE = re.compile(r"(?:\w|[$€£¥#§]\s?|\d[.,:/\-]|[vV]\.?\s?)$")
_AFTER = re.compile(r"^(?:\w|[.,:/\-]\d|\s?[%€$£]|['’]\w|\s?B\.?C)")
_FINAL = frozenset({"time", "duration", "recurrence"})


def read_times(
    text: str,
    *,
    reference: datetime,
    zone: str | tzinfo | None = None,
    anchors: Mapping[str, date] | None = None,
    language: str = "en",
    country: str = "",
    fiscal_year_starts_month: int = 1,
    week_starts: int = 0,
    conventions: Conventions | None = None,
    bare: bool = False,
) -> tuple[TimeExpression, ...]:
    """Return the time expressions in a text, in its order and without overlaps (the longer counts), each resolved.

    Nothing is guessed in silence: an expression that can be taken in several ways has all of them in `choices`; one
    that needs a date of the account which was not given has no start, and `missing` names the date.

    Parameters
    ----------
    text
        Any text.
    reference
        The moment of speaking, with a zone: for a mail, when it was sent.
    zone
        The writer's zone, a name ("Europe/Berlin") or an object; by default that of `reference`.
    anchors
        The account's own dates by any names, such as ``{"renewal": date(2026, 9, 30)}``.
    language
        Code of a folder under `languages`.
    country
        Two capital letters: decides holidays, and whether 3/4 is in March or April. Where empty, all are offered.
    fiscal_year_starts_month
        1 to 12. Where it is not 1, a plain "Q3" is ambiguous; the fiscal quarter comes first.
    week_starts
        First day of the week, 0 (Monday) to 6 (Sunday).
    conventions
        How doubtful forms are taken; by default as in business mail.
    bare
        Whether the text is a field known to hold a time, so that "7" or "morning" alone counts.

    Raises
    ------
    InputError
        The reference has no zone, or the zone, the language, the country or a number is not a possible one.

    Examples
    --------
    >>> [found] = read_times("Let's talk early next week.", reference=datetime.fromisoformat("2026-03-10T09:30Z"))
    >>> found.text, found.value
    ('early next week', '2026-03-16/2026-03-19 day')
    """
    setting = _setting(reference, zone, anchors, country, fiscal_year_starts_month, week_starts, conventions)
    grammar = load_grammar(language)
    tokens = tokenize(text, grammar.compounds)
    wanted = _FINAL | {"latent"} if bare else _FINAL
    edges = [edge for edge in fill_chart(text, tokens, grammar, setting) if edge.category in wanted]
    edges.sort(key=lambda edge: (edge.end - edge.start, edge.category == "time", edge.score), reverse=True)
    return _chosen(text, tokens, edges, grammar, setting)


def _chosen(
    text: str, tokens: Sequence[Token], edges: Sequence[Edge], grammar: Grammar, setting: Setting
) -> tuple[TimeExpression, ...]:
    taken = [False] * len(tokens)
    found = []
    for edge in edges:
        if any(taken[edge.start : edge.end]) or not _stands(text, tokens, edge, grammar):
            continue
        first, last = tokens[edge.start].first, tokens[edge.end - 1].last
        expression = resolve(edge, text[first:last], first, last, setting)
        if expression is not None:
            taken[edge.start : edge.end] = [True] * (edge.end - edge.start)
            found.append(expression)
    return tuple(sorted(found, key=lambda expression: expression.first))


def _stands(text: str, tokens: Sequence[Token], edge: Edge, grammar: Grammar) -> bool:
    """Whether the expression is a whole of its own in the text, and not a word that merely looks like a time."""
    first, last = tokens[edge.start].first, tokens[edge.end - 1].last
    if _BEFORE.search(text[max(0, first - 2) : first]) or _AFTER.match(text[last : last + 5]):
        return False
    words = [token.text for token in tokens[max(edge.start - 1, 0) : edge.end]]
    if " ".join(words) in grammar.never or " ".join(words[1 if edge.start else 0 :]) in grammar.never:
        return False
    alone = edge.start == 0 and all(token.shape == "mark" for token in tokens[edge.end :])
    if isinstance(edge.value, Sense) and edge.value.loose and edge.end < len(tokens):
        after = tokens[edge.end]
        if after.shape != "mark" and after.text not in grammar.after_loose:
            return False
    before = tokens[edge.start - 1] if edge.start else None
    if before is not None and before.text in grammar.not_after.get(edge.rules[-1], ()):
        return False
    return alone or not _is_doubtful(tokens, edge, grammar)


def _is_doubtful(tokens: Sequence[Token], edge: Edge, grammar: Grammar) -> bool:
    """Whether the expression is no more than a word like "may" or "sat", and nothing before it speaks for a time."""
    silent = grammar.fillers | grammar.before_doubtful
    words = range(edge.start, edge.end)
    telling = [at for at in words if tokens[at].shape != "mark" and tokens[at].text not in silent]
    if not telling or not all(tokens[at].text in grammar.doubtful for at in telling):
        return False
    at = telling[0]
    word, back = tokens[at], at - 1
    if back >= 0 and tokens[back].text in grammar.fillers and word.text in grammar.doubtful_with_article:
        back -= 1
    if back >= 0 and tokens[back].text in grammar.before_doubtful:
        return False
    is_inside = at > 0 and tokens[at - 1].shape != "mark"
    return not (is_inside and word.shape == "title" and word.text in grammar.doubtful_unless_capital)


def _setting(  # noqa: PLR0917 - the settings of read_times, in its order
    reference: datetime,
    zone: str | tzinfo | None,
    anchors: Mapping[str, date] | None,
    country: str,
    fiscal_year_starts_month: int,
    week_starts: int,
    conventions: Conventions | None,
) -> Setting:
    faults = []
    if reference.tzinfo is None:
        faults.append(Fault("reference", "must carry a time zone", reference.isoformat(), "Say where it was said."))
    if not 1 <= fiscal_year_starts_month <= 12:
        faults.append(Fault("fiscal_year_starts_month", "must be 1 to 12", str(fiscal_year_starts_month)))
    if not 0 <= week_starts <= 6:
        faults.append(Fault("week_starts", "must be 0 (Monday) to 6 (Sunday)", str(week_starts)))
    if country and not (len(country) == 2 and country.isalpha() and country.isupper()):
        faults.append(Fault("country", "must be two capital letters, or empty", country))
    try:
        place = ZoneInfo(zone) if isinstance(zone, str) else zone or reference.tzinfo
    except (ZoneInfoNotFoundError, ValueError):
        faults.append(Fault("zone", "must be the name of a time zone, such as Europe/Berlin", str(zone)))
    if faults:
        raise InputError(faults)
    return Setting(
        now=reference.astimezone(place).replace(tzinfo=None, microsecond=0),
        zone=place,  # type: ignore[arg-type]
        country=country,
        week_starts=week_starts,
        fiscal_year_starts_month=fiscal_year_starts_month,
        anchors={name.casefold(): day for name, day in (anchors or {}).items()},
        conventions=conventions or Conventions(),
        day_first=None if not country else country not in _MONTH_FIRST,
    )
