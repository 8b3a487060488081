"""The apostrophe before formulas is taken off exactly where it was put on."""

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.tables.files import guard, unguard
from tandem.tables.files.formula_guard import unguard_array

texts = st.text(max_size=8) | st.text("'=+-@\t\r\n1a", max_size=6)


@settings(deadline=None)
@given(texts)
def test_unguard_undoes_guard(text):
    assert unguard(guard(text)) == text


@settings(deadline=None)
@given(st.lists(texts, max_size=6))
def test_arrays_are_unguarded_cell_by_cell(cells):
    assert unguard_array(pa.array(cells, pa.string())).to_pylist() == [unguard(one) for one in cells]


@pytest.mark.parametrize("text", ["-5", "-1.234,50", "-12%", "plain", "", "'quoted'", "5-3"])
def test_harmless_cells_are_left_alone(text):
    assert guard(text) == text


@pytest.mark.parametrize("text", ["=1", "+1", "-1+1", "@x", "\tx", "\r=1", "\n=1", "＝1", "'=1", "-5 cmd"])
def test_cells_a_spreadsheet_might_run_are_guarded(text):
    assert guard(text) == "'" + text
