"""Rows leave the store whole and in order, however many are turned to columns at once."""

from datetime import datetime
from typing import Any

import pyarrow as pa
import pytest

from tandem_desk.records.models import Lead
from tandem_desk.records.services.snapshots import readers
from tandem_desk.records.services.snapshots.readers import open_reader
from tandem_desk.touchpoints.tasks import SOURCES
from tandem_desk.workspace.models import Workspace

LEADS = next(source for source in SOURCES if source.name == "leads")


@pytest.mark.parametrize(("n_rows", "sizes"), [(0, []), (1, [1]), (6, [6]), (7, [6, 1]), (13, [6, 6, 1])])
def test_batches_hold_as_many_rows_as_they_may_and_none_is_lost(
    workspace: Workspace, now: datetime, monkeypatch: Any, n_rows: int, sizes: list[int]
) -> None:
    monkeypatch.setattr(readers, "_ROWS_AT_ONCE", 2)
    monkeypatch.setattr(readers, "BATCH_ROWS", 6)
    Lead.objects.bulk_create(
        Lead(
            workspace=workspace, name=f"Lead {one}", city="Bonn" if one % 2 else "", n_employees=one or None,
            custom={"Tier": "A"} if one % 3 else {}, recorded_at=now,
        )
        for one in range(n_rows)
    )  # fmt: skip
    with open_reader(workspace.pk) as reader:
        batches = list(reader.rows(LEADS))
    assert [batch.num_rows for batch in batches] == sizes
    rows = [row for batch in batches for row in pa.Table.from_batches([batch]).to_pylist()]
    assert [row["name"] for row in rows] == [f"Lead {one}" for one in range(n_rows)]
    assert [row["n_employees"] for row in rows] == [one or None for one in range(n_rows)]
    assert [row["city"] for row in rows] == ["Bonn" if one % 2 else None for one in range(n_rows)]
    assert [row["custom"] is not None for row in rows] == [bool(one % 3) for one in range(n_rows)]
    assert {row["recorded_at"] for row in rows} <= {now}
