"""Following a feed: nothing is sent anywhere before the callback itself has said yes."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from bantin.core.clock import database_now
from bantin.deliver.channels.websub import actions, queries, verification
from bantin.deliver.channels.websub.models import FeedSubscription, Intent
from bantin.deliver.channels.websub.tests.conftest import FEED, Ask
from bantin.deliver.endpoints.models import Endpoint
from bantin.deliver.endpoints.queries import asked_for, open_endpoints
from bantin.deliver.tests.listener import Listener
from bantin.receive.subjects.models import Topic

pytestmark = pytest.mark.django_db
NINE = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)
Verify = Callable[[], None]
TOPIC = "http://127.0.0.1:8000/chu-de/giao-thong/feed.atom"


@pytest.fixture
def traffic(db: None) -> Topic:
    return Topic.objects.create(code="giao-thong", name_vi="Giao thông", name_en="Traffic")


def test_a_callback_that_echoes_follows_the_feed(
    ask: Ask, verify: Verify, listener: Listener
) -> None:
    answer = ask("/good?mine=1", secret="bí mật", lease_seconds="172800")

    assert (answer.status_code, answer.content) == (202, b"")
    assert not answer.cookies
    assert not Endpoint.objects.exists()  # nothing before the callback has said yes
    assert not listener.questions

    verify()

    asked = listener.questions[0].asked
    assert {name: asked[name] for name in asked if name != "hub.challenge"} == {
        "mine": "1",
        "hub.mode": "subscribe",
        "hub.topic": FEED,
        "hub.lease_seconds": "172800",
    }
    endpoint = Endpoint.objects.get()
    assert endpoint.address == listener.url("/good?mine=1")
    assert endpoint.name == "127.0.0.1"
    assert timedelta(days=1.9) < endpoint.expires_at - database_now() <= timedelta(days=2)
    assert endpoint.feed_subscription.secret == "bí mật"
    assert not Intent.objects.exists()


@pytest.mark.parametrize("path", ["/wrong", "/missing", "/to", "/long"])
def test_a_callback_that_does_not_echo_gets_nothing(
    ask: Ask, verify: Verify, listener: Listener, path: str
) -> None:
    assert ask(path).status_code == 202
    verify()

    assert [question.path for question in listener.questions] == [path]  # nothing was followed
    assert not Endpoint.objects.exists()
    assert not Intent.objects.exists()


@pytest.mark.parametrize("path", ["/silent", "/slow"])
def test_a_callback_that_never_answers_is_asked_three_times(
    ask: Ask, verify: Verify, monkeypatch: pytest.MonkeyPatch, listener: Listener, path: str
) -> None:
    monkeypatch.setattr(verification, "SECONDS", 0.3)
    ask(path)
    for _ in range(4):
        verify()
        Intent.objects.update(due_at=NINE)

    assert [question.path for question in listener.questions] == [path] * 3
    assert not Endpoint.objects.exists()
    assert not Intent.objects.exists()


def test_repeating_a_request_changes_nothing_but_the_lease(
    ask: Ask, verify: Verify, listener: Listener
) -> None:
    for lease in ("86400", "86400", "864000"):
        ask(lease_seconds=lease)
        ask(lease_seconds=lease)
        verify()

    assert len(listener.questions) == 3  # two requests before the question are one
    assert FeedSubscription.objects.count() == 1
    assert Endpoint.objects.get().expires_at - database_now() > timedelta(days=9)


def test_a_newer_request_wins_while_the_older_one_is_asked(ask: Ask) -> None:
    ask()
    older = actions.claim(limit=1, at=database_now())[0]
    ask(mode="unsubscribe")

    assert not actions.confirm(older, at=database_now())
    actions.postpone(older, at=database_now())
    actions.drop(older)

    assert Intent.objects.get().mode == "unsubscribe"
    assert not Endpoint.objects.exists()


def test_unsubscribing_is_asked_back_too(ask: Ask, verify: Verify) -> None:
    ask("/good", secret="x")
    verify()
    assert ask("/good", mode="unsubscribe").status_code == 202
    assert open_endpoints().exists()

    verify()

    assert not open_endpoints().exists()
    assert Endpoint.objects.get().closed_because == "unsubscribed"
    assert FeedSubscription.objects.get().secret == ""


def test_a_forged_unsubscription_ends_nothing(ask: Ask, verify: Verify, listener: Listener) -> None:
    ask("/good")
    verify()
    Endpoint.objects.update(address=listener.url("/wrong"))  # it says no from now on
    FeedSubscription.objects.update(key=actions.key_of(listener.url("/wrong"), FEED))
    ask("/wrong", mode="unsubscribe")
    verify()

    assert open_endpoints().count() == 1


def test_coming_back_opens_the_same_endpoint_again(ask: Ask, verify: Verify) -> None:
    for mode in ("subscribe", "unsubscribe", "subscribe"):
        ask(mode=mode)
        verify()

    assert open_endpoints().get() == Endpoint.objects.get()


@pytest.mark.parametrize(
    ("wished", "days"), [("", 5), ("1", 1), ("86400", 1), ("432000", 5), ("99999999999", 10)]
)
def test_leases_have_bounds(ask: Ask, wished: str, days: int) -> None:
    ask(lease_seconds=wished)
    assert Intent.objects.get().lease_seconds == days * 86400


def test_an_ended_lease_gets_nothing_and_its_secret_is_forgotten(ask: Ask, verify: Verify) -> None:
    ask(secret="x")
    verify()
    later = database_now() + timedelta(days=6)
    Endpoint.objects.update(since=NINE, expires_at=NINE + timedelta(days=5))

    asked = asked_for(topics=[], areas=[], languages=["vi"], urgent=True)
    assert not open_endpoints().filter(asked).exists()
    assert actions.end_leases(at=later) == 1
    assert actions.end_leases(at=later) == 0
    assert Endpoint.objects.get().closed_because == "lease ended"
    assert FeedSubscription.objects.get().secret == ""


@pytest.mark.parametrize(
    ("url", "language", "about"),
    [
        (FEED, "", False),
        ("http://127.0.0.1:8000/en/feed.atom", "en", False),
        ("http://127.0.0.1:8000/en/feed.json", "en", False),
        ("http://127.0.0.1:8000/tieng-viet/feed.rss", "vi", False),
        ("http://127.0.0.1:8000/chu-de/giao-thong/feed.rss", "", True),
        (TOPIC, "", True),
        ("http://127.0.0.1:8000/en/chu-de/giao-thong/feed.atom", "", True),
    ],
)
def test_each_feed_chooses_its_texts(
    ask: Ask, verify: Verify, traffic: Topic, url: str, language: str, about: bool
) -> None:
    ask(topic=url)
    verify()

    endpoint = Endpoint.objects.get()
    assert endpoint.language == language
    assert list(endpoint.topics.all()) == ([traffic] if about else [])


@pytest.mark.parametrize(
    "topic",
    [
        "",
        "http://127.0.0.1:8000/",
        "http://127.0.0.1:8000/feed.atom?x=1",
        "http://127.0.0.1:8000/feed.atom#x",
        "http://127.0.0.1:8000//feed.atom",
        "http://127.0.0.1:8000/chu-de/khong-co/feed.atom",
        "http://127.0.0.1:8000/dia-ban/khong-co/feed.rss",
        "http://127.0.0.1:8000/en/tieng-viet/feed.atom",
        "http://127.0.0.1:8000/feed.xml",
        "http://127.0.0.1:8000/nguon-tin/",
        "http://evil.example/feed.atom",
        "http://127.0.0.1:8000.evil.example/feed.atom",
        "/feed.atom",
        "file:///etc/passwd",
    ],
)
def test_only_our_own_feeds_can_be_followed(ask: Ask, topic: str) -> None:
    answer = ask(topic=topic)
    assert answer.status_code == 404
    assert answer["Content-Type"].startswith("text/plain")
    assert not Intent.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"mode": "publish"},
        {"mode": ""},
        {"secret": "x" * 200},
        {"secret": "ữ" * 67},
        {"secret": "a\r\nX-Evil: 1"},
        {"secret": "a\x00b"},
        {"lease_seconds": "-1"},
        {"lease_seconds": "5d"},
        {"lease_seconds": "٣"},
    ],
)
def test_what_is_malformed_is_refused(ask: Ask, wrong: dict[str, str]) -> None:
    answer = ask(**wrong)
    assert answer.status_code == 400
    assert "hub." in answer.content.decode()
    assert not Intent.objects.exists()


def test_the_hub_takes_posts_only() -> None:
    assert Client().get("/hub").status_code == 405
    assert Client(enforce_csrf_checks=True).post("/hub").status_code == 400


def test_another_hub_of_the_office_is_named(ask: Ask, settings: object) -> None:
    settings.HUB = "https://hub.example/"
    answer = ask()
    assert answer.status_code == 404
    assert "https://hub.example/" in answer.content.decode()
    assert 'rel="hub"' in (links := Client().get("/feed.atom")["Link"])
    assert "<https://hub.example/>" in links


def test_a_worker_that_ends_gives_back_what_nobody_answered(ask: Ask) -> None:
    ask("/silent")
    verifier = verification.Verifier()
    verifier()
    verifier.finish()

    assert Intent.objects.get().attempts == 0
    assert [intent.host for intent in actions.claim(limit=9, at=database_now())] == ["127.0.0.1"]
    assert actions.claim(limit=9, at=database_now()) == []  # another worker has it


def test_a_full_hub_says_so_but_renews(
    ask: Ask, verify: Verify, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask("/one")
    verify()
    monkeypatch.setattr(queries, "MOST_OF_A_HOST", 1)

    full = ask("/two")

    assert full.status_code == 429
    assert full["Retry-After"] == "600"
    assert ask("/one").status_code == 202
