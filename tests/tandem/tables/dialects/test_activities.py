"""Where each system keeps touchpoints."""

import pytest

from tandem.kernel.vocabulary import TouchpointKind
from tandem.tables.dialects import Spelling, kind_word, match_table, touchpoint_direction, touchpoint_kind
from tandem.tables.dialects.activities import activity_objects
from tandem.tables.schema import TABLES


@pytest.mark.parametrize("system", ["salesforce", "hubspot", "generic"])
def test_every_kind_and_every_column_has_a_place_that_is_recognised_again(system: str) -> None:
    columns = set(TABLES["touchpoints"].column_names) - {"recorded_at", "source_system", "kind"}
    objects = activity_objects(system)
    assert any(not one.kinds for one in objects)
    for one in objects:
        for spelling in (Spelling.API, Spelling.SNAKE) if system == "salesforce" else (Spelling.API, Spelling.LABEL):
            fields = one.fields(spelling)
            assert columns <= {field.column for field in fields}
            headers = [field.header for field in fields]
            assert len(set(headers)) == len(headers)
            found = match_table(one.file_name, headers)
            assert found is not None
            assert found.shape == one.shape
            assert {field.column for field in found.fields if field is not None} >= columns


@pytest.mark.parametrize("system", ["salesforce", "hubspot", "frappe"])
@pytest.mark.parametrize("kind", TouchpointKind)
def test_a_kinds_word_means_the_kind(system: str, kind: TouchpointKind) -> None:
    for direction in ("inbound", "outbound", ""):
        word = kind_word(kind, system, direction)
        assert word == kind or touchpoint_kind(word) is kind


@pytest.mark.parametrize(
    ("said", "about", "direction"),
    [
        ("Inbound", {}, "inbound"),
        ("OUTBOUND", {}, "outbound"),
        ("true", {"system": "salesforce", "object_name": "EmailMessage"}, "inbound"),
        ("Internal", {}, "internal"),
        ("", {"kind": "INCOMING_EMAIL", "system": "hubspot"}, "inbound"),
        ("", {"kind": "EMAIL", "system": "hubspot"}, "outbound"),
        # A forwarded mail may be anybody's, and a call log says nothing of who rang.
        ("", {"kind": "FORWARDED_EMAIL", "system": "hubspot"}, ""),
        ("", {"kind": "Call", "system": "salesforce", "object_name": "Task"}, ""),
        ("", {"kind": "Email", "system": "salesforce", "object_name": "Task"}, "outbound"),
        ("Inbound", {"kind": "Email", "system": "salesforce", "object_name": "Task"}, "inbound"),
        ("", {"kind": "email", "system": "generic", "object_name": "touchpoints"}, ""),
    ],
)
def test_a_direction_is_what_the_source_says(said: str, about: dict[str, str], direction: str) -> None:
    assert touchpoint_direction(said, **about) == direction
