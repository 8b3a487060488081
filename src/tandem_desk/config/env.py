"""Every setting a deployment may give, read from the environment in this one place."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from tandem.kernel.errors import Fault, InputError

__all__ = ["SETTINGS", "Environment", "Setting", "read_environment"]


@dataclass(frozen=True)
class Setting:
    """One setting: its name, what it holds when not given, and what it is for."""

    name: str
    default: str
    help: str


SETTINGS = (
    Setting("TANDEM_HOME", "var", "Folder for the database file, models, snapshots and uploads."),
    Setting("DATABASE_URL", "", "postgresql://user:password@host:port/name; empty means a SQLite file in TANDEM_HOME."),
    Setting(
        "TANDEM_SECRET_KEY", "", "Signs sessions. Empty means: made once and kept in TANDEM_HOME. May come from a file."
    ),
    Setting("TANDEM_HOSTS", "localhost,127.0.0.1,[::1]", "Names the site answers to, separated by commas."),
    Setting("TANDEM_HTTPS", "no", "'yes' where the site is reached by https: cookies are then sent by https only."),
    Setting("TANDEM_DEBUG", "no", "'yes' shows error pages with their insides; never on a machine others reach."),
    Setting("TANDEM_PORT", "8000", "Port `tandem-desk serve` listens on."),
    Setting("TANDEM_BIND", "127.0.0.1", "Address `tandem-desk serve` listens on."),
    Setting(
        "TANDEM_DEFAULT_REGION", "US", "Two-letter country whose rules read a phone number without a country code."
    ),
    Setting("TANDEM_DEFAULT_CURRENCY", "USD", "Currency of amounts whose source names none."),
    Setting("TANDEM_DEFAULT_ZONE", "UTC", "Time zone of moments whose source names none."),
    Setting("TANDEM_MAX_UPLOAD_MB", "512", "Largest file the Import page takes, in megabytes."),
    Setting(
        "TANDEM_WRITER_URL",
        "",
        "Base address of an OpenAI-compatible endpoint that words drafts, e.g. http://localhost:11434/v1. Empty means:"
        " no language model, and no outbound call.",
    ),
    Setting("TANDEM_WRITER_MODEL", "", "The model's name at that endpoint."),
    Setting("TANDEM_WRITER_KEY", "", "Its key, sent as a bearer token. May come from a file."),
)
_SECRET = {"TANDEM_SECRET_KEY", "DATABASE_URL", "TANDEM_WRITER_KEY"}


@dataclass(frozen=True)
class Environment:
    """The settings, checked and typed."""

    home: Path
    database: dict[str, object]
    secret_key: str
    hosts: tuple[str, ...]
    https: bool
    debug: bool
    port: int
    bind: str
    default_region: str
    default_currency: str
    default_zone: str
    max_upload_bytes: int
    writer_url: str
    writer_model: str
    writer_key: str


def read_environment(given: Mapping[str, str] | None = None) -> Environment:
    """Read and check every setting.

    Raises
    ------
    InputError
        One or more settings are unknown or cannot be used; all faults are named.
    """
    source = os.environ if given is None else given
    values = {setting.name: _value(setting, source) for setting in SETTINGS}
    faults = _faults(values, source)
    if faults:
        raise InputError(faults)
    home = Path(values["TANDEM_HOME"]).expanduser().resolve()
    return Environment(
        home=home,
        database=_database(values["DATABASE_URL"], home),
        secret_key=values["TANDEM_SECRET_KEY"] or _kept_secret(home),
        hosts=tuple(host.strip() for host in values["TANDEM_HOSTS"].split(",") if host.strip()),
        https=values["TANDEM_HTTPS"] == "yes",
        debug=values["TANDEM_DEBUG"] == "yes",
        port=int(values["TANDEM_PORT"]),
        bind=values["TANDEM_BIND"],
        default_region=values["TANDEM_DEFAULT_REGION"].upper(),
        default_currency=values["TANDEM_DEFAULT_CURRENCY"].upper(),
        default_zone=values["TANDEM_DEFAULT_ZONE"],
        max_upload_bytes=int(values["TANDEM_MAX_UPLOAD_MB"]) * 1_000_000,
        writer_url=values["TANDEM_WRITER_URL"],
        writer_model=values["TANDEM_WRITER_MODEL"],
        writer_key=values["TANDEM_WRITER_KEY"],
    )


def _value(setting: Setting, source: Mapping[str, str]) -> str:
    path = source.get(f"{setting.name}_FILE") if setting.name in _SECRET else None
    if path:
        return Path(path).read_text(encoding="utf-8").strip()
    return source.get(setting.name, setting.default)


def _faults(values: Mapping[str, str], source: Mapping[str, str]) -> list[Fault]:
    known = {setting.name for setting in SETTINGS} | {f"{name}_FILE" for name in _SECRET} | {"TANDEM_BENCH_DATA"}
    faults = [
        Fault(name, "is not a setting of Tandem", repr(source[name]), "See the settings page of the manual.")
        for name in sorted(source)
        if name.startswith("TANDEM_") and not name.startswith("TANDEM_TEST_") and name not in known
    ]
    faults += [
        Fault(name, "must be 'yes' or 'no'", repr(values[name]))
        for name in ("TANDEM_HTTPS", "TANDEM_DEBUG")
        if values[name] not in ("yes", "no")
    ]
    faults += [
        Fault(name, "must be a whole number above 0", repr(values[name]))
        for name in ("TANDEM_PORT", "TANDEM_MAX_UPLOAD_MB")
        if not values[name].isdigit() or int(values[name]) < 1
    ]
    url = values["DATABASE_URL"]
    if url and urlsplit(url).scheme not in ("postgres", "postgresql", "sqlite"):
        faults.append(Fault("DATABASE_URL", "must start with postgresql:// or sqlite://", repr(urlsplit(url).scheme)))
    if values["TANDEM_WRITER_URL"] and not values["TANDEM_WRITER_MODEL"]:
        faults.append(Fault("TANDEM_WRITER_MODEL", "must name a model where TANDEM_WRITER_URL is given", "nothing"))
    return faults


def _database(url: str, home: Path) -> dict[str, object]:
    parts = urlsplit(url)
    if parts.scheme in ("postgres", "postgresql"):
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": parts.path.lstrip("/"),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 60,
        }
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": parts.path if parts.scheme == "sqlite" else str(home / "tandem.sqlite3"),
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
            " PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY;",
        },
    }


def _kept_secret(home: Path) -> str:
    path = home / "secret_key"
    if path.exists():
        return path.read_text(encoding="utf-8").strip()
    home.mkdir(parents=True, exist_ok=True)
    made = secrets.token_urlsafe(50)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:  # another process made it first; theirs counts
        return path.read_text(encoding="utf-8").strip()
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(made)
    return made
