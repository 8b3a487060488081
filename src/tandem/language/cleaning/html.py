"""HTML to plain text, with quotes marked as in plain mail."""

import re
from html.parser import HTMLParser

__all__ = ["html_to_text"]

_UNSEEN = frozenset({"head", "style", "script", "title", "template", "noscript", "svg"})
_BLOCKS = frozenset(
    {
        "address", "article", "aside", "blockquote", "center", "dd", "div", "dl", "dt", "fieldset", "figure",
        "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p",
        "pre", "section", "table", "tbody", "tfoot", "thead", "tr", "ul",
    }
)  # fmt: skip
_SPACED = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "ul", "ol", "table", "pre"})
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])", re.IGNORECASE)
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)


def html_to_text(markup: str) -> str:
    r"""Return the visible text of an HTML mail.

    Blocks become lines and paragraphs are set apart by an empty one; list items get a dash, quoted blocks ">", cells a
    tab, and links keep their address where the words do not show it. Styles, scripts and hidden text are left out.

    Parameters
    ----------
    markup
        HTML, however broken.

    Examples
    --------
    >>> html_to_text("<p>Hello&nbsp;Marta,</p><div>see <a href='https://example.com/q'>the quote</a></div>")
    'Hello Marta,\n\nsee the quote (https://example.com/q)'
    """
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    return reader.text()


class _Reader(HTMLParser):
    """Collects lines; each knows how deep in quotes it stands."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[tuple[int, str]] = []
        self.now = ""
        self.quotes = 0
        self.unseen: list[str] = []
        self.link = ("", 0)
        self.keeps_breaks = 0

    def text(self) -> str:
        self.break_line()
        lines = [f"{'> ' * depth}{line}".rstrip() if line or depth else "" for depth, line in self.lines]
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")

    def break_line(self, *, spaced: bool = False) -> None:
        line = self.now if self.keeps_breaks else re.sub(r"[ \t\r\n\f]+", " ", self.now).strip()
        if line.strip():
            self.lines.append((self.quotes, line.replace("\u00a0", " ")))
        if spaced and self.lines and self.lines[-1][1]:
            self.lines.append((self.quotes, ""))
        self.now = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if self.unseen or tag in _UNSEEN or _HIDDEN.search(given.get("style", "")) or "hidden" in given:
            if tag not in _VOID:
                self.unseen.append(tag)
            return
        if tag == "br":
            self.now += "\n" if self.keeps_breaks else ""
            if not self.keeps_breaks:
                self.end_line()
        elif tag in _BLOCKS:
            self.break_line(spaced=tag in _SPACED)
            self.quotes += tag == "blockquote"
            self.keeps_breaks += tag == "pre"
            self.now = "- " if tag == "li" else ""
        elif tag in {"td", "th"} and self.now.strip():
            self.now += " "
        elif tag == "a":
            self.link = (given.get("href", ""), len(self.now))
        elif tag == "img" and given.get("alt", "").strip():
            self.now += f"[{given['alt'].strip()}]"

    def end_line(self) -> None:
        if self.now.strip():
            self.break_line()
        else:
            self.lines.append((self.quotes, ""))

    def handle_endtag(self, tag: str) -> None:
        if self.unseen:
            if tag in self.unseen:
                del self.unseen[len(self.unseen) - 1 - self.unseen[::-1].index(tag) :]
            return
        if tag == "a" and self.link[0]:
            address, start = self.link
            shown = self.now[start:].strip()
            plain = address.removeprefix("mailto:").removeprefix("tel:")
            if address.startswith(("http", "mailto:")) and plain.rstrip("/") not in shown and shown:
                self.now += f" ({plain})"
            self.link = ("", 0)
        elif tag in _BLOCKS:
            self.break_line(spaced=tag in _SPACED)
            self.quotes = max(0, self.quotes - (tag == "blockquote"))
            self.keeps_breaks = max(0, self.keeps_breaks - (tag == "pre"))

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self.now += data
