"""How bytes spell text is found from marks, patterns and what decodes."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.tables.files.encoding import Utf16AsUtf8, find_encoding, visible

TEXT = "Name,Ort\nMüller,Köln\nŁukasz,Łódź\n"


def found(data: bytes) -> str:
    return find_encoding(io.BytesIO(data))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_decides(encoding):
    assert found(TEXT.encode(encoding)) == encoding


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_wide_text_is_known_by_its_zeros_where_it_has_no_mark(encoding):
    assert found(TEXT.encode(encoding)) == encoding


@pytest.mark.parametrize("data", [b"", b"a", b"a,b\n1,2\n", b"a\0b,c\n"])
def test_plain_ascii_is_utf_8(data):
    assert found(data) == "utf-8"


@given(st.text(st.characters(min_codepoint=0xA1, max_codepoint=0xFFFF, categories=("L", "N")), min_size=1))
def test_text_in_utf_8_is_never_taken_for_anything_else(text):
    assert found(f"name\n{text}\n".encode()) == "utf-8"


def test_a_few_broken_lines_do_not_make_a_file_another_encoding():
    assert found("Müller\nKöln\nJörg\n".encode() + b"caf\xe9\n") == "utf-8"


@pytest.mark.parametrize("text", ["Müller;Köln\nJosé;Málaga\n", "price\n5 €\n"])
def test_western_text_of_single_bytes_is_windows_1252(text):
    assert found(text.encode("cp1252")) == "cp1252"


@pytest.mark.parametrize(
    ("text", "encodings"),
    [
        ("имя;город\nИван;Москва\nАнна;Казань\n", {"cp1251"}),
        ("名前,都市\n山田太郎,東京都\n鈴木花子,大阪府\n", {"shift_jis"}),
    ],
)
def test_another_script_is_known_by_words_written_in_it_throughout(text, encodings):
    for encoding in encodings:
        assert found(text.encode(encoding)) == encoding


def test_bytes_that_windows_1252_lacks_fall_to_latin_1():
    assert found(b"a\x81\n\xe9t\xe9\n") == "latin-1"


def test_a_letter_far_from_the_beginning_still_counts():
    data = b"name,city\n" + b"ann,bonn\n" * 150_000 + "jörg,köln\n".encode("cp1252")
    assert found(data) == "cp1252"


@given(st.text(), st.sampled_from(["utf-16-le", "utf-16-be", "utf-32-le"]), st.integers(1, 9))
def test_wide_text_becomes_utf_8_however_it_is_cut(text, encoding, size):
    text = text.encode("utf-8", "ignore").decode()
    source = Utf16AsUtf8(io.BytesIO(text.encode(encoding)), encoding)
    assert b"".join(iter(lambda: source.read(size), b"")).decode() == text


def test_half_a_character_at_the_end_is_shown_as_one_that_is_not_known():
    source = Utf16AsUtf8(io.BytesIO("ab".encode("utf-16-le") + b"\x00"), "utf-16-le")
    assert b"".join(iter(lambda: source.read(4), b"")).decode() == "ab\ufffd"


@pytest.mark.parametrize(
    ("data", "encoding", "shown"),
    [(b"a\xffb", "utf-8", "a\\xffb"), (b"a\0b", "utf-8", "a\\x00b"), (b"\x81", "cp1252", "\\x81"), (b"", "utf-8", "")],
)
def test_what_does_not_decode_is_shown_by_its_bytes(data, encoding, shown):
    assert visible(data, encoding) == shown
