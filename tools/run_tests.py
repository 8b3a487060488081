"""Runs the whole suite: on SQLite, then what touches a database again on PostgreSQL, then in a real Chromium.

The browser tests have a process of their own: Playwright leaves an event loop running in the process that started it,
and Django refuses its database to any test that comes after in the same process.

Chromium is fetched from Debian's packages where it is missing and we may. PostgreSQL is taken from
`TANDEM_TEST_POSTGRES_URL` or `DATABASE_URL`, or found on this machine. What could not be run is said at the end; with
`CI` set, that is a failure.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
LOCAL_POSTGRES = ("postgresql://postgres@127.0.0.1:5432/postgres", "postgresql:///postgres")


def find_chromium() -> str | None:
    """Return the path of a Chromium, installing Debian's package where that is possible without asking."""
    for name in CHROMIUM_NAMES:
        if found := shutil.which(name):
            return found
    if not shutil.which("apt-get"):
        return None
    prefix = [] if os.geteuid() == 0 else ["sudo", "-n"]
    print("Chromium is missing; fetching it from Debian's packages.", flush=True)
    for arguments in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", "chromium"]):
        done = subprocess.run([*prefix, "apt-get", *arguments], check=False, capture_output=True, text=True)
        if done.returncode:
            print(done.stderr.strip()[-500:])
            return None
    return shutil.which("chromium")


def find_postgres() -> str | None:
    """Return the address of a PostgreSQL on which we may create databases."""
    import psycopg

    given = os.environ.get("TANDEM_TEST_POSTGRES_URL") or os.environ.get("DATABASE_URL", "")
    candidates = (given,) if given.startswith("postgres") else LOCAL_POSTGRES
    for address in candidates:
        try:
            with psycopg.connect(address, connect_timeout=3) as connection:
                row = connection.execute("SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user")
                allowed = row.fetchone()
                if allowed and allowed[0]:
                    return address
        except psycopg.Error as error:
            if given:
                print(f"PostgreSQL at the given address cannot be used: {error}")
    return None


def run_pytest(*arguments: str, database: str = "") -> int:
    """Run pytest once and return its exit status."""
    environment = {**os.environ, "DATABASE_URL": database}
    command = [sys.executable, "-m", "pytest", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


def main() -> int:
    """Run all there is; return 0 when everything passed and, in CI, nothing was left out."""
    left_out = []
    chromium = find_chromium()
    if not chromium:
        left_out.append("browser tests: no Chromium here, and none could be installed")
    postgres = find_postgres()
    if not postgres:
        left_out.append(
            "PostgreSQL: none given in TANDEM_TEST_POSTGRES_URL or DATABASE_URL, none found on this machine"
        )

    failed = run_pytest("-n", "2", "--dist", "loadfile", "-m", "not browser") != 0
    if postgres:
        print("\nAgain on PostgreSQL: what touches a database.", flush=True)
        only = ("-m", "not browser and not sqlite_only", "-p", "no:cacheprovider")
        failed |= run_pytest("tests/tandem_desk", "-n", "2", "--dist", "loadfile", *only, database=postgres) != 0

    if chromium:
        print("\nIn the browser.", flush=True)
        failed |= run_pytest("tests/browser") != 0

    for line in left_out:
        print(f"NOT RUN: {line}.")
    if left_out and os.environ.get("CI"):
        print("With CI set nothing may be left out.")
        return 1
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
