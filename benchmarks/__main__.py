"""`python -m benchmarks [NAME…]`: run every benchmark, or the named ones; each writes its own results.md."""

import sys
from importlib import import_module
from pathlib import Path

HERE = Path(__file__).resolve().parent


def names() -> list[str]:
    """Return the benchmarks there are, such as "tables" or "language/time_expressions": folders with a `main`."""
    found = {path.parent for pattern in ("*/__init__.py", "*/*/__init__.py") for path in HERE.glob(pattern)}
    alone = {folder for folder in found if folder.parent == HERE or folder.parent not in found}
    return sorted(folder.relative_to(HERE).as_posix() for folder in alone)


def main(asked: list[str]) -> int:
    """Run the asked benchmarks, all where none is named, and return the exit code."""
    unknown = [name for name in asked if name not in names()]
    if unknown:
        print(f"No such benchmark: {', '.join(unknown)}; there are {', '.join(names())}.", file=sys.stderr)
        return 2
    for name in asked or names():
        print(f"== {name}", flush=True)
        import_module(f"benchmarks.{name.replace('/', '.')}").main()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
