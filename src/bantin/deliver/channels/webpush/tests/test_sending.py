"""What a push service gets, and what its replies do. An independent program reads the messages."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import http_ece
import pytest

from bantin.core import work
from bantin.core.clock import database_now
from bantin.deliver.channels.webpush import actions, message, tasks
from bantin.deliver.channels.webpush.models import Browser
from bantin.deliver.channels.webpush.tests.conftest import FakeBrowser, Post
from bantin.deliver.dispatch.models import Delivery
from bantin.deliver.endpoints.models import Endpoint
from bantin.deliver.tests.listener import Answered, Got, Listener
from bantin.publish.record.tests.factories import make_live_edition

pytestmark = pytest.mark.django_db(transaction=True)
NINE = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)
EVERYTHING = {"what": "everything", "texts": "", "topics": [], "areas": []}
Pump = Callable[[], None]


@pytest.fixture
def turn_on(post: Post) -> Callable[..., None]:
    def send(browser: FakeBrowser, **choices: Any) -> None:
        said = {"subscription": browser.subscription(), "choices": EVERYTHING | choices}
        assert post("bat", said).status_code == 200

    return send


def read(got: Got, browser: FakeBrowser) -> dict[str, Any]:
    """The message as the browser sees it."""
    text = http_ece.decrypt(
        got.body, private_key=browser.private, auth_secret=browser.auth, version="aes128gcm"
    )
    return dict(json.loads(text))


def test_a_browser_gets_a_few_words_that_only_it_can_read(
    turn_on: Callable[..., None], browser: FakeBrowser, service: Listener, pump: Pump
) -> None:
    turn_on(browser)
    edition = make_live_edition(
        "Phân luồng cầu Hàm Rồng", "Cấm xe tải.", at=NINE, summary="Từ 0 giờ ngày 2/3."
    )
    pump()

    got = service.got[0]
    assert got.path == "/push/one"
    assert got.headers["content-encoding"] == "aes128gcm"
    assert got.headers["ttl"] == str(12 * 3600)
    assert got.headers["urgency"] == "normal"
    assert len(got.headers["topic"]) == 22
    assert got.headers["authorization"].startswith("vapid t=")
    assert "Hàm Rồng".encode() not in got.body
    assert read(got, browser) == {
        "title": "Phân luồng cầu Hàm Rồng",
        "body": "Từ 0 giờ ngày 2/3.",
        "lang": "vi",
        "url": f"http://127.0.0.1:8000/thong-cao/{edition.name}/",
        "kind": "original",
        "tag": str(edition.uid),
        "urgent": False,
    }
    assert Delivery.objects.get().status == "handed_over"
    assert len(service.got) == 1


def test_a_correction_replaces_the_older_message_and_is_urgent(
    turn_on: Callable[..., None], browser: FakeBrowser, service: Listener, pump: Pump
) -> None:
    turn_on(browser)
    first = make_live_edition("Có 23.100 tin", "Nội dung.", at=NINE)
    pump()
    make_live_edition(
        "Có 21.300 tin", "Nội dung.", at=NINE.replace(day=2), replaces=first, reason="Nhầm số."
    )
    pump()

    older, newer = (read(got, browser) for got in service.got)
    assert newer["tag"] == older["tag"]
    assert newer["title"] == "Đính chính: Có 21.300 tin"
    assert newer["body"] == "Nhầm số."
    assert newer["urgent"]
    assert service.got[0].headers["topic"] == service.got[1].headers["topic"]
    assert service.got[1].headers["urgency"] == "high"
    assert service.got[1].headers["ttl"] == str(72 * 3600)


def test_who_chose_only_urgent_gets_no_new_texts(
    turn_on: Callable[..., None], browser: FakeBrowser, service: Listener, pump: Pump
) -> None:
    turn_on(browser, what="urgent")
    first = make_live_edition("Tin", "Nội dung.", at=NINE)
    pump()
    assert not service.got
    assert not Delivery.objects.exists()

    make_live_edition("Tin", "x", at=NINE.replace(day=2), replaces=first, kind="withdrawal")
    pump()
    assert read(service.got[0], browser)["title"] == "Thu hồi: Tin"


def test_the_longest_words_fit(browser: FakeBrowser, db: None) -> None:
    edition = make_live_edition("ữ" * 200, "x", at=NINE, summary="ữ" * 5000)
    rendered = message.render(edition, "vi")
    assert len(rendered) < 3000
    assert json.loads(rendered)["body"].endswith("…")


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_forgotten(
    turn_on: Callable[..., None],
    browser: FakeBrowser,
    service: Listener,
    pump: Pump,
    status: int,
) -> None:
    turn_on(browser)
    service.answers = [Answered(status)]
    make_live_edition("Một", "Nội dung.", at=NINE)
    pump()
    tasks._tidied.clear()
    pump()
    make_live_edition("Hai", "Nội dung.", at=NINE)
    pump()

    assert len(service.got) == 1
    assert not Browser.objects.exists()
    endpoint = Endpoint.objects.get()
    assert endpoint.address == ""
    assert endpoint.closed_because == f"{status} the browser is gone"
    assert browser.address not in str(Delivery.objects.values())


@pytest.mark.parametrize(
    ("status", "becomes"),
    [
        (201, "handed_over"),
        (302, "queued"),
        (400, "refused"),
        (401, "quarantined"),
        (403, "quarantined"),
        (413, "refused"),
        (429, "queued"),
        (500, "queued"),
    ],
)
def test_what_replies_do(
    turn_on: Callable[..., None],
    browser: FakeBrowser,
    service: Listener,
    pump: Pump,
    status: int,
    becomes: str,
) -> None:
    turn_on(browser)
    service.answers = [Answered(status, {"Retry-After": "1200", "Location": service.url("/x")})]
    make_live_edition("Tin", "Nội dung.", at=NINE)
    pump()

    delivery = Delivery.objects.get()
    assert delivery.status == becomes
    assert len(service.got) == 1
    assert Browser.objects.exists()
    if status == 429:
        assert delivery.due_at > database_now() + timedelta(minutes=19)


def test_stopping_reaches_what_is_queued_already(
    turn_on: Callable[..., None], post: Post, browser: FakeBrowser, service: Listener, pump: Pump
) -> None:
    turn_on(browser)
    service.answers = [Answered(503)]
    make_live_edition("Tin", "Nội dung.", at=NINE)
    pump()
    post("dung", {"endpoint": browser.address})
    work.finish_worker()
    Delivery.objects.update(due_at=NINE)
    pump()

    assert len(service.got) == 1
    assert Delivery.objects.get().status == "suppressed"


def test_two_starts_at_once_make_one_browser(browser: FakeBrowser, db: None) -> None:
    from threading import Barrier, Thread

    from django.db import connection, connections

    if connection.vendor == "sqlite":
        pytest.skip("the tests' SQLite is in memory and takes one thread; ./run test does both")
    from bantin.deliver.channels.webpush.forms import given_by

    barrier, given = Barrier(2), given_by(browser.subscription())

    def start() -> None:
        barrier.wait()
        actions.start(given, actions.Choices(only_urgent=True), at=database_now())
        connections.close_all()

    threads = [Thread(target=start) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Browser.objects.count() == Endpoint.objects.count() == 1
