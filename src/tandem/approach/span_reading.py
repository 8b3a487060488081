"""Span reading: what mails, notes and posts name, and what they ask, promise and agree, on one plain table."""

from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tandem.kernel.errors import Fault, InputError
from tandem.language.cleaning import MailPart, PartKind, split_mail
from tandem.language.spans import KnownNames, Span, find_actions, read_spans

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Span", "SpanReading"]

_TEXTS = ("text", "body", "message", "note", "comment", "description", "subject")
_MOMENTS = ("occurred_at", "sent_at", "created_at", "received_at", "date", "timestamp")
_COLUMNS = ("part", "kind", "words", "first", "last", "value", "unit", "who", "start", "end", "confidence")
_SEVERAL = (list, tuple, set, frozenset)
# Stands in where nobody knows when a text was written; what it would date is then left empty.
_NO_MOMENT = datetime(2000, 1, 1, tzinfo=UTC)


class SpanReading:
    """Finds in a column of texts what each names, asks, promises and agrees, with offsets.

    Parameters
    ----------
    text
        The column of texts; by default the first there is of text, body, message, note, comment, description, subject.
    moment
        The column of moments at which the texts were written, ISO 8601; by default the first there is of occurred_at,
        sent_at, created_at, received_at, date, timestamp. Without one, what is asked and promised has no time.
    zone
        The writers' zone.
    region
        Two-letter code of the country for phone numbers without a country code.
    least_confidence
        What is less sure is left out, in [0, 1].
    people, companies, products
        Names from the records; a text that names them is certain ground.

    Raises
    ------
    InputError
        A setting is of the wrong type or out of range; all are named.

    Examples
    --------
    >>> import pandas as pd
    >>> mails = pd.DataFrame({"body": ["40 seats at EUR 1,200. Could you send the offer?"]})
    >>> SpanReading().run(mails)[["kind", "words", "value"]].values.tolist()
    [['quantity', '40 seats', '40'], ['money', 'EUR 1,200', '1200'], ['request', 'send the offer', '']]
    """

    def __init__(
        self,
        *,
        text: str = "",
        moment: str = "",
        zone: str = "UTC",
        region: str = "",
        least_confidence: float = 0.5,
        people: Collection[str] = (),
        companies: Collection[str] = (),
        products: Collection[str] = (),
    ) -> None:
        self.text, self.moment, self.region, self.least_confidence = text, moment, region, least_confidence
        named = {"people": people, "companies": companies, "products": products}
        texts = {"text": text, "moment": moment, "zone": zone, "region": region}
        faults = [Fault(name, "must be text", repr(one)) for name, one in texts.items() if not isinstance(one, str)]
        for name, several in named.items():
            if not isinstance(several, _SEVERAL) or not all(isinstance(one, str) for one in several):
                faults.append(Fault(name, "must be a list of names", repr(several)))
        if not isinstance(least_confidence, (int, float)) or not 0 <= least_confidence <= 1:
            faults.append(Fault("least_confidence", "must be in [0, 1]", repr(least_confidence)))
        if isinstance(region, str) and region and not (len(region) == 2 and region.isalpha() and region.isupper()):
            faults.append(Fault("region", "must be two capital letters, or empty", region))
        try:
            self.zone = ZoneInfo(str(zone))
        except (ZoneInfoNotFoundError, ValueError, OSError):
            faults.append(Fault("zone", "must be the name of a time zone, such as Europe/Berlin", str(zone)))
        if faults:
            raise InputError(faults)
        self.known = KnownNames(**{name: tuple(several) for name, several in named.items()})

    @property
    def columns(self) -> tuple[str, ...]:
        """Headers it looks for; those of a file are matched to them without regard to case."""
        named = tuple(name for name in (self.text, self.moment) if name)
        return (*named, *(() if self.text else _TEXTS), *(() if self.moment else _MOMENTS))

    def run(self, table: "pd.DataFrame", *, id: str | None = None) -> "pd.DataFrame":
        """Return one row for each thing found, text by text.

        Parameters
        ----------
        table
            A column of texts and, if known, one of the moments at which they were written.
        id
            Column whose value names the row; without it, `row` counts from 0.

        Returns
        -------
        DataFrame
            The id column or `row`; `part` of the mail it stands in (words, quote, forwarded_head, signature,
            disclaimer); `kind`: person, role, company, product, phone, email, url, money, quantity, percentage, or
            request, promise, commitment (the last three in the writer's own words alone); `words` with offsets `first`
            and `last` in the text; `value` in normal form and `unit`; `who` is to act, with `start` and `end` (ISO 8601
            with zone) of the time by which; `confidence` in [0, 1], set by rule and not measured.

        Raises
        ------
        InputError
            A column is missing, or a moment cannot be read.
        """
        import pandas as pd

        text, moment = self._picked(table, id)
        names = list(table[id]) if id is not None else list(range(len(table)))
        said = list(table[moment]) if moment else [None] * len(table)
        texts = [one for one in zip(names, table[text], said, strict=True) if _is_text(one[1])]
        moments = self._moments(moment, [when for _, _, when in texts])
        rows = [
            {id or "row": name, **found}
            for (name, words, _), when in zip(texts, moments, strict=True)
            for found in self.read(words, when)
        ]
        return pd.DataFrame(rows, columns=[id or "row", *_COLUMNS])

    def read(self, text: str, said_at: datetime | None = None) -> list[dict[str, object]]:
        """Return what one text holds, in its order, as the rows of :meth:`run`."""
        found = [row for part in split_mail(text) for row in self._in_part(part, said_at)]
        return sorted(found, key=lambda row: (row["first"], row["last"]))

    def _in_part(self, part: MailPart, said_at: datetime | None) -> Iterator[dict[str, object]]:
        spans = read_spans(part.text, known=self.known, region=self.region, least_confidence=self.least_confidence)
        blank = dict.fromkeys(("value", "unit", "who", "start", "end"), "")
        for span in spans:
            place = {"words": span.text, "first": part.first + span.first, "last": part.first + span.last}
            sure = {"value": span.value, "unit": span.unit, "confidence": span.confidence}
            yield blank | {"part": str(part.kind), "kind": str(span.kind)} | place | sure
        if part.kind is not PartKind.WORDS:
            return
        for action in find_actions(part.text, reference=said_at or _NO_MOMENT, zone=self.zone):
            if action.confidence < self.least_confidence:
                continue
            place = {"words": action.what, "first": part.first + action.first, "last": part.first + action.last}
            when = action.when if said_at is not None else None
            times = {
                "start": when.start.isoformat() if when and when.start else "",
                "end": when.end.isoformat() if when and when.end else "",
            }
            sure = {"who": action.who, "confidence": action.confidence}
            yield blank | {"part": str(part.kind), "kind": str(action.kind)} | place | times | sure

    def _picked(self, table: "pd.DataFrame", id: str | None) -> tuple[str, str]:
        here = [str(column) for column in table.columns]
        text = self.text or next((name for name in _TEXTS if name in here), "")
        moment = self.moment or next((name for name in _MOMENTS if name in here), "")
        asked = {"text": text or "none", "moment": moment, "id": id or ""}
        must = f"must be a column of the table ({', '.join(here)})"
        faults = [Fault(what, must, name) for what, name in asked.items() if name and name not in here]
        if faults:
            raise InputError(faults)
        return text, moment

    def _moments(self, column: str, values: list[object]) -> list[datetime | None]:
        found: list[datetime | None] = []
        faults = []
        for value in values:
            if value is None or value != value or not str(value).strip():  # noqa: PLR0124  # NaN and NaT
                found.append(None)
                continue
            try:
                at = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
                found.append(at if at.tzinfo is not None else at.replace(tzinfo=self.zone))
            except ValueError:
                faults.append(Fault(column, "must be ISO 8601 text or a datetime", str(value)))
        if faults:
            raise InputError(list(dict.fromkeys(faults)))
        return found


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())
