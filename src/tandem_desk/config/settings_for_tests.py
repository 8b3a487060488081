"""Settings for the test suite: a database of its own, a fast password hasher, plain static files."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("TANDEM_HOME", str(Path(tempfile.gettempdir()) / f"tandem-tests-{os.getuid()}"))
os.environ.setdefault("TANDEM_SECRET_KEY", "only-for-tests")

from tandem_desk.config.settings import *  # noqa: F403  (Django's own way of layering settings)

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
AXES_ENABLED = False
if str(DATABASES["default"]["ENGINE"]).endswith("sqlite3"):  # noqa: F405
    # A file, as in use: a database in memory locks whole tables between threads, which no real one does.
    Path(os.environ["TANDEM_HOME"]).mkdir(parents=True, exist_ok=True)
    DATABASES["default"]["TEST"] = {"NAME": f"{os.environ['TANDEM_HOME']}/tests-{os.getpid()}.sqlite3"}  # noqa: F405
