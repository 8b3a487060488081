"""What was known on any past day comes back exactly."""

import json
import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tandem.kernel.errors import InputError
from tandem.tables.engines import open_engine
from tandem.tables.moments import Tables
from tandem.tables.schema import TABLES, table

ENGINE = open_engine()
START = datetime(2026, 1, 1, tzinfo=UTC)
FIELDS = {
    "status": ["New", "Working", None, "Lost"],
    "annual_revenue": [None, Decimal("1000.0000"), Decimal("2500.5000")],
    "is_converted": [None, True, False],
    "n_employees": [None, 0, 250],
    "converted_at": [None, START, START + timedelta(hours=5, microseconds=17)],
    "account": [None, 3, 4],
    "custom.Partner tier": [None, "gold", 'sil"ver'],
}


def canonical(value):
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, datetime) else str(value)


class Desk:
    """A naive store: it keeps the rows as they are shown, writes a change for each edit, and remembers every day."""

    def __init__(self, seed):
        self.chance = random.Random(seed)
        self.rows, self.changes, self.days = {}, [], []

    def run(self, n_steps):
        for step in range(n_steps):
            # Several steps may fall on one instant.
            self.now = START + timedelta(minutes=step // 2)
            self.chance.choice([self.create, self.edit, self.edit, self.edit, self.delete_or_restore, self.rebuild])()
            if step % 2:
                shown = {key: dict(row) for key, row in self.rows.items() if row["deleted_at"] is None}
                self.days.append((self.now, shown))

    def create(self):
        values = {field: self.chance.choice(choices) for field, choices in FIELDS.items()}
        created = self.chance.choice([None, self.now - timedelta(days=9)])
        self.rows[len(self.rows) + 1] = {"recorded_at": self.now, "created_at": created, "deleted_at": None, **values}

    def edit(self):
        if self.rows:
            key = self.chance.choice(list(self.rows))
            field = self.chance.choice(list(FIELDS))
            self.write(key, field, self.chance.choice(FIELDS[field]))

    def delete_or_restore(self):
        if self.rows:
            key = self.chance.choice(list(self.rows))
            self.write(key, "deleted_at", self.now if self.rows[key]["deleted_at"] is None else None)

    def rebuild(self):
        """History from before the record came, learned only now: it ends in what the record first showed."""
        if self.rows:
            key = self.chance.choice(list(self.rows))
            own = [one for one in self.changes if one["subject_id"] == key and one["field"] == "status"]
            first = min(own, key=lambda one: one["valid_from"], default=None)
            end = first["old"] if first else self.rows[key]["status"]
            began = min(first["valid_from"] if first else self.now, self.rows[key]["recorded_at"])
            held = began - timedelta(days=self.chance.randint(1, 5))
            self.note(key, "status", self.chance.choice(FIELDS["status"]), end, held, reconstructed=True)

    def write(self, key, field, value):
        self.note(key, field, self.rows[key][field], value, self.now, reconstructed=False)
        self.rows[key][field] = value

    def note(self, key, field, old, new, held, *, reconstructed):
        self.changes.append(
            {
                "id": len(self.changes) + 1,
                "subject_kind": "lead",
                "subject_id": key,
                "field": field,
                "old": canonical(old),
                "new": canonical(new),
                "valid_from": held,
                "recorded_at": self.now,
                "reconstructed": reconstructed,
            }
        )

    def tables(self, as_of, known_by=None):
        leads = [
            {
                "id": key,
                **{field: value for field, value in row.items() if not field.startswith("custom.")},
                "custom": json.dumps({"Partner tier": row["custom.Partner tier"]}),
            }
            for key, row in self.rows.items()
        ]
        return Tables(
            {"leads": frame(leads), "changes": frame(self.changes)}, as_of=as_of, known_by=known_by, engine=ENGINE
        )


def frame(rows):
    return pd.DataFrame(rows, dtype=object) if rows else pd.DataFrame({"id": pd.Series([], dtype="int64")})


def read(tables):
    rows = tables.to_arrow(tables.table("leads", custom=["Partner tier"])).to_pylist()
    return {row["id"]: {field: row[field] for field in FIELDS} for row in rows}


@given(st.integers(0, 2**32), st.integers(2, 60))
@settings(max_examples=8, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
def test_what_was_shown_on_any_past_day_comes_back_exactly(seed, n_steps):
    desk = Desk(seed)
    desk.run(n_steps)
    for now, shown in random.Random(seed).sample(desk.days, min(2, len(desk.days))):
        expected = {key: {field: row[field] for field in FIELDS} for key, row in shown.items()}
        assert read(desk.tables(now)) == expected


def test_the_present_is_the_rows_as_they_stand():
    desk = Desk(11)
    desk.run(80)
    now, shown = desk.days[-1]
    assert read(desk.tables(now)) == {key: {field: row[field] for field in FIELDS} for key, row in shown.items()}


def test_every_table_has_exactly_the_columns_of_the_schema():
    tables = Tables({}, as_of=START, engine=ENGINE)
    for name, definition in TABLES.items():
        assert tables.table(name).columns == ("id", *definition.column_names)
        assert tables.columns(name) == ("id", *definition.column_names)
        assert tables.to_arrow(tables.table(name)).num_rows == 0


def test_types_come_back_from_the_text_of_changes():
    deals = pd.DataFrame(
        {"id": [1], "amount": [Decimal("10.00")], "close_on": [date(2026, 5, 1)], "recorded_at": [START]}
    )
    later = START + timedelta(days=2)
    changes = [
        {"id": 1, "field": "amount", "old": "12.5", "new": "10"},
        {"id": 2, "field": "close_on", "old": "2026-04-30", "new": "2026-05-01"},
        {"id": 3, "field": "win_probability_stated", "old": "0.25", "new": ""},
        {"id": 4, "field": "closed_at", "old": "2026-04-30T10:00:00+02:00", "new": ""},
    ]
    same = {"subject_kind": "opportunity", "subject_id": 1, "valid_from": later, "recorded_at": later}
    history = pd.DataFrame([{**one, **same} for one in changes])
    tables = Tables({"opportunities": deals, "changes": history}, as_of=START, engine=ENGINE)
    row = tables.to_arrow(tables.opportunities).to_pylist()[0]
    assert row["amount"] == Decimal("12.5")
    assert row["close_on"] == date(2026, 4, 30)
    assert row["win_probability_stated"] == 0.25
    assert row["closed_at"] == datetime(2026, 4, 30, 8, tzinfo=UTC)


def test_text_that_is_no_number_is_not_passed_over_in_silence():
    leads = pd.DataFrame({"id": [1], "recorded_at": [START]})
    later = START + timedelta(days=1)
    change = {"id": 1, "subject_kind": "lead", "subject_id": 1, "field": "n_employees", "old": "many", "new": "5"}
    changes = pd.DataFrame([{**change, "valid_from": later, "recorded_at": later}])
    tables = Tables({"leads": leads, "changes": changes}, as_of=START, engine=ENGINE)
    with pytest.raises(Exception, match="many"):
        tables.to_arrow(tables.leads)


def touchpoints():
    """Three moments of contact: one known at once, one told of later, one still to come."""
    return pd.DataFrame({
        "id": [1, 2, 3],
        "occurred_at": [START, START, START + timedelta(days=9)],
        "recorded_at": [START, START + timedelta(days=5), START],
    })  # fmt: skip


def test_touchpoints_that_came_later_or_were_told_of_later_are_absent():
    def ids(as_of, known_by=None):
        tables = Tables({"touchpoints": touchpoints()}, as_of=as_of, known_by=known_by, engine=ENGINE)
        return sorted(tables.to_pandas(tables.touchpoints)["id"])

    assert ids(START + timedelta(days=1)) == [1]
    assert ids(START + timedelta(days=1), START + timedelta(days=6)) == [1, 2]
    assert ids(START + timedelta(days=10)) == [1, 2, 3]


def test_a_record_is_absent_before_it_was_recorded_unless_later_knowledge_is_asked_for():
    accounts = pd.DataFrame({"id": [1], "created_at": [START], "recorded_at": [START + timedelta(days=5)]})

    def count(known_by=None):
        tables = Tables({"accounts": accounts}, as_of=START + timedelta(days=1), known_by=known_by, engine=ENGINE)
        return tables.to_arrow(tables.accounts).num_rows

    assert (count(), count(START + timedelta(days=9))) == (0, 1)


def test_a_modification_time_from_after_the_moment_does_not_leak():
    leads = pd.DataFrame({"id": [1, 2], "recorded_at": [START] * 2, "updated_at": [START, START + timedelta(days=3)]})
    tables = Tables({"leads": leads}, as_of=START + timedelta(days=1), engine=ENGINE)
    assert tables.to_arrow(tables.leads.order_by("id")).column("updated_at").to_pylist() == [START, None]


def test_custom_fields_are_listed_even_where_only_the_history_has_them():
    desk = Desk(5)
    desk.now = START
    desk.create()
    desk.now = START + timedelta(days=1)
    desk.write(1, "custom.Partner tier", "gold")
    desk.note(1, "custom.Region $/code", "north", None, desk.now, reconstructed=False)
    tables = desk.tables(START)
    assert tables.custom_columns("leads") == ("Partner tier", "Region $/code")
    row = tables.to_arrow(tables.table("leads", custom=["Region $/code"])).to_pylist()[0]
    assert row["custom.Region $/code"] == "north"
    assert tables.custom_columns("changes") == ()


def test_batches_hold_no_more_rows_than_asked_for():
    rows = pd.DataFrame({"id": range(10_000), "occurred_at": [START] * 10_000, "recorded_at": [START] * 10_000})
    tables = Tables({"touchpoints": rows}, as_of=START, engine=ENGINE)
    sizes = [batch.num_rows for batch in tables.batches(tables.touchpoints, n_rows=4_000)]
    assert sum(sizes) == 10_000
    assert max(sizes) <= 4_000
    with pytest.raises(InputError, match="1 or more"):
        tables.batches(tables.touchpoints, n_rows=0)


def test_an_unknown_table_column_or_attribute_is_refused_by_name():
    with pytest.raises(InputError, match="'leds'"):
        Tables({"leds": pd.DataFrame({"id": [1]})}, as_of=START, engine=ENGINE)
    with pytest.raises(InputError, match="'colour'"):
        Tables({"leads": pd.DataFrame({"id": [1], "colour": ["red"]})}, as_of=START, engine=ENGINE)
    with pytest.raises(InputError, match="'id'"):
        Tables({"leads": pd.DataFrame({"name": ["x"]})}, as_of=START, engine=ENGINE)
    with pytest.raises(AttributeError, match="leds"):
        Tables({}, as_of=START, engine=ENGINE).leds  # noqa: B018  (the reading itself must raise)


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(InputError, match="time zone"):
        Tables({}, as_of=datetime(2026, 1, 1), engine=ENGINE)


def test_nothing_later_than_the_moment_asked_about_is_promised():
    assert Tables({}, as_of=START, engine=ENGINE).data_until == START
    assert table("leads").kind == "lead"
