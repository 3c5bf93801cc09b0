"""Home, topics, areas, archive and search."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bantin.publish.newsroom.tests.conftest import A_DAY, NINE
from bantin.publish.record.models import Edition, SearchEntry
from bantin.receive.subjects.models import Area, Topic

Make = Callable[..., Edition]
PAGES = [
    "/",
    "/en/",
    "/chu-de/",
    "/chu-de/giao-thong/",
    "/dia-ban/",
    "/dia-ban/ham-giang/",
    "/luu-tru/",
    "/luu-tru/2026/",
    "/luu-tru/2026/03/",
    "/tim-kiem/?q=cong+an",
    "/feed.atom",
    "/chu-de/giao-thong/feed.atom",
    "/sitemap.xml",
]


def page(reader: Client, address: str) -> str:
    response = reader.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def test_the_newest_release_leads_the_home_page_and_a_withdrawal_never_does(
    reader: Client, live: Make, withdrawn: list[Edition]
) -> None:
    live("Tin cũ hơn", at=datetime(2026, 2, 1, tzinfo=UTC))

    html = page(reader, "/")

    lead = html.split('class="lead"')[1].split("</section>")[0]
    assert "Tin cũ hơn" in lead
    assert withdrawn[1].title in html
    assert withdrawn[0].title not in html.replace(withdrawn[1].title, "")


def test_each_home_page_begins_with_its_own_language(reader: Client, live: Make) -> None:
    live("Cầu đóng")
    live("Bridge closed", language="en")

    vietnamese, english = page(reader, "/"), page(reader, "/en/")

    assert vietnamese.index("Cầu đóng") < vietnamese.index("Bridge closed")
    assert english.index("Bridge closed") < english.index("Cầu đóng")


def test_an_empty_record_says_so(reader: Client) -> None:
    for address in ("/", "/en/", "/luu-tru/", "/chu-de/", "/dia-ban/"):
        assert 'class="empty"' in page(reader, address)


def test_a_topic_shows_only_what_is_current_about_it(
    reader: Client, topic: Topic, corrected: list[Edition], live: Make
) -> None:
    live("Chuyện khác", topics=[])

    html = page(reader, "/chu-de/giao-thong/")

    assert corrected[1].title in html
    assert corrected[0].title not in html
    assert "Chuyện khác" not in html
    assert reader.get("/chu-de/khong-co/").status_code == 404


def test_an_area_holds_what_concerns_its_parts(reader: Client, area: Area, live: Make) -> None:
    whole = Area.objects.create(code="tinh", name_vi="Tỉnh An Lạc")
    area.parent = whole
    area.save()
    live("Tin của phường")
    live("Tin của tỉnh", areas=[whole, area])

    html = page(reader, "/dia-ban/tinh/")

    assert "Tin của phường" in html
    assert html.count("Tin của tỉnh</a>") == 1


def test_the_archive_keeps_replaced_editions_in_their_own_month(reader: Client, live: Make) -> None:
    first = live("Có 23.100 tin", at=datetime(2026, 3, 31, 16, 59, tzinfo=UTC))  # 23:59, 31/3
    live("Có 21.300 tin", at=datetime(2026, 3, 31, 17, 0, tzinfo=UTC), replaces=first)  # 00:00, 1/4

    march, april = page(reader, "/luu-tru/2026/03/"), page(reader, "/luu-tru/2026/04/")

    assert "Có 23.100 tin" in march
    assert "đã thay thế" in march
    assert "Có 21.300 tin" not in march
    assert "Có 21.300 tin" in april
    assert "đã thay thế" not in april
    assert "Tháng 4/2026" in page(reader, "/luu-tru/")


@pytest.mark.parametrize(
    "address", ["/luu-tru/2025/", "/luu-tru/2026/13/", "/luu-tru/2026/00/", "/luu-tru/9999999/"]
)
def test_a_month_without_editions_is_not_found(reader: Client, live: Make, address: str) -> None:
    live()

    assert reader.get(address).status_code == 404


@pytest.mark.parametrize("words", ["cong an", "công an", "CÔNG AN", "Công  an phường"])
def test_search_finds_with_and_without_marks(reader: Client, live: Make, words: str) -> None:
    live()
    live("Chuyện khác", "Không liên quan.")

    html = reader.get("/tim-kiem/", {"q": words}).content.decode()

    assert "Phân luồng giao thông cầu Hàm Giang" in html
    assert "<mark>Công an" in html
    assert "Chuyện khác" not in html


def test_search_filters_by_topic_area_and_language(
    reader: Client, live: Make, topic: Topic
) -> None:
    live("Công an một")
    live("Công an hai", topics=[], areas=[])
    live("Công an three", language="en")

    def found(**filters: str) -> list[str]:
        html = reader.get("/tim-kiem/", {"q": "cong an", **filters}).content.decode()
        return [word for word in ("một", "hai", "three") if f"{word}</a>" in html]

    assert found() == ["một", "hai", "three"]
    assert found(topic="giao-thong") == ["một", "three"]
    assert found(area="ham-giang", language="vi") == ["một"]
    assert found(topic="khong-co") == []


def test_search_in_an_area_finds_what_its_parts_have(reader: Client, live: Make) -> None:
    part = Area.objects.create(
        code="to-3", name_vi="Tổ 3", parent=Area.objects.get(code="ham-giang")
    )
    live("Công an một", areas=[part])

    assert "một</a>" in page(reader, "/tim-kiem/?q=cong+an&area=ham-giang")


def test_search_filters_by_day_and_sorts_by_it(reader: Client, live: Make) -> None:
    live("Họp về công an", "Một.", at=datetime(2026, 3, 1, 16, 59, tzinfo=UTC))  # 23:59 in Hà Nội
    live("Tin khác", "Công an.", at=datetime(2026, 3, 1, 17, 0, tzinfo=UTC))  # the day after

    def found(**asked: str) -> list[int]:
        html = reader.get("/tim-kiem/", {"q": "cong an", **asked}).content.decode()
        places = [html.find(word) for word in ("Họp về", "Tin khác")]
        return [number for place, number in sorted(zip(places, (1, 2), strict=True)) if place > 0]

    assert found() == [1, 2]  # in the title first
    assert found(order="newest") == [2, 1]
    assert found(until="2026-03-01") == [1]
    assert found(since="2026-03-02") == [2]
    assert found(since="2026-03-01", until="2026-03-02") == [1, 2]


@pytest.mark.parametrize("day", ["2026-02-30", "1/3/2026", "0000-01-01", "99999-01-01", "<b>"])
def test_a_day_that_is_none_is_said_and_nothing_is_searched(
    reader: Client, live: Make, day: str
) -> None:
    live()

    html = reader.get("/tim-kiem/", {"q": "cong an", "since": day}).content.decode()

    assert "không phải là một ngày có trong lịch" in html
    assert 'aria-invalid="true"' in html
    assert "<b>" not in html
    assert "Phân luồng giao thông" not in html


def test_what_was_probably_meant_is_shown_and_named(reader: Client, live: Make) -> None:
    live()

    html = page(reader, "/tim-kiem/?q=phaan+lu%C3%B4gn&language=vi")

    assert "Không có văn bản chính thức nào có đủ các chữ “phaan luôgn”" in html
    assert "<strong>phan luong</strong>" in html
    assert "<mark>Phân luồng</mark>" in html
    assert 'value="phaan luôgn"' in html  # what they typed stays theirs to change


def test_what_is_withdrawn_is_not_what_was_meant(reader: Client, live: Make, topic: Topic) -> None:
    live("Tên riêng Xyzabc")
    SearchEntry.objects.update(replaced_at=datetime(2026, 3, 2, tzinfo=UTC))  # by a withdrawal

    html = page(reader, "/tim-kiem/?q=xyzabd")

    assert "xyzabc" not in html


def test_a_search_without_result_says_what_to_do(reader: Client, live: Make) -> None:
    live()

    html = page(reader, "/tim-kiem/?q=kh%C3%B4ng+c%C3%B3+%3Cb%3E&topic=giao-thong")

    assert "không có &lt;b&gt;" in html
    assert "<b>" not in html
    assert "bỏ các bộ lọc" in html


@pytest.mark.parametrize("words", ['"', "*", "a OR b", "x" * 5000, "\x00", "NEAR(", "%", "'"])
def test_no_search_breaks_the_page(reader: Client, live: Make, words: str) -> None:
    live()

    assert reader.get("/tim-kiem/", {"q": words, "page": "-1"}).status_code == 200


def test_long_lists_have_pages_that_keep_the_question(reader: Client, live: Make) -> None:
    for number in range(23):
        live(f"Công an tin {number:02}", at=datetime(2026, 3, 1, tzinfo=UTC) + timedelta(number))

    first = page(reader, "/tim-kiem/?q=cong+an&language=vi")
    second = page(reader, "/tim-kiem/?q=cong+an&language=vi&page=2")

    assert "q=cong+an&amp;language=vi&amp;page=2" in first
    assert first.count('class="card"') == 20
    assert second.count('class="card"') == 3
    assert "Trang 2/2" in second


@pytest.mark.parametrize("address", PAGES)
def test_the_number_of_queries_does_not_grow_with_the_record(
    reader: Client, live: Make, image: dict[str, Any], address: str
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert reader.get(address).status_code == 200
        return len(seen)

    live(images=[image])
    live("Other Công an", language="en")
    few = queries()
    for number in range(12):
        first = live(f"Công an tin {number}", images=[image])
        live(f"Công an sửa {number}", replaces=first)
        live(f"Công an số {number}", language="en", images=[image])

    assert queries() == few
    assert few <= 11  # two of them for notices, three for the transaction of a search


def test_the_home_page_shows_a_withdrawal_also_when_nothing_else_is_current(
    withdrawn: list[Edition], reader: Client
) -> None:
    html = reader.get("/").content.decode()

    assert withdrawn[1].get_absolute_url() in html
    assert "Chưa có văn bản nào được phát hành" not in html


def test_a_topic_shows_the_documents_of_its_releases_and_none_that_was_withdrawn_or_waits(
    reader: Client, live: Make, sealed: Make, document: dict[str, Any], image: dict[str, Any]
) -> None:
    other = Topic.objects.create(code="khac", name_vi="Khác")
    carries = live("Có tài liệu", attachments=[document], images=[image])
    live("Chủ đề khác", topics=[other], attachments=[{**document, "title": "Của chủ đề khác"}])
    gone = live("Bị thu hồi", attachments=[{**document, "title": "Đã thu hồi"}])
    live(
        "Thu hồi",
        replaces=gone,
        kind="withdrawal",
        at=NINE + A_DAY,
        attachments=[{**document, "title": "Đã thu hồi"}],
    )
    sealed("Còn chờ", attachments=[{**document, "title": "Còn chờ phát hành"}])

    html = reader.get("/chu-de/giao-thong/").content.decode()

    documents = html.split('id="documents"')[1].split("</section>")[0]
    assert documents.count("<li") == 1
    assert (
        f'href="/media/{document["sha256"]}/phuong-an.pdf" download>Phương án chi tiết' in documents
    )
    assert carries.get_absolute_url() in documents
    assert 'id="documents"' not in reader.get("/dia-ban/ham-giang/").content.decode()


def test_a_corrected_document_takes_the_place_of_the_first_one(
    reader: Client, live: Make, document: dict[str, Any]
) -> None:
    first = live("Có tài liệu", attachments=[{**document, "title": "Bản sai"}])
    live(
        "Có tài liệu",
        replaces=first,
        at=NINE + A_DAY,
        attachments=[{**document, "title": "Bản đúng"}],
    )

    html = reader.get("/chu-de/giao-thong/").content.decode()

    assert "Bản đúng" in html
    assert "Bản sai" not in html


@pytest.mark.parametrize("address", ["/", "/en/"])
def test_the_home_page_names_its_languages_by_full_addresses(reader: Client, address: str) -> None:
    html = reader.get(address).content.decode()

    for language, path in (("vi", "/"), ("en", "/en/")):
        full = f"{settings.BASE_URL}{path}"
        assert f'<link rel="alternate" hreflang="{language}" href="{full}">' in html


def test_search_engines_keep_the_form_and_not_what_was_searched_for(reader: Client) -> None:
    form, found = (reader.get(address).content.decode() for address in ("/tim-kiem/", PAGES[9]))

    assert "noindex" not in form
    assert '<meta name="robots" content="noindex">' in found
    assert '<meta name="description" content="' in form
