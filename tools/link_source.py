"""Makes `src/` importable in this environment and puts the two commands on its path.

pip's editable install would have to build, and so to download, a build back end; a path file and two small scripts do
the same with nothing to fetch.
"""

import stat
import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMMANDS = {"tandem": "tandem.cli", "tandem-desk": "tandem_desk.config.command"}


def main() -> None:
    """Write the path file and the commands into the running interpreter's environment."""
    site_packages = Path(sysconfig.get_path("purelib"))
    (site_packages / "tandem.pth").write_text(f"{ROOT / 'src'}\n", encoding="utf-8")
    for name, module in COMMANDS.items():
        script = Path(sys.executable).parent / name
        script.write_text(
            f"#!{sys.executable}\nimport sys\n\nfrom {module} import main\n\nsys.exit(main())\n", encoding="utf-8"
        )
        script.chmod(script.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)


if __name__ == "__main__":
    main()
