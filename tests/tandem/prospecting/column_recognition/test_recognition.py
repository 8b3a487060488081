"""Unknown tables: the right table, the right fields, questions where they belong, and corrections."""

import random

import pandas as pd
import pytest

from tandem.kernel.errors import InputError
from tandem.prospecting.column_recognition import ColumnRecognition, TableSample, Use, recognise, recognise_as
from tandem.tables.values import Reading


def sample(name, **columns):
    return TableSample(name, tuple(columns), tuple(tuple(cells) for cells in columns.values()))


GERMAN = TableSample(
    "Interessenten",
    ("Nr.", "Vorname", "Nachname", "E-Mail-Adresse", "Telefon", "Firma", "Branche", "Umsatz", "Land", "Lieblingsfarbe"),
    (
        tuple(str(n) for n in range(1, 31)),
        ("Anna", "Jörg", "Eva") * 10,
        ("Schulze", "Maier", "Kern") * 10,
        tuple(f"kontakt{n}@firma{n}.de" for n in range(30)),
        tuple(f"+49 30 {n:06d}" for n in range(123456, 123486)),
        tuple(f"Firma {n} GmbH" for n in range(30)),
        ("Maschinenbau", "Handel", "Software") * 10,
        ("1.200,50 €", "3.000,00 €", "250,10 €") * 10,
        ("Deutschland", "Österreich", "Schweiz") * 10,
        ("rot", "blau", "grün") * 10,
    ),
)


def test_a_german_list_of_prospects_is_understood():
    found = recognise([GERMAN]).tables[0]
    assert found.table == "leads"
    assert {one.header: one.field for one in found.columns if one.use is Use.FIELD} == {
        "Nr.": "external_id",
        "Vorname": "first_name",
        "Nachname": "last_name",
        "E-Mail-Adresse": "email",
        "Telefon": "phone",
        "Firma": "company",
        "Branche": "industry",
        "Umsatz": "annual_revenue",
        "Land": "country",
    }
    assert found.column("Lieblingsfarbe").use is Use.CUSTOM
    revenue = found.column("Umsatz")
    assert (revenue.reading.decimal, revenue.reading.currency) == (",", "EUR")


def test_values_speak_where_headers_do_not():
    table = sample(
        "leads",
        c1=[f"x{n}@example.com" for n in range(40)],
        c2=[f"+49 30 {n}" for n in range(123456, 123496)],
        c3=["Germany", "France"] * 20,
    )
    found = recognise([table]).tables[0]
    assert found.column("c1").field == "email"
    assert found.column("c3").field == "country"


def test_no_field_is_given_to_two_columns():
    table = sample("leads", Email=["a@b.com"] * 9, Email2=["c@d.com"] * 9, Mail=["e@f.com"] * 9, Company=["x"] * 9)
    fields = [one.field for one in recognise([table]).tables[0].columns if one.field]
    assert len(fields) == len(set(fields))
    assert recognise([table]).tables[0].header_of("email") == "Email"


def test_known_exports_are_taken_with_near_certainty_and_keep_custom_columns():
    table = TableSample("Lead", ("Id", "LastName", "Company", "IsConverted", "Budget__c"), ((), (), (), (), ()))
    found = recognise([table]).tables[0]
    assert (found.system, found.object, found.table) == ("salesforce", "Lead", "leads")
    assert found.column("Budget__c").use is Use.CUSTOM
    assert min(one.estimate.probability for one in found.columns) > 0.95


def test_two_columns_of_a_known_export_never_share_a_field():
    table = TableSample("Lead", ("Id", "OwnerId", "Lead Owner", "LastName", "Company"), ((),) * 5)
    fields = [one.field for one in recognise([table]).tables[0].columns if one.field]
    assert len(fields) == len(set(fields))


def test_a_table_that_is_nothing_of_ours_is_left_out_with_a_reason():
    table = sample(
        "sales_teams", sales_agent=["Ann A", "Bob B"], manager=["Cyd C", "Cyd C"], regional_office=["West", "East"]
    )
    found = recognise([table]).tables[0]
    assert found.table == ""
    assert "own team" in found.why
    assert all(one.use is Use.IGNORE for one in found.columns)
    assert recognise([table]).questions == ()


def test_ambiguous_dates_and_decimals_are_asked_and_answers_close_the_question():
    table = sample(
        "deals",
        **{
            "Deal name": ["a", "b"],
            "Deal amount": ["1.234", "5.678"],
            "Close date": ["03/04/2024", "05/06/2024"],
            "Deal stage": ["Won", "Lost"],
        },
    )
    found = recognise([table])
    assert [(one.source, one.header) for one in found.questions] == [("deals", "Deal amount"), ("deals", "Close date")]
    answered = found
    for question in found.questions:
        answered = answered.with_choice(question.source, question.header, reading=question.asked.choices[0].reading)
    assert answered.questions == ()
    assert answered.table("deals").column("Close date").reading.date_order == "dmy"
    assert found.questions, "the proposal itself never changes"


