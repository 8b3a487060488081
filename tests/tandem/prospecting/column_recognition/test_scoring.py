"""Evidence is weighed into probabilities that behave as probabilities should."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.prospecting.column_recognition.evidence import look_at
from tandem.prospecting.column_recognition.scoring import (
    FEATURES,
    Features,
    calibrated,
    candidates,
    confidence,
    estimate,
    features,
)
from tandem.prospecting.column_recognition.weights import BINS, WEIGHTS
from tandem.tables.schema import TABLES

DATES = ("2024-01-05", "2024-02-07", "2025-03-09") * 5
WORDS = ("red", "green", "blue") * 5
shares = st.floats(0, 1)


def sure(header, cells, table, field, **more):
    return confidence(features(header, look_at(cells), table, TABLES[table].column(field), **more))


def test_every_feature_has_one_weight():
    assert set(FEATURES) == set(WEIGHTS)
    found = features("Amount", look_at(["1.50"]), "opportunities", TABLES["opportunities"].column("amount"))
    assert list(found.named()) == list(FEATURES)


@given(st.lists(st.floats(-1, 1), min_size=len(FEATURES), max_size=len(FEATURES)))
def test_confidence_is_a_probability_whatever_the_evidence(values):
    assert 0.0 < confidence(Features(tuple(values))) < 1.0


@pytest.mark.parametrize("header", ["Close date", "close_on", "CLOSE_DATE", "x_close_date"])
def test_our_own_spelling_decides_where_values_agree(header):
    assert sure(header, DATES, "opportunities", "close_on") > 0.95


def test_our_own_spelling_does_not_outweigh_values_that_cannot_be_it():
    assert sure("Close date", WORDS, "opportunities", "close_on") < sure(
        "Close date", DATES, "opportunities", "close_on"
    )
    assert sure("Email", ("1", "2", "3") * 5, "leads", "email") < 0.9


@pytest.mark.parametrize(
    ("header", "field"), [("Clsoe date", "close_on"), ("Amuont", "amount"), ("Stge", "deal_stage")]
)
def test_a_misspelt_header_is_nearer_to_its_field_than_to_any_other(header, field):
    cells = {"close_on": DATES, "amount": ("10.50", "20.00", "7.25") * 5, "deal_stage": ("Won", "Lost", "Demo") * 5}
    found = {one.name: sure(header, cells[field], "opportunities", one.name) for one in candidates("opportunities")}
    assert max(found, key=found.__getitem__) == field
    assert found[field] > 0.3


def test_values_found_in_another_file_speak_for_the_reference():
    ids = tuple(f"C-{n}" for n in range(15))
    alone = sure("ref", ids, "opportunities", "account")
    assert sure("ref", ids, "opportunities", "account", points_to={"accounts": 1.0}) > alone
    assert sure("ref", ids, "opportunities", "account", points_to={"products": 1.0}) == alone


@given(shares, shares, st.booleans())
def test_calibration_keeps_the_order(one, other, custom):
    low, high = sorted((one, other))
    assert 0.0 < calibrated(low, custom=custom) <= calibrated(high, custom=custom) < 1.0


@given(shares)
def test_an_estimate_holds_its_probability_in_its_interval(probability):
    found = estimate(probability)
    assert 0.0 <= found.low <= found.probability <= found.high <= 1.0


def test_a_systems_own_spelling_is_nearly_certain():
    assert estimate(0.2, exact=True).probability > 0.95


def test_confidences_were_counted_from_low_to_high_and_never_more_right_than_judged():
    uppers = [upper for upper, _, _ in BINS]
    assert uppers == sorted(uppers)
    assert uppers[-1] == 1.0
    assert all(0 <= right <= n for _, right, n in BINS)


def test_what_tandem_sets_itself_is_no_candidate():
    names = {one.name for table in TABLES for one in candidates(table)}
    assert not names & {"source_system", "recorded_at", "human_probability"}
