"""Recognising unknown tables: which of ours each is, which field each column, and what must be asked."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Protocol

import numpy as np
import numpy.typing as npt

from tandem.kernel.suggestion import Estimate, Evidence, EvidenceKind, Reason
from tandem.prospecting.column_recognition.evidence import ValueEvidence, look_at, only_ones
from tandem.prospecting.column_recognition.proposal import ColumnProposal, Recognition, TableProposal, Use, shown
from tandem.prospecting.column_recognition.scoring import (
    Features,
    calibrated,
    candidates,
    confidence,
    estimate,
    features,
)
from tandem.prospecting.column_recognition.words import TABLE_WORDS, header_words
from tandem.tables.dialects import TableMatch, detect_history, fold, match_table
from tandem.tables.schema import TABLES, ColumnType
from tandem.tables.schema.labels import readable_header
from tandem.tables.values import AS_USUAL, Ambiguous, Reading, decide_reading

__all__ = ["Sample", "recognise", "recognise_as"]

# The weighed evidence, before its calibration, from which a column counts as a field. On renamed tables the share right
# hardly differs from 0.2 to 0.6 and falls above (see the benchmark); this lies in the flat part.
ENOUGH = 0.43
_TABLE_AT_LEAST = 1.0
# In a table of more than these many columns, at least so many must be fields of ours.
_FEW, _FIELDS_AT_LEAST = 3, 2
# What a column spelled as we spell it says about the table, beside how rare its field is.
_OWN_SPELLING = 0.5
_READ_TYPES = (
    ColumnType.INTEGER, ColumnType.NUMBER, ColumnType.AMOUNT, ColumnType.SHARE, ColumnType.DATE, ColumnType.MOMENT,
    ColumnType.FLAG, ColumnType.COUNTRY,
)  # fmt: skip


class Sample(Protocol):
    """A table as recognition needs it: its name, headers, and some rows as columns of text."""

    @property
    def name(self) -> str:
        """The file's stem or the sheet's title."""
        ...

    @property
    def headers(self) -> Sequence[str]:
        """Distinct headers."""
        ...

    @property
    def columns(self) -> Sequence[Sequence[str]]:
        """For each header the sampled cells; the first thousand rows are plenty."""
        ...


@dataclass
class _Looked:
    """One sample with what its values say, looked at once."""

    sample: Sample
    hint: Reading
    originals: Sequence[str]

    @cached_property
    def seen(self) -> list[ValueEvidence]:
        return [look_at(list(cells)) for cells in self.sample.columns]


def recognise(
    tables: Sequence[Sample], hint: Reading = AS_USUAL, originals: Sequence[Sequence[str]] | None = None
) -> Recognition:
    """Return what each table and each of its columns most likely is.

    Exports of known systems are taken by their headers, with near certainty. Other tables are compared with every table
    of ours: each column's name (in several languages, with abbreviations) and values give a probability for each field,
    no field is given twice, and the table whose fields are best filled wins. A column no field fits stays as a custom
    field; a table that fits none is left out, with the reason.

    Parameters
    ----------
    tables
        Name, headers and sampled cells of each.
    hint
        What is known beforehand: the files' decimal sign, the default country, zone and currency.
    originals
        Headers as written, where `headers` had to be made distinct.
    """
    written = originals if originals is not None else [one.headers for one in tables]
    looked = [_Looked(one, hint, names) for one, names in zip(tables, written, strict=True)]
    first = [_recognise_one(one, {}) for one in looked]
    ids = [_ids_by_table(first, looked, place) for place in range(len(looked))]
    return Recognition(tuple(map(_recognise_one, looked, ids, first)))


def recognise_as(table: Sample, target: str, hint: Reading = AS_USUAL) -> TableProposal:
    """Return how a table's columns are best read if a person says which of our tables it is."""
    looked = _Looked(table, hint, table.headers)
    columns = _columns(looked, _fit(looked, target, {}))
    certain = Estimate(1.0, 1.0, 1.0, 0.8, 0)
    return TableProposal(table.name, target, "unknown", "", "", "", certain, "A person chose the table.", columns)


