"""The common checks: what every function in the catalogue must hold, whatever it computes."""

import importlib.util
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tandem.kernel.errors import Fault, InputError, TandemError
from tandem.kernel.function import AIFunction

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["CHECKS", "Example", "broken_checks", "declaration_faults", "is_present"]

_SCORES = ("probability", "low", "high")
_FLOAT_NOISE = 1e-6


@dataclass(frozen=True)
class Example:
    """A small table to check a function on.

    Attributes:
        table: at least fifty rows with both outcomes, for a function that learns; any table for one that does not.
        target: the outcome column, "" for a function that does not learn.
        id: the id column, or "".
    """

    table: "pd.DataFrame"
    target: str = ""
    id: str = ""


Check = Callable[[AIFunction, Example], str]


def is_present(entry: AIFunction) -> bool:
    """Return whether the entry's implementing module exists."""
    module = entry.implementation.partition(":")[0]
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:
        return False


def broken_checks(entry: AIFunction, example: Example) -> list[str]:
    """Return one sentence for each check that `entry` breaks on `example`; none where it holds them all.

    Parameters
    ----------
    entry
        A catalogue entry whose module exists.
    example
        The table to check it on; it is not modified.
    """
    return [f"{name}: {broken}" for name, check in CHECKS.items() if (broken := check(entry, example))]


def _learns(entry: AIFunction) -> bool:
    return hasattr(entry.load(), "fit_table")


def _fit(entry: AIFunction, example: Example, seed: int = 0) -> Any:
    return entry.load().fit_table(example.table, target=example.target, id=example.id or None, seed=seed)


def _run(entry: AIFunction, example: Example, table: "pd.DataFrame | None" = None) -> "pd.DataFrame":
    table = example.table if table is None else table
    worker = _fit(entry, example) if _learns(entry) else entry.load()()
    result: pd.DataFrame = worker.run(table, id=example.id or None)
    return result


def _differs(one: "pd.DataFrame", other: "pd.DataFrame", noise: float = 0.0) -> str:
    if list(one.columns) != list(other.columns) or len(one) != len(other):
        return f"the results differ in shape: {one.shape} and {other.shape}"
    for name in one.columns:
        same = (one[name].astype(object).fillna("") == other[name].astype(object).fillna("")).to_numpy()
        if noise and name in _SCORES:
            same = (abs(one[name].to_numpy() - other[name].to_numpy()) <= noise) | same
        if not same.all():
            return f"column {name!r} differs in {int((~same).sum())} of {len(same)} rows"
    return ""


def _repeats_with_a_seed(entry: AIFunction, example: Example) -> str:
    return _differs(_run(entry, example), _run(entry, example))


def _leaves_its_input_untouched(entry: AIFunction, example: Example) -> str:
    before = example.table.copy(deep=True)
    _run(entry, example)
    return "" if example.table.equals(before) else "the table it was given has changed"


def _row_order_does_not_matter_to_fitting(entry: AIFunction, example: Example) -> str:
    if not _learns(entry):
        return ""
    turned = Example(example.table.iloc[::-1].reset_index(drop=True), example.target, example.id)
    return _differs(_run(entry, example), _run(entry, turned, example.table), _FLOAT_NOISE)


def _column_order_does_not_matter(entry: AIFunction, example: Example) -> str:
    if not _learns(entry):
        return ""
    turned = Example(example.table[example.table.columns[::-1]], example.target, example.id)
    return _differs(_run(entry, example), _run(entry, turned), _FLOAT_NOISE)


def _survives_saving(entry: AIFunction, example: Example) -> str:
    if not _learns(entry):
        return ""
    fitted = _fit(entry, example)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "model")
        fitted.save(path)
        loaded = entry.load().load(path)
    return _differs(fitted.run(example.table), loaded.run(example.table))


