"""What subscribers get, and when they get nothing more."""

import hashlib
import hmac
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs

import feedparser
import pytest
from django.test import Client

from bantin.core import work
from bantin.core.clock import database_now
from bantin.deliver.channels.websub.models import FeedSubscription
from bantin.deliver.channels.websub.tests.conftest import Ask
from bantin.deliver.dispatch.models import Delivery
from bantin.deliver.endpoints.models import Endpoint
from bantin.deliver.tests.listener import Answered, Listener
from bantin.publish.record.tests.factories import make_live_edition
from bantin.receive.subjects.models import Area, Topic

pytestmark = pytest.mark.django_db(transaction=True)
NINE = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)
Follow = Callable[..., Endpoint]
OF_TRAFFIC = "http://127.0.0.1:8000/chu-de/giao-thong/feed.atom"


@pytest.fixture
def traffic(db: None) -> Topic:
    return Topic.objects.create(code="giao-thong", name_vi="Giao thông", name_en="Traffic")


@pytest.fixture
def pump() -> Iterator[Callable[[], None]]:
    yield lambda: work.run_until_idle("worker")
    work.finish_worker()


@pytest.fixture
def follow(ask: Ask, verify: Callable[[], None], listener: Listener) -> Follow:
    def subscribe(path: str = "/good", **other: str) -> Endpoint:
        assert ask(path, **other).status_code == 202
        verify()
        return Endpoint.objects.get(address=listener.url(path))

    return subscribe


def test_a_subscriber_gets_the_whole_feed_signed(
    follow: Follow, listener: Listener, pump: Callable[[], None]
) -> None:
    follow(secret="bí mật")
    make_live_edition("Phân luồng cầu Hàm Rồng", "Cấm xe tải.", at=NINE)
    pump()

    got = listener.got[0]
    page = Client().get("/feed.atom")
    assert got.body == page.content
    assert got.headers["content-type"] == page["Content-Type"]
    assert got.headers["link"] == page["Link"]
    assert got.headers["x-hub-signature"] == (
        "sha256=" + hmac.new("bí mật".encode(), page.content, hashlib.sha256).hexdigest()
    )
    assert feedparser.parse(got.body).entries[0].title == "Phân luồng cầu Hàm Rồng"
    assert Delivery.objects.get().status == "handed_over"
    assert len(listener.got) == 1


def test_without_a_secret_nothing_is_signed(
    follow: Follow, listener: Listener, pump: Callable[[], None]
) -> None:
    follow()
    make_live_edition("Tin", "Nội dung.", at=NINE)
    pump()
    assert "x-hub-signature" not in listener.got[0].headers


def test_each_subscriber_gets_its_own_feed_and_no_other(
    follow: Follow, listener: Listener, pump: Callable[[], None], traffic: Topic
) -> None:
    follow("/all")
    follow("/traffic", topic=OF_TRAFFIC)
    follow("/english", topic="http://127.0.0.1:8000/en/feed.atom")
    make_live_edition("Cầu", "Nội dung.", at=NINE, topics=[traffic])
    make_live_edition("Mưa", "Nội dung.", at=NINE)
    make_live_edition("Rain", "Text.", at=NINE, language="en")
    pump()

    titles = {
        got.path: {entry.title for entry in feedparser.parse(got.body).entries}
        for got in listener.got
    }
    assert titles["/all"] == {"Cầu", "Mưa", "Rain"}
    assert titles["/traffic"] == {"Cầu"}
    assert titles["/english"] == {"Rain"}
    assert [got.path for got in listener.got].count("/traffic") == 1
    assert [got.path for got in listener.got].count("/english") == 1


@pytest.mark.parametrize("form", ["rss", "json"])
@pytest.mark.parametrize(
    "folder", ["", "tieng-viet/", "chu-de/giao-thong/", "dia-ban/ham-rong/", "en/dia-ban/tinh/"]
)
def test_a_subscriber_of_any_feed_in_any_format_gets_just_that_one(
    follow: Follow,
    listener: Listener,
    pump: Callable[[], None],
    traffic: Topic,
    folder: str,
    form: str,
) -> None:
    province = Area.objects.create(code="tinh", name_vi="Tỉnh")
    ward = Area.objects.create(code="ham-rong", name_vi="Hàm Rồng", parent=province)
    elsewhere = Area.objects.create(code="suoi-may", name_vi="Suối Mây")
    address = f"/{folder}feed.{form}"
    follow(topic=f"http://127.0.0.1:8000{address}")
    first = make_live_edition("Cầu", "Nội dung.", at=NINE, topics=[traffic], areas=[ward])
    make_live_edition("Rain", "Text.", at=NINE, language="en", areas=[elsewhere])
    pump()

    got = next(one for one in listener.got if first.title in one.body.decode())
    page = Client().get(address)
    assert got.headers["content-type"] == page["Content-Type"]
    assert form in page["Content-Type"]
    assert got.headers["link"] == page["Link"]
    assert got.body == page.content
    assert ("Rain" in got.body.decode()) == (folder == "")
    assert len(listener.got) == (2 if folder == "" else 1)


