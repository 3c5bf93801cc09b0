"""Turning notices on and off: no account, no cookie, nothing stored but what is needed."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from bantin.core.clock import database_now
from bantin.deliver.channels.webpush import actions, queries
from bantin.deliver.channels.webpush.models import Browser
from bantin.deliver.channels.webpush.tests.conftest import FakeBrowser, Post
from bantin.deliver.endpoints.models import Endpoint
from bantin.deliver.endpoints.queries import asked_for, open_endpoints
from bantin.receive.subjects.models import Area, Topic

pytestmark = pytest.mark.django_db
NINE = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)
URGENT = {"what": "urgent", "texts": "vi", "topics": [], "areas": []}


@pytest.fixture
def traffic(db: None) -> Topic:
    return Topic.objects.create(code="giao-thong", name_vi="Giao thông")


@pytest.fixture
def ward(db: None) -> Area:
    return Area.objects.create(code="minh-khai", name_vi="Minh Khai")


def on(browser: FakeBrowser, **choices: Any) -> dict[str, Any]:
    return {"subscription": browser.subscription(), "choices": URGENT | choices}


def test_the_page_says_what_happens_and_needs_no_cookie(key_root: object, traffic: Topic) -> None:
    for path, words in (
        ("/nhan-thong-bao/", "Nhận thông báo trên trình duyệt này"),
        ("/en/nhan-thong-bao/", "Notices on this browser"),
    ):
        answer = Client().get(path)
        html = answer.content.decode()

        assert words in html
        assert re.search(r'data-key="[\w-]{87}"', html)
        assert not answer.cookies
        assert "Cookie" not in answer.headers.get("Vary", "")
        assert "style=" not in html
        assert html.count("<script") == html.count("<script src=")
        assert "<noscript>" in html
        assert "dang-ky/" in html


def test_the_page_stands_without_the_key(key_root: object) -> None:
    (key_root / "vapid.pem").unlink()
    answer = Client().get("/nhan-thong-bao/")
    assert answer.status_code == 200
    assert 'data-key=""' in answer.content.decode()


def test_the_service_worker_may_serve_the_whole_site() -> None:
    answer = Client().get("/service-worker.js")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer["Service-Worker-Allowed"] == "/"
    assert answer["Cache-Control"] == "no-cache"
    assert Client().post("/service-worker.js").status_code == 405


def test_turning_on_stores_the_address_two_keys_and_the_choice(
    post: Post, browser: FakeBrowser, traffic: Topic, ward: Area
) -> None:
    answer = post("bat", on(browser, topics=["giao-thong"], areas=["minh-khai"]))

    assert answer.json() == {"on": True}
    assert not answer.cookies
    row = Browser.objects.get()
    assert row.endpoint.address == browser.address
    assert row.endpoint.only_urgent
    assert row.endpoint.language == "vi"
    assert list(row.endpoint.topics.all()) == [traffic]
    assert list(row.endpoint.areas.all()) == [ward]
    assert {field.name for field in Browser._meta.fields} == {"endpoint", "key", "p256dh", "auth"}
    assert row.endpoint.contact is None


def test_doing_it_again_changes_the_choice_and_adds_nobody(
    post: Post, browser: FakeBrowser
) -> None:
    for what in ("urgent", "urgent", "everything"):
        assert post("bat", on(browser, what=what)).status_code == 200

    assert Browser.objects.count() == Endpoint.objects.count() == 1
    assert not Endpoint.objects.get().only_urgent
    assert post("xem", {"endpoint": browser.address}).json() == {
        "on": True,
        "what": "everything",
        "topics": [],
        "areas": [],
        "texts": "vi",
    }


def test_stopping_acts_at_once_and_forgets_the_browser(
    post: Post, browser: FakeBrowser, traffic: Topic
) -> None:
    post("bat", on(browser, topics=["giao-thong"]))
    for _again in range(2):
        assert post("dung", {"endpoint": browser.address}).json() == {"on": False}

    assert not Browser.objects.exists()
    endpoint = Endpoint.objects.get()
    assert (endpoint.address, endpoint.language) == ("", "")
    assert not endpoint.topics.exists()
    assert endpoint.closed_because == "stopped in the browser"
    assert not open_endpoints().exists()
    assert post("xem", {"endpoint": browser.address}).json() == {"on": False}


def test_who_stopped_may_come_back(post: Post, browser: FakeBrowser) -> None:
    post("bat", on(browser))
    post("dung", {"endpoint": browser.address})
    assert post("bat", on(browser)).status_code == 200
    assert open_endpoints().count() == 1


def test_another_address_of_the_same_browser_keeps_the_choice(
    post: Post, browser: FakeBrowser, traffic: Topic, ward: Area
) -> None:
    post("bat", on(browser, what="everything", topics=["giao-thong"], areas=["minh-khai"]))
    newer = FakeBrowser(browser.address + "-newer")
    said = {"endpoint": browser.address, "subscription": newer.subscription()}
    assert post("chuyen", said).json() == {"on": True}
    assert post("chuyen", said).json() == {"on": False}  # the old one is forgotten

    endpoint = open_endpoints().get()
    assert endpoint.address == newer.address
    assert not endpoint.only_urgent
    assert list(endpoint.topics.all()) == [traffic]
    assert list(endpoint.areas.all()) == [ward]
    assert Browser.objects.get().endpoint == endpoint


def test_nobody_is_moved_by_who_does_not_know_the_address(post: Post, browser: FakeBrowser) -> None:
    post("bat", on(browser))
    said = {
        "endpoint": browser.address[:-1],
        "subscription": FakeBrowser("https://a.example/").subscription(),
    }
    assert post("chuyen", said).json() == {"on": False}
    assert open_endpoints().get().address == browser.address


def test_the_browsers_own_end_is_honoured(post: Post, browser: FakeBrowser) -> None:
    ends = (database_now().timestamp() + 3600) * 1000
    subscription = browser.subscription(expirationTime=ends)
    assert post("bat", {"subscription": subscription, "choices": URGENT}).status_code == 200
    Endpoint.objects.update(since=NINE, expires_at=NINE.replace(day=2))

    asked = asked_for(topics=[], areas=[], languages=["vi"], urgent=True)
    assert not open_endpoints().filter(asked).exists()
    assert actions.forget_closed(at=database_now()) == 1
    assert actions.forget_closed(at=database_now()) == 0
    assert not Browser.objects.exists()
    assert Endpoint.objects.get().address == ""


@pytest.mark.parametrize(
    "wrong",
    [
        {"endpoint": "http://push.example/x"},
        {"endpoint": "https://127.0.0.1/x"},
        {"endpoint": "https://[::ffff:127.0.0.1]/x"},
        {"endpoint": "https://169.254.169.254/x"},
        {"endpoint": "https://localhost/x"},
        {"endpoint": "https://user:pw@push.example/x"},
        {"endpoint": "https://push.example/x\r\nX-Evil: 1"},
        {"endpoint": "https://push.example\\@evil.example/"},
        {"endpoint": "file:///etc/passwd"},
        {"endpoint": "https://push.example/" + "x" * 2000},
        {"endpoint": None},
        {"keys": {"p256dh": "x", "auth": "y"}},
        {"keys": {}},
        {"keys": None},
        {"expirationTime": 1000},
        {"expirationTime": "never"},
        {"expirationTime": 1e300},
    ],
)
def test_what_no_browser_gives_is_refused(
    post: Post, browser: FakeBrowser, wrong: dict[str, Any]
) -> None:
    answer = post("bat", {"subscription": browser.subscription(**wrong), "choices": URGENT})
    assert answer.status_code == 400
    assert answer.json()["refused"]
    assert not Endpoint.objects.exists()


@pytest.mark.parametrize(
    "said", [b" ", b"[]", b"{", b"[" * 5000, b'{"x":"' + b"x" * 20_000 + b'"}']
)
def test_what_cannot_be_read_is_refused(post: Post, said: bytes) -> None:
    for name in ("bat", "dung", "xem"):
        assert post(name, said).status_code == 400


@pytest.mark.parametrize(
    "choices",
    [None, [], {"what": "x"}, URGENT | {"topics": ["khong-co"]}, URGENT | {"texts": "de"}],
)
def test_a_choice_that_is_none_is_refused(post: Post, browser: FakeBrowser, choices: Any) -> None:
    said = {"subscription": browser.subscription(), "choices": choices}
    assert post("bat", said).status_code == 400
    assert not Endpoint.objects.exists()


def test_only_our_own_page_may_post(post: Post, browser: FakeBrowser) -> None:
    post("bat", on(browser))
    for name in ("bat", "dung", "xem", "chuyen"):
        for wrong in (
            {"origin": "https://evil.example"},
            {"origin": "null"},
            {"origin": ""},
            {"kind": "text/plain"},
            {"kind": "application/x-www-form-urlencoded"},
        ):
            assert post(name, {"endpoint": browser.address}, **wrong).status_code == 403
        assert Client().get(f"/nhan-thong-bao/{name}/").status_code == 405
    assert open_endpoints().count() == 1


def test_strange_push_services_cannot_be_filled(
    post: Post, browser: FakeBrowser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "MOST_OF_A_STRANGER", 1)
    other = FakeBrowser(browser.address + "-2")
    post("bat", on(browser))

    assert post("bat", on(other)).status_code == 400
    assert post("bat", on(browser)).status_code == 200  # who is there may change the choice
    assert not queries.is_full("fcm.googleapis.com")
    assert not queries.is_full("wns2-par02p.notify.windows.com")
    assert open_endpoints().count() == 1


def test_only_urgent_is_the_usual_choice() -> None:
    html = Client().get("/en/nhan-thong-bao/").content.decode()
    assert re.search(r'value="urgent"[^>]* checked', html)
    assert not re.search(r'value="everything"[^>]* checked', html)
