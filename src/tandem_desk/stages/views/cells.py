"""Rows of a list as HTML, made here rather than in a template: three hundred cells a page have to be quick."""

from collections.abc import Callable, Sequence
from typing import Any

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from tandem.kernel.vocabulary import SubjectKind
from tandem_desk.records.selectors.lists import Column
from tandem_desk.workspace.templatetags.tandem import ago, count, day, estimate, money

__all__ = ["draw_rows", "exported_cells", "exported_heads", "name_of"]

_ROW = '<tr data-id="{}">{}{}</tr>'
_TICK = '<td class="tick pin"><input type="checkbox" name="ids" value="{}" aria-label="Select {}"></td>'
_NAME = '<th scope="row" class="name pin"><a href="{}">{}</a><span class="under">{}</span></th>'
_FIGURES = ("number", "money")


def draw_rows(rows: Sequence[Any], columns: Sequence[Column], kind: SubjectKind, *, ticks: bool) -> SafeString:
    """Return table rows, everything in them escaped."""
    address = reverse("record", args=[kind, 0]).removesuffix("0/")
    account = reverse("record", args=[SubjectKind.ACCOUNT, 0]).removesuffix("0/")
    return format_html_join("\n", _ROW, (_row(row, columns, address, account, ticks) for row in rows))


def _row(
    row: Any, columns: Sequence[Column], address: str, account: str, ticks: bool
) -> tuple[Any, SafeString, SafeString]:
    tick = format_html(_TICK, row.pk, name_of(row)) if ticks else SafeString()
    cells = SafeString().join(
        format_html(_NAME, f"{address}{row.pk}/", name_of(row), _under(row))
        if column.shape == "name"
        else format_html('<td class="{}">{}</td>', _classes(column), _value(row, column, account))
        for column in columns
    )
    return row.pk, tick, SafeString(cells)


def _classes(column: Column) -> str:
    return f"{'minor ' if column.minor else ''}{'number' if column.shape in _FIGURES else ''}".strip()


def _value(row: Any, column: Column, account: str) -> Any:
    drawn = _SHAPES.get(column.shape)
    if drawn is not None:
        return drawn(row, column)
    if column.shape == "account":
        return format_html('<a href="{}{}/">{}</a>', account, row.account_id, row.account) if row.account else ""
    return getattr(row, column.key)


_SHAPES: dict[str, Callable[[Any, Column], Any]] = {
    "estimate": lambda row, _: estimate(row.score_probability, row.score_low, row.score_high),
    "owner": lambda row, _: row.owner.name if row.owner else row.owner_name,
    "moment": lambda row, column: ago(getattr(row, column.key), ""),
    "day": lambda row, column: day(getattr(row, column.key)),
    "money": lambda row, column: money(getattr(row, column.key), row.currency),
    "number": lambda row, column: count(getattr(row, column.key)),
}


def name_of(row: Any) -> str:
    """Return what to call a record, whatever is known of it."""
    return row.name or getattr(row, "company", "") or getattr(row, "email", "") or "no name"


def _under(row: Any) -> str:
    if hasattr(row, "company"):
        return row.company if row.name else ""
    if hasattr(row, "domain"):
        return str(row.domain)
    if hasattr(row, "deal_stage") or hasattr(row, "amount_per_year"):
        return row.account.name if row.account else ""
    return str(row.title)


def exported_heads(column: Column) -> tuple[str, ...]:
    """Return the headers a column becomes in a file: figures that stand in one cell on the page get one each."""
    if column.shape == "estimate":
        return ("probability", "low", "high")
    if column.shape == "name":
        return ("id", column.words, "of")
    return (column.words, "Currency") if column.shape == "money" else (column.words,)


def exported_cells(row: Any, column: Column) -> tuple[str, ...]:
    """Return the texts of one cell in a file, exact and unrounded."""
    if column.shape == "estimate":
        return tuple(_text(one) for one in (row.score_probability, row.score_low, row.score_high))
    if column.shape == "name":
        return (str(row.pk), name_of(row), _under(row))
    if column.shape == "owner":
        return (row.owner.name if row.owner else row.owner_name,)
    if column.shape == "account":
        return (str(row.account or ""),)
    texts = (_text(getattr(row, column.key)),)
    return (*texts, row.currency) if column.shape == "money" else texts


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