def test_410_ends_the_subscription_and_nothing_else_does(
    follow: Follow, listener: Listener, pump: Callable[[], None]
) -> None:
    follow(secret="x")
    listener.answers = [Answered(500)]
    make_live_edition("Một", "Nội dung.", at=NINE)
    pump()
    assert Delivery.objects.get().status == "queued"
    assert Endpoint.objects.get().closed_at is None

    Endpoint.objects.update(closed_at=None)
    listener.answers = [Answered(410)]
    work.finish_worker()  # the endpoint no longer rests
    Delivery.objects.update(due_at=NINE)
    pump()
    make_live_edition("Hai", "Nội dung.", at=NINE)
    pump()

    assert Endpoint.objects.get().closed_because == "410 Gone"
    assert len(listener.got) == 2
    assert Delivery.objects.count() == 1


def test_a_late_try_brings_what_is_current_then(
    follow: Follow, listener: Listener, pump: Callable[[], None]
) -> None:
    follow()
    listener.answers = [Answered(503)]
    first = make_live_edition("Có 23.100 tin", "Nội dung.", at=NINE)
    pump()
    make_live_edition("Có 21.300 tin", "Nội dung.", at=NINE.replace(day=2), replaces=first)
    work.finish_worker()
    Delivery.objects.update(due_at=NINE)
    pump()

    assert b"23.100" in listener.got[0].body
    assert len(listener.got) == 3
    assert not any(b"23.100" in got.body for got in listener.got[1:])


def test_a_redirect_is_a_failure_and_is_not_followed(
    follow: Follow, listener: Listener, pump: Callable[[], None]
) -> None:
    follow()
    listener.answers = [Answered(307, {"Location": listener.url("/elsewhere")})]
    make_live_edition("Tin", "Nội dung.", at=NINE)
    pump()

    assert [got.path for got in listener.got] == ["/good"]
    assert Delivery.objects.get().status == "queued"


def test_retry_after_is_honoured(
    follow: Follow, listener: Listener, pump: Callable[[], None]
) -> None:
    follow()
    listener.answers = [Answered(429, {"Retry-After": "1800"})]
    make_live_edition("Tin", "Nội dung.", at=NINE)
    pump()

    assert Delivery.objects.get().due_at > database_now() + timedelta(minutes=29)


def test_another_hub_is_told_of_every_change(
    listener: Listener, pump: Callable[[], None], traffic: Topic, settings: object
) -> None:
    settings.HUB = listener.url("/hub")
    first = make_live_edition("Cầu", "Nội dung.", at=NINE, topics=[traffic])
    pump()
    correction = make_live_edition("Cầu!", "Nội dung.", at=NINE.replace(day=2), replaces=first)
    pump()
    make_live_edition("Thôi", "x", at=NINE.replace(day=3), replaces=correction, kind="withdrawal")
    pump()

    said = [parse_qs(got.body.decode()) for got in listener.got]
    assert [one["hub.mode"] for one in said] == [["publish"]] * 3
    folders = ["", "tieng-viet/", "chu-de/giao-thong/", "en/chu-de/giao-thong/"]
    assert said[0]["hub.url"] == [
        f"http://127.0.0.1:8000/{folder}feed.{form}"
        for folder in folders
        for form in ("atom", "rss", "json")
    ]
    assert said[1]["hub.url"] == said[0]["hub.url"]  # it left the topic: that is news there
    assert listener.got[0].headers["content-type"] == "application/x-www-form-urlencoded"
    assert Delivery.objects.filter(channel="hub", status="handed_over").count() == 3
    assert Endpoint.objects.get().address == listener.url("/hub")


def test_the_other_hubs_endpoint_is_never_closed_by_a_reply_and_ends_with_the_setting(
    listener: Listener, pump: Callable[[], None], settings: object
) -> None:
    settings.HUB = listener.url("/hub")
    listener.answers = [Answered(410)]
    make_live_edition("Một", "Nội dung.", at=NINE)
    pump()
    assert Endpoint.objects.get().closed_at is None
    assert Delivery.objects.get().status == "queued"

    settings.HUB = ""
    make_live_edition("Hai", "Nội dung.", at=NINE)
    pump()
    assert Endpoint.objects.get().closed_because == "another hub is set"
    assert len(listener.got) == 1


def test_a_feed_that_went_away_sets_the_row_aside(
    follow: Follow, listener: Listener, pump: Callable[[], None], traffic: Topic
) -> None:
    follow(topic=OF_TRAFFIC)
    make_live_edition("Cầu", "Nội dung.", at=NINE, topics=[traffic])
    FeedSubscription.objects.update(topic=OF_TRAFFIC.replace("giao", "khong"))
    pump()

    assert Delivery.objects.get().status == "quarantined"
    assert not listener.got
