"""The banner on every page, and what a notice's page says first."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from bantin.core.clock import database_now
from bantin.publish.record.models import Edition
from bantin.publish.record.tests.factories import make_live_edition
from bantin.receive.subjects.models import Area

pytestmark = pytest.mark.django_db
TITLE = "Lũ quét ở suối Mây"
ENGLISH = {
    "language": "en",
    "title": "Flash flood at Mây stream",
    "event": "Flash flood",
    "text": "Heavy rain.",
    "instruction": "Go to high ground.",
    "cancellation": {"title": "Cancelled", "text": "It is over."},
}
PAGES = ["/", "/chu-de/", "/dia-ban/", "/luu-tru/", "/tim-kiem/", "/gioi-thieu/", "/dang-ky/"]
Send = Callable[..., Edition]


@pytest.fixture
def send() -> Send:
    area = Area.objects.create(code="suoi-may", name_vi="Xã Suối Mây", name_en="Suối Mây")

    def make(hours: int = 1, replaces: Edition | None = None, **notice: Any) -> Edition:
        at = database_now().replace(microsecond=0)
        kind, title = str(notice.pop("kind", "")), str(notice.pop("title", TITLE))
        notice["expires"] = f"{at + timedelta(hours=hours):%Y-%m-%dT%H:%M:%SZ}"
        made = make_live_edition(
            title, "Mưa lớn.", at=at, areas=[area], replaces=replaces, kind=kind, notice=notice
        )
        return Edition.objects.get(pk=made.pk)

    return make


def banner(path: str) -> str:
    shown = Client().get(path).content.decode()
    _before, found, rest = shown.partition('<aside class="alerts"')
    return rest.partition("</aside>")[0] if found else ""


@pytest.mark.parametrize("path", [*PAGES, "/khong-co/"])
def test_every_public_page_says_it_with_severity_place_end_and_instruction(
    send: Send, path: str
) -> None:
    assert banner(path) == ""
    edition = send()
    for words in (TITLE, "đặc biệt nguy hiểm", "Xã Suối Mây", "lên chỗ cao ngay", edition.name):
        assert words in banner(path)


def test_the_banner_speaks_the_pages_language_where_the_notice_does(send: Send) -> None:
    send(translation=ENGLISH)
    send(title="Cháy kho hàng")
    english = banner("/en/")
    assert 'lang="en">Flash flood at Mây stream' in english
    assert "Go to high ground." in english
    assert TITLE not in english
    assert 'lang="vi">Cháy kho hàng' in english
    assert "Flash flood" not in banner("/")


def test_the_worst_stands_first(send: Send) -> None:
    send(severity="Minor", title="Mất điện")
    send(severity="Extreme")
    shown = banner("/")
    assert shown.index(TITLE) < shown.index("Mất điện")


def test_over_cancelled_and_drills_have_no_banner(send: Send) -> None:
    send(hours=0)
    send(status="exercise")
    send(replaces=send(), kind="withdrawal")
    assert banner("/") == ""


def test_a_page_changes_with_the_banner_whatever_a_cache_asks(send: Send) -> None:
    plain = make_live_edition("Tin thường", "Tin.", at=database_now())
    path = f"/thong-cao/{plain.name}/"
    first = Client().get(path)
    send()
    since = {"if-modified-since": first["Last-Modified"]}
    assert Client().get(path, headers=since).status_code == 200
    assert Client().get(path, headers={"if-none-match": first["ETag"]}).status_code == 200


def test_the_page_of_a_notice_says_first_what_to_do(send: Send) -> None:
    edition = send(translation=ENGLISH)
    shown = Client().get(f"/thong-cao/{edition.name}/").content.decode()
    main = shown.partition("<main")[2]
    assert main.index("lên chỗ cao ngay") < main.index("Xã Suối Mây") < main.index("Mưa lớn.")
    for words in ("Đặc biệt nguy hiểm", "Hành động ngay", "Đang xảy ra", "Có hiệu lực đến"):
        assert words in main
    english = Client().get(f"/en/thong-cao/{edition.name}/").content.decode().partition("<main")[2]
    assert english.index("Go to high ground.") < english.index("Mưa lớn.")


def test_what_no_longer_holds_says_so_loudly(send: Send) -> None:
    over = send(hours=0)
    assert "ĐÃ HẾT HẠN" in Client().get(f"/thong-cao/{over.name}/").content.decode()

    first = send()
    update = send(replaces=first)
    old = Client().get(f"/thong-cao/{first.name}/phien-ban/1/").content.decode()
    assert "ĐÃ THAY THẾ" in old
    send(replaces=update, kind="withdrawal", instruction="")
    for path in (f"/thong-cao/{first.name}/", f"/thong-cao/{first.name}/phien-ban/1/"):
        assert "ĐÃ HỦY" in Client().get(path).content.decode()


def test_words_of_a_notice_run_nothing(send: Send) -> None:
    send(title="<script>alert(1)</script>", instruction="<img src=x onerror=alert(1)>")
    shown = Client().get("/").content.decode()
    assert "<script>alert" not in shown
    assert "<img src=x" not in shown
