"""What a page, a command or a worker need not wait for at its start."""

import os
import subprocess
import sys

import pytest

HEAVY = ("duckdb", "ibis", "numpy", "pandas", "pyarrow", "scipy", "sklearn")
SITE = "import os, django; django.setup()"
COMMAND = "import sys; sys.argv = ['tandem', 'list']; from tandem.cli import main; main()"


@pytest.mark.parametrize("start", [SITE, COMMAND], ids=["site", "tandem list"])
def test_nothing_heavy_is_loaded_before_it_is_needed(start: str) -> None:
    program = f"""
import sys
try:
    exec({start!r})
except SystemExit:
    pass
print([one for one in {HEAVY} if one in sys.modules])
"""
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tandem_desk.config.settings"}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
