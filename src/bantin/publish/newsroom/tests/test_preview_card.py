"""What other sites show beside a link to a release."""

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from PIL import Image

from bantin.publish.newsroom.preview_card import preview_card
from bantin.publish.record.models import Edition

Make = Callable[..., Edition]


def named(reader: Client, address: str) -> dict[str, str]:
    html = reader.get(address).content.decode()
    return dict(re.findall(r'<meta property="(og:image[:\w]*)" content="([^"]*)">', html))


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_a_release_without_a_picture_has_a_card_with_its_title(
    reader: Client, live: Make, prefix: str
) -> None:
    edition = live()
    address = f"{edition.get_absolute_url()}phien-ban/1/card.png"

    said = named(reader, f"{prefix}{edition.get_absolute_url()}")

    assert said == {
        "og:image": f"http://127.0.0.1:8000{address}",
        "og:image:width": "1200",
        "og:image:height": "630",
        "og:image:alt": edition.title,
    }
    response = reader.get(address)
    assert response["Content-Type"] == "image/png"
    assert Image.open(io.BytesIO(response.content)).size == (1200, 630)
    again = reader.get(address, headers={"if-none-match": response["ETag"]})
    assert again.status_code == 304
    assert response.content == preview_card(edition)


def test_a_picture_comes_first_if_other_sites_can_show_it(
    reader: Client, live: Make, image: dict[str, Any]
) -> None:
    shown = live(images=[image])
    webp = live("Khác", images=[{**image, "content_type": "image/webp"}])

    assert image["sha256"] in named(reader, shown.get_absolute_url())["og:image"]
    assert named(reader, webp.get_absolute_url())["og:image"].endswith("/card.png")


def test_a_card_shows_letters_kind_and_language_and_nothing_acts_as_markup(
    live: Make, corrected: list[Edition]
) -> None:
    marks = [preview_card(live(title)) for title in ("Cam", "Cấm", "Cẩm", "Cậm", "Cẫm")]
    assert len(set(marks)) == len(marks)
    hostile = live('#panic("x") $x$ #import "a" \x0b\\ " ' + "Ữ" * 160)
    assert Image.open(io.BytesIO(preview_card(hostile))).size == (1200, 630)
    assert preview_card(corrected[1]) != preview_card(live("Có 21.300 tin, bài"))


def test_a_hidden_edition_has_no_card(reader: Client, live: Make, sealed: Make) -> None:
    first, waiting = live(), sealed()
    sealed(replaces=first, kind="correction")

    assert reader.get(f"{first.get_absolute_url()}phien-ban/2/card.png").status_code == 404
    assert reader.get(f"{waiting.get_absolute_url()}phien-ban/1/card.png").status_code == 404