def _recognise_one(looked: _Looked, ids: dict[str, set[str]], before: TableProposal | None = None) -> TableProposal:
    if before is not None and (before.system != "unknown" or not ids):
        return before
    name = looked.sample.name
    history = detect_history(name, looked.originals)
    if history is not None and not history.also_records:
        return _history_only(looked, history.name)
    match = match_table(name, looked.originals)
    if match is not None:
        return _known(looked, match, history.name if history is not None else "")
    return _unknown(looked, ids)


def _ids_by_table(first: Sequence[TableProposal], looked: Sequence[_Looked], asking: int) -> dict[str, set[str]]:
    """Return the ids and names in the other files, by the table they were taken for."""
    ids: dict[str, set[str]] = {}
    for place, (proposal, one) in enumerate(zip(first, looked, strict=True)):
        for field in ("external_id", "name") if proposal.table and place != asking else ():
            if header := proposal.header_of(field):
                cells = one.sample.columns[list(one.sample.headers).index(header)]
                ids.setdefault(proposal.table, set()).update(cell for cell in cells if cell)
    return ids


def _history_only(looked: _Looked, history: str) -> TableProposal:
    columns = tuple(
        ColumnProposal(
            header,
            Use.IGNORE,
            "",
            ColumnType.TEXT,
            looked.hint,
            estimate(0.99, exact=True),
            (_because("part of a history", header, seen),),
        )
        for header, seen in zip(looked.sample.headers, looked.seen, strict=True)
    )
    return TableProposal(
        looked.sample.name,
        "",
        "known",
        "",
        "",
        history,
        estimate(0.99, exact=True),
        f"It is a history: {history}.",
        columns,
    )


def _because(claim: str, header: str, seen: ValueEvidence, weight: float = 0.5) -> Reason:
    return Reason(claim, weight, (Evidence(EvidenceKind.FIELD, header, shown(seen.sample)),))


def _known(looked: _Looked, match: TableMatch, history: str) -> TableProposal:
    shape = match.shape
    taken: set[str] = set()
    columns = []
    for place, (header, seen, field) in enumerate(zip(looked.sample.headers, looked.seen, match.fields, strict=True)):
        column = field.column if field is not None else ""
        # Fields of different kinds of touchpoint fill one column together: a call's title, a mail's subject.
        is_free = column not in taken or (field is not None and bool(field.kinds))
        use = Use.IGNORE if not shape.table else Use.FIELD if column and is_free else Use.CUSTOM
        taken |= {column} if use is Use.FIELD else set()
        kind = TABLES[shape.table].column(column).type if use is Use.FIELD else _kind_of_custom(seen)
        hint = looked.hint.with_(per_hundred=True) if field is not None and field.per_hundred else looked.hint
        reading, question = _reading(looked.sample.columns[place], kind, hint)
        spelled = (
            f"{shape.system} calls a field of {shape.name} so"
            if field is not None
            else f"{shape.name} of {shape.system} has no such field"
        )
        columns.append(
            ColumnProposal(
                header, use, column if use is Use.FIELD else "", kind, reading, estimate(0.99, exact=True),
                (_because(spelled, header, seen, 0.9),), (), question,
                field.lookup if field is not None and use is Use.FIELD else "",
                field.many if field is not None and use is Use.FIELD else False,
            )
        )  # fmt: skip
    why = f"{match.known_share:.0%} of its headers are those of {shape.name} in {shape.system}."
    why = f"{why} {shape.why_ignored}" if shape.why_ignored else why
    sure = min(0.99, 0.7 + 0.3 * match.known_share)
    return TableProposal(
        looked.sample.name, shape.table, shape.system, shape.name, str(match.spelling), history,
        Estimate(sure, max(0.0, sure - 0.05), min(1.0, sure + 0.01), 0.8, 0), why, tuple(columns),
    )  # fmt: skip


