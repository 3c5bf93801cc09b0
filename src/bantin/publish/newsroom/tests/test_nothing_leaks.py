"""Rows 24, 25, 26 and 28: nobody learns from public answers that something is being prepared."""

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from bantin.accounts.models import User
from bantin.publish.record.models import Edition, Voiding
from bantin.publish.record.tests.factories import make_live_edition

Make = Callable[..., Edition]
ABSENT = "/thong-cao/khong-he-co-0badcafe/"
CANARY = "chim bói cá"
PUBLIC = [
    "/",
    "/en/",
    "/chu-de/",
    "/chu-de/giao-thong/",
    "/chu-de/giao-thong/feed.atom",
    "/chu-de/giao-thong/feed.rss",
    "/dia-ban/ham-giang/feed.json",
    "/tieng-viet/feed.rss",
    "/nguon-tin/",
    "/feed.rss",
    "/feed.json",
    "/dia-ban/",
    "/dia-ban/ham-giang/",
    "/luu-tru/",
    "/luu-tru/2026/",
    "/tim-kiem/?q=chim+boi+ca",
    "/tim-kiem/?q=chim&topic=giao-thong",
    "/gioi-thieu/",
    "/nguoi-phat-ngon/",
    "/chinh-sach/dinh-chinh/",
    "/minh-bach/",
    "/feed.atom",
    "/en/feed.atom",
    "/sitemap.xml",
    "/sitemap/pages.xml",
    "/sitemap/news.xml",
    "/sitemap/2026-03.xml",
    "/robots.txt",
    "/.well-known/security.txt",
    "/trust.txt",
    "/khong-co",
]


def seen(response: HttpResponse) -> tuple[int, bytes, dict[str, str]]:
    """All that a reader can tell of an answer."""
    body = b"" if response.streaming else response.content
    return response.status_code, body, dict(response.headers)


@pytest.fixture
def hidden(sealed: Make, image: dict[str, Any]) -> list[Edition]:
    """One edition that waits for its instant, and one that was voided."""
    waiting = sealed(images=[image])
    void = sealed("Chim bói cá thứ hai")
    Voiding.objects.create(edition=void, at=void.sealed_at, reason="Bản thảo đã sửa.")
    return [waiting, void]


def test_a_hidden_edition_answers_as_one_that_never_was(
    reader: Client, hidden: list[Edition]
) -> None:
    absent = seen(reader.get(ABSENT))
    assert absent[0] == 404

    for edition in hidden:
        address = edition.get_absolute_url()
        for ending in ("", "phien-ban/1/", "phien-ban/1/edition.json", "phien-ban/1/edition.jws"):
            assert seen(reader.get(address + ending)) == absent
        for headers in (
            {"if-none-match": f'"{edition.sha256[:32]}"'},
            {"if-none-match": "*"},
            {"if-modified-since": "Fri, 01 Jan 2100 00:00:00 GMT"},
        ):
            assert seen(reader.get(address, headers=headers)) == absent


def test_hidden_pictures_answer_as_if_they_were_not_there(
    reader: Client, hidden: list[Edition], image: dict[str, Any]
) -> None:
    absent = seen(reader.get(f"/media/{'0' * 64}/cau.jpg"))
    assert absent[0] == 404

    for sha256 in (image["sha256"], image["sizes"][0]["sha256"]):
        for headers in ({}, {"if-none-match": f'"{sha256}"'}, {"if-none-match": "*"}):
            assert seen(reader.get(f"/media/{sha256}/cau.jpg", headers=headers)) == absent


def test_the_next_edition_changes_nothing_before_its_instant(
    reader: Client, live: Make, sealed: Make
) -> None:
    first = live()
    addresses = [first.get_absolute_url(), f"{first.get_absolute_url()}phien-ban/2/", *PUBLIC]
    before = [seen(reader.get(address)) for address in addresses]

    sealed(replaces=first, kind="correction")

    assert [seen(reader.get(address)) for address in addresses] == before


def test_a_canary_in_hidden_editions_is_in_no_public_answer(
    reader: Client, hidden: list[Edition], live: Make
) -> None:
    live()

    for address in PUBLIC:
        body = reader.get(address).content.decode().lower()
        assert hidden[0].uid.hex[:8] not in body
        found = body.replace("q=chim+boi+ca", "").count(CANARY)
        asked = address.startswith("/tim-kiem/") and found  # search repeats what was asked for
        assert not found or asked, address


def test_a_live_canary_is_found_by_the_same_sweep(reader: Client, topic: Any, live: Make) -> None:
    live("Bản tin chim bói cá")

    found = [a for a in PUBLIC if CANARY in reader.get(a).content.decode().lower()]

    assert {"/", "/feed.atom", "/luu-tru/2026/", "/chu-de/giao-thong/"} <= set(found)


@pytest.mark.parametrize("address", PUBLIC)
def test_public_answers_neither_set_nor_read_a_cookie(
    reader: Client, live: Make, address: str
) -> None:
    live()
    anonymous = reader.get(address)
    member = Client()
    member.force_login(User.objects.create_user("can-bo", language="en"))
    member.cookies["django_language"] = "en"

    signed_in = member.get(address)

    assert not anonymous.cookies
    assert not signed_in.cookies
    assert "Vary" not in anonymous.headers
    assert seen(signed_in) == seen(anonymous)


def test_a_withdrawal_is_visible_within_five_seconds(reader: Client, live: Make) -> None:
    first = live()
    address = first.get_absolute_url()
    for page in ("/", address, "/feed.atom", "/tim-kiem/?q=cong+an"):
        assert reader.get(page)["Cache-Control"] == "public, max-age=1, stale-if-error=86400"
    etag = reader.get(address)["ETag"]
    assert reader.get(address, headers={"if-none-match": etag}).status_code == 304

    make_live_edition(
        first.title,
        "Xin không dùng.",
        at=first.live.at.replace(day=2),
        replaces=first,
        kind="withdrawal",
        reason="Sai địa điểm.",
    )

    after = reader.get(address, headers={"if-none-match": etag})
    assert after.status_code == 200
    assert "Sai địa điểm." in after.content.decode()


def test_what_is_not_there_yet_is_kept_by_no_cache(reader: Client) -> None:
    assert reader.get(ABSENT)["Cache-Control"] == "no-store"


def test_nothing_can_be_sent_to_public_pages(reader: Client) -> None:
    for address in ("/", "/tim-kiem/", "/feed.atom"):
        assert reader.post(address).status_code == 405
