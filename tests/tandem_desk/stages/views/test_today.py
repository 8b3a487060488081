"""Today: the queue in its order, each item with what, why, worth and time."""

import pytest


@pytest.mark.django_db
def test_the_most_valuable_comes_first_with_what_why_worth_and_time(make_lead, make_open, owner, client_of) -> None:
    make_open(make_lead(name="Small One"), worth=100)
    make_open(make_lead(name="Big One"), worth=9000)
    page = client_of(owner).get("/").content.decode()
    assert page.index("Big One") < page.index("Small One")
    for words in ("Contact now", "Came by the web", "€9,000", "15 min", "40%", "(20–60)"):
        assert words in page


@pytest.mark.django_db
def test_an_empty_queue_says_so_and_offers_a_first_step(operator, client_of) -> None:
    page = client_of(operator).get("/").content.decode()
    assert "Nothing waits for you" in page
    assert "Import a file" in page
    assert "Load the sample company" in page


@pytest.mark.django_db
def test_an_auditor_sees_no_buttons_that_would_only_refuse(make_lead, make_suggestion, auditor, client_of) -> None:
    lead = make_lead(name="Seen")
    proposal = {
        "action": "nurture",
        "rank": 1,
        "rank_mark": 1,
        "rank_tied": False,
        "expected_value": None,
        "minutes": 5,
    }
    make_suggestion(subject_id=lead.pk, proposal=proposal, expires_at="2099-01-01T00:00Z")
    page = client_of(auditor).get("/").content.decode()
    assert "Seen" in page
    assert "data-key" not in page


@pytest.mark.django_db
def test_the_next_part_starts_after_the_last_one_shown(make_lead, make_open, owner, client_of, monkeypatch) -> None:
    monkeypatch.setattr("tandem_desk.stages.views.today.PAGE_ITEMS", 2)
    for worth in (500, 400, 300):
        make_open(make_lead(name=f"Worth {worth}"), worth=worth)
    client = client_of(owner)
    first = client.get("/").content.decode()
    assert "Worth 300" not in first
    after = first.split("?after=")[1].split('"')[0]
    rest = client.get(f"/?after={after}", headers={"HX-Request": "true"}).content.decode()
    assert "Worth 300" in rest
    assert "Worth 400" not in rest
    assert client.get("/?after=x:y").status_code == 422


@pytest.mark.django_db
def test_the_page_costs_the_same_number_of_queries_however_long_the_queue(
    make_lead, make_open, owner, client_of, django_assert_max_num_queries
) -> None:
    for _ in range(12):
        make_open(make_lead())
    client = client_of(owner)
    with django_assert_max_num_queries(7):
        client.get("/")