def test_a_person_may_move_a_field_to_another_column():
    found = recognise([GERMAN]).with_choice("Interessenten", "Lieblingsfarbe", field="company")
    table = found.tables[0]
    assert table.header_of("company") == "Lieblingsfarbe"
    assert table.column("Firma").use is Use.CUSTOM
    assert table.column("Lieblingsfarbe").chosen
    assert found.with_choice("Interessenten", "Firma", use=Use.IGNORE).tables[0].column("Firma").use is Use.IGNORE


@pytest.mark.parametrize(
    ("source", "header", "field"),
    [("x", "Firma", None), ("Interessenten", "x", None), ("Interessenten", "Firma", "deal_stage")],
)
def test_impossible_choices_are_refused(source, header, field):
    with pytest.raises(InputError):
        recognise([GERMAN]).with_choice(source, header, field=field)


def test_a_column_whose_values_are_ids_of_another_file_refers_to_it():
    accounts = sample(
        "accounts",
        customer_no=[f"C-{n:03d}" for n in range(40)],
        company=[f"Firm {n}" for n in range(40)],
        industry=["Retail", "Food"] * 20,
    )
    deals = sample(
        "deals",
        nr=[f"D{n}" for n in range(40)],
        deal_value=["5.00"] * 40,
        sales_phase=["Won", "Lost"] * 20,
        xref=[f"C-{n:03d}" for n in range(40)],
    )
    found = recognise([accounts, deals])
    assert found.table("accounts").header_of("external_id") == "customer_no"
    assert found.table("deals").header_of("account") == "xref"
    alone = recognise([deals])
    assert alone.table("deals").header_of("account") == ""


def test_the_order_of_columns_and_rows_does_not_matter():
    places = list(range(len(GERMAN.headers)))
    random.Random(3).shuffle(places)
    other = TableSample(
        "Interessenten", tuple(GERMAN.headers[n] for n in places), tuple(GERMAN.columns[n][::-1] for n in places)
    )
    one, two = recognise([GERMAN]).tables[0], recognise([other]).tables[0]
    assert {c.header: c.field for c in one.columns} == {c.header: c.field for c in two.columns}


def test_every_proposal_explains_itself_within_its_ranges():
    for column in recognise([GERMAN]).tables[0].columns:
        assert column.reasons
        assert 0 <= column.estimate.low <= column.estimate.probability <= column.estimate.high <= 1


def test_a_person_may_say_which_table_it_is():
    found = recognise_as(GERMAN, "contacts", Reading(region="DE"))
    assert found.table == "contacts"
    assert found.header_of("email") == "E-Mail-Adresse"
    assert found.header_of("account") == "Firma"


def test_a_history_is_recognised_as_one():
    table = TableSample("OpportunityHistory", ("OpportunityId", "StageName", "Amount", "CreatedDate"), ((),) * 4)
    found = recognise([table]).tables[0]
    assert found.history == "Salesforce deal history"
    assert found.table == ""


def test_the_function_gives_one_row_per_column_and_leaves_its_input_alone():
    frame = pd.DataFrame({"Vorname": ["Ann", None], "Mail": ["a@b.com", "c@d.com"], "n": [1, 2]})
    before = frame.copy()
    got = ColumnRecognition(name="leads").run(frame, id="n")
    assert got["column"].tolist() == ["Vorname", "Mail", "n"]
    assert set(got.columns) >= {"table", "field", "confidence", "low", "high", "reason", "alternatives"}
    pd.testing.assert_frame_equal(frame, before)


@pytest.mark.parametrize("frame", [pd.DataFrame(), pd.DataFrame({"a": []}), pd.DataFrame({"": [""]})])
def test_empty_tables_give_no_fields(frame):
    got = ColumnRecognition().run(frame)
    assert len(got) == frame.shape[1]


def test_one_field_among_several_columns_makes_no_table_unless_the_files_name_does() -> None:
    headers = ("Channel", "Region", "Fresh", "Milk", "Grocery")
    columns = tuple(tuple(str((place + 2) * (row + 1) * 37) for row in range(30)) for place in range(5))
    alone = recognise([TableSample("wholesale", headers, columns)]).tables[0]
    assert alone.table == ""
    assert all(column.use is Use.IGNORE for column in alone.columns)
    assert recognise([TableSample("touchpoints", headers, columns)]).tables[0].table == "touchpoints"


def test_a_unique_id_is_the_records_id() -> None:
    columns = (tuple(map(str, range(40))), tuple(f"p{row}@acme.example" for row in range(40)))
    table = recognise_as(TableSample("people", ("unique_id", "email"), columns), "contacts")
    assert [column.field for column in table.columns] == ["external_id", "email"]
