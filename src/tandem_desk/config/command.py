"""`tandem-desk`: the server's command."""

import os
import sys

from django.core.management import execute_from_command_line

__all__ = ["main"]


def main() -> int:
    """Run one command; the names stand in each app's `management/commands`."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tandem_desk.config.settings")
    execute_from_command_line(sys.argv)
    return 0
