"""Time as facts have it: when something was true, and when it became known."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeAlias

from tandem.kernel.errors import Fault, InputError
from tandem.kernel.vocabulary import SubjectKind

__all__ = ["Change", "as_utc", "value_as_of"]

Scalar: TypeAlias = str | int | float | bool | None


def as_utc(moment: datetime) -> datetime:
    """Return the same instant in UTC.

    Raises
    ------
    InputError
        The moment carries no zone, so it names no instant.
    """
    if moment.tzinfo is None:
        remedy = "Say which zone it was written in."
        raise InputError(Fault("time", "must carry a time zone", moment.isoformat(), remedy))
    return moment.astimezone(UTC)


@dataclass(frozen=True)
class Change:
    """One change of one field of one record.

    Attributes:
        subject_kind: the kind of record changed.
        subject_id: its id.
        field: the field's name in Tandem's spelling; custom fields as `custom.<original header>`.
        old: the value before; `None` means empty.
        new: the value after; `None` means empty.
        valid_from: aware UTC instant at which the new value became true in the world.
        recorded_at: aware UTC instant at which Tandem learned of it; never before `valid_from` was possible to know.
        source: where it came from ("import 12: leads.csv row 7", "page", "api key crm-sync").
        actor: who did it (member, rule or system, in words).
        reconstructed: whether it was rebuilt from an export rather than seen as it happened.
    """

    subject_kind: SubjectKind
    subject_id: int
    field: str
    old: Scalar
    new: Scalar
    valid_from: datetime
    recorded_at: datetime
    source: str = ""
    actor: str = ""
    reconstructed: bool = False


def value_as_of(
    current: Scalar, changes: Iterable[Change], *, as_of: datetime, known_by: datetime | None = None
) -> Scalar:
    """Return the value one field had at a moment, as it was known then.

    Records store their present state plus one row for each change, so that a field that never changed costs nothing.
    The value is found by unwinding the present one:

    1. Changes known by then that took effect after the moment are taken back: what holds is the `new` of the last known
       change before them, or the `old` of the first of them.
    2. Otherwise it is what the record showed then. Where changes have been recorded since, that is the `new` of the
       change recorded last before, or the `old` of the first one recorded after. Reconstructed changes are passed
       over here: they tell what was true, and altered nothing that was shown.
    3. Where reconstructed changes are all there is, and some were recorded since, they tell what held at the moment, so
       that nothing of what came after it leaks in. Where nothing has been recorded since, it is the current value.

    An imported change is valid from the source's own moment of it and recorded at the import: on a day between the two
    it is unknown by default, and holds where `known_by` lies after the import. Equal times are ordered by
    `recorded_at`, then as given.

    Parameters
    ----------
    current
        The value now.
    changes
        The field's changes, in any order; all of one record and one field.
    as_of
        Aware instant asked about; a change with `valid_from` equal to it counts as made.
    known_by
        Aware instant; changes recorded later are treated as unknown. Default: `as_of` itself, which is what honest
        training needs. Pass the present to ask what *was true*, as far as known today.

    Examples
    --------
    >>> from datetime import timedelta
    >>> monday = datetime(2026, 3, 2, tzinfo=UTC)
    >>> change = Change(SubjectKind.LEAD, 7, "status", "New", "Working", monday, monday)
    >>> value_as_of("Working", [change], as_of=monday - timedelta(days=1))
    'New'
    """
    horizon = known_by if known_by is not None else as_of
    given = list(changes)
    history = sorted(given, key=lambda change: (change.valid_from, change.recorded_at))
    known = [change for change in history if change.recorded_at <= horizon]
    after = [change for change in known if change.valid_from > as_of]
    if after:
        before = [change for change in known if change.valid_from <= as_of]
        return before[-1].new if before else after[0].old
    if len(known) == len(history):
        return current
    seen = sorted((change for change in given if not change.reconstructed), key=lambda change: change.recorded_at)
    shown = [change.new for change in seen if change.recorded_at <= horizon]
    if seen:
        return shown[-1] if shown else seen[0].old
    rebuilt = [change for change in history if change.valid_from <= as_of]
    return rebuilt[-1].new if rebuilt else history[0].old
