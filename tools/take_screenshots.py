"""Starts the sample company and takes a picture of every page: `python tools/take_screenshots.py [HOME]`."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "docs" / "screenshots"
DESKTOP, PHONE = (1280, 800), (360, 740)
# name, address, role, dark, phone; `{lead}`, `{deal}` and `{contract}` are the first of their lists
SHOTS = (
    ("today", "/", "seller", False, False),
    ("leads", "/leads/", "seller", False, False),
    ("lead", "{lead}", "seller", False, False),
    ("accounts", "/accounts/", "seller", False, False),
    ("account", "{account}", "seller", False, False),
    ("contacts", "/contacts/", "seller", False, False),
    ("deals", "/deals/", "seller", False, False),
    ("deal", "{deal}", "seller", False, False),
    ("customers", "/customers/?whose=all", "manager", False, False),
    ("contract", "{contract}", "manager", False, False),
    ("today-manager", "/", "manager", False, False),
    ("import", "{import}", "operator", False, False),
    ("map", "/map/", "operator", False, False),
    ("model", "/functions/prospecting/lead_scoring/", "operator", False, False),
    ("deal-model", "/functions/closing/deal_odds/", "operator", False, False),
    ("evidence", "/evidence/", "operator", False, False),
    ("members", "/settings/members/", "operator", False, False),
    ("autonomy", "/settings/autonomy/", "operator", False, False),
    ("today-dark", "/", "seller", True, False),
    ("lead-dark", "{lead}", "seller", True, False),
    ("model-dark", "/functions/prospecting/lead_scoring/", "operator", True, False),
    ("today-phone", "/", "seller", False, True),
    ("leads-phone", "/leads/", "seller", False, True),
    ("lead-phone", "{lead}", "seller", True, True),
    ("deal-phone", "{deal}", "seller", False, True),
    ("customers-phone", "/customers/?whose=all", "manager", True, True),
    ("map-phone", "/map/", "operator", False, True),
)


def variables(home: Path) -> dict[str, str]:
    """Return the environment of the sample site."""
    return os.environ | {
        "TANDEM_HOME": str(home),
        "TANDEM_SECRET_KEY": "only-for-screenshots",
        "DJANGO_SETTINGS_MODULE": "tandem_desk.config.settings",
        "DATABASE_URL": "",
    }


def desk(*arguments: str) -> list[str]:
    """Return the command that runs `tandem-desk` in this environment."""
    run = "import sys; from tandem_desk.config.command import main; sys.exit(main())"
    return [sys.executable, "-c", run, *arguments]


@contextmanager
def sample_site(home: Path) -> Iterator[tuple[str, dict[str, str], str]]:
    """Make the sample company in `home` unless it is there, serve it, and yield address, sign-ins and password."""
    done = subprocess.run(desk("demo"), env=variables(home), cwd=ROOT, check=True, capture_output=True, text=True)
    made = done.stdout
    password = made.split("with the password ", 1)[1].split()[0]
    rows = [line.split() for line in made.split("with the password ", 1)[1].splitlines()[1:] if "@" in line]
    emails = {row[1].lower(): row[0] for row in reversed(rows)}
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    subprocess.run(desk("collectstatic", "--noinput"), env=variables(home), cwd=ROOT, check=True, capture_output=True)
    serve = [sys.executable, "-m", "uvicorn", "tandem_desk.config.asgi:application", "--port", str(port)]
    server = subprocess.Popen([*serve, "--log-level", "warning"], env=variables(home), cwd=ROOT)
    try:
        _wait_for(port)
        yield f"http://127.0.0.1:{port}", emails, password
    finally:
        server.terminate()
        server.wait(timeout=30)


def _wait_for(port: int) -> None:
    for _ in range(1800):
        with socket.socket() as knock:
            if knock.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("the sample site did not start")


def main(home: Path) -> None:
    """Take every picture."""
    from playwright.sync_api import sync_playwright

    TARGET.mkdir(parents=True, exist_ok=True)
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    with sample_site(home) as (site, emails, password), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        states = {role: _sign_in(browser, site, emails[role], password) for role in ("seller", "manager", "operator")}
        for name, address, role, dark, phone in SHOTS:
            width, height = PHONE if phone else DESKTOP
            context = browser.new_context(
                storage_state=states[role],
                base_url=site,
                viewport={"width": width, "height": height},
                device_scale_factor=2 if phone else 1,
                color_scheme="dark" if dark else "light",
            )
            page = context.new_page()
            page.goto(_resolved(page, address))
            page.wait_for_load_state("networkidle")
            _save(page, TARGET / f"{name}.png")
            context.close()
        browser.close()


def _sign_in(browser: Any, site: str, email: str, password: str) -> Any:
    page = browser.new_page(base_url=site)
    page.goto("/sign-in/")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{site}/")
    state = page.context.storage_state()
    page.close()
    return state


def _resolved(page: Any, address: str) -> str:
    if not address.startswith("{"):
        return address
    if address == "{lead}":
        page.goto("/")
        return str(page.locator(".item .who a").first.get_attribute("href"))
    if address == "{contract}":
        page.goto("/customers/?whose=all")
        return str(page.locator(".item .who a").first.get_attribute("href"))
    if address == "{import}":
        return _dropped(page)
    page.goto({"{account}": "/accounts/?sort=created_at", "{deal}": "/deals/?state=open&sort=-score"}[address])
    return str(page.locator("tbody th.name a").first.get_attribute("href"))


def _dropped(page: Any) -> str:
    """Drop a small file whose dates ask for an answer, and return the address of the import."""
    text = (
        "Lead ID,First Name,Last Name,Email,Company,Lead Status,No. of Employees,Created Date,Trade fair\n"
        "00Q1,Ada,Marsh,ada@marsh.example,Marsh Ltd,Open - Not Contacted,120,03/04/2025,Spring\n"
        "00Q2,Bo,Lindqvist,bo@lind.example,Lind AB,Working - Contacted,45,05/06/2025,Spring\n"
        "00Q3,Cy,Oak,cy@oak.example,Oak Inc,Open - Not Contacted,8,07/08/2025,Autumn\n"
    )
    page.goto("/import/")
    page.locator("input[name=files]").set_input_files(
        {"name": "leads.csv", "mimeType": "text/csv", "buffer": text.encode()}
    )
    page.wait_for_url("**/import/*/")
    return str(page.url)


def _save(page: Any, path: Path) -> None:
    """Save with a palette of 128 colours: flat pages lose nothing one can see, and two thirds of their size."""
    from io import BytesIO

    try:
        from PIL import Image
    except ImportError:
        # Pillow comes with the benchmarks' environment; without it the files are merely larger.
        path.write_bytes(page.screenshot())
        return
    picture = Image.open(BytesIO(page.screenshot())).convert("RGB")
    picture.quantize(colors=128, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(path, optimize=True)


if __name__ == "__main__":
    given = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(tempfile.mkdtemp(prefix="tandem-screenshots-"))
    main(given)
