"""Our feeds as others read them: feedparser, WordPress' SimplePie, and the schema of JSON Feed.

Each reader works like a newsroom's: it keeps the ids that it has with their dates, takes an
unknown id as something new and a known one with another date as an update.
"""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import feedparser
import pytest
from django.test import Client
from jsonschema import Draft4Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

from bantin.publish.record.models import Edition
from bantin.publish.record.tests.factories import make_live_edition
from bantin.receive.subjects.models import Area, Topic
from tests.support.php import simplepie

pytestmark = pytest.mark.django_db
SCHEMA = Path(__file__).parents[3] / "shared" / "data" / "standards" / "jsonfeed" / "feed.json"
NINE = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)
FOLDERS = ["", "tieng-viet/", "chu-de/giao-thong/", "dia-ban/ham-giang/", "en/dia-ban/ham-giang/"]
HOSTILE = "Tin \x0b & <b>đậm</b> ]]> \ufffe “ngoặc”"
Read = Callable[[bytes], dict[str, tuple[str, str]]]


def by_feedparser(body: bytes) -> dict[str, tuple[str, str]]:
    parsed = feedparser.parse(body)
    assert not parsed.bozo
    dates = {
        entry.id: datetime(*entry.published_parsed[:6], tzinfo=UTC) for entry in parsed.entries
    }
    return {
        entry.id: (f"{dates[entry.id]:%Y-%m-%dT%H:%M:%SZ}", entry.content[0].value)
        for entry in parsed.entries
    }


def by_simplepie(body: bytes) -> dict[str, tuple[str, str]]:
    found = simplepie(body)
    assert not found["error"]
    return {item["id"]: (item["published"], item["content"]) for item in found["items"]}


def as_json(body: bytes) -> dict[str, tuple[str, str]]:
    items = json.loads(body)["items"]
    return {item["id"]: (item["date_published"], item["content_html"]) for item in items}


READERS = [
    pytest.param("atom", by_feedparser, id="atom-feedparser"),
    pytest.param("rss", by_feedparser, id="rss-feedparser"),
    pytest.param("atom", by_simplepie, id="atom-simplepie"),
    pytest.param("rss", by_simplepie, id="rss-simplepie"),
    pytest.param("json", as_json, id="json"),
]


@pytest.fixture
def publish() -> Callable[..., Edition]:
    topic = Topic.objects.create(code="giao-thong", name_vi="Giao thông ]]> & <i>")
    area = Area.objects.create(code="ham-giang", name_vi="Hàm Giang")

    def make(title: str, text: str, *, days: int = 0, **words: Any) -> Edition:
        at = NINE + timedelta(days=days)
        words = {"topics": [topic], "areas": [area], "summary": "Tóm & tắt < 5", **words}
        return make_live_edition(title, text, at=at, **words)

    return make


def feed(folder: str, form: str) -> bytes:
    response = Client().get(f"/{folder}feed.{form}")
    assert response.status_code == 200
    return bytes(response.content)


@pytest.mark.parametrize("folder", FOLDERS)
@pytest.mark.parametrize(("form", "read"), READERS)
def test_a_correction_arrives_once_as_an_update_and_nothing_is_new_twice(
    publish: Callable[..., Edition], folder: str, form: str, read: Read
) -> None:
    first = publish("Có 23.100 tin", "Một năm có 23.100 tin.")
    other = publish("Tin khác", "Không đổi.", days=1)
    before = read(feed(folder, form))
    publish("Có 21.300 tin", "Một năm có 21.300 tin.", days=2, replaces=first)
    after = read(feed(folder, form))

    assert len(before) == 2
    assert after.keys() == before.keys()
    updated = [key for key in after if after[key][0] > before[key][0]]
    assert [key.rpartition("/")[2] for key in updated] == [str(first.uid)]
    assert after[updated[0]][0] == "2026-03-03T02:00:00Z"
    assert "21.300" in after[updated[0]][1]
    assert "Sửa số liệu." in after[updated[0]][1]
    (same,) = after.keys() - set(updated)
    assert same.endswith(str(other.uid))
    assert after[same] == before[same]
    assert read(feed(folder, form)) == after


@pytest.mark.parametrize(("form", "read"), READERS)
def test_a_withdrawal_arrives_as_an_update_that_says_so(
    publish: Callable[..., Edition], form: str, read: Read
) -> None:
    first = publish("Thông xe", "Cầu tạm thông xe.")
    before = read(feed("", form))
    publish("Thu hồi", "Xin không dùng.", days=1, replaces=first, kind="withdrawal", reason="Sai.")
    after = read(feed("", form))

    assert after.keys() == before.keys()
    ((date, text),) = after.values()
    assert date == "2026-03-02T02:00:00Z"
    assert "thu hồi" in text
    assert "Cầu tạm thông xe." not in text


