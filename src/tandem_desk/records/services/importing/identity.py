"""By what a row is recognised, in the file itself and among the records that stand already."""

from collections import Counter
from hashlib import blake2b

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tandem.tables.files import RawBatch
from tandem.tables.schema import ColumnType
from tandem.tables.values import parse_column, salesforce_18
from tandem_desk.records.selectors.keys import text_keys
from tandem_desk.records.services.importing.derived import each_once, email_keys, quick_domain
from tandem_desk.records.services.importing.plans import TablePlan
from tandem_desk.records.services.importing.preparing import coalesced
from tandem_desk.records.services.importing.storage import stored_column
from tandem_desk.records.services.importing.stream_models import field_of

__all__ = ["ROW_KEY", "RowKeys", "external_ids", "normal_id", "other_keys"]

# External ids that we made ourselves, for rows that bring nothing to be recognised by.
ROW_KEY = "row "


def normal_id(text: str, system: str) -> str:
    """Return a source's id in the form it is kept in: Salesforce's with 18 characters, all cut to 300.

    Examples
    --------
    >>> normal_id("001D000000IqhSL", "salesforce")
    '001D000000IqhSLIAZ'
    """
    return salesforce_18(text)[:300] if system == "salesforce" and len(text) == 15 else text[:300]


def external_ids(batch: RawBatch, plan: TablePlan) -> list[str]:
    """Return each row's id in its source, empty where it has none."""
    sources = plan.mapped("external_id")
    if not sources:
        return [""] * batch.n_rows
    cells = pc.utf8_trim_whitespace(coalesced(batch, sources)[0])
    texts: list[str] = cells.to_pylist()
    sizes = pc.utf8_length(cells)
    short = plan.system == "salesforce" and pc.any(pc.equal(sizes, 15)).as_py()
    if short or (pc.max(sizes).as_py() or 0) > 300:
        return [normal_id(text, plan.system) for text in texts]
    return texts


def other_keys(batch: RawBatch, plan: TablePlan) -> list[str]:
    """Return each row's key where the table is recognised by something other than the source's id."""
    if plan.key in ("", "external_id"):
        return [""] * batch.n_rows
    sources = plan.mapped(plan.key)
    if plan.key == "email":
        cells, first = coalesced(batch, sources)
        parsed = parse_column(cells, ColumnType.EMAIL, first.reading).values
        return email_keys(pc.fill_null(parsed, "").to_pylist())
    if plan.key == "domain":
        return _domains(batch, plan)
    texts: list[str] = pc.utf8_trim_whitespace(coalesced(batch, sources)[0]).to_pylist()
    return text_keys(texts) if plan.key == "name" and plan.table.name in ("accounts", "opportunities") else texts


def _domains(batch: RawBatch, plan: TablePlan) -> list[str]:
    blank = [""] * batch.n_rows
    columns = []
    for name in ("domain", "website"):
        sources = plan.mapped(name)
        columns.append(each_once(quick_domain, coalesced(batch, sources)[0].to_pylist()) if sources else blank)
    return [one or other for one, other in zip(*columns, strict=True)]


class RowKeys:
    """Gives every row of a file, in order, what it is recognised by.

    A row has its source's id, or another key, or, where it brings neither, a digest of its cells and the count of how
    often the same cells came before; so the same file always finds the same records again. Where the rows say which
    system each comes from, the same id of two systems is two records.
    """

    def __init__(self, plan: TablePlan) -> None:
        self._plan = plan
        self._seen: Counter[str] = Counter()
        self._marks: dict[str, str] = {}

    def of(self, batch: RawBatch) -> tuple[list[str], list[str]]:
        """Return external ids and other keys of a batch's rows; batches must come in the file's order."""
        external, other = external_ids(batch, self._plan), other_keys(batch, self._plan)
        nameless = [place for place, (one, two) in enumerate(zip(external, other, strict=True)) if not one and not two]
        if nameless:
            for place, digest in zip(nameless, _digests(batch, nameless), strict=True):
                self._seen[digest] += 1
                external[place] = f"{ROW_KEY}{digest}.{self._seen[digest]}"
        return external, other

    def by(self, batch: RawBatch, external: list[str], other: list[str]) -> list[str]:
        """Return the one key each row is looked up by: the chosen one where the row has it."""
        ids = self._of_their_systems(batch, external)
        if self._plan.key in ("", "external_id"):
            return ids
        return [f"={two}" if two else one for one, two in zip(ids, other, strict=True)]

    def _of_their_systems(self, batch: RawBatch, external: list[str]) -> list[str]:
        systems = _systems(batch, self._plan)
        if systems is None:
            return external
        # A short mark in place of the name: a large file's keys are all held in memory at once.
        for system in dict.fromkeys(systems):
            self._marks.setdefault(system, f"{len(self._marks)}\x1f")
        return [self._marks[system] + one for system, one in zip(systems, external, strict=True)]


def _systems(batch: RawBatch, plan: TablePlan) -> list[str] | None:
    """Return the system each row says it comes from, as it is stored; `None` where the file does not say."""
    sources = plan.mapped("source_system")
    if not sources:
        return None
    cells, first = coalesced(batch, sources)
    parsed = parse_column(cells, first.type, first.reading).values
    return [one or plan.system for one in stored_column(parsed, field_of(plan, "source_system")).values]


def _digests(batch: RawBatch, places: list[int]) -> list[str]:
    wanted = pa.array(np.array(places, dtype=np.int64))
    columns = [column.take(wanted).to_pylist() for column in batch.columns]
    return [
        blake2b("\x1f".join(row).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
        for row in zip(*columns, strict=True)
    ]
