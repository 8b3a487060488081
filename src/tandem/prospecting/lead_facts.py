"""What was known of each lead at a moment of its own: the table lead scoring learns from and reads.

A lead is looked at at a *landmark*, some days after it came in, and only if its outcome was still open then. What is
learned is therefore the probability that a lead which is open now comes to the outcome, and nothing known later is in
its row (van Houwelingen 2007, Dynamic prediction by landmarking in event history analysis).
"""

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tandem.kernel.vocabulary import TouchpointKind
from tandem.tables.schema import TOUCHPOINT_WORDS, ColumnType, Fact, field_label, table

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    import pyarrow as pa

__all__ = [
    "AGE",
    "LANDMARK_DAYS",
    "Outcomes",
    "fact_of",
    "fact_text",
    "facts_at",
    "is_closed_status",
    "landmarks",
    "read_outcomes",
]

LANDMARK_DAYS = (0.05, 3.0, 10.0, 30.0)
AGE = "age_days"
_LEAST_TO_SPREAD = 400
_MATURE_DAYS = 90.0
_CLOSED_WORDS = (
    "unqualified",
    "disqualified",
    "not converted",
    "dead",
    "lost",
    "junk",
    "closed",
    "recycled",
    "rejected",
)
# Names and addresses tell who it is, not what it is like; what is written at the conversion tells the outcome itself.
_LEFT_OUT = frozenset(
    {
        "external_id",
        "source_system",
        "created_at",
        "recorded_at",
        "updated_at",
        "owner_name",
        "salutation",
        "first_name",
        "last_name",
        "name",
        "email",
        "phone",
        "mobile_phone",
        "company",
        "website",
        "street",
        "postal_code",
        "currency",
        "is_converted",
        "converted_at",
        "account",
        "converted_contact",
        "converted_opportunity",
        "people_only",
    }
)
_NUMBERS = (ColumnType.AMOUNT, ColumnType.INTEGER, ColumnType.NUMBER, ColumnType.SHARE)
_NOT_CONTACT = frozenset({TouchpointKind.NOTE, TouchpointKind.TASK})


@dataclass(frozen=True)
class Outcomes:
    """What came of each lead, as far as it is known.

    Attributes:
        happened: 1.0 converted, 0.0 closed without, NaN still open; shape (n_leads,).
        decided_at: when that became true; NaT where unknown or open; shape (n_leads,).
        rule: how "closed without" was told, one sentence for the model card.
    """

    happened: "np.ndarray"
    decided_at: "pd.Series"
    rule: str


def fact_of(column: str) -> Fact:
    """Return what a column of :func:`facts_at` is called and where it comes from.

    Examples
    --------
    >>> fact_of("source").label, fact_of("n_email_inbound").label, fact_of("age_days").field
    ('Lead source', 'Number of emails from them', 'created_at')
    """
    if column == AGE:
        return Fact("Age of the lead in days", field="created_at")
    if column == "email_domain":
        return Fact("Email domain", field="email")
    kind, direction = column.removeprefix("n_"), ""
    if kind in ("email_inbound", "email_outbound"):
        kind, direction = "email", kind.removeprefix("email_")
    if column.startswith("n_") and kind in TOUCHPOINT_WORDS:
        whose = {"inbound": " from them", "outbound": " to them"}.get(direction, "")
        many = TOUCHPOINT_WORDS[TouchpointKind(kind)][1]
        return Fact(f"Number of {many}{whose}", touchpoints=kind, direction=direction)
    return Fact(field_label("leads", column), field=column)


def fact_text(column: str, cell: str) -> str:
    """Return a cell of :func:`facts_at` as people write it; what is no figure and no flag stays as it is.

    Examples
    --------
    >>> fact_text("do_not_call", "true"), fact_text("annual_revenue", "208980000.0"), fact_text("age_days", "22.559")
    ('yes', '208,980,000', '22.6')
    """
    kinds = {one.name: one.type for one in table("leads").columns}
    if kinds.get(column) is ColumnType.FLAG:
        return {"true": "yes", "false": "no"}.get(cell.casefold(), cell)
    if column != AGE and not column.startswith("n_") and kinds.get(column) not in _NUMBERS:
        return cell
    try:
        figure = float(cell)
    except ValueError:
        return cell
    return f"{figure:,.0f}" if abs(figure) >= 100 or figure.is_integer() else f"{figure:.3g}"


def is_closed_status(status: str) -> bool:
    """Return whether a lead's status says that it was closed without being converted.

    Examples
    --------
    >>> [is_closed_status(one) for one in ("Unqualified", "Closed - Not Converted", "Closed - Converted", "Working")]
    [True, True, False, False]
    """
    words = status.casefold()
    converted = "converted" in words and "not converted" not in words
    return not converted and any(word in words for word in _CLOSED_WORDS)


