import pyarrow as pa
import pytest

from tandem.datasets.sample_company.files.salesforce_ids import case_safe_suffix, record_ids


@pytest.mark.parametrize(
    ("short", "suffix"),
    [
        ("000000000000000", "AAA"),  # no capitals
        ("A00000000000000", "BAA"),  # the first character weighs one
        ("0000A0000000000", "QAA"),  # the fifth weighs sixteen
        ("AAAAAAAAAAAAAAA", "555"),  # all capitals
    ],
)
def test_the_suffix_tells_which_characters_are_capitals(short: str, suffix: str) -> None:
    assert case_safe_suffix(short) == suffix


def test_an_id_keeps_its_number_and_bears_its_objects_prefix() -> None:
    lead, missing = record_ids(pa.array(["lead-0000012", None])).to_pylist()
    assert missing is None
    assert lead.startswith("00Q")
    assert lead[3:15].endswith("000000012")
    assert lead[15:] == case_safe_suffix(lead[:15])


def test_a_column_without_any_id_stays_empty() -> None:
    assert record_ids(pa.nulls(2, pa.string())).to_pylist() == [None, None]