@pytest.mark.parametrize("form", ["atom", "rss"])
def test_the_same_ids_whatever_the_format_and_the_feed(
    publish: Callable[..., Edition], form: str
) -> None:
    publish("Một", "Chữ.")
    publish("Hai", "Chữ.", days=1)

    for folder in FOLDERS:
        assert by_simplepie(feed(folder, form)).keys() == as_json(feed("", "json")).keys()


@pytest.mark.parametrize("form", ["atom", "rss"])
def test_simplepie_reads_hostile_words_hub_and_enclosures(
    publish: Callable[..., Edition], form: str
) -> None:
    file = {
        "sha256": "0" * 64,
        "content_type": "application/pdf",
        "size": 18,
        "title": "Tệp \x0c & <i>",
        "filename": "a & b.pdf",
    }
    publish(HOSTILE, HOSTILE, attachments=[file])

    found = simplepie(feed("", form))

    assert not found["error"]
    assert found["hub"] == ["http://127.0.0.1:8000/hub"]
    assert found["self"] == [f"http://127.0.0.1:8000/feed.{form}"]
    (item,) = found["items"]
    assert "]]&gt;" in item["title"]
    assert "“ngoặc”" in item["title"]
    assert "&lt;b&gt;đậm&lt;/b&gt;" in item["content"]
    assert item["link"].startswith("http://127.0.0.1:8000/thong-cao/")
    assert [kind for _link, kind in item["enclosures"]] == ["application/pdf"]
    assert len(item["categories"]) == 1


# --- JSON Feed

# The schema keeps what version 1 had in a file of its own, which is not there: these are the
# types that the specification gives to the members that refer to it.
_TEXT, _ADDRESS = {"type": "string"}, {"type": "string", "format": "uri", "pattern": "^https?://"}
_INSTANT = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"}
_VERSION_1 = {
    "$schema": "http://json-schema.org/draft-04/schema#",
    "definitions": {
        "uri": _ADDRESS,
        "extension": {"type": "object"},
        "author": {
            "type": "object",
            "properties": {"name": _TEXT, "url": _ADDRESS, "avatar": _ADDRESS},
            "additionalProperties": False,
        },
        "item": {
            "properties": {
                **dict.fromkeys(["url", "image", "banner_image", "external_url"], _ADDRESS),
                **dict.fromkeys(["title", "summary", "content_html", "content_text"], _TEXT),
                "date_published": _INSTANT,
                "date_modified": _INSTANT,
                "tags": {"type": "array", "items": _TEXT},
                "attachments": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "required": ["url", "mime_type"],
                        "properties": {
                            "url": _ADDRESS,
                            "mime_type": _TEXT,
                            "title": _TEXT,
                            "size_in_bytes": {"type": "integer"},
                            "duration_in_seconds": {"type": "number"},
                        },
                        "additionalProperties": False,
                    },
                },
            }
        },
    },
    "properties": {
        **dict.fromkeys(["title", "description", "user_comment"], _TEXT),
        **dict.fromkeys(["home_page_url", "feed_url", "next_url", "icon", "favicon"], _ADDRESS),
        "expired": {"type": "boolean"},
        "hubs": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["type", "url"],
                "properties": {"type": _TEXT, "url": _ADDRESS},
            },
        },
    },
}


def checker() -> Draft4Validator:
    version_1 = Resource(contents=_VERSION_1, specification=DRAFT4)
    registry = Registry().with_resource("https://json.schemastore.org/feed-1", version_1)
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    return Draft4Validator(schema, registry=registry)


@pytest.mark.shared
@pytest.mark.skipif(not SCHEMA.exists(), reason="the schema under ../shared is not there")
def test_json_feed_is_valid_by_its_schema(publish: Callable[..., Edition]) -> None:
    image = {"sha256": "1" * 64, "content_type": "image/png", "width": 9, "height": 9, "sizes": []}
    picture = {**image, "alt": "", "caption": "", "credit": "", "filename": "a.png"}
    first = publish(HOSTILE, HOSTILE, images=[picture])
    publish("Bản sửa", "Chữ.", days=1, replaces=first)
    publish("No words", "Text.", days=2, summary="", language="en")

    for folder in (*FOLDERS, "en/"):
        errors = checker().iter_errors(json.loads(feed(folder, "json")))
        assert [error.message for error in errors] == []


@pytest.mark.shared
@pytest.mark.skipif(not SCHEMA.exists(), reason="the schema under ../shared is not there")
@pytest.mark.parametrize(
    "wrong",
    [
        {"items": [{"id": "x"}]},
        {"items": [{"content_html": ""}]},
        {"hubs": [{"url": "https://a.example"}]},
        {"feed_url": 7},
        {"self": "x"},
    ],
)
def test_the_schema_refuses_what_is_wrong(wrong: dict[str, Any]) -> None:
    assert list(checker().iter_errors(json.loads(feed("", "json")) | wrong))
