"""The page that shows a mail read whole is what the code says today."""

from tools.write_reading_page import PAGE, page


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run python tools/write_reading_page.py"
