"""What comes in becomes items once; what cannot is named with the reason."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bantin.accounts.models import User
from bantin.core import work
from bantin.core.models import Event
from bantin.receive.contacts.models import Outlet
from bantin.receive.intake.errors import TooLarge
from bantin.receive.intake.models import Arrival
from bantin.trace.coverage import actions
from bantin.trace.coverage.actions import importing
from bantin.trace.coverage.errors import NotAFeed, NotATable, RowRefused
from bantin.trace.coverage.models import ImportRun, Item
from bantin.trace.coverage.reading.feeds import rows_of_feed

from .conftest import OTHER, TEN

CSV = (
    "url,outlet,title,published,author,medium,form,text\n"
    "https://baodonglac.example/a,bao-dong-lac,Cầu Hàm Giang,2026-03-01 09:00,Mai,web,news,"
    '"Một đoạn văn, có dấu phẩy."\n'
    "https://baodonglac.example/b,Báo Đồng Lạc,Tin hai,01/03/2026 10:30,,,article,Đoạn hai\n"
)
RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>Báo Đồng Lạc</title>
<item><title>Cầu Hàm Giang &lt;b&gt;đổi&lt;/b&gt; giờ</title>
<link>https://baodonglac.example/cau</link>
<pubDate>Sun, 01 Mar 2026 09:00:00 +0700</pubDate>
<description>Ngắn.</description>
<content:encoded><![CDATA[<p>Đoạn một.</p><script>alert(1)</script><p>Đoạn hai.</p>]]>
</content:encoded></item>
<item><title>Độc</title><link>javascript:alert(document.cookie)</link>
<description>Nội dung.</description></item>
</channel></rss>"""


def imported(body: str | bytes, by: User, name: str = "tin.csv", **options: Any) -> ImportRun:
    data = body.encode() if isinstance(body, str) else body
    return actions.import_file(name, data, by=by, at=options.pop("at", TEN), **options)


def test_a_table_becomes_items(clerk: User, paper: Outlet) -> None:
    run = imported(CSV, clerk)

    assert (run.status, run.added, run.known, run.rejected) == ("done", 2, 0, [])
    first, second = Item.objects.order_by("pk")
    assert first.outlet == paper == second.outlet
    assert first.text == "Một đoạn văn, có dấu phẩy."
    assert first.author == "Mai"
    assert second.form == "article"
    assert second.published_at == datetime(2026, 3, 1, 3, 30, tzinfo=UTC)
    assert "cau ham giang" in first.folded
    assert Event.objects.filter(name="item.added").count() == 2


@pytest.mark.parametrize("name", ["tin.csv", "cung-noi-dung.csv"])
def test_importing_the_same_again_changes_nothing(clerk: User, paper: Outlet, name: str) -> None:
    imported(CSV, clerk)
    before = list(Item.objects.order_by("pk").values())

    run = imported(CSV, clerk, name, at=TEN + timedelta(hours=1))

    assert (run.added, run.known, run.rejected) == (0, 2, [])
    assert list(Item.objects.order_by("pk").values()) == before
    assert Event.objects.filter(name="item.added").count() == 2


def test_the_same_address_twice_in_a_file_is_one_item(clerk: User, paper: Outlet) -> None:
    row = {"url": "HTTPS://BaoDongLac.example/a?utm_source=x#y", "title": "Một", "text": "Văn"}
    again = {"url": "https://baodonglac.example/a", "title": "Một", "text": "Văn"}

    run = actions.add_items([row, again], by=clerk, at=TEN)

    assert (run.added, run.known) == (1, 1)
    assert Item.objects.get().url == "https://baodonglac.example/a"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1258"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_encoding_and_delimiter_is_read(
    clerk: User, paper: Outlet, encoding: str, delimiter: str
) -> None:
    table = f"title{delimiter}outlet{delimiter}text\nCầu Hàm Giang{delimiter}Báo Đồng Lạc{delimiter}Đã thông xe\n"
    body = _spelt(table, encoding).encode(encoding)

    run = imported(body, clerk)

    assert run.rejected == []
    item = Item.objects.get()
    assert (item.title, item.text, item.outlet) == ("Cầu Hàm Giang", "Đã thông xe", paper)


