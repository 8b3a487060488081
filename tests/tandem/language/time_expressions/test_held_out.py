"""Sales phrases written before the rules were: most must be read exactly, and nothing may be found where nothing is."""

import csv
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tandem.language.time_expressions import Kind, TimeExpression, read_times

HERE = Path(__file__).parent
SHARES = {"held_out.csv": ("en", 0.97), "held_out_de.csv": ("de", 0.97)}


def moment(text: str) -> str:
    """Complete "2026" and "2026-05" to a first day; "" stays open."""
    if not text:
        return ""
    missing = 2 - text.partition("T")[0].count("-")
    return datetime.fromisoformat(text + "-01" * missing).isoformat()


def plain(expected: str) -> tuple[str, ...]:
    if expected == "none":
        return ()
    if expected.startswith("RRULE"):
        return (expected,)
    parts = []
    for part in expected.split(" ; "):
        span, _, grain = part.partition(" ")
        parts.append(f"{'..'.join(moment(side) for side in span.split('..'))} {grain}" if grain else part)
    return tuple(parts)


def shown(found: TimeExpression, wanted: str) -> str:
    if found.kind in (Kind.DURATION, Kind.RECURRENCE):
        return found.duration or found.recurrence
    sides = [side.replace(tzinfo=None).isoformat() if side else "" for side in (found.start, found.end)]
    # A month may be written as a moment or as the interval that it is.
    span = sides[0] if found.kind is Kind.MOMENT and ".." not in wanted else "..".join(sides)
    return f"{span} {found.grain}"


def is_right(row: dict[str, str], language: str) -> bool:
    zone = row["zone"] or "America/New_York"
    found = read_times(
        row["text"],
        reference=datetime(2026, 3, 10, 9, 30, tzinfo=ZoneInfo(zone)),
        zone=zone,
        language=language,
        country=row["country"] or "US",
        fiscal_year_starts_month=int(row["fiscal_year_starts_month"] or 1),
        anchors={k: date.fromisoformat(v) for k, _, v in [row["anchors"].partition("=")] if k},
    )
    wanted = plain(row["expected"])
    return len(found) == len(wanted) and all(shown(one, want) == want for one, want in zip(found, wanted, strict=True))


def rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("name", SHARES)
def test_held_out_sales_phrases_are_read_exactly(name: str):
    language, share = SHARES[name]
    right = [is_right(row, language) for row in rows(name)]
    assert sum(right) / len(right) >= share, [row["text"] for row, ok in zip(rows(name), right, strict=True) if not ok]


@pytest.mark.parametrize("name", SHARES)
def test_nothing_is_found_in_sentences_without_a_time(name: str):
    language, _ = SHARES[name]
    assert [row["text"] for row in rows(name) if row["expected"] == "none" and not is_right(row, language)] == []
