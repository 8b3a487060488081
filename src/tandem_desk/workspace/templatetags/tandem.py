"""Template tags: icons, moments, money, and probabilities with their intervals."""

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django import template
from django.http import HttpRequest, QueryDict
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from tandem.tables.schema.labels import field_label
from tandem_desk.workspace.permissions import Action, may

__all__ = ["register"]

register = template.Library()

FEW_SIMILAR = 10
WIDE = 0.5
_SIGNS = {"EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥", "CHF": "CHF ", "INR": "₹", "CAD": "CA$", "AUD": "A$"}
_WITHOUT_CENTS = {"JPY", "KRW", "CLP", "VND"}
_STEPS = (
    (60, "minute"),
    (3600, "hour"),
    (86_400, "day"),
    (604_800, "week"),
    (2_629_800, "month"),
    (31_557_600, "year"),
)


@register.simple_tag
@lru_cache(maxsize=256)
def icon(name: str, size: str = "") -> SafeString:
    """Return one drawing of the sprite; decorative, so hidden from screen readers."""
    return format_html(
        '<svg class="icon {}" aria-hidden="true"><use href="{}#{}"></use></svg>', size, static("tandem/icons.svg"), name
    )


def relative_words(moment: datetime, now: datetime) -> str:
    """Return how long ago or ahead, in the largest unit that fits at least once.

    Examples
    --------
    >>> from datetime import UTC, timedelta
    >>> now = datetime(2026, 3, 2, 9, tzinfo=UTC)
    >>> relative_words(now - timedelta(hours=5), now), relative_words(now + timedelta(days=15), now)
    ('5 hours ago', 'in 2 weeks')
    """
    seconds = (now - moment).total_seconds()
    size, unit = 0, ""
    for length, name in _STEPS:
        if abs(seconds) >= length:
            size, unit = int(abs(seconds) // length), name
    if not unit:
        return "just now" if seconds >= 0 else "in a moment"
    words = f"{size} {unit}" if size == 1 else f"{size} {unit}s"
    return f"{words} ago" if seconds >= 0 else f"in {words}"


def absolute_words(moment: datetime) -> str:
    """Return weekday, date and time in the zone of the reader."""
    return f"{timezone.localtime(moment):%a %-d %b %Y, %H:%M}"


@register.simple_tag
def ago(moment: datetime | None, otherwise: str = "never") -> SafeString | str:
    """Return relative time, with weekday, date and time on hover."""
    if moment is None:
        return otherwise
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        moment.isoformat(),
        absolute_words(moment),
        relative_words(moment, timezone.now()),
    )


@register.simple_tag
def at(moment: datetime | None, otherwise: str = "") -> SafeString | str:
    """Return weekday, date and time, with relative time on hover."""
    if moment is None:
        return otherwise
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        moment.isoformat(),
        relative_words(moment, timezone.now()),
        absolute_words(moment),
    )


@register.simple_tag
def clock_time(moment: datetime) -> SafeString:
    """Return the time of day, with weekday and date on hover: for lists that name the day above."""
    return format_html(
        '<time datetime="{}" title="{}, {}">{}</time>',
        moment.isoformat(),
        absolute_words(moment),
        relative_words(moment, timezone.now()),
        clock(moment),
    )


@register.filter
def day(value: date | None) -> str:
    """Return a date with its weekday: Mon 2 Mar 2026."""
    if value is None:
        return ""
    local = timezone.localtime(value) if isinstance(value, datetime) else value
    return f"{local:%a %-d %b %Y}"


@register.filter
def clock(value: datetime) -> str:
    """Return the time of day in the reader's zone: 14:05."""
    return f"{timezone.localtime(value):%H:%M}"


@register.filter
def money(amount: Decimal | float | None, currency: str = "") -> str:
    """Return an amount in its currency; cents only where there are any.

    Examples
    --------
    >>> money(Decimal("12500.00"), "EUR"), money(Decimal("9.90"), "SEK"), money(None, "EUR")
    ('€12,500', '9.90 SEK', '')
    """
    if amount is None:
        return ""
    whole = currency in _WITHOUT_CENTS or amount == int(amount)
    figure = f"{abs(amount):,.0f}" if whole else f"{abs(amount):,.2f}"
    minus = "−" if amount < 0 else ""
    if currency in _SIGNS:
        return f"{minus}{_SIGNS[currency]}{figure}"
    return f"{minus}{figure} {currency}".strip()