def _spelt(text: str, encoding: str) -> str:
    """Text as a Windows-1258 program writes it: vowels composed, tone marks behind them."""
    if encoding != "cp1258":
        return text
    pairs = {
        "ầ": "â\u0300",
        "à": "à",
        "ồ": "ô\u0300",
        "ạ": "a\u0323",
        "ế": "ê\u0301",
        "ã": "a\u0303",
    }
    return "".join(pairs.get(sign, sign) for sign in text)


def test_rows_that_are_no_utf_8_are_named_and_the_rest_is_kept(clerk: User, paper: Outlet) -> None:
    good = "https://baodonglac.example/{},Tiêu đề,Nội dung đầy đủ\n"
    lines = [good.format(n).encode() for n in range(5)]
    body = b"url,title,text\n" + b"".join(lines) + b"https://b.example/x,H\xe0 N\xff,abc \xc3\n"

    run = imported(body, clerk)

    assert run.added == 5
    [rejected] = run.rejected
    assert rejected["row"] == 7
    assert "UTF-8" in rejected["why"]


def test_json_lines_are_read_line_by_line(clerk: User, paper: Outlet) -> None:
    lines = [
        json.dumps({"title": "Một", "text": "Văn bản", "outlet": "bao-dong-lac", "sapo": "x"}),
        "{không phải json",
        "[1, 2]",
        json.dumps({"title": "Hai", "text": ["danh", "sách"]}),
        "[" * 100_000,
    ]

    run = imported("\n".join(lines), clerk, "tin.jsonl")

    assert run.added == 1
    assert [row["row"] for row in run.rejected] == [2, 3, 4, 5]
    assert "sapo" in run.message


@pytest.mark.parametrize(
    ("row", "word"),
    [
        ({"title": "A", "text": ""}, "text"),
        ({"title": "A", "text": "x" * 5_000_001}, "text"),
        ({"title": "A" * 501, "text": "x"}, "title"),
        ({"title": "A", "text": "x", "url": "javascript:alert(1)"}, "javascript:"),
        ({"title": "A", "text": "x", "url": "data:text/html,x"}, "data:"),
        ({"title": "A", "text": "x", "url": "https://u:p@baodonglac.example/"}, "u:p"),
        ({"title": "A", "text": "x", "outlet": "Báo Không Có"}, "Báo Không Có"),
        ({"title": "A", "text": "x", "published": "hôm qua"}, "hôm qua"),
        ({"title": "A", "text": "x", "published": "31/02/2026"}, "31/02/2026"),
        ({"title": "A", "text": "x", "published": "2031-01-01"}, "2031-01-01"),
        ({"title": "A", "text": "x", "medium": "telepathy"}, "telepathy"),
        ({"title": "A", "text": "x", "form": "sonnet"}, "sonnet"),
        ({"title": "A", "text": "x", "medium": "social"}, "social"),
        ({"title": "A", "text": "x", "url": "https://www.facebook.com/ai-do"}, "facebook.com"),
        ({"title": "A", "text": "x", "medium": "social", "outlet": "bao-dong-lac"}, "social"),
    ],
)
def test_a_row_that_cannot_be_an_item_is_refused_in_words(
    clerk: User, paper: Outlet, row: dict[str, str], word: str
) -> None:
    run = actions.add_items([row, {"title": "Tốt", "text": OTHER}], by=clerk, at=TEN)

    assert run.added == 1
    assert run.rejected_count == 1
    assert run.rejected[0]["row"] == 1
    assert word in run.rejected[0]["why"]


def test_a_post_counts_on_a_channel_that_its_creator_registered(
    clerk: User, channel: Outlet
) -> None:
    rows = [
        {"title": "A", "text": "x", "url": "https://anlacpho.example/1"},
        {"title": "B", "text": "y", "url": "https://youtu.be/1", "outlet": "Kênh An Lạc Phố"},
    ]

    run = actions.add_items(rows, by=clerk, at=TEN)

    assert run.rejected == []
    assert set(Item.objects.values_list("medium", "outlet")) == {("social", channel.pk)}


def test_a_feed_becomes_items_without_markup(paper: Outlet) -> None:
    found = rows_of_feed(RSS.encode(), "https://baodonglac.example/feed")

    first, second = found.rows
    assert first.values["title"] == "Cầu Hàm Giang đổi giờ"
    assert first.values["text"] == "Đoạn một.\n\nĐoạn hai."
    assert second.values["url"] == "javascript:alert(document.cookie)"


