"""Atom: valid, stable, whole, cheap to ask again; and the small files for machines."""

from collections.abc import Callable
from typing import Any
from xml.etree.ElementTree import Element

import feedparser
import pytest
from defusedxml.ElementTree import fromstring
from django.test import Client

from bantin.publish.record.models import Edition

Make = Callable[..., Edition]
ATOM = "{http://www.w3.org/2005/Atom}"


def feed(reader: Client, address: str = "/feed.atom") -> Element:
    response = reader.get(address)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return fromstring(response.content)


def text(element: Element, name: str) -> str:
    found = element.findtext(f"{ATOM}{name}")
    assert found is not None, name
    return found


def test_a_feed_has_what_atom_demands(
    reader: Client, live: Make, image: dict[str, Any], document: dict[str, Any]
) -> None:
    edition = live(images=[image], attachments=[document])

    root = feed(reader)
    entry = root.find(f"{ATOM}entry")
    assert entry is not None

    assert root.tag == f"{ATOM}feed"
    for name in ("id", "title", "updated"):
        assert text(root, name)
        assert text(entry, name)
    assert root.findtext(f"{ATOM}author/{ATOM}name")
    links = {link.get("rel"): link for link in root.findall(f"{ATOM}link")}
    assert links["self"].get("href") == "http://127.0.0.1:8000/feed.atom"
    assert links["hub"].get("href") == "http://127.0.0.1:8000/hub"
    assert text(entry, "updated") == "2026-03-01T02:00:00Z"
    assert text(entry, "id").startswith("tag:127.0.0.1,2026-03-01:release/")
    content = entry.find(f"{ATOM}content")
    assert content is not None
    assert content.get("type") == "html"
    assert "<p>Công an phường hướng dẫn tại chỗ.</p>" in (content.text or "")
    assert f"http://127.0.0.1:8000/media/{image['sizes'][0]['sha256']}/cau.jpg" in content.text
    enclosure = entry.find(f"{ATOM}link[@rel='enclosure']")
    assert enclosure is not None
    assert enclosure.get("length") == str(document["size"])
    assert entry.findtext(f"{ATOM}title") == edition.title


def test_a_correction_arrives_once_as_an_update(reader: Client, live: Make) -> None:
    first = live("Có 23.100 tin")
    before = feedparser.parse(reader.get("/feed.atom").content)
    live("Có 21.300 tin", replaces=first, at=first.live.at.replace(day=2))
    after = feedparser.parse(reader.get("/feed.atom").content)

    assert not after.bozo
    assert [entry.id for entry in after.entries] == [entry.id for entry in before.entries]
    assert after.entries[0].updated == "2026-03-02T02:00:00Z"
    assert after.entries[0].published == "2026-03-02T02:00:00Z"
    assert after.entries[0].title == "Có 21.300 tin"
    assert "Sửa số liệu." in after.entries[0].content[0].value


def test_a_withdrawal_says_so_in_the_feed(reader: Client, withdrawn: list[Edition]) -> None:
    entries = feedparser.parse(reader.get("/feed.atom").content).entries

    assert len(entries) == 1
    assert "thu hồi" in entries[0].content[0].value
    assert "Kết quả thử tải chưa đạt." in entries[0].content[0].value


def test_the_english_feed_is_in_english(reader: Client, live: Make) -> None:
    live("Cầu đóng")
    live("Bridge closed", language="en")

    english = feedparser.parse(reader.get("/en/feed.atom").content)

    assert [entry.title for entry in english.entries] == ["Bridge closed"]
    assert "/en/thong-cao/" in english.entries[0].link
    assert len(feedparser.parse(reader.get("/feed.atom").content).entries) == 2


def test_a_topic_has_a_feed_of_its_own(reader: Client, live: Make) -> None:
    live("Cầu đóng")
    live("Chuyện khác", topics=[])

    topic = feedparser.parse(reader.get("/chu-de/giao-thong/feed.atom").content)

    assert [entry.title for entry in topic.entries] == ["Cầu đóng"]
    assert reader.get("/chu-de/khong-co/feed.atom").status_code == 404


def test_text_that_xml_forbids_breaks_no_feed(reader: Client, live: Make) -> None:
    live("Tin \x0b có ký tự lạ ]]> & <b>", "Chữ \x01 ẩn")

    parsed = feedparser.parse(reader.get("/feed.atom").content)

    assert not parsed.bozo
    assert len(parsed.entries) == 1


def test_asking_again_costs_nothing_until_something_changes(reader: Client, live: Make) -> None:
    first = live()
    answer = reader.get("/feed.atom")
    etag, modified = answer["ETag"], answer["Last-Modified"]

    assert not etag.startswith("W/")
    assert answer["Link"] == (
        '<http://127.0.0.1:8000/hub>; rel="hub", <http://127.0.0.1:8000/feed.atom>; rel="self"'
    )
    again = reader.get("/feed.atom", headers={"if-none-match": etag})
    assert again.status_code == 304
    assert not again.content
    assert reader.get("/feed.atom", headers={"if-modified-since": modified}).status_code == 304

    live("Bản sửa", replaces=first, at=first.live.at.replace(day=2))
    assert reader.get("/feed.atom", headers={"if-none-match": etag}).status_code == 200
    assert reader.get("/feed.atom", headers={"if-modified-since": modified}).status_code == 200


def test_an_empty_feed_is_valid(reader: Client) -> None:
    parsed = feedparser.parse(reader.get("/feed.atom").content)

    assert not parsed.bozo
    assert parsed.entries == []
    assert parsed.feed.updated == "1970-01-01T00:00:00Z"


def test_the_sitemap_names_each_release_once_in_its_language(
    reader: Client, corrected: list[Edition], live: Make
) -> None:
    english = live("Bridge closed", language="en")

    places = {
        place.text for place in fromstring(reader.get("/sitemap.xml").content).iter() if place.text
    }

    assert f"http://127.0.0.1:8000{corrected[1].get_absolute_url()}" in places
    assert f"http://127.0.0.1:8000/en{english.get_absolute_url()}" in places
    assert f"http://127.0.0.1:8000{corrected[0].get_absolute_url()}" not in places


@pytest.mark.parametrize(
    ("address", "line"),
    [
        ("/robots.txt", "Sitemap: http://127.0.0.1:8000/sitemap.xml"),
        ("/robots.txt", "Disallow: /desk/"),
        ("/.well-known/security.txt", "Preferred-Languages: vi, en"),
    ],
)
def test_machines_find_their_files(reader: Client, address: str, line: str) -> None:
    response = reader.get(address)

    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert line in response.content.decode().splitlines()
