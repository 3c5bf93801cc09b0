"""Pictures and files on the record."""

import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from c2pa import Reader
from django.test import Client
from pytest_django.fixtures import Settings

from bantin.publish.newsroom.tests.conftest import NINE
from bantin.publish.record import media
from bantin.publish.record.credentials import certificate
from bantin.publish.record.models import Edition

Make = Callable[..., Edition]


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def test_a_picture_of_a_live_edition_is_there_for_ever(
    reader: Client, live: Make, image: dict[str, Any]
) -> None:
    live(images=[image])

    response = reader.get(f"/media/{image['sha256']}/cau.jpg")

    assert body(response) == media.path_of(image["sha256"]).read_bytes()
    assert response["Content-Type"] == "image/jpeg"
    assert response["Content-Disposition"] == 'inline; filename="cau.jpg"'
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response["X-Content-Type-Options"] == "nosniff"
    again = reader.get(
        f"/media/{image['sha256']}/cau.jpg", headers={"if-none-match": response["ETag"]}
    )
    assert again.status_code == 304


@pytest.mark.parametrize(
    ("name", "downloaded"),
    [
        ("phuong-an.pdf", "phuong-an.pdf"),
        ("Phương án.exe", "phuong-an.pdf"),
        ('x"; filename="y.html', "x-filename-y.pdf"),
        ("..", "van-ban.pdf"),
    ],
)
def test_a_document_is_a_download_whatever_the_address_calls_it(
    reader: Client, live: Make, document: dict[str, Any], name: str, downloaded: str
) -> None:
    live(attachments=[document])

    response = reader.get(f"/media/{document['sha256']}/{name}")

    assert response["Content-Disposition"] == f'attachment; filename="{downloaded}"'
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    body(response)


def test_markup_among_the_media_is_never_shown(reader: Client, live: Make) -> None:
    """Row 35: an SVG or a page that slipped in is a download and runs nothing."""
    row = media.keep(
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "image/svg+xml"
    )
    live(
        attachments=[
            {
                "sha256": row.sha256,
                "content_type": "image/svg+xml",
                "size": row.size,
                "title": "Sơ đồ",
                "filename": "so-do.svg",
            }
        ]
    )

    response = reader.get(f"/media/{row.sha256}/so-do.svg")

    assert response["Content-Disposition"] == 'attachment; filename="so-do.bin"'
    assert response["Content-Type"] == "application/octet-stream"
    assert "sandbox" in response["Content-Security-Policy"]
    body(response)


@pytest.fixture
def pictures_certificate(settings: Settings, tmp_path: Path) -> certificate.Chain:
    settings.KEY_ROOT = settings.DATA = tmp_path
    return certificate.create(tmp_path, name="Công an tỉnh An Lạc", at=NINE)


def of_the_press(reader: Client, edition: Edition) -> str:
    """Where the page of an edition lets the press download its picture."""
    html = reader.get(edition.get_absolute_url()).content.decode()
    return re.findall(r'href="([^"]+/anh/[^"]+)"', html)[0]


@pytest.mark.usefixtures("pictures_certificate")
def test_the_press_downloads_the_original_with_the_editions_address_in_it(
    reader: Client, live: Make, image: dict[str, Any]
) -> None:
    first = live(images=[image])
    second = live(images=[image], replaces=first)
    address = of_the_press(reader, second)

    response = reader.get(address)
    said = json.loads(Reader("image/jpeg", io.BytesIO(response.content)).json())

    manifest = said["manifests"][said["active_manifest"]]
    named = next(a["data"] for a in manifest["assertions"] if a["label"] == "vn.bantin.edition")
    assert named["url"].endswith(f"{second.get_absolute_url()}phien-ban/2/")
    assert named["sha256"] == second.sha256
    assert named["original"] == image["sha256"]
    assert response["Content-Type"] == "image/jpeg"
    assert response["Content-Disposition"] == 'attachment; filename="cau.jpg"'
    assert "sandbox" in response["Content-Security-Policy"]
    assert reader.get(address).content == response.content  # signed once
    older = address.replace("/phien-ban/2/", "/phien-ban/1/")
    assert first.sha256.encode() in reader.get(older).content


@pytest.mark.usefixtures("pictures_certificate")
def test_no_picture_is_signed_that_is_not_public_in_that_edition(
    reader: Client, live: Make, sealed: Make, image: dict[str, Any]
) -> None:
    address = of_the_press(reader, live(images=[image]))
    other = live("Không có ảnh")
    waits = sealed("Còn chờ", images=[image])

    copy = address.replace(image["sha256"], image["sizes"][0]["sha256"])
    for wrong in (
        copy,  # carries no metadata, and is not for the press
        address.replace("/phien-ban/1/", "/phien-ban/2/"),
        f"{other.get_absolute_url()}phien-ban/1/anh/{image['sha256']}/cau.jpg",
        f"{waits.get_absolute_url()}phien-ban/1/anh/{image['sha256']}/cau.jpg",
    ):
        assert reader.get(wrong).status_code == 404


def test_without_a_certificate_the_press_gets_the_original_as_it_is(
    reader: Client, live: Make, image: dict[str, Any], settings: Settings, tmp_path: Path
) -> None:
    settings.KEY_ROOT = tmp_path / "none"
    response = reader.get(of_the_press(reader, live(images=[image])))

    assert response.status_code == 302
    assert response["Location"] == f"/media/{image['sha256']}/cau.jpg"
    assert response["Cache-Control"] == "no-store"


def test_a_file_lost_from_the_disk_is_not_found(
    reader: Client, live: Make, document: dict[str, Any]
) -> None:
    live(attachments=[document])
    media.path_of(document["sha256"]).unlink()

    assert reader.get(f"/media/{document['sha256']}/phuong-an.pdf").status_code == 404


@pytest.mark.parametrize("address", ["/media/abc/x.jpg", f"/media/{'g' * 64}/x.jpg", "/media/"])
def test_what_is_no_hash_is_not_found(reader: Client, address: str) -> None:
    assert reader.get(address).status_code == 404
