"""The Evidence page: each claim about Tandem beside the command that measures it and the figures last committed."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from django.http import HttpResponse
from django.shortcuts import render

from tandem_desk.workspace.permissions import Action, require
from tandem_desk.workspace.selectors.signed_in import Request

__all__ = ["Claim", "Result", "evidence", "read_result"]

BENCHMARKS = Path(__file__).resolve().parents[4] / "benchmarks"


@dataclass(frozen=True)
class Claim:
    """One claim, and the benchmark that bears it out or does not."""

    words: str
    benchmark: str

    @property
    def command(self) -> str:
        """The command that measures it."""
        return f"python -m benchmarks {self.benchmark}"


@dataclass(frozen=True)
class Table:
    """One table of a results file."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Result:
    """What a results file says: its first words, its tables, when it was written."""

    title: str
    words: str
    tables: tuple[Table, ...]
    written_at: datetime


CLAIMS = (
    Claim(
        "Lead scores are measured beside their peers at every size of data, and their intervals against a known truth.",
        "odds",
    ),
    Claim("Columns that know the outcome from after the fact are found without being told.", "odds"),
    Claim("Columns of unknown tables are recognised.", "column_recognition"),
    Claim("A million leads are imported, beside the bare floor of the same file.", "import_speed"),
    Claim("What was known on a past day comes back exactly, from ten million touchpoints.", "tables"),
    Claim("No page takes over 150 ms at a million leads (95th percentile).", "pages"),
    Claim("A changed lead has its new score within a second.", "event_to_score"),
    Claim("Time expressions in sales mails are understood.", "language/time_expressions"),
)


def evidence(request: Request) -> HttpResponse:
    """Show every claim with its figures, and say so where there are none."""
    require(request.user, Action.VIEW)
    known = {claim.benchmark for claim in CLAIMS}
    others = sorted(path.parent.name for path in BENCHMARKS.glob("*/results.md") if path.parent.name not in known)
    claims = [*CLAIMS, *(Claim(name.replace("_", " ").capitalize(), name) for name in others)]
    rows = [(claim, read_result(claim.benchmark)) for claim in claims]
    return render(
        request, "stages/evidence.html", {"rows": rows, "n_measured": sum(result is not None for _, result in rows)}
    )


def read_result(benchmark: str) -> Result | None:
    """Return what a benchmark last found, or `None` where no result is committed."""
    path = BENCHMARKS / benchmark / "results.md"
    if not path.is_file():
        return None
    return _parse(path.read_text(encoding="utf-8"), path.stat().st_mtime)


@lru_cache(maxsize=64)
def _parse(text: str, written: float) -> Result:
    title, words, tables, rows = "", [], [], []
    for line in [*text.splitlines(), ""]:
        if line.startswith("|"):
            rows.append(tuple(cell.strip().strip("*`") for cell in line.strip().strip("|").split("|")))
            continue
        if len(rows) > 1:
            tables.append(Table(rows[0], tuple(rows[2:])))
        rows = []
        if line.startswith("#"):
            title = title or line.lstrip("# ").strip()
        elif line.strip() and not tables:
            words.append(line.strip().replace("`", ""))
    return Result(title, " ".join(words), tuple(tables), datetime.fromtimestamp(written, tz=UTC))
