"""One site, one browser and one signed-in state for each role, shared by all browser tests."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from tools.browser_site import MEMBERS, PASSWORD, running_site

# Generous, because other work may share the machine; a page that is right is never waited for this long.
expect.set_options(timeout=30_000)
DESKTOP, PHONE = {"width": 1280, "height": 800}, {"width": 360, "height": 740}
CHROMIUM = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
)


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    """Return the address of a seeded site with its worker."""
    home = Path(tempfile.mkdtemp(prefix="tandem-browser-"))
    with running_site(home) as address:
        yield address
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.fail("the browser tests need Chromium: install Debian's package 'chromium'")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture(scope="session")
def signed_in(site: str, browser: Browser) -> Callable[[str], Any]:
    """Return the stored state of a signed-in role; each signs in once, through the page."""
    states: dict[str, Any] = {}

    def state_of(role: str) -> Any:
        if role not in states:
            context = browser.new_context()
            page = context.new_page()
            page.goto(f"{site}/sign-in/")
            page.get_by_label("E-mail").fill(MEMBERS[role])
            page.get_by_label("Password").fill(PASSWORD)
            page.get_by_role("button", name="Sign in").click()
            page.wait_for_url(f"{site}/")
            states[role] = context.storage_state()
            context.close()
        return states[role]

    return state_of


@pytest.fixture
def open_page(site: str, browser: Browser, signed_in: Callable[[str], Any]) -> Iterator[Callable[..., Page]]:
    """Open a page as a role; a script error or a breach of the content policy fails the test at its end."""
    contexts: list[BrowserContext] = []
    troubles: list[str] = []

    def open_one(path: str, role: str = "seller", *, dark: bool = False, phone: bool = False, **settings: Any) -> Page:
        context = browser.new_context(
            storage_state=signed_in(role),
            base_url=site,
            viewport=settings.pop("viewport", PHONE if phone else DESKTOP),
            color_scheme="dark" if dark else "light",
            has_touch=phone,
            **settings,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.on("pageerror", lambda error: troubles.append(f"{path}: {error}"))
        page.on("console", lambda said: troubles.append(f"{path}: {said.text}") if _is_trouble(said) else None)
        page.goto(path)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert troubles == []


def _is_trouble(said: Any) -> bool:
    policy = "Content Security Policy" in said.text or "Refused to" in said.text
    # A refusal the page itself shows in words is also noted by the browser; that is no script's fault.
    refusal = "Failed to load resource" in said.text or "Response Status Error Code 4" in said.text
    return policy or (said.type == "error" and not refusal)
