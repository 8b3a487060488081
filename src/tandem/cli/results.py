"""Results as people and as machines read them: scorecards, cards and descriptions, in words or as JSON."""

import dataclasses
import json
from collections.abc import Iterable
from typing import Any

from tandem.kernel.function import AIFunction, Scorecard

__all__ = ["as_json", "card_words", "describe", "description", "scorecard_words"]


def as_json(value: Any) -> str:
    """Return plain values or a dataclass as JSON; figures that do not exist become null."""
    return json.dumps(_plain(value), ensure_ascii=False, indent=2)


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return _plain(dataclasses.asdict(value))
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    if isinstance(value, float) and value != value:  # noqa: PLR0124  # only NaN differs from itself
        return None
    return value


def description(function: AIFunction) -> dict[str, Any]:
    """Return a catalogue entry as plain values."""
    return {
        "name": function.name,
        "title": function.title,
        "question": function.question,
        "stage": function.stage.value,
        "phases": [one.value for one in function.phases],
        "activities": [one.value for one in function.activities],
        "tool_category": function.tool_category.value,
        "subject": function.subject.value,
        "needs": [{"table": need.table, "columns": list(need.columns)} for need in function.needs],
        "human_role": function.human_role.value,
        "baseline": dataclasses.asdict(function.baseline),
        "version": function.version,
        "references": list(function.references),
        "rejection_codes": dict(function.rejection_codes),
        "consequence": function.consequence,
    }


def describe(function: AIFunction) -> str:
    """Return a catalogue entry in words."""
    needs = ", ".join(need.table + (f" ({', '.join(need.columns)})" if need.columns else "") for need in function.needs)
    lines = [
        f"{function.title} ({function.name}, version {function.version})",
        function.question,
        "",
        f"  stage          {function.stage.value}; {', '.join(function.phases)}; {', '.join(function.activities)}",
        f"  tools          {function.tool_category.value}",
        f"  about          one {function.subject.value} at a time",
        f"  reads          {needs or 'any table'}",
        f"  people         {function.human_role.value}",
        f"  must beat      {function.baseline.name}: {function.baseline.how}",
        f"  being wrong    {function.consequence}",
        "  rests on",
        *(f"    {reference}" for reference in function.references),
    ]
    return "\n".join(lines)


def scorecard_words(card: Scorecard) -> str:
    """Return a scorecard as a small table with its notes."""
    measures = list(dict.fromkeys(row[1] for row in card.measures))
    who = list(dict.fromkeys(row[0] for row in card.measures))
    width = max(len(one) for one in who)
    lines = [
        f"{card.n:,} outcomes judged: {card.period}.",
        "",
        " " * width + "".join(f"  {one:>18}" for one in measures),
    ]
    for one in who:
        values = [value for row_who, _, value in card.measures if row_who == one]
        lines.append(f"{one:<{width}}" + "".join(f"  {value:>18.4f}" for value in values))
    return "\n".join([*lines, "", *card.notes])


def card_words(card: Any) -> Iterable[str]:
    """Yield what a person should know of a model just fitted, from its card."""
    if hasattr(card, "words"):
        yield from card.words()
        return
    yield f"{card.summary}"
    counts = f"{card.n:,} known, {card.n_positive:,} of them events; {card.n_unknown:,} rows without a known outcome"
    yield f"Outcome {card.target!r}: {card.outcome_note}. {counts} left out."
    for leak in card.leaks:
        told = "kept out as a leak" if leak.is_out else "suspect, kept in as told" if leak.kept else "suspect, kept in"
        yield f"Column {leak.column!r} {told}: {'; '.join(leak.evidence)}."
    unused = [
        f"{note.name} ({note.why})" for note in card.columns if not note.used and not note.why.startswith("kept out")
    ]
    if unused:
        yield f"Columns not used: {'; '.join(unused)}."
    yield f"Validation: {card.validation}."
