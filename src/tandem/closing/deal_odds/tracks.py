"""Fields through time: what a field of each record held at any moment, and since when."""

import numpy as np
import pandas as pd

from tandem.closing.deal_odds.endings import seconds

__all__ = ["Counter", "FieldTrack", "changes_of"]


def changes_of(changes: pd.DataFrame, place: pd.Series, field: str) -> pd.DataFrame:
    """Return one field's changes in order: `row`, `at` (seconds), `old`, `new`.

    A change counts from when it was known: the later of both its times, or, where it was reconstructed from a history,
    from when it became true.

    Parameters
    ----------
    changes
        Columns required: `subject_id`, `field`, `old`, `new`, `valid_from`; used if there: `recorded_at`,
        `reconstructed`.
    place
        Row of each record, by its id.
    field
        The field's name.
    """
    own = changes[(changes["field"] == field).to_numpy(dtype=bool)]
    rows = place.reindex(own["subject_id"].to_numpy()).to_numpy(dtype=float)
    at = seconds(own["valid_from"])
    if "recorded_at" in own.columns:
        known = seconds(own["recorded_at"])
        rebuilt = (
            own["reconstructed"].fillna(False).astype(bool).to_numpy() if "reconstructed" in own.columns else False
        )
        at = np.where(rebuilt, at, np.maximum(at, known))
    found = pd.DataFrame({"row": rows, "at": at, "old": own["old"].to_numpy(), "new": own["new"].to_numpy()})
    found = found[np.isfinite(found["row"])].astype({"row": int})
    ordered: pd.DataFrame = found.sort_values(["row", "at"], kind="stable").reset_index(drop=True)
    return ordered


class FieldTrack:
    """One field of all records through time.

    Parameters
    ----------
    present
        What the field holds now, shape (n_records,).
    changes
        As :func:`changes_of` gives them.
    """

    def __init__(self, present: pd.Series, changes: pd.DataFrame) -> None:
        self._present = present.to_numpy(dtype=object)
        self._rows, self._at = changes["row"].to_numpy(), changes["at"].to_numpy()
        self._old, self._new = changes["old"].to_numpy(dtype=object), changes["new"].to_numpy(dtype=object)
        self._keys = _keys(self._rows, self._at)

    def at(self, rows: np.ndarray, moments: np.ndarray) -> np.ndarray:
        """Return the field of the given records at the given seconds, as stored (text after any change)."""
        values: np.ndarray = self._present[rows]
        if not len(self._keys):
            return values
        last = np.searchsorted(self._keys, _keys(rows, moments), "right") - 1
        before = (last >= 0) & (self._rows[np.maximum(last, 0)] == rows)
        following = np.minimum(last + 1, len(self._rows) - 1)
        after = ~before & (last + 1 < len(self._rows)) & (self._rows[following] == rows)
        values = np.where(before, self._new[np.maximum(last, 0)], values)
        return np.where(after, self._old[following], values)

    def since(self, rows: np.ndarray, moments: np.ndarray, otherwise: np.ndarray) -> np.ndarray:
        """Return the second since which the field held that value; `otherwise` where it had not changed before."""
        if not len(self._keys):
            return otherwise
        last = np.searchsorted(self._keys, _keys(rows, moments), "right") - 1
        before = (last >= 0) & (self._rows[np.maximum(last, 0)] == rows)
        return np.where(before, self._at[np.maximum(last, 0)], otherwise)

    def has_changed(self, n_records: int) -> np.ndarray:
        """Return which records' field ever changed, shape (n_records,)."""
        return np.bincount(self._rows, minlength=n_records) > 0


class Counter:
    """Things that happened to groups at moments, to be counted as of any moment.

    Parameters
    ----------
    groups, moments
        Group number and second of each thing, shape (n_things,).
    """

    def __init__(self, groups: np.ndarray, moments: np.ndarray) -> None:
        keys = _keys(groups, moments)
        order = np.argsort(keys, kind="stable")
        self._keys = keys[order]
        self._moments = moments[order]
        self._groups = groups[order]

    def until(self, groups: np.ndarray, moments: np.ndarray, since: np.ndarray | None = None) -> np.ndarray:
        """Return how many things each group had up to a moment (and after `since`, where given)."""
        end = np.searchsorted(self._keys, _keys(groups, moments), "right")
        start = np.searchsorted(self._keys, _keys(groups, np.zeros_like(moments) if since is None else since), "right")
        found: np.ndarray = (end - start).astype(float)
        return found

    def last(self, groups: np.ndarray, moments: np.ndarray) -> np.ndarray:
        """Return how many seconds ago each group's latest thing was, NaN where there was none."""
        if not len(self._keys):
            return np.full(len(groups), np.nan)
        place = np.searchsorted(self._keys, _keys(groups, moments), "right") - 1
        safe = np.maximum(place, 0)
        return np.where((place >= 0) & (self._groups[safe] == groups), moments - self._moments[safe], np.nan)


def _keys(groups: np.ndarray, moments: np.ndarray) -> np.ndarray:
    # Seconds of the epoch stay below 2^33 until the year 2242; groups then have thirty bits.
    keys: np.ndarray = (groups.astype(np.int64) << 33) + np.clip(moments, 0, (1 << 33) - 1).astype(np.int64)
    return keys
