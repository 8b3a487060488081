"""How a function of Tandem is declared: the shape of one catalogue entry, and what the command line asks of it."""

from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, Self, runtime_checkable

from tandem.kernel.errors import Fault, InputError
from tandem.kernel.vocabulary import Activity, HumanRole, Phase, Stage, SubjectKind, ToolCategory

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["AIFunction", "Baseline", "FileFunction", "Learner", "Need", "Scorecard"]


@dataclass(frozen=True)
class Need:
    """A table a function needs, and the columns in it. Empty `columns` means: whatever columns there are."""

    table: str
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Baseline:
    """The simple rule a function must beat on the user's own data, or be labelled a rule itself."""

    name: str
    how: str


@dataclass(frozen=True)
class AIFunction:
    """One entry of the catalogue.

    Attributes:
        name: "stage_folder/function", e.g. "prospecting/lead_scoring".
        title: what people call it, e.g. "Lead scoring".
        stage, phases, activities, tool_category: its place in the three sources' tables.
        question: the question it answers, one sentence.
        subject: the kind of record its suggestions are about.
        needs: tables and columns it reads.
        proposal: import path of its proposal type, "module:Class".
        human_role: what stays with people.
        baseline: what it must beat.
        implementation: import path, "module:Class"; the class satisfies :class:`FileFunction` or :class:`Learner`.
        version: of the code; moves whenever its results may.
        references: papers or specifications it rests on.
        rejection_codes: (code, words) pairs offered when a person rejects.
        consequence: what being wrong costs, one sentence.
        benchmark: the folder under `benchmarks/` that measures it, where that is not called as the function is.
    """

    name: str
    title: str
    stage: Stage
    phases: tuple[Phase, ...]
    activities: tuple[Activity, ...]
    tool_category: ToolCategory
    question: str
    subject: SubjectKind
    needs: tuple[Need, ...]
    proposal: str
    human_role: HumanRole
    baseline: Baseline
    implementation: str
    version: str
    references: tuple[str, ...]
    rejection_codes: tuple[tuple[str, str], ...]
    consequence: str
    benchmark: str = ""

    def load(self) -> Any:
        """Import and return the implementing class; heavy imports happen here and not before."""
        module, _, attribute = self.implementation.partition(":")
        return getattr(import_module(module), attribute)

    def load_proposal(self) -> type[Any]:
        """Import and return the proposal type."""
        module, _, attribute = self.proposal.partition(":")
        loaded: type[Any] = getattr(import_module(module), attribute)
        return loaded


@dataclass(frozen=True)
class Scorecard:
    """How well a function did on data it had not seen, beside its baselines.

    Attributes:
        n: how many outcomes were judged, > 0.
        period: what the judged part of the data is, in words ("the last fifth by 'Deal Date'").
        measures: rows of (who, measure, value), `who` being the function, a baseline or a peer.
        notes: plain sentences: what was found, what to beware of.
    """

    n: int
    period: str
    measures: tuple[tuple[str, str, float], ...]
    notes: tuple[str, ...] = field(default=())

    def value(self, who: str, measure: str) -> float:
        """Return one figure.

        Raises
        ------
        InputError
            There is no such row.
        """
        for row_who, row_measure, value in self.measures:
            if (row_who, row_measure) == (who, measure):
                return value
        raise InputError(
            Fault("measure", f"must be one of {sorted({row[1] for row in self.measures})}", f"{who}, {measure}")
        )


@runtime_checkable
class FileFunction(Protocol):
    """A function that works on one plain table without having been fitted: rules, recognisers, readers."""

    def run(self, table: "pd.DataFrame", *, id: str | None = None) -> "pd.DataFrame":
        """Return one row for each subject found in `table`."""
        ...


@runtime_checkable
class Learner(Protocol):
    """A function that is fitted to a table with a known outcome, saved to a file, and run on other tables.

    The command line is built on these four. `run` returns a table with the id column (or `row`, counted from 0) and
    `probability`, `low`, `high`, `abstained`, in the input's order.
    """

    @classmethod
    def fit_table(
        cls, table: "pd.DataFrame", *, target: str, id: str | None = None, time: str | None = None, seed: int = 0
    ) -> Self:
        """Return a fitted instance. `target` is the outcome column, `time` the column that orders the rows."""
        ...

    def run(self, table: "pd.DataFrame", *, id: str | None = None) -> "pd.DataFrame":
        """Return probability and interval for each row."""
        ...

    @classmethod
    def evaluate_table(
        cls, table: "pd.DataFrame", *, target: str, id: str | None = None, time: str | None = None, seed: int = 0
    ) -> Scorecard:
        """Return how well it does on rows held out by time (or at random where there is none), beside its baselines."""
        ...

    def save(self, path: Path) -> None:
        """Write the fitted model and its card to one file."""
        ...

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a model that :meth:`save` wrote.

        Raises
        ------
        InputError
            The file is not such a model, or was written by a version that cannot be read.
        """
        ...
