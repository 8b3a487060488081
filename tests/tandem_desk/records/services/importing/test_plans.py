"""What an import will do with one table."""

import pytest

from tandem.tables.values import Reading
from tandem_desk.records.models import ImportRun, ImportTable
from tandem_desk.records.services.importing.plans import plan_of, reading_from, reading_to, usable_keys, usual_key


def planned(mapping: list[dict[str, object]], table: str = "leads", **state: object) -> object:
    run = ImportRun(currency="EUR")
    return plan_of(ImportTable(run=run, name="a.csv", table=table, mapping=mapping, state=state), run)


def test_columns_go_where_they_are_mapped_and_the_rest_stays_custom() -> None:
    plan = planned(
        [
            {"header": "Id", "column": "external_id"},
            {"header": "Mail", "column": "email", "reading": {"zone": "Europe/Berlin"}},
            {"header": "Other mail", "column": "email"},
            {"header": "Budget", "column": ""},
            {"header": "Secret", "column": "phone", "take": False},
            {"header": "Odd", "column": "no such column"},
        ]
    )
    assert [one.header for one in plan.mapped("email")] == ["Mail", "Other mail"]
    assert plan.mapped("email")[0].reading.zone == "Europe/Berlin"
    assert (plan.custom, plan.mapped("phone")) == (("Budget", "Odd"), ())
    assert (plan.system, plan.key, plan.related, plan.currency) == ("file", "external_id", "link", "EUR")


def test_a_persons_key_counts_only_where_the_file_can_give_it() -> None:
    mapping: list[dict[str, object]] = [{"header": "Mail", "column": "email"}]
    assert planned(mapping).key == "email"
    assert planned(mapping, key="").key == ""
    assert planned(mapping, key="external_id").key == "email"


@pytest.mark.parametrize(
    ("table", "mapped", "keys", "usual"),
    [
        ("accounts", {"website", "name"}, ("domain", "name"), "domain"),
        ("accounts", {"city"}, (), ""),
        # Names of deals repeat in earnest.
        ("opportunities", {"name"}, ("name",), ""),
        ("quotes", {"external_id"}, ("external_id",), "external_id"),
    ],
)
def test_keys_by_which_rows_may_be_recognised(table: str, mapped: set[str], keys: tuple[str, ...], usual: str) -> None:
    assert usable_keys(table, mapped) == keys
    assert usual_key(table, keys) == usual


def test_headers_that_say_a_record_is_gone_are_found_whatever_they_are_mapped_to() -> None:
    plan = planned(
        [{"header": "IS_DELETED", "column": ""}, {"header": "Master Record ID", "column": "", "take": False}]
    )
    assert plan.special == {"gone": "IS_DELETED", "merged_into": "Master Record ID"}


def test_a_reading_is_kept_as_what_of_it_is_not_usual() -> None:
    reading = Reading(zone="Europe/Berlin", decimal=",")
    assert reading_to(reading) == {"zone": "Europe/Berlin", "decimal": ","}
    assert reading_from(reading_to(reading) | {"of another version": 1}) == reading