def read_outcomes(leads: "pa.Table", changes: "pa.Table", *, now: "pd.Timestamp") -> Outcomes:
    """Return what came of each lead.

    A lead is converted by its flag or its date, and closed without by its status. Where no status of the whole table
    says "closed", leads that are not flagged as converted count as closed once they are ninety days old or carry no
    date at all; otherwise nothing could be learned from such a table.

    Parameters
    ----------
    leads
        Columns required: `id`, `is_converted`, `converted_at`, `status`, `created_at`, `updated_at`.
    changes
        Of leads: `subject_id`, `field`, `new`, `valid_from`.
    now
        Aware UTC moment of looking.
    """
    import numpy as np

    frame = leads.select(["id", "is_converted", "converted_at", "status", "created_at", "updated_at"]).to_pandas()
    converted = frame["is_converted"].fillna(False).astype(bool) | frame["converted_at"].notna()
    levels = {one: is_closed_status(one) for one in frame["status"].fillna("").unique()}
    closed = frame["status"].fillna("").map(levels).astype(bool) & ~converted
    rule = "A lead counts as closed without converting once its status says so; all others are open and left out."
    if not closed.any():
        age = (now - frame["created_at"]).dt.total_seconds() / 86_400
        closed = ~converted & frame["is_converted"].notna() & (age.isna() | (age >= _MATURE_DAYS))
        rule = (
            "No status says that a lead was closed, so a lead that is not converted counts as closed once it is "
            f"{_MATURE_DAYS:.0f} days old or carries no date."
        )
    happened = np.where(converted, 1.0, np.where(closed, 0.0, np.nan))
    decided = frame["converted_at"].where(converted)
    decided = decided.fillna(_moved_at(frame["id"], changes, converted=converted, closed=closed))
    decided = decided.fillna(frame["updated_at"].where(converted | closed))
    return Outcomes(happened, decided, rule)


def _moved_at(ids: "pd.Series", changes: "pa.Table", *, converted: "pd.Series", closed: "pd.Series") -> "pd.Series":
    moves = changes.select(["subject_id", "field", "new", "valid_from"]).to_pandas()
    flagged = moves[
        (moves["field"] == "is_converted") & moves["new"].fillna("").str.casefold().isin(("true", "1", "yes"))
    ]
    statuses = moves[moves["field"] == "status"]
    ended = statuses[statuses["new"].fillna("").map(is_closed_status).astype(bool)] if len(statuses) else statuses
    yes = flagged.groupby("subject_id")["valid_from"].max().reindex(ids.to_numpy()).reset_index(drop=True)
    no = ended.groupby("subject_id")["valid_from"].max().reindex(ids.to_numpy()).reset_index(drop=True)
    moved: pd.Series = yes.where(converted).fillna(no.where(closed))
    return moved


def landmarks(
    ids: "np.ndarray", created_at: "pd.Series", outcomes: Outcomes, *, seed: int, n_known: int | None = None
) -> "pd.Series":
    """Return the moment at which each lead with a known outcome is looked at, NaT where it must be left out.

    With few outcomes every lead is looked at just after it came in. With many, each is looked at once at one of
    :data:`LANDMARK_DAYS`, drawn from its id; a lead decided before that moment is left out, as none like it is ever
    scored. A lead without a creation date has no landmark; it can only be looked at as it is now.

    Parameters
    ----------
    ids
        Shape (n_leads,).
    created_at
        Shape (n_leads,), NaT where unknown.
    outcomes
        Of the same leads.
    seed
        Of the draw.
    n_known
        Known outcomes in all, >= 0, where these leads are only some; `None` counts those given.
    """
    import numpy as np
    import pandas as pd

    n_all = int(np.isfinite(outcomes.happened).sum()) if n_known is None else n_known
    spread = n_all >= _LEAST_TO_SPREAD
    days = np.array([LANDMARK_DAYS[_draw(seed, int(one), len(LANDMARK_DAYS)) if spread else 0] for one in ids])
    moments = created_at + pd.to_timedelta(days, unit="D")
    late = outcomes.decided_at.notna() & (moments >= outcomes.decided_at)
    # Without a time of decision nobody knows whether the lead was still open; at its creation it was.
    unsure = outcomes.decided_at.isna() & (days > LANDMARK_DAYS[0])
    moments = moments.mask(unsure, created_at + pd.to_timedelta(LANDMARK_DAYS[0], unit="D"))
    return moments.mask(late | ~np.isfinite(outcomes.happened))


def _draw(seed: int, lead_id: int, n: int) -> int:
    digest = hashlib.blake2b(f"{seed}:{lead_id}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") % n


