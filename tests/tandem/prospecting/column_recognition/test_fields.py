"""How alike a header and a field's names are: by words, and letter by letter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.prospecting.column_recognition.fields import field_names, name_likeness, spelling_likeness
from tandem.prospecting.column_recognition.scoring import candidates
from tandem.tables.schema import TABLES

FIELDS = [(table, column) for table in ("leads", "accounts", "opportunities") for column in candidates(table)]
anywhere = st.sampled_from(FIELDS)


@pytest.mark.parametrize(("table", "column"), FIELDS, ids=lambda one: getattr(one, "name", one))
def test_every_field_is_known_by_its_own_name_and_label(table, column):
    for header in (column.name, column.label, column.label.upper(), f"crm_{column.name}"):
        assert spelling_likeness(header, table, column.name, own=True) == 1.0
        assert name_likeness(header, table, column.name) == pytest.approx(1.0)


@given(anywhere, st.text(max_size=20))
def test_likeness_is_a_share(field, header):
    table, column = field
    own = spelling_likeness(header, table, column.name, own=True)
    assert 0.0 <= own <= spelling_likeness(header, table, column.name) <= 1.0
    assert 0.0 <= name_likeness(header, table, column.name) <= 1.0


@given(anywhere, st.data())
def test_one_slip_of_the_pen_leaves_a_name_alike(field, data):
    table, column = field
    name = column.label
    at = data.draw(st.integers(1, len(name) - 1))
    slips = [name[: at - 1] + name[at] + name[at - 1] + name[at + 1 :], name[:at] + "x" + name[at:]]
    for slip in slips:
        assert spelling_likeness(slip, table, column.name, own=True) >= 0.9


@pytest.mark.parametrize("header", ["Favourite colour", "Shoe size", "", "?", "Zz"])
def test_what_only_chance_letters_share_is_not_alike(header):
    assert spelling_likeness(header, "opportunities", "close_on") == 0.0
    assert name_likeness(header, "opportunities", "close_on") < 0.3


def test_the_spelling_of_a_known_system_is_alike_but_not_our_own():
    assert spelling_likeness("StageName", "opportunities", "deal_stage") == 1.0
    assert spelling_likeness("StageName", "opportunities", "deal_stage", own=True) < 1.0


def test_words_that_name_the_table_itself_do_not_count():
    assert name_likeness("Deal amount", "opportunities", "amount") == name_likeness("Amount", "opportunities", "amount")
    assert frozenset({"name"}) in field_names("accounts", "name")


def test_a_field_has_names_in_every_table():
    for table in TABLES:
        for column in candidates(table):
            assert field_names(table, column.name)
