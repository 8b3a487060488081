"""What came of each deal: won, lost, no decision, or still open, and when it became so."""

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd

from tandem.tables.schema import TABLES

__all__ = ["CAUSES", "NO_DECISION_WORDS", "Endings", "is_no_decision", "open_stages", "read_endings"]

CAUSES = ("won", "no decision", "lost")
WON, NO_DECISION, LOST = 1, 2, 3

# A lost reason with one of these words in it says that the buyer chose nobody, us included.
NO_DECISION_WORDS = (
    "no decision",
    "no-decision",
    "nodecision",
    "undecided",
    "indecision",
    "not decided",
    "never decided",
    "no response",
    "no reply",
    "not responding",
    "non responsive",
    "non-responsive",
    "unresponsive",
    "unreachable",
    "went dark",
    "gone dark",
    "went silent",
    "went quiet",
    "gone quiet",
    "gone silent",
    "ghosted",
    "lost contact",
    "lost touch",
    "budget frozen",
    "frozen budget",
    "budget freeze",
    "budget cut",
    "no budget",
    "lost budget",
    "budget lost",
    "loss of budget",
    "funding lost",
    "lost funding",
    "project cancelled",
    "project canceled",
    "project stopped",
    "project postponed",
    "project on hold",
    "on hold",
    "postponed",
    "deferred",
    "shelved",
    "status quo",
    "do nothing",
    "did nothing",
    "no longer needed",
    "need went away",
    "no project",
    "no longer a priority",
    "not a priority",
    "low priority",
    "priorities changed",
    "change of priorities",
    "stalled",
    "inactive",
    "timed out",
    "keine entscheidung",
    "keine rückmeldung",
    "kein budget",
    "pas de décision",
    "sans réponse",
    "sin decisión",
    "sin respuesta",
    "geen besluit",
    "geen reactie",
)
_NO_DECISION = re.compile("|".join(re.escape(one) for one in NO_DECISION_WORDS), re.I)
_CLOSED_STAGE = re.compile(r"\b(closed|won|lost|abandoned|cancel+ed|dead)\b|closed(won|lost)", re.I)
_WON_STAGE = re.compile(r"\bwon\b|closedwon", re.I)
_LEAST_WON = 20


@dataclass(frozen=True)
class Endings:
    """What came of each deal, as far as known; arrays of shape (n_deals,).

    Attributes:
        cause: 0 open, 1 won, 2 no decision, 3 lost.
        ended: second of the epoch at which it ended; meaningless where open.
        is_dead: whether it counts as no decision only because it has stood still for so long.
        dead_after: days of standing still after which a deal counts as dead; infinite where too few were won to say.
        rule: how endings were told, for the model card.
    """

    cause: np.ndarray
    ended: np.ndarray
    is_dead: np.ndarray
    dead_after: float
    rule: str


def is_no_decision(reason: str) -> bool:
    """Return whether a lost reason says that the buyer decided for nobody.

    Examples
    --------
    >>> [is_no_decision(one) for one in ("No decision / non-responsive", "Went dark", "Lost to competitor")]
    [True, True, False]
    """
    return bool(_NO_DECISION.search(reason))


def seconds(moments: pd.Series | np.ndarray) -> np.ndarray:
    """Return seconds of the epoch, the smallest integer where there is no moment; shape (n,)."""
    values = pd.Series(moments)
    if not isinstance(values.dtype, np.dtype) or values.dtype != object:
        return pd.DatetimeIndex(pd.to_datetime(values, utc=True, errors="coerce")).as_unit("s").asi8
    # Dates, instants and ISO texts side by side; each distinct one is read once.
    codes, distinct = pd.factorize(values.astype("str"), use_na_sentinel=False)
    read = pd.to_datetime(pd.Series(distinct, dtype="str"), utc=True, errors="coerce", format="ISO8601")
    found: np.ndarray = pd.DatetimeIndex(read).as_unit("s").asi8[codes]
    return found