def facts_at(
    leads: "pa.Table", changes: "pa.Table", touchpoints: "pa.Table", *, moments: "pd.Series"
) -> "pd.DataFrame":
    """Return one row of facts for each lead, as they were true at its own moment.

    Parameters
    ----------
    leads
        The leads table, in any order; `custom` holds a JSON object.
    changes
        Of leads: `id`, `subject_id`, `field`, `old`, `new`, `valid_from`.
    touchpoints
        With leads: `lead`, `kind`, `direction`, `occurred_at`, `human_probability`.
    moments
        Aware moments, as many as leads; NaT looks at the lead as it is now.

    Returns
    -------
    In the order of `leads`: `id`, `created_at`, every field that says what a lead is like, `custom.<header>` for each
    custom column, `email_domain`, `age_days`, and for each kind of contact the number up to that moment, each
    weighted by the probability that a person made it.
    """
    import pandas as pd

    frame = _present(leads)
    _rewind(frame, changes, moments)
    frame["email_domain"] = frame.pop("email").astype("str").str.casefold().str.extract("@([^@]+)$", expand=False)
    frame[AGE] = ((moments - frame["created_at"]).dt.total_seconds() / 86_400).round(3)
    sums = _contacts(frame["id"], touchpoints, moments)
    return pd.concat([frame, sums], axis=1)


def _present(leads: "pa.Table") -> "pd.DataFrame":
    import duckdb
    import pandas as pd

    columns = {one.name: one.type for one in table("leads").columns if one.name not in _LEFT_OUT}
    with duckdb.connect() as engine:
        engine.execute("SET TimeZone = 'UTC'")
        engine.register("leads", leads)
        keys = engine.execute(
            "SELECT DISTINCT unnest(json_keys(custom)) AS key FROM leads WHERE custom NOT IN ('', '{}') ORDER BY key"
        ).fetchall()
        plain = [
            f'CAST("{name}" AS {"DOUBLE" if kind in _NUMBERS else "VARCHAR"}) AS "{name}"'
            for name, kind in columns.items()
        ]
        custom = [_custom_column(str(key)) for (key,) in keys]
        query = f"SELECT id, created_at, email, {', '.join([*plain, *custom])} FROM leads"  # noqa: S608  (names quoted)
        found: pd.DataFrame = engine.sql(query).to_arrow_table().to_pandas()
    for name, kind in columns.items():
        if kind not in _NUMBERS:
            found[name] = found[name].replace("", None)
    found["created_at"] = pd.to_datetime(found["created_at"], utc=True)
    return found


def _custom_column(key: str) -> str:
    path = key.replace("\\", "\\\\").replace('"', '\\"').replace("'", "''")
    name = f"custom.{key}".replace('"', '""')
    return f'json_extract_string(custom, \'$."{path}"\') AS "{name}"'


def _rewind(frame: "pd.DataFrame", changes: "pa.Table", moments: "pd.Series") -> None:
    """Put back, in place, every field that changed after a lead's moment."""
    import numpy as np
    import pandas as pd

    if not changes.num_rows:
        return
    import duckdb
    import pyarrow as pa

    when = pa.table({"lead": pa.array(frame["id"]), "moment": pa.array(moments.astype("datetime64[us, UTC]"))})
    with duckdb.connect() as engine:
        engine.execute("SET TimeZone = 'UTC'")
        engine.register("changes", changes)
        engine.register("moments", when)
        rows = (
            engine.sql(
                """
            SELECT subject_id, field, arg_min(struct_pack(v := old), (valid_from, id)) AS back
              FROM changes JOIN moments ON lead = subject_id
             WHERE valid_from > moment
             GROUP BY subject_id, field
            """
            )
            .to_arrow_table()
            .to_pandas()
        )
    place = pd.Series(np.arange(len(frame)), index=frame["id"])
    for field, group in rows.groupby("field"):
        if field not in frame.columns:
            continue
        where = place.loc[group["subject_id"]].to_numpy()
        values: Any = group["back"].map(lambda one: one["v"])
        if pd.api.types.is_numeric_dtype(frame[field]):
            values = pd.to_numeric(values, errors="coerce")
        column = frame[field].to_numpy(copy=True)
        column[where] = values.to_numpy()
        frame[field] = column


def _contacts(ids: "pd.Series", touchpoints: "pa.Table", moments: "pd.Series") -> "pd.DataFrame":
    import duckdb
    import pandas as pd
    import pyarrow as pa

    names = [f"n_{kind}" for kind in TouchpointKind if kind not in _NOT_CONTACT and kind is not TouchpointKind.EMAIL]
    names += ["n_email_inbound", "n_email_outbound"]
    when = pa.table({"lead_id": pa.array(ids), "moment": pa.array(moments.astype("datetime64[us, UTC]"))})
    with duckdb.connect() as engine:
        engine.execute("SET TimeZone = 'UTC'")
        engine.register("touchpoints", touchpoints)
        engine.register("moments", when)
        rows = (
            engine.sql(
                """
            SELECT lead_id, 'n_' || kind || CASE WHEN kind = 'email' THEN '_' || direction ELSE '' END AS name,
                   round(sum(coalesce(human_probability, 1.0)), 3) AS n
              FROM touchpoints JOIN moments ON lead_id = lead
             WHERE occurred_at <= moment OR moment IS NULL
             GROUP BY 1, 2
            """
            )
            .to_arrow_table()
            .to_pandas()
        )
    wide = rows.pivot(index="lead_id", columns="name", values="n") if len(rows) else pd.DataFrame()
    return wide.reindex(index=ids.to_numpy(), columns=names).fillna(0.0).reset_index(drop=True)
