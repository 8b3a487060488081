"""Fits how recognition weighs its evidence and how often it is right at each confidence; rewrites its weights."""

from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from benchmarks.column_recognition.renamings import FITTED_WAYS, Renamed, renamed_tables
from tandem.prospecting.column_recognition import scoring
from tandem.prospecting.column_recognition import weights as fitted
from tandem.prospecting.column_recognition.evidence import look_at, only_ones
from tandem.prospecting.column_recognition.recognition import recognise_as

_TARGET = Path(fitted.__file__)
_UPPER = (0.1, 0.25, 0.5, 0.75, 0.9, 1.0)


def _pairs(tables: list[Renamed]) -> tuple[np.ndarray, np.ndarray]:
    rows, right = [], []
    for one in tables:
        taken = set(one.truth.values())
        looks = [look_at(cells) for cells in one.sample.columns]
        for header, seen, alone in zip(one.sample.headers, looks, only_ones(looks), strict=True):
            for column in scoring.candidates(one.table):
                rows.append(scoring.features(header, seen, one.table, column, alone=alone).values)
                right.append(one.truth[header] == column.name)
        assert taken
    return np.array(rows), np.array(right)


def _judged(tables: list[Renamed]) -> list[tuple[float, bool, bool]]:
    """Return (stated probability, stays custom, right) for every column, its table being given."""
    return [
        (column.estimate.probability, not column.field, column.field == one.truth[column.header])
        for one in tables
        for column in recognise_as(one.sample, one.table).columns
    ]


def _calibration(judged: list[tuple[float, bool, bool]], *, custom: bool) -> tuple[float, float]:
    stated = np.array([sure for sure, is_custom, _ in judged if is_custom == custom])
    right = np.array([hit for _, is_custom, hit in judged if is_custom == custom])
    inside = np.clip(stated, 1e-4, 1 - 1e-4)
    model = LogisticRegression(C=100.0).fit(np.log(inside / (1 - inside))[:, None], right)
    return round(float(model.coef_[0, 0]), 3), round(float(model.intercept_[0]), 3)


def _bins(judged: list[tuple[float, bool, bool]]) -> list[tuple[float, int, int]]:
    bins, lower = [], -1.0
    for upper in _UPPER:
        inside = [right for sure, _, right in judged if lower < sure <= upper]
        bins.append((upper, sum(inside), len(inside)))
        lower = upper
    return bins


def main() -> None:
    """Fit the weights on some renamings, the calibration on others, count on a third part, and write all."""
    x, y = _pairs(renamed_tables(35, FITTED_WAYS, seed=1))
    model = LogisticRegression(C=3.0, max_iter=2_000, fit_intercept=False).fit(x, y)
    found = dict(zip(scoring.FEATURES, model.coef_[0].round(3).tolist(), strict=True))
    # Evidence that renamed tables cannot show (ids of other files) keeps the weight it was given.
    found["points_there"] = fitted.WEIGHTS["points_there"]
    fitted.WEIGHTS.update(found)
    fitted.CALIBRATION.update({"field": (1.0, 0.0), "custom": (1.0, 0.0)})
    judged = _judged(renamed_tables(20, FITTED_WAYS, seed=2))
    calibration = {kind: _calibration(judged, custom=kind == "custom") for kind in ("field", "custom")}
    fitted.CALIBRATION.update(calibration)
    bins = _bins(_judged(renamed_tables(20, FITTED_WAYS, seed=3)))
    lines = ["WEIGHTS = {", *(f'    "{name}": {value},' for name, value in found.items()), "}"]
    lines += ["# (slope, shift) of the log odds.", f"CALIBRATION = {calibration}".replace("'", '"')]
    lines += ["# (upper end of the confidence, right, judged) on renamings not fitted on.", "BINS = ("]
    lines += [*(f"    ({upper}, {hits}, {n})," for upper, hits, n in bins), ")", ""]
    head = _TARGET.read_text().partition("WEIGHTS = {")[0]
    _TARGET.write_text(head + "\n".join(lines))
    print(_TARGET.read_text())


if __name__ == "__main__":
    main()
