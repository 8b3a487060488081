"""Every page, light and dark, desktop and phone: no barrier axe-core finds, no sideways scroll, no breach of policy."""

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.browser

PAGES = {
    "today": "/",
    "leads": "/leads/",
    "lead": "/leads/1/",
    "contacts": "/contacts/",
    "contact": "/contacts/1/",
    "accounts": "/accounts/",
    "account": "/accounts/1/",
    "deals": "/deals/",
    "deal": "/deals/1/",
    "customers": "/customers/?whose=all",
    "contracts": "/contracts/",
    "contract": "/contracts/1/",
    "import": "/import/",
    "map": "/map/",
    "function": "/functions/prospecting/lead_scoring/",
    "deal odds": "/functions/closing/deal_odds/",
    "churn": "/functions/followup/churn/",
    "evidence": "/evidence/",
    "profile": "/settings/",
    "workspace": "/settings/workspace/",
    "members": "/settings/members/",
    "teams": "/settings/teams/",
    "keys": "/settings/keys/",
    "consent": "/settings/consent/?channel=email&address=a%40b.example",
    "autonomy": "/settings/autonomy/",
    "work": "/settings/work/",
    "audit": "/settings/audit/",
    "nothing": "/leads/999999/",
    "no match": "/leads/?q=zzzz",
}
# Only what is wrong is gathered: listing every rule that holds costs more than looking.
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
DESKTOP, PHONE = {"width": 1280, "height": 800}, {"width": 360, "height": 740}
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def barriers(page) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{one['id']}: {node['html'][:160]}" for one in found for node in one["nodes"][:3]]


@pytest.fixture(scope="module")
def walked(site, browser, signed_in):
    """One page in which all are visited, one after the other; without motion, so that no colour is caught half-way."""
    context = browser.new_context(
        storage_state=signed_in("operator"), base_url=site, viewport=DESKTOP, reduced_motion="reduce"
    )
    page = context.new_page()
    page.set_default_timeout(30_000)
    yield page
    context.close()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_no_barrier_and_never_scrolls_sideways(name: str, walked) -> None:
    """Size and colours are the reader's to change while a page stands, so each page is loaded once and changed."""
    troubles: list[str] = []

    def note(said) -> None:
        if "Content Security Policy" in said.text:
            troubles.append(said.text)

    walked.on("console", note)
    walked.goto(PAGES[name])
    for dark in (False, True):
        for phone in (False, True):
            walked.set_viewport_size(PHONE if phone else DESKTOP)
            walked.emulate_media(color_scheme="dark" if dark else "light")
            look = f"{'dark' if dark else 'light'}, {'phone' if phone else 'desktop'}"
            # Contrast is the only thing that dark changes and size the only thing a phone changes: each is tried once.
            if dark == phone or name in ("today", "leads", "lead", "deal", "customers"):
                troubles += [f"{look}: {one}" for one in barriers(walked)]
            if walked.evaluate(SIDEWAYS) > 0:
                troubles.append(f"{look}: scrolls sideways")
    walked.remove_listener("console", note)
    assert troubles == []


@pytest.mark.parametrize("path", ["/", "/leads/", "/leads/1/", "/settings/members/", "/import/"])
def test_at_twice_the_size_nothing_scrolls_sideways(path: str, open_page) -> None:
    """Zooming to 200% halves the width a page has."""
    page = open_page(path, "operator", viewport={"width": 640, "height": 400}, device_scale_factor=2)
    assert page.evaluate(SIDEWAYS) <= 0


def test_dialogs_have_no_barrier_either(open_page) -> None:
    page = open_page("/")
    page.keyboard.press("r")
    page.get_by_role("dialog").wait_for()
    assert barriers(page) == []
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    page.get_by_role("option").first.wait_for()
    assert barriers(page) == []


def test_the_sign_in_page_has_no_barrier(browser, site) -> None:
    page = browser.new_page(base_url=site)
    page.goto("/sign-in/")
    assert barriers(page) == []
    page.close()


def test_the_whole_of_today_works_without_a_mouse(open_page) -> None:
    page = open_page("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    reached = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.textContent.trim().split(/\\s+/)[0]"))
    assert {"Leads", "Accept", "Reject", "Snooze"} <= reached


def test_whoever_asked_for_no_motion_gets_none(open_page) -> None:
    page = open_page("/leads/", reduced_motion="reduce")
    assert page.evaluate("getComputedStyle(document.querySelector('.skeleton')).animationDuration") in ("0s", "0ms")


def test_the_phone_has_its_own_bar_and_opens_the_rail(open_page) -> None:
    page = open_page("/", phone=True)
    page.get_by_role("button", name="More").click()
    page.locator("#rail").get_by_text("Settings").click()
    page.wait_for_url("**/settings/")


def test_what_we_think_folds_under_one_line_on_a_phone_and_opens(open_page) -> None:
    page = open_page("/deals/1/", phone=True)
    assert page.get_by_text("How it stands by each day").is_visible() is False
    page.get_by_text("What we think").click()
    page.get_by_text("How it stands by each day").wait_for()
    assert page.evaluate(SIDEWAYS) <= 0
    page.set_viewport_size(DESKTOP)
    assert page.get_by_text("How it stands by each day").is_visible()


def test_the_week_is_set_on_the_customers_page(open_page) -> None:
    page = open_page("/customers/")
    page.get_by_label("Your week").fill("60")
    page.get_by_role("button", name="Set").click()
    page.get_by_text("room for 2 of 30 min each").wait_for()
    page.get_by_text("What one can act on").first.wait_for()
