"""Column recognition on one plain table, as the command line runs it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tandem.prospecting.column_recognition.recognition import recognise

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["ColumnRecognition", "TableSample"]

_SAMPLE_ROWS = 1_000


@dataclass(frozen=True)
class TableSample:
    """A table in memory as recognition reads it.

    Attributes:
        name: the file's stem.
        headers: distinct headers.
        columns: cells as text, one sequence for each header.
    """

    name: str
    headers: tuple[str, ...]
    columns: tuple[tuple[str, ...], ...]

    @classmethod
    def of(cls, table: "pd.DataFrame", name: str = "table") -> "TableSample":
        """Build a sample from the first thousand rows of a frame; missing values become empty text."""
        head = table.head(_SAMPLE_ROWS)
        columns = tuple(
            tuple(
                "" if missing else str(value)
                for value, missing in zip(head.iloc[:, place], head.iloc[:, place].isna(), strict=True)
            )
            for place in range(head.shape[1])
        )
        return cls(name, tuple(str(one) for one in head.columns), columns)


class ColumnRecognition:
    """Says for every column of a table which field it is, how sure that is, and why.

    Parameters
    ----------
    name
        What the table is called where it came from; its words count as evidence.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"Vorname": ["Ann"], "E-Mail-Adresse": ["ann@example.com"], "Firma": ["Example GmbH"]})
    >>> ColumnRecognition(name="Leads").run(table)["field"].tolist()
    ['first_name', 'email', 'company']
    """

    def __init__(self, *, name: str = "table") -> None:
        self.name = name

    def run(self, table: "pd.DataFrame", *, id: str | None = None) -> "pd.DataFrame":  # noqa: ARG002 - rows need no id
        """Return one row for each column: what it is taken for, how sure that is, why, and what must be asked.

        Parameters
        ----------
        table
            Any table; a thousand rows of it are looked at.
        id
            Taken for uniformity with other functions; the rows' ids play no part.
        """
        import pandas as pd

        found = recognise([TableSample.of(table, self.name)]).tables[0]
        return pd.DataFrame(
            [
                {
                    "column": one.header,
                    "table": found.table,
                    "use": str(one.use),
                    "field": one.field,
                    "type": str(one.type),
                    "confidence": one.estimate.probability,
                    "low": one.estimate.low,
                    "high": one.estimate.high,
                    "reason": "; ".join(reason.claim for reason in one.reasons),
                    "alternatives": ", ".join(f"{name} {share:.2f}" for name, share in one.alternatives),
                    "question": one.question.question if one.question is not None else "",
                }
                for one in found.columns
            ]
        )
