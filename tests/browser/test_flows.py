"""What people do all day, done in a real browser."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def names_of(page: Page) -> list[str]:
    """Return the names standing in the queue, in order."""
    return page.locator(".item:not([hidden]) .who a").all_inner_texts()


def test_a_wrong_password_is_said_in_plain_words(browser, site) -> None:
    page = browser.new_page(base_url=site)
    page.goto("/sign-in/")
    page.get_by_label("E-mail").fill("sara@northwind.example")
    page.get_by_label("Password").fill("not-the-password")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("do not belong together")
    page.close()


def test_deciding_by_keyboard_brings_the_next_one_up_and_undo_brings_it_back(open_page) -> None:
    page = open_page("/")
    before = names_of(page)
    page.keyboard.press("a")
    expect(page.locator(".item[data-at] .who a")).to_have_text(before[1])
    expect(page.locator(".toast")).to_contain_text(f"Accepted: {before[0]}")
    page.keyboard.press("u")
    expect(page.locator(".item:not([hidden]) .who a").first).to_have_text(before[0])
    assert names_of(page)[:3] == before[:3]


def test_j_and_k_move_and_e_opens_the_evidence(open_page) -> None:
    page = open_page("/")
    names = names_of(page)
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(page.locator(".item[data-at] .who a")).to_have_text(names[1])
    page.keyboard.press("e")
    expect(page.locator(".item[data-at] .evidence").first).to_contain_text("known here since")
    expect(page.locator(".item[data-at] .evidence").first).to_contain_text("from import 1: leads.csv")
    page.locator(".item[data-at] .evidence").nth(1).get_by_role("button", name="history").click()
    expect(page.get_by_role("dialog")).to_contain_text("History")


def test_a_rejection_asks_for_its_reason_and_can_be_undone(open_page) -> None:
    page = open_page("/")
    first = names_of(page)[0]
    page.keyboard.press("r")
    expect(page.get_by_role("dialog")).to_contain_text(first)
    page.get_by_label("Not a fit for what we sell").check()
    page.get_by_role("dialog").get_by_role("button", name="Reject").click()
    expect(page.locator(".toast")).to_contain_text(f"Rejected: {first}")
    page.keyboard.press("u")
    expect(page.locator(".item:not([hidden]) .who a").first).to_have_text(first)


def test_an_amendment_is_decided_from_its_dialog(open_page) -> None:
    page = open_page("/")
    first = names_of(page)[0]
    page.keyboard.press("m")
    page.get_by_label("Action", exact=True).select_option("nurture")
    page.get_by_role("button", name="Do it this way").click()
    expect(page.locator(".toast")).to_contain_text(f"Amended: {first}")
    page.keyboard.press("u")
    expect(page.locator(".item:not([hidden]) .who a").first).to_have_text(first)


def test_a_snoozed_one_leaves_the_queue_and_comes_back_by_undo(open_page) -> None:
    page = open_page("/")
    first = names_of(page)[0]
    page.keyboard.press("s")
    expect(page.locator(".toast")).to_contain_text("comes back")
    page.keyboard.press("u")
    expect(page.locator(".item:not([hidden]) .who a").first).to_have_text(first)


def test_leads_are_found_sorted_and_the_address_holds_the_state(open_page) -> None:
    page = open_page("/leads/")
    page.keyboard.press("/")
    page.keyboard.type("garcia")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("q=garcia"))
    assert all("Garcia" in name for name in page.locator("tbody th.name a").all_inner_texts())
    page.get_by_role("link", name="Lead", exact=True).click()
    page.wait_for_url(re.compile("sort=name"))
    assert "q=garcia" in page.url
    names = page.locator("tbody th.name a").all_inner_texts()
    assert names == sorted(names)


def test_more_rows_come_as_one_scrolls(open_page) -> None:
    page = open_page("/leads/")
    assert page.locator("tbody tr[data-id]").count() == 50
    page.locator("tr.more").scroll_into_view_if_needed()
    expect(page.locator("tbody tr[data-id]")).to_have_count(100)


def test_columns_are_chosen_and_stay_in_the_address(open_page) -> None:
    page = open_page("/leads/")
    page.get_by_label("Choose columns").click()
    page.get_by_label("City").check()
    page.get_by_role("button", name="Show these").click()
    page.wait_for_url(re.compile("columns="))
    expect(page.get_by_role("columnheader", name="City")).to_be_visible()


def test_bulk_shows_its_effect_first_then_acts_and_is_undone_together(open_page) -> None:
    page = open_page("/leads/")
    page.keyboard.press("j")
    for _ in range(3):
        page.keyboard.press("x")
        page.keyboard.press("j")
    expect(page.locator("#bulk")).to_contain_text("3 selected")
    page.keyboard.press("a")
    expect(page.get_by_role("dialog")).to_contain_text("Contact now")
    page.get_by_role("button", name="Accept 3").click()
    expect(page.locator(".toast")).to_contain_text("3 accepted")
    page.keyboard.press("u")
    page.wait_for_load_state()


def test_the_palette_finds_records_and_actions(open_page) -> None:
    page = open_page("/map/")
    page.keyboard.press("Control+k")
    page.keyboard.type("alpine")
    expect(page.get_by_role("option").first).to_contain_text("Alpine")
    page.keyboard.press("Control+a")
    page.keyboard.type("audit")
    expect(page.get_by_role("option")).to_have_count(0 if "audit" in page.url else 1)
    page.keyboard.press("Escape")
    expect(page.locator("#palette")).to_be_hidden()
    page.keyboard.press("?")
    expect(page.get_by_role("heading", name="Keys")).to_be_visible()


def test_g_and_a_letter_goes_to_a_place(open_page) -> None:
    page = open_page("/")
    page.keyboard.press("g")
    page.keyboard.press("d")
    page.wait_for_url(re.compile("/deals/"))


def test_a_field_is_changed_with_history_and_taken_back(open_page) -> None:
    page = open_page("/leads/?sort=name")
    page.locator("tbody th.name a").first.click()
    page.get_by_label("Change Job title").click()
    page.get_by_label("Job title", exact=True).fill("Chief of Purchasing")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#facts")).to_contain_text("Chief of Purchasing")
    page.get_by_role("dialog").get_by_role("button", name="Close").first.click()
    page.keyboard.press("u")
    expect(page.locator("#facts")).to_contain_text("Head of Purchasing")


def test_people_only_is_one_click(open_page) -> None:
    page = open_page("/accounts/")
    page.locator("tbody th.name a").first.click()
    page.get_by_role("button", name="Keep to people").click()
    expect(page.locator("#people-only")).to_contain_text("No machine acts")
    page.get_by_role("button", name="Let machines help again").click()
    expect(page.locator("#people-only")).to_contain_text("A machine may act")


def test_a_file_is_imported_from_end_to_end_and_undone(open_page, tmp_path: Path) -> None:
    path = tmp_path / "leads.csv"
    path.write_text(
        "Lead ID,First Name,Last Name,Email,Company,Lead Status,Created Date\n"
        "00Q1,Ada,Marsh,ada@marsh.example,Marsh Ltd,New,03/04/2025\n"
        "00Q2,Bo,Lindqvist,bo@lind.example,Lind AB,New,05/06/2025\n"
        "00Q3,Cy,Oak,cy@oak.example,Oak Inc,New,31/31/2025\n",
        encoding="utf-8",
    )
    page = open_page("/import/")
    page.locator("input[name=files]").set_input_files(path)
    page.wait_for_url(re.compile(r"/import/\d+/"))
    expect(page.get_by_role("button", name="Import it")).to_be_disabled()
    page.locator("input[type=radio]").first.click()
    page.wait_for_load_state()
    page.get_by_role("button", name="Import it").click()
    expect(page.locator(".measure").first).to_contain_text("new records", timeout=120_000)
    expect(page.get_by_role("heading", name="What came back")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="as a file").click()
    assert "00Q3" in Path(download.value.path()).read_text(encoding="utf-8-sig") or "31/31" in Path(
        download.value.path()
    ).read_text(encoding="utf-8-sig")
    page.get_by_role("button", name="Undo this import").click()
    expect(page.get_by_text("Undone")).to_be_visible(timeout=120_000)
