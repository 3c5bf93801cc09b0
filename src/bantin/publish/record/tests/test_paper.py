"""Each edition as a signed PDF: what stands on it, who signed it, what is refused."""

import io
import ssl
from datetime import UTC, datetime
from pathlib import Path

import pytest
from asn1crypto import x509
from django.test import Client
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pypdf import PdfReader
from pytest_django.fixtures import Settings

from bantin.publish.record import keys
from bantin.publish.record.errors import KeyExposed, KeyUnreadable, NoCertificate
from bantin.publish.record.models import Edition
from bantin.publish.record.paper import certificate
from bantin.publish.record.paper.blocks import blocks
from bantin.publish.record.paper.drawing import draw

from .conftest import Publish
from .factories import make_live_edition
from .test_public import LONG_AGO, page

BODY = (
    "<h2>Thời gian</h2><p>Từ <strong>1/3</strong>,<br>xe tải đi đường tránh.</p>"
    "<ul><li><p>Cấm xe trên 5 tấn; #set text(red) $x^2$ @nguon *in đậm*</p></li></ul>"
)


@pytest.fixture
def office(settings: Settings, tmp_path: Path) -> Path:
    """Keys and a certificate of this test's own."""
    settings.KEY_ROOT, settings.DATA = tmp_path / "keys", tmp_path
    keys.create(settings.KEY_ROOT)
    certificate.create(settings.KEY_ROOT, name="Công an tỉnh An Lạc", at=LONG_AGO)
    return tmp_path


@pytest.fixture
def edition(office: Path, publish: Publish) -> Edition:
    return publish(live_at=LONG_AGO, body=BODY)


def words(pdf: bytes) -> str:
    return " ".join(" ".join(p.extract_text() for p in PdfReader(io.BytesIO(pdf)).pages).split())


def test_the_sheet_has_the_text_and_says_which_edition_it_is(edition: Edition) -> None:
    said = words(draw(edition))
    for part in (edition.title, edition.summary, "Thời gian", "xe tải đi đường tránh."):
        assert part in said
    assert "#set text(red) $x^2$ @nguon *in đậm*" in said
    assert "Thông cáo báo chí, phiên bản 1" in said
    assert edition.sha256 in said.replace(" ", "")
    assert f"/kiem-chung/{edition.sha256[:16]}/" in said.replace(" ", "")


def test_the_sheet_is_tagged_and_names_its_language(edition: Edition) -> None:
    root = PdfReader(io.BytesIO(draw(edition))).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "vi"
    assert "/StructTreeRoot" in root


def test_an_edition_is_drawn_to_the_same_bytes(edition: Edition) -> None:
    assert draw(edition) == draw(edition)


def test_a_notice_says_on_paper_what_to_do(db: None) -> None:
    edition = make_live_edition("Lũ quét", "Nước lên nhanh.", at=LONG_AGO, notice={})
    assert "Rời khỏi bờ suối, lên chỗ cao ngay." in words(draw(edition))


@pytest.mark.parametrize("language", ["", "/en"])
def test_the_file_carries_the_offices_signature_over_all_of_it(
    client: Client, edition: Edition, language: str
) -> None:
    answer = client.get(f"{language}{page(edition)}edition.pdf")
    assert answer.headers["Content-Type"] == "application/pdf"
    pem = client.get("/.well-known/paper.pem").content
    assert b"PRIVATE" not in pem
    (signature,) = PdfFileReader(io.BytesIO(answer.content)).embedded_signatures
    assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    trusted = x509.Certificate.load(ssl.PEM_cert_to_DER_cert(pem.decode()))
    status = validate_pdf_signature(signature, ValidationContext(trust_roots=[trusted]))
    assert (status.intact, status.valid, status.trusted) == (True, True, True)
    assert status.coverage.name == "ENTIRE_FILE"


def test_an_edition_is_drawn_once(client: Client, edition: Edition, office: Path) -> None:
    first = client.get(f"{page(edition)}edition.pdf").content
    assert client.get(f"{page(edition)}edition.pdf").content == first
    assert len(list((office / "paper").rglob("*.pdf"))) == 1


def test_without_a_certificate_no_pdf_leaves_and_the_rest_stands(
    client: Client, edition: Edition, office: Path
) -> None:
    (office / "keys" / certificate.FILE).unlink()
    assert client.get(f"{page(edition)}edition.pdf").status_code == 503
    assert client.get("/.well-known/paper.pem").status_code == 404
    assert client.get(f"{page(edition)}edition.txt").status_code == 200
    with pytest.raises(NoCertificate, match="bantin init"):
        certificate.current(office / "keys")


def test_the_certificate_is_its_owners_only_and_stays(office: Path) -> None:
    root = office / "keys"
    path = root / certificate.FILE
    assert path.stat().st_mode & 0o777 == 0o600
    before = path.read_bytes()
    certificate.create(root, name="Khác", at=datetime(2030, 1, 1, tzinfo=UTC))
    assert path.read_bytes() == before
    path.chmod(0o640)
    with pytest.raises(KeyExposed):
        certificate.current(root)
    path.chmod(0o600)
    path.write_bytes(b"nonsense")
    with pytest.raises(KeyUnreadable):
        certificate.current(root)


def test_a_text_is_its_headings_paragraphs_and_items() -> None:
    assert blocks(BODY) == [
        {"kind": "h2", "text": "Thời gian"},
        {"kind": "p", "text": "Từ 1/3,\nxe tải đi đường tránh."},
        {"kind": "li", "text": "Cấm xe trên 5 tấn; #set text(red) $x^2$ @nguon *in đậm*"},
    ]
    assert blocks("<ol><li>Một</li><li>Hai</li></ol><blockquote>Ba</blockquote>") == [
        {"kind": "li", "text": "Một"},
        {"kind": "li", "text": "Hai"},
        {"kind": "blockquote", "text": "Ba"},
    ]