@register.filter
def field_words(table: str, field: str) -> str:
    """Return what people call a field of a record table."""
    return field_label(table, field)


@register.filter
def percent(share: float | None) -> str:
    """Return a share in whole percent; small and large ones keep what tells them from never and always.

    Examples
    --------
    >>> percent(0.344), percent(0.001), percent(0.9994), percent(None)
    ('34%', '<1%', '>99%', '')
    """
    if share is None:
        return ""
    if 0 < share < 0.005:
        return "<1%"
    if 0.995 <= share < 1:
        return ">99%"
    return f"{100 * share:.0f}%"


@register.filter
def points(weight: float) -> str:
    """Return a move of probability in percentage points with its sign: +12 pts."""
    rounded = round(100 * weight)
    sign = "+" if rounded > 0 else "−" if rounded < 0 else "±"
    return f"{sign}{abs(rounded)} pts"


@register.filter
def count(number: int | None) -> str:
    """Return a whole number with thousands separated."""
    return "" if number is None else f"{number:,}"


_BAR = (
    '<svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
    '<rect class="track" width="100" height="10"/>'
    '<rect class="band" x="{}" width="{}" height="10"/><rect class="mark" x="{}" width="2" height="10"/></svg>'
)
_BAND = (
    '<svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
    '<rect class="track" width="100" height="10"/><rect class="band" x="{}" width="{}" height="10"/></svg>'
)
_UNRANKED = (
    '<span class="estimate thin" title="The function abstains: it knows too little to tell leads apart">'
    '<span class="figure">not ranked</span>{}<span class="interval">({}–{})</span></span>'
)
_FIGURES = (
    '<span class="estimate{}"><span class="figure">{}</span>{}<span class="interval" '
    'title="Four times out of five the truth lies in this interval">({}–{})</span>{}</span>'
)


@register.simple_tag
def estimate(
    probability: float | None, low: float | None, high: float | None, size: str = "", n_similar: int | None = None
) -> SafeString:
    """Draw a probability as a bar, its interval as a band, and the figure beside it; thin evidence looks thin.

    An interval without a probability is one of a function that abstains: it is drawn, and no figure is put in it.
    """
    if probability is None:
        return (
            mark_safe('<span class="faint">no score yet</span>') if low is None or high is None else _range(low, high)
        )
    low, high = probability if low is None else low, probability if high is None else high
    few = n_similar is not None and n_similar < FEW_SIMILAR
    classes = f"{' thin' if few or high - low > WIDE else ''}{' ' + size if size else ''}"
    band = round(max(100 * (high - low), 0.5), 1)
    bar = format_html(_BAR, round(100 * low, 1), band, round(min(max(100 * probability - 1, 0), 98), 1))
    words = (
        format_html('<span class="pill caution">little evidence: {} similar</span>', n_similar) if few and size else ""
    )
    return format_html(_FIGURES, classes, percent(probability), bar, round(100 * low), round(100 * high), words)


def _range(low: float, high: float) -> SafeString:
    bar = format_html(_BAND, round(100 * low, 1), round(max(100 * (high - low), 0.5), 1))
    return format_html(_UNRANKED, bar, round(100 * low), round(100 * high))


@register.simple_tag(takes_context=True)
def can(context: dict[str, Any], action: str) -> bool:
    """Return whether the member who looks may do something; pages hide what would only be refused."""
    request: HttpRequest = context["request"]
    return request.user.is_authenticated and may(request.user, Action(action))


@register.simple_tag(takes_context=True)
def with_query(context: dict[str, Any], **changed: Any) -> str:
    """Return this page's query string with some values changed; None or an empty text takes one out."""
    query: QueryDict = context["request"].GET.copy()
    for name, value in changed.items():
        if value in (None, ""):
            query.pop(name, None)
        else:
            query[name] = str(value)
    query.pop("after", None)
    return f"?{query.urlencode()}" if query else "?"
