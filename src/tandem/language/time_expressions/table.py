"""Time expressions of a column of texts, as the command line runs it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

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
            A column is missing, or a moment cannot be read.
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
        for value in values:
            try:
                if value is pd.NaT:
                    raise ValueError(value)
                moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
                moments.append(moment if moment.tzinfo is not None else moment.replace(tzinfo=ZoneInfo(self.zone)))
            except (ValueError, TypeError):
                faults.append(Fault(self.moment or "moment", "must be ISO 8601 text or a datetime", str(value)))
        if faults:
            raise InputError(list(dict.fromkeys(faults)))
        return moments


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
