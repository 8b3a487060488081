"""Lists of records: columns, filters, sorting and pages that stay quick at a million rows."""

from tandem_desk.records.selectors.lists.count import Count, count_rows
from tandem_desk.records.selectors.lists.kinds import LISTS, Column, Filter, ListKind, Sort
from tandem_desk.records.selectors.lists.page import Page, read_page
from tandem_desk.records.selectors.lists.query import ListQuery, choices_of, read_query, rows_of

__all__ = [
    "LISTS",
    "Column",
    "Count",
    "Filter",
    "ListKind",
    "ListQuery",
    "Page",
    "Sort",
    "choices_of",
    "count_rows",
    "read_page",
    "read_query",
    "rows_of",
]
