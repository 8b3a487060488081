"""Every field has a name that people read, and none of them looks like a column."""

import re

import pytest

from tandem.kernel.vocabulary import TouchpointKind
from tandem.tables.schema import RECORD_TABLES, TOUCHPOINT_WORDS, field_label, readable_header

MACHINE_MADE = re.compile(r"_|__c$|^[a-z]|[a-z][A-Z]")


def test_every_field_of_every_record_table_has_words() -> None:
    labels = [field_label(table.name, column.name) for table in RECORD_TABLES for column in table.columns]
    assert [one for one in labels if not one or MACHINE_MADE.search(one)] == []


def test_every_kind_of_touchpoint_has_a_word_for_one_and_for_many() -> None:
    assert set(TOUCHPOINT_WORDS) == set(TouchpointKind)
    assert all(one != many for one, many in TOUCHPOINT_WORDS.values())


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("Disqualification_note__c", "Disqualification note"),
        ("hs_analytics_num_visits", "Hs analytics num visits"),
        ("annualRevenueEUR", "Annual revenue EUR"),
        ("TotalVisits", "Total visits"),
        ("SLA__c", "SLA"),
        ("What is your current occupation", "What is your current occupation"),
        ("Größe_der_Firma", "Größe der Firma"),
        ("__c", "__c"),
        ("", ""),
    ],
)
def test_a_custom_header_is_written_as_people_would(header: str, words: str) -> None:
    assert readable_header(header) == words


def test_a_custom_field_goes_by_its_header_and_an_unknown_one_by_its_own_name() -> None:
    assert field_label("leads", "custom.Trade_fair__c") == "Trade fair"
    assert field_label("leads", "owner") == "Owner"
    assert field_label("leads", "first_touch_at") == "First touch at"