def _unknown(looked: _Looked, ids: dict[str, set[str]]) -> TableProposal:
    name = looked.sample.name
    fits = [_fit(looked, table, ids) for table in TABLES if table != "changes"]
    scores = np.array([_score(name, fit) for fit in fits])
    ranks = np.argsort(-scores, kind="stable").tolist()
    best, score = fits[ranks[0]], float(scores[ranks[0]])
    shares = np.exp(scores - scores.max())
    shares /= shares.sum()
    ours = _name_bonus(name, "")
    others = tuple((fits[place].table, round(float(shares[place]), 3)) for place in ranks[1:4])
    enough = float(1 / (1 + np.exp(_TABLE_AT_LEAST + ours - score)))
    columns = _columns(looked, best)
    if score < _TABLE_AT_LEAST + ours:
        ignored = tuple(replace(one, use=Use.IGNORE, field="", question=None) for one in columns)
        why = (
            "It seems to be about your own team, which is no table of ours."
            if ours
            else "Its columns fit none of our tables well enough."
        )
        return TableProposal(
            name,
            "",
            "unknown",
            "",
            "",
            "",
            estimate(1 - enough),
            why,
            ignored,
            ((best.table, round(enough, 3)), *others),
        )
    n_found = sum(one.use is Use.FIELD for one in columns)
    why = f"{n_found} of its {len(columns)} columns look like fields of {TABLES[best.table].label.lower()}."
    sure = min(float(shares[ranks[0]]) * enough, 0.99)
    return TableProposal(name, best.table, "unknown", "", "", "", estimate(sure), why, columns, others)


def _score(name: str, fit: "_Fit") -> float:
    """Return how well a table fits; one field among several columns is chance, unless the file's name speaks for it."""
    bonus = _name_bonus(name, fit.table)
    chance = len(fit.picks) > _FEW and sum(map(bool, fit.picks)) < _FIELDS_AT_LEAST and not bonus
    return min(fit.score, 0.0) if chance else fit.score + bonus


def _name_bonus(name: str, table: str) -> float:
    words = set(TABLE_WORDS.get(table, "").split())
    parts = {fold(name), *(part for part in "".join(c if c.isalnum() else " " for c in name.casefold()).split())}
    parts |= {one.removesuffix("s") for one in parts}
    return 2.5 if parts & words else 0.0


@dataclass(frozen=True)
class _Fit:
    """How one of our tables is best filled by the columns: the picked field of each, and all that speaks for it."""

    table: str
    picks: tuple[str, ...]
    found: list[list[Features]]
    sure: npt.NDArray[np.float64]
    score: float


def _fit(looked: _Looked, table: str, ids: dict[str, set[str]]) -> _Fit:
    """Return the likeliest way to give each column a field of one table or none, no field twice."""
    from scipy.optimize import linear_sum_assignment

    headers, fields = list(looked.sample.headers), candidates(table)
    if not headers:
        return _Fit(table, (), [], np.zeros((0, len(fields))), 0.0)
    found = []
    alone = only_ones(looked.seen)
    for place, header in enumerate(headers):
        points = _points_to(looked.sample.columns[place], ids) if ids else {}
        found.append(
            [
                features(
                    looked.originals[place] or header,
                    looked.seen[place],
                    table,
                    field,
                    alone=alone[place],
                    points_to=points,
                )
                for field in fields
            ]
        )
    sure = np.array([[confidence(one) for one in row] for row in found])
    # Staying a custom column is the other choice each column has; it gains nothing.
    gain = np.log(sure / (1 - sure)) - np.log(ENOUGH / (1 - ENOUGH))
    _, chosen = linear_sum_assignment(-np.hstack([gain, np.zeros((len(headers), len(headers)))]))
    picks = tuple(
        fields[pick].name if pick < len(fields) and sure[place, pick] >= ENOUGH else ""
        for place, pick in enumerate(chosen.tolist())
    )
    score = sum(
        float(sure[place, pick]) * _says_about_table(fields[pick].name, found[place][pick])
        for place, pick in enumerate(chosen.tolist())
        if picks[place]
    )
    return _Fit(table, picks, found, sure, score - 0.03 * len(headers))


def _columns(looked: _Looked, fit: _Fit) -> tuple[ColumnProposal, ...]:
    names = [one.name for one in candidates(fit.table)]
    taken = set(fit.picks) - {""}
    columns = []
    for place, pick in enumerate(fit.picks):
        best = sorted(zip(fit.sure[place].tolist(), names, strict=True), reverse=True)
        if pick:
            at = names.index(pick)
            columns.append(_as_field(looked, place, fit, at, best))
        else:
            columns.append(_as_custom(looked, place, best, taken))
    return tuple(columns)


