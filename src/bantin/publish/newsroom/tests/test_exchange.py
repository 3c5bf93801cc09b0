"""Editions in the formats of newsroom systems, at addresses of their own."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from defusedxml.ElementTree import fromstring
from django.test import Client

from bantin.publish.record.models import Edition

Make = Callable[..., Edition]
FORMS = ["ninjs-3.1.json", "ninjs-1.6.json", "newsml-g2.xml"]
G2 = "{http://iptc.org/std/nar/2006-10-01/}"


@pytest.mark.parametrize("form", FORMS)
def test_a_release_has_an_address_in_each_format_and_so_has_each_edition(
    reader: Client, corrected: list[Edition], form: str
) -> None:
    page = corrected[1].get_absolute_url()
    old = reader.get(f"{corrected[0].get_absolute_url()}phien-ban/1/{form}")
    new = reader.get(f"{page}{form}")

    assert "23.100" in old.content.decode()
    assert "21.300" in new.content.decode()
    assert "Số đúng là 21.300." in new.content.decode()
    assert new.content == reader.get(f"{page}phien-ban/2/{form}").content
    assert old["Access-Control-Allow-Origin"] == "*"
    assert old["Link"].endswith('/phien-ban/1/>; rel="canonical"')
    again = reader.get(f"{page}{form}", headers={"if-none-match": new["ETag"]})
    assert again.status_code == 304
    assert reader.get(f"{page}phien-ban/3/{form}").status_code == 404


@pytest.mark.parametrize("form", FORMS)
def test_a_hidden_edition_is_in_no_format(
    reader: Client, live: Make, sealed: Make, form: str
) -> None:
    first, waiting = live(), sealed()
    before = reader.get(f"{first.get_absolute_url()}{form}")

    sealed(replaces=first, kind="correction")

    assert reader.get(f"{first.get_absolute_url()}{form}").content == before.content
    assert reader.get(f"{first.get_absolute_url()}phien-ban/2/{form}").status_code == 404
    assert reader.get(f"{waiting.get_absolute_url()}{form}").status_code == 404
    assert reader.get(f"/thong-cao/khong-he-co-0badcafe/{form}").status_code == 404


def test_all_formats_and_feeds_name_one_release_alike(
    reader: Client, corrected: list[Edition]
) -> None:
    page = corrected[1].get_absolute_url()
    old, new = (reader.get(f"{page}{form}").json() for form in FORMS[:2][::-1])
    item = fromstring(reader.get(f"{page}{FORMS[2]}").content)

    (entry,) = reader.get("/feed.json").json()["items"]
    assert {old["uri"], new["uri"], item.get("guid"), entry["id"]} == {entry["id"]}
    assert {old["version"], new["version"], item.get("version")} == {"2"}


def test_ninjs_3_has_its_words_its_subjects_its_files_and_its_addresses(
    reader: Client, live: Make, image: dict[str, Any], document: dict[str, Any]
) -> None:
    edition = live(images=[image], attachments=[document])
    item = reader.get(f"{edition.get_absolute_url()}ninjs-3.1.json").json()

    assert item["standard"]["version"] == "3.1"
    for key in ("firstCreated", "versionCreated"):
        assert item[key] == "2026-03-01T02:00:00Z"
    assert item["headlines"][0]["value"] == edition.title
    assert item["descriptions"][0]["value"] == "Bảy ngày."
    html, plain = item["bodies"]
    assert "<p>Công an phường" in html["value"]
    assert plain["value"] == edition.text
    assert plain["wordCount"] == len(edition.text.split())
    assert [one["name"] for one in item["subjects"]] == ["An toàn giao thông"]
    for concept in (*item["subjects"], *item["places"]):
        assert reader.get(concept["uri"].removeprefix("http://127.0.0.1:8000")).status_code == 200
    picture, file = item["associations"]
    assert [size["name"] for size in picture["renditions"]] == ["original", "width_960"]
    assert file["renditions"][0]["sizeInBytes"] == document["size"]
    assert item["pubStatus"] == "usable"
    assert "edNote" not in item


def test_newsml_carries_the_text_as_html_and_needs_no_catalogue_from_elsewhere(
    reader: Client, live: Make, image: dict[str, Any]
) -> None:
    edition = live(
        "Tin \x0b & <b> ]]>",
        "Chữ \x01",
        images=[image],
        body_html='<p>Chữ &amp; <a href="/chu-de/">mục</a></p>',
    )
    response = reader.get(f"{edition.get_absolute_url()}newsml-g2.xml")
    item = fromstring(response.content)

    assert response["Content-Type"] == "application/vnd.iptc.g2.newsitem+xml"
    data = item.find(f"{G2}contentSet/{G2}inlineData")
    assert data is not None
    assert data.get("contenttype") == "text/html"
    assert data.text == '<p>Chữ &amp; <a href="http://127.0.0.1:8000/chu-de/">mục</a></p>'
    assert item.findtext(f"{G2}contentMeta/{G2}headline") == "Tin  & <b> ]]>"
    aliases = {scheme.get("alias") for scheme in item.iter(f"{G2}scheme")}
    used = {
        value.partition(":")[0]
        for element in item.iter()
        for name, value in element.attrib.items()
        if name in {"qcode", "role", "rel", "type"}
    }
    assert used == aliases
    assert item.find(f"{G2}catalogRef") is None
    assert f"/media/{image['sha256']}/" in response.content.decode()


def test_a_withdrawal_cancels_the_item_in_every_format(
    reader: Client, withdrawn: list[Edition]
) -> None:
    page = withdrawn[1].get_absolute_url()

    assert reader.get(f"{page}ninjs-3.1.json").json()["pubStatus"] == "canceled"
    assert json.loads(reader.get(f"{page}ninjs-1.6.json").content)["pubstatus"] == "canceled"
    item = fromstring(reader.get(f"{page}newsml-g2.xml").content)
    status = item.find(f"{G2}itemMeta/{G2}pubStatus")
    assert status is not None
    assert status.get("qcode") == "stat:canceled"


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_a_release_page_leads_to_each_format(reader: Client, live: Make, prefix: str) -> None:
    edition = live()
    html = reader.get(f"{prefix}{edition.get_absolute_url()}").content.decode()

    for form in FORMS:
        address = f"{edition.get_absolute_url()}phien-ban/1/{form}"
        assert html.count(f'href="{address}"') == 2  # in the head and in the box
        assert reader.get(address).status_code == 200
