"""Writes the places of a new AI function, alike for all: module, test, catalogue entry, glue, page.

`make function STAGE=closing NAME=discount_guard`. What it writes runs and passes at once: a function that abstains and
says so, until its method is written.
"""

import re
import sys
from pathlib import Path
from string import Template

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = Path(__file__).resolve().parent / "scaffold"
STAGES = {
    "prospecting": "PROSPECTING",
    "approach": "APPROACH",
    "presentation": "PRESENTATION",
    "closing": "CLOSE",
    "followup": "FOLLOW_UP",
    "journey": "FOLLOW_UP",
}


def fail(message: str) -> int:
    """Say what must hold and return the exit status of misuse."""
    print(message, file=sys.stderr)
    return 2


def written(template: str, names: dict[str, str]) -> str:
    """Return one filled-in template."""
    return Template((TEMPLATES / f"{template}.txt").read_text(encoding="utf-8")).substitute(names)


def write_new(root: Path, path: str, text: str) -> None:
    """Write a file that must not exist yet."""
    target = root / path
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("x", encoding="utf-8") as file:
        file.write(text)
    print(f"wrote    {path}")


def extended(root: Path, path: str, pattern: str, line: str) -> tuple[str, str]:
    """Return a file's path and its text with one line rewritten; the line must be there exactly once."""
    text = (root / path).read_text(encoding="utf-8")
    found = re.findall(pattern, text, re.MULTILINE)
    if len(found) != 1:
        raise SystemExit(f"{path} must hold one line like {pattern!r}; it holds {len(found)}. Nothing was written.")
    return path, re.sub(pattern, lambda match: line.replace("<listed>", match.group(1)), text, flags=re.MULTILINE)


def extensions(root: Path, names: dict[str, str]) -> list[tuple[str, str]]:
    """Return the catalogue and the list of plugs with the function added."""
    catalogue = extended(
        root,
        "src/tandem/catalogue.py",
        r"^FUNCTIONS: tuple\[AIFunction, \.\.\.\] = \(([^()]*?),?\s*\)$",
        f"{written('catalogue', names)}\nFUNCTIONS: tuple[AIFunction, ...] = (<listed>, _{names['upper']})",
    )
    plug = f"tandem_desk.stages.{names['stage']}.{names['name']}:{names['name']}_plug"
    plugs = extended(
        root, "src/tandem_desk/stages/apps.py", r"^PLUGGED = \(([^()]*?),?\s*\)$", f'PLUGGED = (<listed>, "{plug}")'
    )
    return [catalogue, plugs]


def main() -> int:
    """Write everything for the function named on the command line; return 0 when done, 2 when misused."""
    arguments = [one for one in sys.argv[1:] if not one.startswith("--root=")]
    root = next((Path(one.removeprefix("--root=")) for one in sys.argv[1:] if one.startswith("--root=")), ROOT)
    if len(arguments) != 2 or not all(arguments):
        return fail("Say which: make function STAGE=closing NAME=discount_guard")
    stage, name = arguments
    if stage not in STAGES:
        return fail(f"STAGE must be one of {', '.join(STAGES)}; got {stage!r}.")
    if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", name):
        return fail(f"NAME must be small letters, digits and single underscores; got {name!r}.")
    if (root / f"src/tandem/{stage}/{name}.py").exists() or (root / f"src/tandem/{stage}/{name}").exists():
        return fail(f"src/tandem/{stage}/{name} is there already; nothing was written.")
    title = name.replace("_", " ").capitalize()
    camel = "".join(part.capitalize() for part in name.split("_"))
    names = {"stage": stage, "stage_enum": STAGES[stage], "stage_title": stage.capitalize()}
    names |= {"name": name, "upper": name.upper(), "camel": camel, "title": title}
    longer = extensions(root, names)
    write_new(root, f"src/tandem/{stage}/{name}.py", written("module", names))
    write_new(root, f"tests/tandem/{stage}/test_{name}.py", written("test", names))
    write_new(root, f"docs/functions/{stage}/{name}.md", written("page", names))
    package = f"src/tandem_desk/stages/{stage}/__init__.py"
    if not (root / package).exists():
        write_new(root, package, f'"""{names["stage_title"]} on the desk."""\n')
    write_new(root, f"src/tandem_desk/stages/{stage}/{name}.py", written("glue", names))
    for path, text in longer:
        (root / path).write_text(text, encoding="utf-8")
        print(f"extended {path}")
    print(
        "Next: the method and its reference, the worked example, the baseline, the glue; then `make docs format check`."
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
