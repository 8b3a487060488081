"""Time expressions of a column of texts, as the command line runs it."""

from collections.abc import Mapping
from datetime import date, datetime
from types import NoneType
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tandem.kernel.errors import Fault, InputError
from tandem.language.time_expressions.expression import TimeExpression
from tandem.language.time_expressions.reading import read_times

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["TimeReading"]

_TEXTS = ("text", "body", "message", "note", "comment", "description", "subject")
_MOMENTS = ("occurred_at", "sent_at", "created_at", "received_at", "date", "timestamp")


class TimeReading:
    """Finds the time expressions in a column of texts and resolves each against the moment its row was written.

    Parameters
    ----------
    text
        The column of texts; by default the first there is of text, body, message, note, comment, description, subject.
    moment
        The column of moments at which the texts were written; by default the first there is of occurred_at, sent_at,
        created_at, received_at, date, timestamp. Moments without a zone are taken as in `zone`.
    reference
        A moment for all rows, ISO text or datetime, where there is no such column.
    zone
        The writers' zone.
    language, country, fiscal_year_starts_month, week_starts
        As in :func:`tandem.language.time_expressions.read_times`.
    anchors
        The account's own dates, by name, the same for all rows.

    Raises
    ------
    InputError
        A setting is of the wrong type; all are named.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"sent_at": ["2026-03-10T09:30Z"], "body": ["Can we talk next Monday, or in two months?"]})
    >>> TimeReading().run(table)[["words", "value"]].values.tolist()
    [['next Monday', '2026-03-16 day'], ['in two months', '2026-05-10 day']]
    """

    def __init__(
        self,
        *,
        text: str = "",
        moment: str = "",
        reference: str | datetime | None = None,
        zone: str = "UTC",
        language: str = "en",
        country: str = "",
        fiscal_year_starts_month: int = 1,
        week_starts: int = 0,
        anchors: Mapping[str, date] | None = None,
    ) -> None:
        self.text, self.moment, self.reference, self.zone = text, moment, reference, zone
        self.language, self.country = language, country
        self.fiscal_year_starts_month, self.week_starts = fiscal_year_starts_month, week_starts
        self.anchors = anchors
        self._check_types()

    def _check_types(self) -> None:
        """Settings may come from a file, where a number stands as easily as a text."""
        texts = ("text", "moment", "zone", "language", "country")
        whole = ("fiscal_year_starts_month", "week_starts")
        faults = [
            *(Fault(name, "must be text", repr(getattr(self, name))) for name in texts if not self._is(name, str)),
            *(
                Fault(name, "must be a whole number", repr(getattr(self, name)))
                for name in whole
                if not self._is(name, int)
            ),
        ]
        if not isinstance(self.reference, (str, datetime, NoneType)):
            faults.append(Fault("reference", "must be ISO 8601 text or a datetime", repr(self.reference)))
        dates = self.anchors.values() if isinstance(self.anchors, Mapping) else [self.anchors]
        if self.anchors is not None and not all(isinstance(one, date) for one in dates):
            faults.append(Fault("anchors", "must be names with dates", repr(self.anchors)))
        if faults:
            raise InputError(faults)

    def _is(self, name: str, kind: type) -> bool:
        value = getattr(self, name)
        return isinstance(value, kind) and not isinstance(value, bool)

    @property
    def columns(self) -> tuple[str, ...]:
        """Headers it looks for; those of a file are matched to them without regard to case."""
        named = tuple(name for name in (self.text, self.moment) if name)
        return (*named, *(() if self.text else _TEXTS), *(() if self.moment else _MOMENTS))

    def run(self, table: "pd.DataFrame", *, id: str | None = None) -> "pd.DataFrame":
        """Return one row for each expression found.

        Parameters
        ----------
        table
            A column of texts and, unless `reference` was given, one of the moments at which they were written.
        id
            Column whose value names the row; without it, `row` counts from 0.

        Returns
        -------
        DataFrame
            Columns: the id column or `row`; words, first, last (offsets), kind, start, end (ISO 8601 with zone, empty
            where open), grain, value, choices (joined by " or "), confidence in [0, 1], rule, duration, recurrence,
            missing.

        Raises
        ------
        InputError
            A column is missing, a moment cannot be read, or there is no such zone.
        """
        import pandas as pd

        text, moment = self._columns(table, id)
        names = list(table[id]) if id is not None else list(range(len(table)))
        given = [self.reference] * len(table) if self.reference is not None else list(table[moment])
        texts = [
            (name, words, said) for name, words, said in zip(names, table[text], given, strict=True) if _is_text(words)
        ]
        said = self._moments([said for _, _, said in texts])
        rows: list[dict[str, object]] = []
        for (name, words, _), when in zip(texts, said, strict=True):
            rows += [{id or "row": name, **_row(found)} for found in self._read(words, when)]
        return pd.DataFrame(rows, columns=[id or "row", *_COLUMNS])

    def _read(self, words: str, said: datetime) -> tuple[TimeExpression, ...]:
        return read_times(
            words,
            reference=said,
            zone=self.zone,
            anchors=self.anchors,
            language=self.language,
            country=self.country,
            fiscal_year_starts_month=self.fiscal_year_starts_month,
            week_starts=self.week_starts,
        )

    def _columns(self, table: "pd.DataFrame", id: str | None) -> tuple[str, str]:
        here = [str(column) for column in table.columns]
        text = self.text or next((name for name in _TEXTS if name in here), "")
        moment = self.moment or next((name for name in _MOMENTS if name in here), "")
        faults = []
        if text not in here:
            faults.append(Fault("text", f"must be a column of the table ({', '.join(here)})", text or "none"))
        if self.reference is None and moment not in here:
            remedy = "Name the column of moments, or give one reference for all rows."
            faults.append(Fault("moment", "must be a column of the table, or a reference", moment or "none", remedy))
        if id is not None and id not in here:
            faults.append(Fault("id", "must be a column of the table", id))
        if faults:
            raise InputError(faults)
        return text, moment

    def _moments(self, values: list[object]) -> list[datetime]:
        import pandas as pd

        moments, faults = [], []
        zone = self._zone()
        for value in values:
            try:
                if value is pd.NaT:
                    raise ValueError(value)
                moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
                moments.append(moment if moment.tzinfo is not None else moment.replace(tzinfo=zone))
            except (ValueError, TypeError):
                where = "reference" if self.reference is not None else self.moment or "moment"
                faults.append(Fault(where, "must be ISO 8601 text or a datetime", str(value)))
        if faults:
            raise InputError(list(dict.fromkeys(faults)))
        return moments

    def _zone(self) -> ZoneInfo:
        try:
            return ZoneInfo(self.zone)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            fault = Fault("zone", "must be the name of a time zone, such as Europe/Berlin", self.zone or "nothing")
            raise InputError(fault) from error


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


_COLUMNS = (
    "words",
    "first",
    "last",
    "kind",
    "start",
    "end",
    "grain",
    "value",
    "choices",
    "confidence",
    "rule",
    "duration",
    "recurrence",
    "missing",
)


def _row(found: TimeExpression) -> dict[str, object]:
    return {
        "words": found.text,
        "first": found.first,
        "last": found.last,
        "kind": str(found.kind),
        "start": found.start.isoformat() if found.start else "",
        "end": found.end.isoformat() if found.end else "",
        "grain": str(found.grain),
        "value": found.value.partition(" or ")[0],
        "choices": found.value if found.is_ambiguous else "",
        "confidence": found.confidence,
        "rule": found.rule,
        "duration": found.duration,
        "recurrence": found.recurrence,
        "missing": found.missing,
    }
