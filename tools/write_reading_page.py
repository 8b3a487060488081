"""Writes docs/reading-a-mail.md: one made-up mail read whole, with the evidence drawn."""

import sys
from datetime import datetime
from pathlib import Path

from tandem.kernel.suggestion import Abstained
from tandem.language.cleaning import identify_language, own_words, split_mail
from tandem.language.spans import KnownNames, find_actions, read_spans
from tandem.language.time_expressions import read_times

PAGE = Path(__file__).resolve().parent.parent / "docs" / "reading-a-mail.md"
SAID = datetime.fromisoformat("2026-03-10T09:30:00+01:00")
MAIL = """Hi Marta,

thanks for the call. Could you please send us the revised quote for 40 licences at EUR 1,200 by next Friday?
I'll check the terms with our Head of Purchasing and get back to you early next week.
We need a 5% discount on the Flowmeter X200, otherwise the renewal will be hard to defend.
Let's talk again in two months.

Best regards,
Peter van der Berg
VP Sales, Aster Pumps GmbH
+49 30 901820 | www.example.com

On Mon, 9 Mar 2026 at 16:02, Marta <marta@example.org> wrote:
> Here is the first version of the quote.
"""


def page() -> str:
    """Return the page as Markdown."""
    lines = [
        "# One mail, read whole",
        "",
        "Written by `python tools/write_reading_page.py`, from a made-up mail sent on 10 March 2026 at 9:30 in Berlin.",
        "Numbers before and after the colon are offsets into the raw text; whoever acts on a finding can show where it",
        "stands. Confidences of spans and actions are set by rule and not measured.",
        "",
        "## Its parts",
        "",
        "| offsets | part | text |",
        "| --- | --- | --- |",
        *(f"| {part.first}:{part.last} | {part.kind} | {_cell(part.text)} |" for part in split_mail(MAIL)),
        "",
        f"Language of the writer's own words: {_language(own_words(MAIL)[0].text)}.",
        "",
        *_drawn(),
    ]
    return "\n".join(lines) + "\n"


def _language(text: str) -> str:
    found = identify_language(text)
    return found.reason if isinstance(found, Abstained) else f"{found.code}, probability {found.probability:.2f}"


def _cell(text: str) -> str:
    short = " ".join(text.split())
    return (short if len(short) <= 70 else f"{short[:67]}...").replace("|", "\\|")


def _drawn() -> list[str]:
    spans = read_spans(MAIL, known=KnownNames(products=["Flowmeter X200"]))
    written = own_words(MAIL)[0]
    times = read_times(written.text, reference=SAID, zone="Europe/Berlin")
    actions = find_actions(written.text, reference=SAID, zone="Europe/Berlin")
    lines = [
        "## What it names",
        "",
        "| offsets | kind | text | value | confidence |",
        "| --- | --- | --- | --- | --- |",
    ]
    lines += [
        f"| {one.first}:{one.last} | {one.kind} | {_cell(one.text)} | {f'{_cell(one.value)} {one.unit}'.strip()} "
        f"| {one.confidence:.2f} |"
        for one in spans
    ]
    lines += ["", "## Times", "", "| offsets | text | stands for |", "| --- | --- | --- |"]
    lines += [f"| {one.first}:{one.last} | {one.text} | {one.value} |" for one in times]
    lines += ["", "## What is asked, promised and agreed", "", "| offsets | kind | who | what | when |"]
    lines += ["| --- | --- | --- | --- | --- |"]
    lines += [
        f"| {one.first}:{one.last} | {one.kind} | {one.who} | {_cell(one.what)} "
        f"| {one.when.value if one.when else ''} |"
        for one in actions
    ]
    return [
        *lines,
        "",
        "## Drawn",
        "",
        "```text",
        *_underlined([(one.first, one.last, one.kind) for one in spans]),
        "```",
    ]


def _underlined(marks: list[tuple[int, int, str]]) -> list[str]:
    """Return the mail's lines, each with its findings underlined and named below."""
    lines, start = [], 0
    for line in MAIL.splitlines():
        lines.append(line)
        end = start + len(line)
        inside = [(first - start, last - start, kind) for first, last, kind in marks if start <= first < end]
        if inside:
            under, names = [" "] * len(line), ""
            for first, last, kind in inside:
                under[first:last] = "^" * (last - first)
                names = f"{names:<{first}}" + ("" if len(names) <= first else " ") + kind
            lines += ["".join(under).rstrip(), names]
        start += len(line) + 1
    return lines


def main() -> int:
    """Write the page, or with --check say whether it is up to date; return the exit code."""
    if "--check" in sys.argv:
        return int(PAGE.read_text(encoding="utf-8") != page())
    PAGE.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