def open_stages(deals: pd.DataFrame, stage_changes: pd.DataFrame) -> frozenset[str]:
    """Return the stages a deal can stand in while it is open: those by whose name nothing is closed."""
    names = set(deals["deal_stage"].dropna().astype(str)) | set(stage_changes["old"].dropna().astype(str))
    names |= set(stage_changes["new"].dropna().astype(str))
    closed = deals["is_closed"].fillna(False).astype(bool)
    only_closed = set(deals.loc[closed, "deal_stage"].dropna().astype(str))
    only_closed -= set(deals.loc[~closed, "deal_stage"].dropna().astype(str))
    only_closed -= set(stage_changes["old"].dropna().astype(str))
    return frozenset(one for one in names if one and not _CLOSED_STAGE.search(one) and one not in only_closed)


def read_endings(
    deals: pd.DataFrame,
    changes: pd.DataFrame,
    *,
    until: int,
    last_moved: np.ndarray,
    dead_after: float | None = None,
) -> Endings:
    """Return what came of each deal by a moment.

    Parameters
    ----------
    deals
        Columns required: `id`, `created_at`, `deal_stage`, `close_on`, `closed_at`, `is_closed`, `is_won`,
        `lost_reason`, `updated_at`.
    changes
        Of deals: `subject_id`, `field`, `new`, `valid_from`.
    until
        Second of the epoch; what ended later counts as open.
    last_moved
        Second at which each deal last moved at all, shape (n_deals,).
    dead_after
        Days of standing still after which a deal counts as dead; `None`: as these deals tell.
    """
    stage = deals["deal_stage"].fillna("").astype(str)
    flagged = deals["is_closed"].fillna(False).astype(bool) | deals["is_won"].fillna(False).astype(bool)
    closed = (flagged | stage.map(lambda one: bool(_CLOSED_STAGE.search(one)))).to_numpy()
    said_won = deals["is_won"].map({True: True, False: False})
    won = said_won.fillna(stage.map(lambda one: bool(_WON_STAGE.search(one)))).astype(bool).to_numpy() & closed
    undecided = deals["lost_reason"].fillna("").astype(str).map(is_no_decision).to_numpy(dtype=bool)
    cause = np.where(~closed, 0, np.where(won, WON, np.where(undecided, NO_DECISION, LOST)))
    ended = _ended(deals, changes)
    opened = seconds(deals["created_at"])
    cause = np.where((ended > until) | (opened > until), 0, cause)
    took = (ended - opened)[(cause == WON) & (ended > opened)] / 86_400
    rule, dead = "", np.zeros(len(cause), dtype=bool)
    if dead_after is None:
        dead_after = max(28.0, float(np.quantile(took, 0.99))) if len(took) >= _LEAST_WON else np.inf
    if np.isfinite(dead_after):
        dead = (cause == 0) & (opened <= until) & ((until - last_moved) / 86_400 > dead_after)
        rule = (
            f" An open deal in which nothing has moved for {dead_after:.0f} days, longer than 99 of 100 won deals took "
            f"from first to last, counts as no decision from then on ({int(dead.sum()):,} such)."
        )
    cause = np.where(dead, NO_DECISION, cause)
    ended = np.where(dead, last_moved + np.int64(min(dead_after, 36_500.0) * 86_400), ended)
    words = "A lost deal counts as no decision where its lost reason says so (no decision, no response, went dark, …)."
    return Endings(cause, ended, dead, dead_after, words + rule)


def _ended(deals: pd.DataFrame, changes: pd.DataFrame) -> np.ndarray:
    """Return when each deal ended: its closing moment, else the change that closed it, else the close date."""
    missing = np.iinfo(np.int64).min
    known = seconds(deals["closed_at"])
    new = changes["new"].fillna("").astype(str)
    closing = ((changes["field"] == "is_closed") & new.str.casefold().isin(("true", "1", "yes"))) | (
        (changes["field"] == "deal_stage") & new.map(lambda one: bool(_CLOSED_STAGE.search(one))).astype(bool)
    )
    moved = changes[closing.to_numpy(dtype=bool)].groupby("subject_id")["valid_from"].max()
    for fallback in (moved.reindex(deals["id"].to_numpy()), deals["close_on"], deals["updated_at"]):
        known = np.where(known == missing, seconds(pd.Series(fallback.to_numpy())), known)
    return known


def check_columns() -> tuple[str, ...]:
    """Return the columns of the house schema that endings and facts read."""
    return tuple(column.name for column in TABLES["opportunities"].columns)
