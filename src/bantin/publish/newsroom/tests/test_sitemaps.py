"""Sitemaps: every public page once, in its language, and nothing else."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring
from django.test import Client

from bantin.core.clock import database_now
from bantin.publish.record.models import Edition
from bantin.receive.subjects.models import Area, Topic

Make = Callable[..., Edition]
BASE = "http://127.0.0.1:8000"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"


def read(reader: Client, address: str) -> Element:
    response = reader.get(address.removeprefix(BASE))
    assert response.status_code == 200
    assert response["Content-Type"] == "application/xml; charset=utf-8"
    return fromstring(response.content)


def places(root: Element) -> list[str]:
    return [place.text or "" for place in root.iter(f"{SITEMAP}loc")]


def test_the_index_leads_to_every_release_once_in_its_language(
    reader: Client, corrected: list[Edition], live: Make
) -> None:
    english = live("Bridge closed", language="en")
    later = live("Tin tháng sau", at=datetime(2026, 3, 31, 17, 0, tzinfo=UTC))  # midnight here

    index = read(reader, "/sitemap.xml")
    months = [place for place in places(index) if place.endswith("-03.xml")]
    found = [place for one in places(index) for place in places(read(reader, one))]

    assert index.tag == f"{SITEMAP}sitemapindex"
    assert months == [f"{BASE}/sitemap/2026-03.xml"]
    assert f"{BASE}{corrected[1].get_absolute_url()}" in found
    assert f"{BASE}/en{english.get_absolute_url()}" in found
    assert f"{BASE}{english.get_absolute_url()}" not in found
    assert f"{BASE}{corrected[0].get_absolute_url()}" not in found
    assert len(found) == len(set(found))
    april = places(read(reader, "/sitemap/2026-04.xml"))
    assert april == [f"{BASE}{later.get_absolute_url()}"]
    changed = {one.findtext(f"{SITEMAP}loc"): one.findtext(f"{SITEMAP}lastmod") for one in index}
    assert changed[months[0]] == "2026-03-02T02:00:00Z"


def test_pages_and_releases_name_both_languages(
    reader: Client, live: Make, topic: Topic, area: Area
) -> None:
    edition = live()
    path = edition.get_absolute_url()

    pages = read(reader, "/sitemap/pages.xml")
    month = read(reader, "/sitemap/2026-03.xml")

    for here in ("/", "/chu-de/", "/chu-de/giao-thong/", "/dia-ban/ham-giang/", "/nguon-tin/"):
        assert {f"{BASE}{here}", f"{BASE}/en{here}"} <= set(places(pages))
    for url in (*pages, *month):
        links = {link.get("hreflang"): link.get("href") for link in url.iter(LINK)}
        assert links.keys() == {"vi", "en"}
        assert url.findtext(f"{SITEMAP}loc") in links.values()
        assert all(reader.get(one.removeprefix(BASE)).status_code == 200 for one in links.values())
    links = {link.get("hreflang"): link.get("href") for link in month.iter(LINK)}
    assert links == {"vi": f"{BASE}{path}", "en": f"{BASE}/en{path}"}


def test_news_are_those_of_two_days_without_what_was_withdrawn(reader: Client, live: Make) -> None:
    now = database_now().replace(microsecond=0)
    live("Tin hôm qua \x0b & <b> ]]>", at=now - timedelta(hours=47))
    live("Tin cũ", at=now - timedelta(hours=49))
    first = live("Tin sai", at=now - timedelta(hours=3))
    live("Thu hồi", at=now - timedelta(hours=2), replaces=first, kind="withdrawal")
    live("Fresh", at=now - timedelta(hours=1), language="en")

    root = read(reader, "/sitemap/news.xml")

    titles = [one.text for one in root.iter(f"{NEWS}title")]
    assert titles == ["Fresh", "Tin hôm qua  & <b> ]]>"]
    assert [one.text for one in root.iter(f"{NEWS}language")] == ["en", "vi"]
    assert [one.text for one in root.iter(f"{NEWS}name")] == ["Press Office", "Văn phòng Báo chí"]
    assert all((one.text or "").endswith("Z") for one in root.iter(f"{NEWS}publication_date"))


@pytest.mark.parametrize(
    "address", ["/sitemap/2026-02.xml", "/sitemap/2026-13.xml", "/sitemap/x.xml"]
)
def test_a_month_without_anything_has_no_sitemap(reader: Client, live: Make, address: str) -> None:
    live()
    assert reader.get(address).status_code == 404
