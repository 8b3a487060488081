"""The standing companies of these tests: a small one with all its tables, and a large one that is only drawn."""

from datetime import date
from typing import Any

import pyarrow as pa
import pytest

from tandem.datasets.sample_company import SampleCompany, SampleSettings, simulate

TODAY = date(2026, 3, 2)


@pytest.fixture(scope="session")
def company() -> SampleCompany:
    """Return a company of 2,000 leads."""
    return simulate(SampleSettings(seed=11, today=TODAY, n_leads=2_000, duplicate_share=0.05))


@pytest.fixture(scope="session")
def tables(company: SampleCompany) -> dict[str, pa.Table]:
    return company.tables()


@pytest.fixture(scope="session")
def large() -> SampleCompany:
    """Return a company of 60,000 leads; drawing it is quick, rendering its tables is not."""
    return simulate(SampleSettings(seed=5, today=TODAY, n_leads=60_000))


@pytest.fixture(scope="session")
def fold() -> Any:
    """Return a function that compares the fold of changes with the present values and returns how many there were."""
    return _fold


def _fold(tables: dict[str, pa.Table], name: str, kind: str, n_rows: int) -> int:
    from datetime import UTC, datetime, timedelta
    from itertools import pairwise

    import pyarrow.compute as pc

    from tandem.datasets.sample_company.columns import text_of
    from tandem.kernel.timeline import Change, value_as_of
    from tandem.kernel.vocabulary import SubjectKind

    end = datetime(TODAY.year, TODAY.month, TODAY.day, tzinfo=UTC)
    own = tables["changes"].filter(pc.equal(tables["changes"]["subject_kind"], kind))
    own = own.filter(pc.less_equal(own["subject_id"], n_rows)).to_pylist()
    by_field: dict[tuple[int, str], list[Change]] = {}
    for row in own:
        change = Change(
            SubjectKind(kind),
            row["subject_id"],
            row["field"],
            row["old"],
            row["new"],
            row["valid_from"],
            row["recorded_at"],
        )
        by_field.setdefault((row["subject_id"], row["field"]), []).append(change)
    present = {field: text_of(tables[name][field].combine_chunks()).to_pylist() for _, field in by_field}
    created = tables[name]["created_at"].to_pylist()
    for (subject_id, field), changes in by_field.items():
        now = present[field][subject_id - 1]
        ordered = sorted(changes, key=lambda change: change.valid_from)
        assert ordered[-1].new == now, (subject_id, field)
        assert value_as_of(now, changes, as_of=ordered[0].valid_from - timedelta(seconds=1)) == ordered[0].old
        for change, after in zip(ordered, [*ordered[1:], None], strict=True):
            if after is None or after.valid_from > change.valid_from:
                assert value_as_of(now, changes, as_of=change.valid_from) == change.new, (subject_id, field)
        assert all(before.new == after.old for before, after in pairwise(ordered)), (
            subject_id,
            field,
        )
        assert all(change.old != change.new for change in ordered)
        assert created[subject_id - 1] <= ordered[0].valid_from
        assert ordered[-1].valid_from < end
    return len(own)
