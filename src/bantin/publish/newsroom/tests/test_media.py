"""Pictures and files on the record."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from bantin.publish.record import media
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


def test_a_file_lost_from_the_disk_is_not_found(
    reader: Client, live: Make, document: dict[str, Any]
) -> None:
    live(attachments=[document])
    media.path_of(document["sha256"]).unlink()

    assert reader.get(f"/media/{document['sha256']}/phuong-an.pdf").status_code == 404


@pytest.mark.parametrize("address", ["/media/abc/x.jpg", f"/media/{'g' * 64}/x.jpg", "/media/"])
def test_what_is_no_hash_is_not_found(reader: Client, address: str) -> None:
    assert reader.get(address).status_code == 404
