"""HTML mails as text: what is seen stays, what is not goes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.language.cleaning import html_to_text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("One<br>Two<br><br>Three", "One\nTwo\n\nThree"),
        ("<ul><li>a</li><li>b</li></ul>", "- a\n- b"),
        ("<div>a</div><blockquote><p>b</p></blockquote>c", "a\n\n> b\n>\nc"),
        ("<style>p{}</style><script>x()</script>seen<span style='display:none'>not</span>", "seen"),
        ("<a href='https://example.com'>here</a>", "here (https://example.com)"),
        ("<a href='https://example.com'>https://example.com/</a>", "https://example.com/"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\n\nc".replace("\n\n", "\n")),
        ("5 &lt; 6 &amp; 7&nbsp;EUR", "5 < 6 & 7 EUR"),
        ("<p>never <b>closed", "never closed"),
        ("", ""),
    ],
)
def test_markup_becomes_the_text_a_reader_sees(markup: str, text: str) -> None:
    assert html_to_text(markup) == text


@given(st.text(alphabet="<>/ab=\"'!-&;p div", max_size=80))
def test_no_markup_breaks_it(markup: str) -> None:
    assert isinstance(html_to_text(markup), str)
