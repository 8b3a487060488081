"""A model card for its page: the scorecard beside the baselines, calibration, leaks, and two versions compared."""

from collections.abc import Callable
from typing import Any, TypeAlias

from django.utils.safestring import SafeString

from tandem_desk.stages.views.charts import bar_chart, calibration_chart

__all__ = ["card_context", "compared", "main_measure"]

# (measure, words, whether lower is better)
MEASURES = (
    ("multiclass_log_loss", "Log loss over all ways to end", True),
    ("multiclass_brier", "Brier score over all ways to end", True),
    ("log_loss", "Log loss", True),
    ("brier", "Brier score", True),
    ("auc", "AUC", False),
    ("calibration_error", "Calibration error", True),
    ("lift_top_decile", "Lift in the top tenth", False),
    ("interval_coverage", "Intervals that held", False),
    ("won_log_loss", "Log loss of winning", True),
    ("won_brier", "Brier score of winning", True),
    ("won_auc", "AUC of winning", False),
    ("won_calibration_error", "Calibration error of winning", True),
    ("won_lift_top_decile", "Lift in the top tenth", False),
)
_MAIN = ("multiclass_log_loss", "log_loss")


Label: TypeAlias = Callable[[str], str]


def main_measure(card: dict[str, Any]) -> str:
    """Return the measure a card's verdict rests on."""
    measured = {name for _, name, _ in card.get("measures", ())}
    return next((name for name in _MAIN if name in measured), _MAIN[-1])


def card_context(card: dict[str, Any], label: Label = str, many: str = "records") -> dict[str, Any]:
    """Return what the function's page shows of a card, columns named by `label`; nothing where there is none.

    Parameters
    ----------
    card
        As stored with a version.
    label
        From a column to what people call it.
    many
        What people call the records it is about.
    """
    if not card:
        return {"card": None}
    card = _labelled(card, label)
    measures = [(who, name, value) for who, name, value in card.get("measures", ()) if value is not None]
    whos = list(dict.fromkeys(who for who, _, _ in measures))
    values = {(who, name): value for who, name, value in measures}
    table = [
        {
            "words": words,
            "lower": lower,
            "cells": [
                {"value": values.get((who, name)), "best": _is_best(values, whos, who, name, lower)} for who in whos
            ],
        }
        for name, words, lower in MEASURES
        if any((who, name) in values for who in whos)
    ]
    calibration = [(int(n), float(said), float(was)) for n, said, was in card.get("calibration", ())]
    ours, finding = card.get("function", ""), _calibration_finding(calibration, many)
    return {
        "card": card,
        "whos": ["Tandem" if who == ours else who for who in whos],
        "measures": table,
        "calibration": calibration,
        "calibration_title": finding,
        "calibration_chart": calibration_chart(calibration, finding) if calibration else "",
        "loss_chart": _losses(values, whos, ours, main_measure(card)),
        "leaks_out": [leak for leak in card.get("leaks", ()) if leak["is_out"]],
        "leaks_suspect": [leak for leak in card.get("leaks", ()) if not leak["is_out"]],
        "used": [note for note in card.get("columns", ()) if note["used"]],
        "unused": [note for note in card.get("columns", ()) if not note["used"]],
    }


def _labelled(card: dict[str, Any], label: Label) -> dict[str, Any]:
    named: dict[str, Any] = {
        key: [one | {name: label(one[name])} for one in card.get(key, ())]
        for key, name in (("columns", "name"), ("weak_segments", "column"))
    }
    named["leaks"] = [
        one
        | {"column": label(one["column"])}
        | {"evidence": [words.replace(repr(one["column"]), f"“{label(one['column'])}”") for words in one["evidence"]]}
        for one in card.get("leaks", ())
    ]
    ordered_by = card.get("time", "")
    words = label(ordered_by) if ordered_by else ""
    validation = (
        card.get("validation", "").replace(repr(ordered_by), f"“{words}”") if words else card.get("validation", "")
    )
    return card | named | {"time": words, "validation": validation}


def _is_best(values: dict[tuple[str, str], float], whos: list[str], who: str, name: str, lower: bool) -> bool:
    given = [values[one, name] for one in whos if (one, name) in values]
    return len(given) > 1 and values.get((who, name)) == (min(given) if lower else max(given))


def _calibration_finding(rows: list[tuple[int, float, float]], many: str) -> str:
    n = sum(one for one, _, _ in rows)
    if not n:
        return "Calibration could not be measured"
    gap = sum(one * abs(said - was) for one, said, was in rows) / n
    return f"What was said is {100 * gap:.1f} points off what happened, on average over {n:,} held-out {many}"


def _losses(values: dict[tuple[str, str], float], whos: list[str], ours: str, measure: str) -> SafeString | str:
    rows = [("Tandem" if who == ours else who, values[who, measure]) for who in whos if (who, measure) in values]
    return (
        bar_chart(rows, "Tandem", "Log loss of the function and its baselines, lower is better")
        if len(rows) > 1
        else ""
    )


def compared(versions: list[Any], wanted: str, present: int | None, label: Label = str) -> dict[str, Any] | None:
    """Return what differs between the version in force and another one, or `None` where there is nothing to compare."""
    by_number = {one.number: one for one in versions}
    others = [number for number in by_number if number != present]
    if present not in by_number or not others:
        return None
    other = (
        int(wanted)
        if wanted.isdigit() and int(wanted) in others
        else max((n for n in others if n < present), default=max(others))
    )
    older, newer = sorted((by_number[other], by_number[present]), key=lambda one: one.number)
    used = [{note["name"] for note in one.card.get("columns", ()) if note["used"]} for one in (older, newer)]
    figures = [
        {name: value for who, name, value in one.card.get("measures", ()) if who == one.card.get("function")}
        for one in (older, newer)
    ]
    return {
        "older": older,
        "newer": newer,
        "other": other,
        "others": others,
        "added": sorted(label(one) for one in used[1] - used[0]),
        "dropped": sorted(label(one) for one in used[0] - used[1]),
        "measures": [
            (words, figures[0].get(name), figures[1].get(name)) for name, words, _ in MEASURES if name in figures[1]
        ],
    }