@pytest.mark.parametrize(
    "body",
    [b"", b"<!doctype html><html><body>xin chao</body></html>", b'{"a": 1}', b"\x89PNG\r\n"],
)
def test_what_is_no_feed_is_refused_in_words(body: bytes) -> None:
    with pytest.raises(NotAFeed, match=r"https://b\.example"):
        rows_of_feed(body, "https://b.example")


@pytest.mark.parametrize("body", [b"PK\x03\x04", b"<html>", b"%PDF-1.7", b"xin,chao\n1,2\n", b""])
def test_a_file_that_is_no_table_is_refused_and_not_kept(clerk: User, body: bytes) -> None:
    with pytest.raises(NotATable):
        imported(body, clerk)

    assert not ImportRun.objects.exists()
    assert not Arrival.objects.exists()


def test_a_file_that_is_too_large_is_refused(clerk: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "MOST_BYTES", 100)

    with pytest.raises(TooLarge):
        imported(b"title,text\n" + b"x" * 200, clerk)


def test_a_big_import_goes_on_where_it_was_killed(
    clerk: User, paper: Outlet, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = "".join(f"Tin {n},Nội dung số {n}\n" for n in range(650))
    run = imported("title,text\n" + rows, clerk)
    assert (run.status, run.total_rows, Item.objects.count()) == ("waiting", 650, 0)
    real, calls = importing._import_chunk, []

    def dying(*args: Any, **kwargs: Any) -> ImportRun:
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(*args, **kwargs)

    monkeypatch.setattr(importing, "_import_chunk", dying)
    with pytest.raises(KeyboardInterrupt):
        actions.continue_import(run.pk, at=TEN)
    assert Item.objects.count() == 200

    ImportRun.objects.update(status="running", leased_until=datetime(2999, 1, 1, tzinfo=UTC))
    work.run_until_idle("worker")
    run.refresh_from_db()
    assert run.done_rows == 200  # its lease has not run out: nobody else touches it
    ImportRun.objects.update(leased_until=TEN - timedelta(days=1))
    work.run_until_idle("worker")

    run.refresh_from_db()
    assert (run.status, run.added, run.known, run.done_rows) == ("done", 650, 0, 650)
    assert Item.objects.count() == 650


def test_pasted_text_is_refused_at_once_when_it_cannot_be_an_item(clerk: User) -> None:
    with pytest.raises(RowRefused):
        actions.import_text({"title": "A", "text": ""}, by=clerk, at=TEN)

    assert not ImportRun.objects.exists()


def test_what_was_uploaded_is_kept_whole(clerk: User, paper: Outlet) -> None:
    run = imported(CSV, clerk)

    assert Item.objects.first().arrival == run.arrival
    assert run.arrival.size == len(CSV.encode())


@pytest.fixture
def page_of(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], None]:
    """Let every address answer with this page."""
    from bantin.receive.intake.fetch import Fetched

    def answer(body: str, content_type: str = "text/html") -> None:
        monkeypatch.setattr(
            importing, "fetch", lambda url: Fetched(url, body.encode(), content_type)
        )

    return answer


def test_an_article_is_taken_from_its_page_without_comments(
    clerk: User, paper: Outlet, page_of: Callable[..., None]
) -> None:
    paragraphs = "".join(f"<p>{OTHER} Đoạn {n}.</p>" for n in range(4))
    page_of(
        "<html><head><title>Giải bóng chuyền</title></head><body><nav><a href='/'>Trang chủ</a>"
        f"</nav><article><h1>Giải bóng chuyền</h1>{paragraphs}</article>"
        "<div class='comments' id='comments'><p>Độc giả Nguyễn Văn X bình luận rất dài ở đây "
        "về giải đấu.</p></div></body></html>"
    )

    run = actions.import_address("https://baodonglac.example/giai", by=clerk, at=TEN)

    item = Item.objects.get()
    assert run.added == 1
    assert item.outlet == paper
    assert item.title == "Giải bóng chuyền"
    assert "Đoạn 3" in item.text
    assert "Nguyễn Văn X" not in item.text
    assert "Trang chủ" not in item.text
