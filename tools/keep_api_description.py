"""Writes the REST interface's description to where a test compares it: run it after a change made on purpose."""

import json
import os
from pathlib import Path

import django

KEPT = Path(__file__).parents[1] / "tests" / "contracts" / "openapi.json"


def main() -> int:
    """Write the description."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tandem_desk.config.settings_for_tests")
    django.setup()
    from tandem_desk.config.api import described

    KEPT.write_text(json.dumps(described(), default=str, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    print(KEPT.name)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
