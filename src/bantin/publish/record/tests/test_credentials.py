"""Pictures for the press: what their manifest says, to a reader that trusts the office and to others."""

import io
import json
from pathlib import Path
from typing import Any

import c2pa
import pytest
from PIL import Image

from bantin.publish.record.credentials import certificate
from bantin.publish.record.credentials.signing import sign
from bantin.publish.record.errors import KeyExposed, KeyUnreadable, NoCertificate

from .test_public import LONG_AGO

FACTS = {
    "title": "cau-ham-giang.jpg",
    "caption": "Cầu Hàm Giang",
    "alt": "Cây cầu dây văng lúc bình minh",
    "credit": "Ảnh: An Lạc",
    "agency": "Công an tỉnh An Lạc",
    "url": "https://press.example/thong-cao/cau-12345678/phien-ban/1/",
    "sha256": "ab" * 32,
    "original": "cd" * 32,
    "published": "2026-03-01T02:00:00Z",
}


@pytest.fixture
def chain(tmp_path: Path) -> certificate.Chain:
    return certificate.create(tmp_path, name="Công an tỉnh An Lạc", at=LONG_AGO)


def drawn(kind: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, 40), (120, 20, 30)).save(out, kind)
    return out.getvalue()


def pixels(data: bytes) -> bytes:
    with Image.open(io.BytesIO(data)) as image:
        return image.tobytes()


def read(data: bytes, content_type: str, trusted: certificate.Chain | None) -> dict[str, Any]:
    """What the reference reader says of a picture."""
    anchors = {"trust": {"user_anchors": trusted.anchor().decode()}} if trusted else {}
    with (
        c2pa.Context(c2pa.Settings.from_dict(anchors)) as context,
        c2pa.Reader(content_type, io.BytesIO(data), context=context) as reader,
    ):
        return dict(json.loads(reader.json()))


def active(said: dict[str, Any]) -> dict[str, Any]:
    return dict(said["manifests"][said["active_manifest"]])


def assertion(said: dict[str, Any], label: str) -> dict[str, Any]:
    return next(dict(a["data"]) for a in active(said)["assertions"] if a["label"] == label)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_reader_that_trusts_the_office_finds_nothing_wrong(
    kind: str, chain: certificate.Chain
) -> None:
    content_type = f"image/{kind.lower()}"
    original = drawn(kind)
    signed = sign(original, content_type, FACTS, chain)

    said = read(signed, content_type, chain)
    assert said["validation_state"] == "Trusted"
    assert active(said)["signature_info"]["issuer"] == "Công an tỉnh An Lạc"
    assert assertion(said, "vn.bantin.edition") == {
        "url": FACTS["url"],
        "sha256": FACTS["sha256"],
        "original": FACTS["original"],
    }
    words = assertion(said, "c2pa.metadata")
    assert words["Iptc4xmpCore:AltTextAccessibility"] == FACTS["alt"]
    assert words["photoshop:Credit"] == FACTS["credit"]
    assert words["dc:description"] == FACTS["caption"]
    actions = assertion(said, "c2pa.actions.v2")["actions"]
    assert [one["action"] for one in actions] == ["c2pa.opened", "c2pa.published"]
    assert pixels(signed) == pixels(original)


def test_a_reader_that_knows_nothing_of_the_office_says_so(chain: certificate.Chain) -> None:
    said = read(sign(drawn("JPEG"), "image/jpeg", FACTS, chain), "image/jpeg", None)
    assert said["validation_state"] == "Valid"
    assert [one["code"] for one in said["validation_status"]] == ["signingCredential.untrusted"]


def test_another_office_is_not_this_one(chain: certificate.Chain, tmp_path: Path) -> None:
    other = certificate.create(tmp_path / "other", name="Công an tỉnh An Lạc", at=LONG_AGO)
    said = read(sign(drawn("JPEG"), "image/jpeg", FACTS, other), "image/jpeg", chain)
    assert said["validation_state"] != "Trusted"


def test_one_changed_byte_of_the_picture_is_seen(chain: certificate.Chain) -> None:
    signed = bytearray(sign(drawn("JPEG"), "image/jpeg", FACTS, chain))
    signed[-20] ^= 1
    said = read(bytes(signed), "image/jpeg", chain)
    assert said["validation_state"] == "Invalid"
    assert "assertion.dataHash.mismatch" in [one["code"] for one in said["validation_status"]]


def test_credentials_that_a_picture_came_with_stay_the_first_link(
    chain: certificate.Chain, tmp_path: Path
) -> None:
    camera = certificate.create(tmp_path / "camera", name="Máy ảnh", at=LONG_AGO)
    taken = sign(drawn("JPEG"), "image/jpeg", {**FACTS, "title": "DSC_0001.jpg"}, camera)
    said = read(sign(taken, "image/jpeg", FACTS, chain), "image/jpeg", chain)
    assert said["validation_state"] == "Trusted"
    assert len(said["manifests"]) == 2
    before = active(said)["ingredients"][0]
    assert before["relationship"] == "parentOf"
    assert said["manifests"][before["active_manifest"]]["title"] == "DSC_0001.jpg"


def test_what_is_not_known_is_not_said(chain: certificate.Chain) -> None:
    facts = {**FACTS, "caption": "", "credit": ""}
    said = read(sign(drawn("PNG"), "image/png", facts, chain), "image/png", chain)
    assert {"dc:description", "photoshop:Credit"}.isdisjoint(assertion(said, "c2pa.metadata"))


def test_the_key_is_its_owners_only_and_stays(tmp_path: Path, chain: certificate.Chain) -> None:
    path = tmp_path / certificate.FILE
    assert path.stat().st_mode & 0o077 == 0
    again = certificate.create(tmp_path, name="Khác", at=LONG_AGO)
    assert (again.pem(), again.private_pem()) == (chain.pem(), chain.private_pem())
    assert b"PRIVATE" not in chain.pem() + chain.anchor()
    path.chmod(0o644)
    with pytest.raises(KeyExposed):
        certificate.current(tmp_path)
    path.chmod(0o600)
    path.write_bytes(chain.private_pem() + chain.anchor())
    with pytest.raises(KeyUnreadable):
        certificate.current(tmp_path)
    path.unlink()
    with pytest.raises(NoCertificate):
        certificate.current(tmp_path)


@pytest.mark.parametrize(
    "name", ["Sở Văn hóa, Thể thao và Du lịch thành phố Hồ Chí Minh " * 2, "Ở" * 65]
)
def test_an_agency_may_have_a_long_name(tmp_path: Path, name: str) -> None:
    found = certificate.create(tmp_path, name=name, at=LONG_AGO).public.subject
    said = str(next(iter(found)).value)
    assert name.startswith(said)
    assert 60 < len(said.encode()) <= 64
