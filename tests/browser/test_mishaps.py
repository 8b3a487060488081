"""What goes wrong in a day: a wrong file, half a form, an old page, two clicks for one, the way back."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def first_name(page) -> str:
    return page.locator(".item:not([hidden]) .who a").first.inner_text()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("photo.png", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8),
        ("empty.csv", b""),
        ("broken.zip", b"PK\x03\x04 and then nothing of a zip"),
        ("letter.xlsx", b"Dear Sirs, this is no workbook."),
    ],
)
def test_a_wrong_file_is_refused_in_words_and_the_page_goes_on(name: str, content: bytes, open_page, tmp_path) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    page = open_page("/import/", "operator")
    page.locator("input[name=files]").set_input_files(path)
    said = page.get_by_role("alert").first
    expect(said).to_be_visible()
    words = said.inner_text()
    assert re.search(r"must|no table|nothing", words), words
    assert "Traceback" not in page.content()
    good = tmp_path / "good.csv"
    good.write_text("Lead ID,Last Name,Company\n00QX,Marsh,Marsh Ltd\n", encoding="utf-8")
    page.goto("/import/")
    page.locator("input[name=files]").set_input_files(good)
    page.wait_for_url(re.compile(r"/import/\d+/"))


def test_a_form_that_is_refused_keeps_what_was_typed_and_says_why(open_page) -> None:
    page = open_page("/settings/members/", "operator")
    form = page.locator("form").filter(has=page.get_by_label("First password"))
    form.get_by_label("Name").fill("Half Done")
    form.get_by_label("E-mail").fill("sara@northwind.example")
    form.get_by_label("First password").fill("a-long-enough-password")
    form.get_by_role("button", name="Add").click()
    expect(page.get_by_role("alert").first).to_contain_text("must")
    expect(page.locator("form").filter(has=page.get_by_label("First password")).get_by_label("Name")).to_have_value(
        "Half Done"
    )
    expect(page.get_by_role("cell", name="sara@northwind.example")).to_have_count(1)


def test_a_decision_on_a_page_gone_old_is_refused_and_the_item_comes_back(open_page) -> None:
    old, new = open_page("/"), open_page("/")
    name = first_name(new)
    new.keyboard.press("a")
    expect(new.locator(".toast")).to_contain_text(f"Accepted: {name}")
    assert first_name(old) == name
    old.keyboard.press("r")
    old.get_by_role("dialog").get_by_role("button", name="Reject").click()
    expect(old.locator(".toast")).to_contain_text("already accepted")
    expect(old.locator(".item:not([hidden]) .who a").first).to_have_text(name)
    new.keyboard.press("u")
    expect(new.locator(".item:not([hidden]) .who a").first).to_have_text(name)


def test_two_clicks_are_one_decision(open_page) -> None:
    page = open_page("/")
    page.locator(".item:not([hidden]) .who a").first.click()
    name = page.get_by_role("heading", level=1).inner_text()
    told = page.locator(".timeline").get_by_text("accepted the suggestion")
    before = told.count()
    page.get_by_role("button", name="Accept").dblclick()
    expect(page.locator(".toast").first).to_contain_text(f"Accepted: {name}")
    expect(page.locator(".toast.bad")).to_have_count(0)
    page.reload()
    expect(told).to_have_count(before + 1)


def test_the_way_back_shows_the_list_as_it_was_left_and_the_queue_as_it_is(open_page) -> None:
    page = open_page("/leads/")
    page.get_by_role("combobox", name="Source").select_option("Referral")
    page.wait_for_url(re.compile("source=Referral"))
    page.locator("tbody th.name a").first.click()
    page.wait_for_url(re.compile(r"/leads/\d+/"))
    page.go_back()
    expect(page.get_by_role("combobox", name="Source")).to_have_value("Referral")
    page.goto("/")
    name = first_name(page)
    page.keyboard.press("s")
    expect(page.locator(".toast")).to_contain_text("comes back")
    page.goto("/leads/")
    page.go_back()
    expect(page.locator(".item:not([hidden]) .who a").first).not_to_have_text(name)


def test_an_address_that_leads_nowhere_says_so_and_shows_the_way_on(open_page) -> None:
    page = open_page("/leads/999999/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.get_by_role("link", name="Today").first.click()
    expect(page.get_by_role("heading", name="Today")).to_be_visible()


def test_a_sign_in_that_ran_out_asks_for_it_again_and_goes_on_where_one_was(open_page, site) -> None:
    page = open_page("/leads/?source=Referral")
    page.context.clear_cookies()
    page.reload()
    page.wait_for_url(re.compile("/sign-in/"))
    page.get_by_label("E-mail").fill("sara@northwind.example")
    page.get_by_label("Password").fill("a-long-enough-password")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(re.compile("source=Referral"))


def test_nothing_of_this_is_left_among_the_failed_work(open_page) -> None:
    page = open_page("/settings/work/", "operator")
    expect(page.get_by_text("0 failed for good")).to_be_visible()
