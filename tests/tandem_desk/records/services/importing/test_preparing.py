"""Batches of prepared rows."""

import json

from hypothesis import given
from hypothesis import strategies as st

from tandem_desk.records.services.importing.preparing import Prepared

CELLS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8) | st.sampled_from(
    ["", '"', "\\", "a\nb", "\x7f", "é"]
)


@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=6), st.tuples(CELLS, CELLS))
def test_custom_fields_become_json_without_the_empty_ones(
    rows: list[tuple[str, str]], headers: tuple[str, str]
) -> None:
    names = [f"{place}{header}" for place, header in enumerate(headers)]
    part = Prepared(
        list(range(len(rows))), custom={name: [row[place] for row in rows] for place, name in enumerate(names)}
    )
    wanted = [{name: cell for name, cell in zip(names, row, strict=True) if cell} for row in rows]
    assert [json.loads(text) for text in part.custom_json()] == wanted


def test_rows_without_custom_fields_have_an_empty_object() -> None:
    assert Prepared([2, 3]).custom_json() == ["{}", "{}"]
