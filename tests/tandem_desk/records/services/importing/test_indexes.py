"""Indexes a stopped bulk load left out come back, those of touchpoints too, and nothing else is touched."""

import pytest
from django.db import connection

from tandem_desk.records.models import Account, Lead
from tandem_desk.records.services.importing import indexes
from tandem_desk.records.services.importing.indexes import bulk_loading, restore_indexes
from tandem_desk.touchpoints.models import Touchpoint


def names_of(model):
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, model._meta.db_table)
    return {name for name, one in found.items() if one["index"]}


@pytest.fixture
def sqlite(db):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL keeps its indexes during a load")


def test_what_is_missing_is_built_and_named_and_then_nothing(sqlite):
    before = {model: names_of(model) for model in (Lead, Touchpoint, Account)}
    with connection.cursor() as cursor:
        for name in ("lead_by_name", "lead_newest", "touchpoints_of_a_lead"):
            cursor.execute(f'DROP INDEX "{name}"')
    assert names_of(Lead) < before[Lead]
    assert sorted(restore_indexes()) == ["lead_by_name", "lead_newest", "touchpoints_of_a_lead"]
    assert {model: names_of(model) for model in before} == before
    assert restore_indexes() == []


def test_only_the_table_asked_for_is_mended(sqlite):
    with connection.cursor() as cursor:
        cursor.execute('DROP INDEX "lead_newest"')
        cursor.execute('DROP INDEX "touchpoints_of_a_lead"')
    assert restore_indexes(Touchpoint) == ["touchpoints_of_a_lead"]
    assert "lead_newest" not in names_of(Lead)
    assert restore_indexes(Lead) == ["lead_newest"]


@pytest.mark.django_db(transaction=True)
def test_a_large_load_goes_without_them_but_for_its_key_even_where_it_fails(monkeypatch):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL keeps its indexes during a load")
    monkeypatch.setattr(indexes, "BULK_ROWS", 10)
    before = names_of(Lead)
    with bulk_loading(Lead, 9, "email_key"):
        assert names_of(Lead) == before
    during = set()

    def fail_inside():
        with bulk_loading(Lead, 10, "email_key"):
            during.update(names_of(Lead))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_inside()
    assert "lead_by_email" in during
    assert "lead_by_name" not in during
    assert names_of(Lead) == before


@pytest.mark.django_db(transaction=True)
def test_after_a_large_load_postgresql_knows_the_table(make_lead, monkeypatch) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite plans well enough without figures")
    monkeypatch.setattr(indexes, "BULK_ROWS", 3)
    with bulk_loading(Lead, 3, "external_id"):
        for _ in range(3):
            make_lead()
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = 'lead'::regclass")
        assert cursor.fetchone() == (3.0,)
