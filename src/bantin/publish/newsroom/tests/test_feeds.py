"""Feeds: valid, stable, whole, cheap to ask again; and the small files for machines."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any
from xml.etree.ElementTree import Element

import feedparser
import pytest
from defusedxml.ElementTree import fromstring
from django.test import Client

from bantin.publish.newsroom import feeds
from bantin.publish.newsroom.feeds import FORMATS
from bantin.publish.record.models import Edition
from bantin.receive.subjects.models import Area, Topic

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


@pytest.mark.parametrize("form", ["atom", "rss"])
def test_text_that_xml_forbids_breaks_no_feed(
    reader: Client, live: Make, topic: Topic, document: dict[str, Any], form: str
) -> None:
    Topic.objects.update(name_vi="Giao \x02 thông ]]>")
    file = {**document, "title": "Tệp \x0c <i>"}
    live(
        "Tin \x0b có ký tự lạ \ufffe ]]> & <b>",
        "Chữ \x01 ẩn",
        summary="]]> \x1f",
        attachments=[file],
    )

    parsed = feedparser.parse(reader.get(f"/feed.{form}").content)

    assert not parsed.bozo
    (entry,) = parsed.entries
    assert entry.title_detail.value == "Tin  có ký tự lạ  ]]> & <b>" or form == "rss"
    assert "Chữ  ẩn" in entry.content[0].value


def test_text_that_xml_forbids_is_not_in_json_either(reader: Client, live: Make) -> None:
    live("Tin \x0b \ufffe", "Chữ \x01 ẩn")

    item = reader.get("/feed.json").json()["items"][0]

    assert item["title"] == "Tin  "
    assert "Chữ  ẩn" in item["content_html"]


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


@pytest.mark.parametrize("form", ["atom", "rss", "json"])
@pytest.mark.parametrize(
    ("folder", "titles"),
    [
        ("", {"Cầu đóng", "Bridge closed", "Chuyện khác"}),
        ("tieng-viet/", {"Cầu đóng", "Chuyện khác"}),
        ("en/", {"Bridge closed"}),
        ("chu-de/giao-thong/", {"Cầu đóng", "Bridge closed"}),
        ("en/dia-ban/ham-giang/", {"Cầu đóng", "Bridge closed"}),
        ("dia-ban/tinh/", {"Cầu đóng", "Bridge closed"}),
    ],
)
def test_every_feed_exists_in_every_format_with_the_same_entries(
    reader: Client, live: Make, area: Area, folder: str, titles: set[str], form: str
) -> None:
    Area.objects.create(code="tinh", name_vi="Tỉnh").parts.add(area)
    made = [
        live("Cầu đóng"),
        live("Bridge closed", language="en"),
        live("Chuyện khác", topics=[], areas=[]),
    ]

    response = reader.get(f"/{folder}feed.{form}")

    assert response["Content-Type"] == FORMATS[form].content_type
    assert response["Link"] == (
        f'<http://127.0.0.1:8000/hub>; rel="hub", '
        f'<http://127.0.0.1:8000/{folder}feed.{form}>; rel="self"'
    )
    assert response["Access-Control-Allow-Origin"] == "*"
    again = reader.get(f"/{folder}feed.{form}", headers={"if-none-match": response["ETag"]})
    assert again.status_code == 304
    text = response.content.decode()
    for edition in made:
        tag = f"tag:127.0.0.1,2026-03-01:release/{edition.uid}"
        assert text.count(tag) == (edition.title in titles)
    assert reader.get(f"/{folder}feed.xml").status_code == 404


def test_rss_carries_what_newsrooms_take(
    reader: Client, live: Make, image: dict[str, Any], document: dict[str, Any]
) -> None:
    live(images=[image], attachments=[document], summary="Dưới 5 < 7 & hơn")

    root = fromstring(reader.get("/feed.rss").content)
    item = root.find("channel/item")
    assert item is not None

    assert item.findtext("pubDate") == "Sun, 01 Mar 2026 02:00:00 GMT"
    assert item.findtext(f"{ATOM}updated") == "2026-03-01T02:00:00Z"
    assert item.find("guid").get("isPermaLink") == "false"
    assert item.findtext("description") == "Dưới 5 &lt; 7 &amp; hơn"
    assert "<p>Công an phường" in item.findtext("{http://purl.org/rss/1.0/modules/content/}encoded")
    assert item.find("enclosure").attrib == {
        "url": f"http://127.0.0.1:8000/media/{document['sha256']}/phuong-an.pdf",
        "length": str(document["size"]),
        "type": "application/pdf",
    }
    media = item.find("{http://search.yahoo.com/mrss/}content")
    assert media.get("url").endswith(f"{image['sizes'][0]['sha256']}/cau.jpg")
    assert (media.get("type"), media.get("width")) == ("image/jpeg", "960")


def test_no_feed_offers_a_picture_that_newsrooms_cannot_read(
    reader: Client, live: Make, image: dict[str, Any]
) -> None:
    webp = {**image, "content_type": "image/webp"}
    live(
        images=[
            {**webp, "sizes": [{**size, "content_type": "image/webp"} for size in webp["sizes"]]}
        ]
    )

    assert b"<media:content" not in reader.get("/feed.rss").content
    assert "image" not in reader.get("/feed.json").json()["items"][0]


@pytest.mark.parametrize("form", ["atom", "rss", "json"])
def test_links_of_a_text_lead_somewhere_from_a_reader_elsewhere(
    reader: Client, live: Make, form: str
) -> None:
    edition = live(
        body_html='<p><a href="/chu-de/">a</a> <a href="#x">b</a> <a href="../y">c</a></p>'
    )

    text = unescape(reader.get(f"/feed.{form}").content.decode()).replace('\\"', '"')

    here = f"http://127.0.0.1:8000/thong-cao/{edition.name}/"
    assert 'href="http://127.0.0.1:8000/chu-de/"' in text
    assert f'href="{here}#x"' in text
    assert 'href="http://127.0.0.1:8000/thong-cao/y"' in text


@pytest.mark.parametrize("form", ["atom", "rss", "json"])
def test_a_reader_of_dates_sees_the_correction(
    reader: Client, corrected: list[Edition], form: str
) -> None:
    text = reader.get(f"/feed.{form}").content.decode()

    for date in ("2026-03-01T02:00", "01 Mar 2026 02:00:00"):
        assert date not in text
    assert "2026-03-02T02:00:00Z" in text
    assert f"tag:127.0.0.1,2026-03-01:release/{corrected[0].uid}" in text
    assert "Số đúng là 21.300." in text
    assert "23.100" not in text


def test_a_feed_that_loses_an_entry_is_among_those_that_are_told(
    live: Make, topic: Topic, area: Area
) -> None:
    Area.objects.create(code="tinh", name_vi="Tỉnh").parts.add(area)
    first = live("Bridge", language="en")
    second = live("Cầu", replaces=first, at=first.live.at.replace(day=2), topics=[], areas=[])

    told = {one.path for one in feeds.carrying(second)}

    folders = ["/", "/tieng-viet/", "/en/"]
    for prefix in ("/", "/en/"):
        folders += [
            f"{prefix}{one}/" for one in ("chu-de/giao-thong", "dia-ban/ham-giang", "dia-ban/tinh")
        ]
    assert told == {f"{folder}feed.{form}" for folder in folders for form in FORMATS}
    assert "/tieng-viet/feed.rss" not in {one.path for one in feeds.carrying(first)}
    assert all(feeds.find(one.url) == one for one in feeds.carrying(second))


def linked(html: str) -> list[tuple[str, str]]:
    found = re.findall(r'<link rel="alternate" type="([^"]+)" title="[^"]+" href="([^"]+)"', html)
    return [(kind, href) for kind, href in found if "feed" in href and "/cap/" not in href]


@pytest.mark.parametrize(
    ("page", "folder"),
    [
        ("/", "/"),
        ("/en/luu-tru/", "/en/"),
        ("/chu-de/giao-thong/", "/chu-de/giao-thong/"),
        ("/en/dia-ban/ham-giang/", "/en/dia-ban/ham-giang/"),
    ],
)
def test_readers_find_the_feeds_from_any_page_its_own_first(
    reader: Client, live: Make, page: str, folder: str
) -> None:
    live()

    found = linked(reader.get(page).content.decode())

    own = [(form.media_type, f"{folder}feed.{code}") for code, form in FORMATS.items()]
    assert found[:3] == own
    assert len(found) == len(set(found))
    for kind, href in found:
        assert reader.get(href)["Content-Type"].startswith(kind)


@pytest.mark.parametrize(
    ("page", "title"), [("/nguon-tin/", "Nguồn tin"), ("/en/nguon-tin/", "Feeds")]
)
def test_one_page_names_every_feed(
    reader: Client, topic: Topic, area: Area, page: str, title: str
) -> None:
    html = reader.get(page).content.decode()

    assert f"<h1>{title}</h1>" in html
    prefix = page.removesuffix("nguon-tin/")
    for folder in (
        "/",
        "/tieng-viet/",
        "/en/",
        f"{prefix}chu-de/giao-thong/",
        f"{prefix}dia-ban/ham-giang/",
    ):
        for form in FORMATS:
            assert f'<a href="{folder}feed.{form}"' in html
    assert 'href="/cap/feed.atom"' in html
    assert "http://127.0.0.1:8000/hub" in html


def test_an_empty_feed_is_valid(reader: Client) -> None:
    parsed = feedparser.parse(reader.get("/feed.atom").content)

    assert not parsed.bozo
    assert parsed.entries == []
    assert parsed.feed.updated == "1970-01-01T00:00:00Z"


@pytest.mark.parametrize(
    ("address", "line"),
    [
        ("/robots.txt", "Sitemap: http://127.0.0.1:8000/sitemap.xml"),
        ("/robots.txt", "Sitemap: http://127.0.0.1:8000/sitemap/news.xml"),
        ("/robots.txt", "Disallow: /desk/"),
        ("/.well-known/security.txt", "Preferred-Languages: vi, en"),
        ("/.well-known/trust.txt", "disclosure=http://127.0.0.1:8000/gioi-thieu/"),
        ("/trust.txt", "disclosure=http://127.0.0.1:8000/en/gioi-thieu/"),
        ("/trust.txt", "contact=mailto:press@127.0.0.1"),
    ],
)
def test_machines_find_their_files(reader: Client, address: str, line: str) -> None:
    response = reader.get(address)

    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert line in response.content.decode().splitlines()