def _says_about_table(field: str, found: Features) -> float:
    """How much a field says about its table: those that every table has say little, our own spelling much."""
    n_tables = sum(field in one.column_names for one in TABLES.values())
    return float(1.0 / n_tables**0.7) + _OWN_SPELLING * found.named()["spelled"]


def _points_to(cells: Sequence[str], ids: dict[str, set[str]]) -> dict[str, float]:
    filled = {cell for cell in cells if cell}
    return {table: len(filled & known) / max(len(filled), 1) for table, known in ids.items()}


def _as_field(looked: _Looked, place: int, fit: _Fit, at: int, best: list[tuple[float, str]]) -> ColumnProposal:
    name, sure = fit.picks[place], float(fit.sure[place, at])
    kind = TABLES[fit.table].column(name).type
    reading, question = _reading(looked.sample.columns[place], kind, looked.hint)
    others = tuple((other, round(share, 3)) for share, other in best[:4] if other != name and share > 0.02)[:3]
    return ColumnProposal(
        looked.sample.headers[place], Use.FIELD, name, kind, reading, estimate(calibrated(sure, custom=False)),
        _reasons(looked, place, name, fit.found[place][at]), others, question,
    )  # fmt: skip


def _reasons(looked: _Looked, place: int, name: str, found: Features) -> tuple[Reason, ...]:
    header, seen, said = looked.sample.headers[place], looked.seen[place], found.named()
    reasons = []
    if said["name"] > 0.3:
        words = " ".join(header_words(header))
        reasons.append(
            _because(
                f"its header, read as '{words}', is {said['name']:.0%} alike a name of '{readable_header(name)}'",
                header,
                seen,
                said["name"],
            )
        )
    if said["values_fit"] > 0.2 or said["certain_kind"]:
        reasons.append(
            _because(f"its values look as '{readable_header(name)}' should", header, seen, said["values_fit"] / 2)
        )
    for feature, claim in (
        ("id_like", "every row has another value, shaped like an id"),
        ("stage_like", "its values are known stages or kinds"),
        ("points_there", "its values are found in the other file"),
        ("money_like", "its values carry currency signs"),
    ):
        if said[feature] > 0.5:
            reasons.append(_because(claim, header, seen, 0.5))
    return tuple(reasons) or (_because("it is the likeliest field left for it", header, seen, 0.1),)


def _as_custom(looked: _Looked, place: int, best: list[tuple[float, str]], taken: set[str]) -> ColumnProposal:
    header, seen = looked.sample.headers[place], looked.seen[place]
    kind = _kind_of_custom(seen)
    reading, question = _reading(looked.sample.columns[place], kind, looked.hint)
    # A field that another column fills better is no rival any more.
    none = math.prod(1 - share for share, name in best if name not in taken)
    others = tuple((name, round(share, 3)) for share, name in best[:3] if share > 0.05)
    because = _because("no field of ours is named so or holds such values", header, seen, none)
    return ColumnProposal(
        header, Use.CUSTOM, "", kind, reading, estimate(calibrated(none, custom=True)), (because,), others, question
    )


def _kind_of_custom(seen: ValueEvidence) -> ColumnType:
    share = dict(seen.shares)
    if seen.n == 0:
        return ColumnType.TEXT
    if share["flag"] == 1.0 and seen.n_distinct <= 2:
        return ColumnType.FLAG
    if share["date"] > 0.95:
        return ColumnType.MOMENT if share["time"] > 0.5 else ColumnType.DATE
    if share["number"] > 0.95:
        return ColumnType.INTEGER if share["whole"] > 0.95 else ColumnType.NUMBER
    if seen.words > 8:
        return ColumnType.LONG_TEXT
    return ColumnType.CATEGORY if seen.n_distinct <= max(30, 0.05 * seen.n) else ColumnType.TEXT


def _reading(cells: Sequence[str], kind: ColumnType, hint: Reading) -> tuple[Reading, Ambiguous | None]:
    if kind not in _READ_TYPES:
        return hint, None
    decided = decide_reading(list(cells), kind, hint)
    return (hint, decided) if isinstance(decided, Ambiguous) else (decided, None)
