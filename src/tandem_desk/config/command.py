"""`tandem-desk`: the server's command."""

import os
import sys

from django.core.management import execute_from_command_line
from django.db import DatabaseError

__all__ = ["main"]

_EMPTY = ("no such table", "does not exist")


def main() -> int:
    """Run one command; the names stand in each app's `management/commands`."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tandem_desk.config.settings")
    try:
        execute_from_command_line(sys.argv)
    except DatabaseError as error:
        if not any(words in str(error) for words in _EMPTY):
            raise
        print(  # noqa: T201  (the command's own voice)
            f"The database has not been set up ({error}). Run `tandem-desk setup NAME --email ADDRESS` for\n"
            "a workspace of your own, or `tandem-desk demo` for the sample company.",
            file=sys.stderr,
        )
        return 1
    return 0
