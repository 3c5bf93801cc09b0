"""Files that strangers send: what is read, and what is refused in words."""

import io
import struct
import zipfile
import zlib

import pytest
from PIL import Image, ImageDraw, ImageFont
from pypdf import PdfWriter

from bantin.trace.official import errors, reading
from bantin.trace.official.reading import bounded, extract

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SENTENCE = "Cầu cấm xe tải trong 7 ngày, từ 5/3/2026."


def docx(body: str, **members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{WORD}">{body}</w:document>')
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def pdf(words: str, *, password: str = "") -> bytes:
    """One page with ``words`` (ASCII), as small as a PDF can be."""
    page = f"BT /F1 12 Tf 50 700 Td ({words}) Tj ET".encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        (
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
            b"/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>"
        ),
        b"<</Length %d>>stream\n%s\nendstream" % (len(page), page),
    ]
    body = b"%PDF-1.4\n" + b"".join(
        b"%d 0 obj%s endobj\n" % (n, o) for n, o in enumerate(objects, start=1)
    )
    plain = body + b"trailer<</Root 1 0 R/Size 5>>\nstartxref\n0\n%%EOF\n"
    if not password:
        return plain
    writer, out = PdfWriter(clone_from=io.BytesIO(plain)), io.BytesIO()
    writer.encrypt(password, algorithm="RC4-128")
    writer.write(out)
    return out.getvalue()


def png(width: int, height: int) -> bytes:
    """The head of a picture that claims to be so large."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 100_000)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1258"])
def test_plain_text_is_read_in_any_encoding(encoding: str) -> None:
    words = "Cau cam xe tai" if encoding == "cp1258" else SENTENCE
    assert reading.text_of(words.encode(encoding)).strip() == words


def test_a_page_is_read_as_a_reader_sees_it() -> None:
    page = (
        f"<!doctype html><title>Tựa</title><style>p{{}}</style><p>{SENTENCE}</p><script>x</script>"
    )
    assert reading.text_of(page.encode()).split() == SENTENCE.split()


def test_a_document_is_read_without_what_was_deleted_in_it() -> None:
    body = (
        f"<w:p><w:r><w:t>{SENTENCE}</w:t></w:r></w:p>"
        "<w:p><w:del><w:r><w:delText>Bỏ</w:delText></w:r></w:del><w:r><w:t>Hết.</w:t></w:r></w:p>"
    )
    assert reading.text_of(docx(body)).split("\n") == [SENTENCE, "Hết.", ""]


def test_a_pdf_is_read() -> None:
    assert "Cau cam xe tai" in reading.text_of(pdf("Cau cam xe tai"))


def test_the_number_of_a_page_is_not_its_text() -> None:
    two_lines = "Cau cam xe tai trong 7 ngay) Tj 0 -20 Td (1 / 2"
    assert reading.text_of(pdf(two_lines)).strip() == "Cau cam xe tai trong 7 ngay"


def test_a_file_is_what_its_first_bytes_say() -> None:
    assert reading.kind_of(pdf("x")) == "pdf"
    assert reading.kind_of(b"PK\x03\x04") == "docx"
    assert reading.kind_of(png(1, 1)) == "picture"
    assert reading.kind_of(b"  <!DOCTYPE html>") == "html"
    assert reading.kind_of(SENTENCE.encode()) == "text"


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"\xd0\xcf\x11\xe0\x00\x00", errors.UnknownFile),
        (b"PK\x03\x04 nonsense", errors.BrokenFile),
        (docx("<w:p/>"), errors.NoTextInside),
        (docx("<w:p>"), errors.BrokenFile),
        (b"%PDF-1.4 nonsense", errors.BrokenFile),
        (pdf(""), errors.NoTextInside),
        (pdf("Cau cam", password="1"), errors.LockedFile),
        (b"x" * 300_000, errors.TooLong),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(
    data: bytes, refusal: type[errors.CannotCompare]
) -> None:
    with pytest.raises(refusal) as refused:
        reading.text_of(data)
    assert len(str(refused.value)) > 30


def laughs() -> bytes:
    entities = "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(12))
    text = f'<!DOCTYPE l [<!ENTITY a "ha">{entities}]><l>&m;</l>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", text)
    return out.getvalue()


def flate_bomb() -> bytes:
    squeezed = zlib.compress(b"(ha) Tj " * 5_000_000, 9)
    body = pdf("x")
    start, end = body.index(b"4 0 obj"), body.index(b"trailer")
    stream = b"4 0 obj<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream endobj\n"
    return body[:start] + stream % (len(squeezed), squeezed) + body[end:]


BOMBS = {
    "billion laughs": laughs,
    "60 MB in a document": lambda: docx("<w:p>" + "ha" * 30_000_000 + "</w:p>"),
    "a million levels": lambda: docx("<w:p>" * 900_000 + "</w:p>" * 900_000),
    "3,000 files": lambda: docx("", **{f"f{n}": b"" for n in range(3000)}),
    "40 MB in a page": flate_bomb,
    "50,000 pixels square": lambda: png(50_000, 50_000),
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_row_37_a_bomb_is_refused(bomb: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading.pictures, "_reader", lambda: ("tesseract", "vie"))
    with pytest.raises(errors.TooMuchInside):
        reading.text_of(BOMBS[bomb]())


def test_row_37_whoever_reads_has_little_memory_and_time() -> None:
    assert extract.MEMORY < 200 * 2**20
    assert extract.SECONDS <= 2
    with pytest.raises(errors.TooMuchInside):
        bounded.extract("html", b"<p>" + b"ha " * 30_000_000)


def test_a_picture_is_read_where_the_program_for_it_is() -> None:
    if not reading.pictures.can_read():
        with pytest.raises(errors.CannotReadPictures):
            reading.text_of(png(10, 10))
        pytest.skip("tesseract with Vietnamese is not installed (./run test brings it)")
    image = Image.new("RGB", (1100, 120), "white")
    font = ImageFont.load_default(size=44)
    ImageDraw.Draw(image).text((20, 30), "Cau dai 612 m, cam xe tai 26 dem", "black", font=font)
    out = io.BytesIO()
    image.save(out, "PNG")
    assert {"612", "26"} <= set(reading.text_of(out.getvalue()).split())
