"""Lists as pages: what is shown, escaped, exported, and what it costs."""

import csv
import io

import pytest

from tandem_desk.workspace.models import AuditEntry


@pytest.mark.django_db
def test_what_records_hold_is_text_and_never_markup(make_lead, owner, client_of) -> None:
    make_lead(name="<script>alert(1)</script>", company='"><img src=x>', status="<b>New</b>")
    page = client_of(owner).get("/leads/").content.decode()
    assert "<script>alert" not in page
    assert "<img src=x>" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "&lt;b&gt;New" in page


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["leads", "contacts", "accounts", "deals"])
def test_a_list_costs_the_same_number_of_queries_however_many_rows(
    kind, make_lead, make_contact, make_account, make_opportunity, owner, client_of, django_assert_max_num_queries
) -> None:
    for _ in range(12):
        account = make_account(owner=owner)
        make_lead(owner=owner)
        make_contact(owner=owner, account=account)
        make_opportunity(owner=owner, account=account)
    client = client_of(owner)
    with django_assert_max_num_queries(13):
        client.get(f"/{kind}/")


@pytest.mark.django_db
def test_fifty_rows_come_first_and_the_rest_when_asked_for(make_lead, owner, client_of) -> None:
    for number in range(60):
        make_lead(name=f"Lead {number:02}", score_probability=number / 100, score_low=0.0, score_high=1.0)
    client = client_of(owner)
    page = client.get("/leads/").content.decode()
    assert page.count("<tr data-id=") == 50
    after = page.split("&amp;after=")[1].split('"')[0]
    rest = client.get(f"/leads/?after={after}", headers={"HX-Request": "true"}).content.decode()
    assert rest.count("<tr data-id=") == 10
    assert "<html" not in rest


@pytest.mark.django_db
def test_the_export_is_what_is_seen_exact_and_safe_in_a_spreadsheet(make_lead, owner, client_of) -> None:
    make_lead(name="=HYPERLINK(1)", status="New", score_probability=0.123456, score_low=0.1, score_high=0.2)
    make_lead(name="Other", status="Working")
    answer = client_of(owner).get("/leads/export/?status=New&columns=score,status")
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert [row["Lead"] for row in rows] == ["'=HYPERLINK(1)"]
    assert rows[0]["probability"] == "0.123456"
    assert set(rows[0]) == {"id", "Lead", "of", "probability", "low", "high", "Status"}
    assert AuditEntry.objects.get(action="list exported").subject == "leads"


@pytest.mark.django_db
def test_an_empty_list_offers_the_first_step_and_no_match_offers_the_way_back(make_lead, operator, client_of) -> None:
    client = client_of(operator)
    assert "No leads yet" in client.get("/leads/").content.decode()
    make_lead()
    assert "No lead fits" in client.get("/leads/?q=zebra").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/leads/?after=made-up", "/leads/?after=e30"])
def test_a_made_up_cursor_is_refused_in_words(owner, client_of, address: str) -> None:
    answer = client_of(owner).get(address)
    assert answer.status_code == 422
    assert "Nothing was changed" in answer.content.decode()


@pytest.mark.django_db
def test_the_head_of_the_sorted_column_says_which_way(make_lead, owner, client_of) -> None:
    make_lead()
    page = client_of(owner).get("/leads/?sort=-name").content.decode()
    assert 'aria-sort="descending"' in page
    assert "sort=name" in page