def _refuses_a_foreign_file(entry: AIFunction, example: Example) -> str:
    del example
    if not _learns(entry):
        return ""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "model")
        path.write_bytes(b"not a model")
        try:
            entry.load().load(path)
        except InputError:
            return ""
    return "it loaded a file that is no model"


def _abstains_on_too_little_data(entry: AIFunction, example: Example) -> str:
    if not _learns(entry):
        return ""
    result = _run(entry, Example(example.table.iloc[:0], example.target, example.id), example.table)
    if not bool(result["abstained"].all()):
        return "with no outcome known it did not abstain"
    return "" if result["probability"].nunique() == 1 else "with no outcome known it told rows apart"


def _explains_itself(entry: AIFunction, example: Example) -> str:
    if not _learns(entry):
        return ""
    fitted = _fit(entry, example)
    reasons = fitted.explain(example.table)
    if len(reasons) != len(example.table):
        return f"{len(reasons)} explanations for {len(example.table)} rows"
    if fitted.run(example.table)["abstained"].all():
        return "it abstained on the example, so its reasons could not be seen"
    return "" if any(reasons) else "it gave no reason for any row"


def _stays_in_range(entry: AIFunction, example: Example) -> str:
    if not _learns(entry):
        return ""
    result = _run(entry, example)
    missing = [name for name in (*_SCORES, "abstained") if name not in result.columns]
    if missing:
        return f"its result lacks {', '.join(missing)}"
    low, point, high = (result[name].to_numpy() for name in ("low", "probability", "high"))
    holds = (low >= 0) & (low <= point) & (point <= high) & (high <= 1)
    return "" if holds.all() else f"{int((~holds).sum())} rows break 0 <= low <= probability <= high <= 1"


def _names_all_missing_columns(entry: AIFunction, example: Example) -> str:
    if not _learns(entry):
        return ""
    fitted = _fit(entry, example)
    dropped = list(fitted.columns)[:2]
    try:
        fitted.run(example.table.drop(columns=dropped))
    except InputError as error:
        unnamed = [name for name in dropped if name not in str(error)]
        return f"its refusal does not name {', '.join(unnamed)}" if unnamed else ""
    return f"it ran without {', '.join(dropped)}"


def _refuses_a_missing_target(entry: AIFunction, example: Example) -> str:
    if not _learns(entry):
        return ""
    try:
        entry.load().fit_table(example.table, target="no such column")
    except TandemError as error:
        return "" if "no such column" in str(error) else "its refusal does not name the missing target"
    return "it fitted without an outcome column"


CHECKS: dict[str, Check] = {
    "repeats with a seed": _repeats_with_a_seed,
    "leaves its input untouched": _leaves_its_input_untouched,
    "row order does not matter to fitting": _row_order_does_not_matter_to_fitting,
    "column order does not matter": _column_order_does_not_matter,
    "survives saving": _survives_saving,
    "refuses a foreign file": _refuses_a_foreign_file,
    "abstains on too little data": _abstains_on_too_little_data,
    "explains itself": _explains_itself,
    "stays in range": _stays_in_range,
    "names all missing columns": _names_all_missing_columns,
    "refuses a missing target": _refuses_a_missing_target,
}


def declaration_faults(entry: AIFunction) -> Iterator[Fault]:
    """Yield what is wrong with how an entry is declared: its name, its words, its proposal."""
    stage_folder, _, function = entry.name.partition("/")
    if not stage_folder or not function:
        yield Fault(entry.name, "must be called stage_folder/function", entry.name)
    if not entry.implementation.startswith(f"tandem.{stage_folder}."):
        yield Fault(entry.name, f"must be implemented under tandem.{stage_folder}", entry.implementation)
    for name in ("title", "question", "consequence", "version"):
        if not getattr(entry, name).strip():
            yield Fault(f"{entry.name} {name}", "must say something", "nothing")
    if not entry.rejection_codes:
        yield Fault(f"{entry.name} rejection_codes", "must offer at least one", "none")
