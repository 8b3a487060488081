"""Documents come with their places; what cannot be read is refused with what to do."""

import io
import sys
import zipfile
from pathlib import Path

import docx
import pypdf
import pytest
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from tandem.kernel.errors import InputError, MissingExtra
from tandem.language.passages import read_document, split_sentences


def a_docx() -> bytes:
    document = docx.Document()
    document.add_paragraph("Supply Agreement")
    document.add_paragraph("The price is fixed. It may rise.")
    table = document.add_table(rows=2, cols=2)
    for at, words in enumerate(["Item", "Price", "Press", "€48,200"]):
        table.cell(at // 2, at % 2).text = words
    document.add_paragraph("Signed.")
    packed = io.BytesIO()
    document.save(packed)
    return packed.getvalue()


def a_pdf(*pages: str, password: str = "") -> bytes:
    writer = pypdf.PdfWriter()
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    for words in pages:
        page = writer.add_blank_page(300, 300)
        page[NameObject("/Resources")] = DictionaryObject(
            {NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})}
        )
        stream = DecodedStreamObject()
        stream.set_data(f"BT /F1 12 Tf 20 200 Td ({words}) Tj ET".encode())
        page[NameObject("/Contents")] = writer._add_object(stream)
    if password:
        writer.encrypt(password)
    packed = io.BytesIO()
    writer.write(packed)
    return packed.getvalue()


def test_a_docx_gives_its_paragraphs_and_tables_in_order() -> None:
    document = read_document(Path("a.docx"), a_docx())
    assert document.place(document.text.index("It may rise")) == "paragraph 2"
    assert document.place(document.text.index("€48,200")) == "table at paragraph 3"
    assert document.place(document.text.index("Signed")) == "paragraph 4"
    assert "Press\t€48,200" in document.text
    sentences = [span.of(document.text) for span in split_sentences(document.text)]
    assert sentences[:3] == ["Supply Agreement", "The price is fixed.", "It may rise."]


def test_a_pdf_gives_its_pages() -> None:
    document = read_document(Path("a.pdf"), a_pdf("The price is fixed.", "It may rise."))
    assert document.place(document.text.index("rise")) == "page 2"
    assert [span.of(document.text) for span in split_sentences(document.text)] == [
        "The price is fixed.",
        "It may rise.",
    ]


def test_a_text_gives_its_lines_in_any_common_encoding(tmp_path: Path) -> None:
    for encoding in ("utf-8", "utf-8-sig", "cp1252", "utf-16"):
        path = tmp_path / f"{encoding}.txt"
        path.write_bytes("Größe und Länge der Räume\r\nwerden später geklärt\n".encode(encoding))
        document = read_document(path)
        assert document.text.startswith("Größe und Länge"), encoding
        assert document.place(document.text.index("später")) == "line 2"


BAD = [
    ("a.xlsx", b"x", "must end in .docx, .pdf, .txt, .md"),
    ("a.docx", b"not a zip", "must be a readable docx file"),
    ("a.pdf", b"not a pdf", "must be a readable pdf file"),
    ("a.pdf", a_pdf("secret", password="x"), "without a password"),
    ("a.pdf", a_pdf(""), "picture"),
    ("a.txt", b"  \n", "must hold text"),
]


@pytest.mark.parametrize(("name", "content", "must"), BAD)
def test_what_cannot_be_read_is_refused(name: str, content: bytes, must: str) -> None:
    with pytest.raises(InputError, match=must):
        read_document(Path(name), content)


def test_a_docx_that_unpacks_to_a_mountain_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tandem.language.passages.documents._MAX_UNPACKED", 10_000)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("word/document.xml", b" " * 20_000)
    with pytest.raises(InputError, match="must not unpack to more than"):
        read_document(Path("a.docx"), packed.getvalue())


def test_a_file_that_is_too_large_or_absent_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match="no such file"):
        read_document(Path("nowhere.txt"))
    monkeypatch.setattr("tandem.language.passages.documents._MAX_BYTES", 10)
    with pytest.raises(InputError, match="must not be larger"):
        read_document(Path("a.txt"), b"x" * 11)


@pytest.mark.parametrize(("name", "module"), [("a.docx", "docx"), ("a.pdf", "pypdf")])
def test_without_the_extra_its_name_is_said(name: str, module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(MissingExtra, match="extra 'documents'"):
        read_document(Path(name), b"x")


def test_an_offset_outside_the_text_is_refused() -> None:
    with pytest.raises(InputError, match="must lie in 0 to 4"):
        read_document(Path("a.txt"), b"text").place(5)
