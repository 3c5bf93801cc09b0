"""HARDENING rows 36, 38, 41 and 46 at the hub and at the page of notices.

Whatever a stranger asks of the hub, we dial public machines only, send nowhere without a yes, and
cannot be made to flood anybody.
"""

import socket
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client

from bantin.core import work
from bantin.core.clock import database_now
from bantin.deliver.channels.websub import actions, queries
from bantin.deliver.channels.websub.models import FeedSubscription, Intent
from bantin.deliver.dispatch.models import Delivery
from bantin.deliver.endpoints.models import Endpoint
from bantin.deliver.tests.listener import Listener
from bantin.publish.record.tests.factories import make_live_edition

pytestmark = pytest.mark.django_db(transaction=True)
NINE = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)
FEED = "http://127.0.0.1:8000/feed.atom"
Ask = Callable[..., HttpResponse]


@pytest.fixture(autouse=True)
def _worker() -> Iterator[None]:
    cache.clear()
    yield
    work.finish_worker()


@pytest.fixture
def inside() -> Iterator[Listener]:
    """A server in our own network that would say yes to everything."""
    with Listener() as listener:
        yield listener


def ask(callback: str, **other: str) -> HttpResponse:
    said = {"mode": "subscribe", "topic": FEED, "callback": callback, **other}
    return Client().post("/hub", {f"hub.{name}": value for name, value in said.items()})


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "169.254.169.254", "10.0.0.1", "localhost",
     "0.0.0.0", "[fe80::1]", "100.64.0.1", "intranet", "db.internal"],
)  # fmt: skip
def test_row_36_a_callback_inside_our_network_is_refused_at_once(
    inside: Listener, host: str
) -> None:
    assert ask(f"http://{host}:{inside.port}/good").status_code == 400
    assert not Intent.objects.exists()
    work.run_until_idle("worker")
    assert not inside.questions


@pytest.mark.parametrize("host", ["2130706433", "0x7f.1", "127.1", "017700000001"])
def test_row_36_odd_spellings_of_our_own_address_are_never_dialled(
    inside: Listener, host: str
) -> None:
    ask(f"http://{host}:{inside.port}/good")
    work.run_until_idle("worker")
    assert not inside.questions
    assert not Endpoint.objects.exists()


def test_row_36_a_name_that_leads_inside_is_never_dialled(
    inside: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = socket.getaddrinfo
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda host, *rest, **named: real(
            "127.0.0.1" if host == "rebind.example" else host, *rest, **named
        ),
    )
    assert ask(f"http://rebind.example:{inside.port}/good").status_code == 202
    work.run_until_idle("worker")

    assert not inside.questions
    assert not Intent.objects.exists()
    assert not Endpoint.objects.exists()


def test_row_36_a_name_that_moved_inside_later_gets_nothing(
    inside: Listener, settings: object
) -> None:
    settings.FETCH_ALLOW = [inside.place]
    ask(inside.url("/good"))
    work.run_until_idle("worker")
    settings.FETCH_ALLOW = []  # as if the name led inside from now on
    work.finish_worker()
    make_live_edition("Tin", "Nội dung.", at=NINE)
    work.run_until_idle("worker")

    assert not inside.got
    assert Delivery.objects.get().reply.startswith("not dialled")


@pytest.mark.parametrize(
    "callback",
    [
        "",
        "file:///etc/passwd",
        "gopher://doc-tin.example/",
        "javascript:alert(1)",
        "//doc-tin.example/",
        "http://doc-tin.example/#x",
        "http://user:pw@doc-tin.example/",
        "http://doc-tin.example\\@127.0.0.1/",
        "http://doc-tin.example/a b",
        "http://doc-tin.example/\r\nX-Evil: 1",
        "http://doc-tin.example/\nHost: evil",
        "http://doc-tin.example/\x00",
        "http://tin-tức.example/",
        "http://doc-tin.example:99999/",
        "http://[::1/",
        "http://doc-tin.example/" + "x" * 2000,
    ],
)
def test_row_38_a_callback_with_more_in_it_than_an_address_is_refused(callback: str) -> None:
    answer = ask(callback)
    assert answer.status_code == 400
    assert "X-Evil" not in answer
    assert not Intent.objects.exists()


def test_row_46_a_flood_of_requests_is_limited_and_others_are_served(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answers = [ask(f"http://doc-tin.example/{n}").status_code for n in range(200)]
    assert answers.count(202) == queries.MOST_WAITING_OF_A_HOST
    assert set(answers) == {202, 429}
    assert Intent.objects.count() == queries.MOST_WAITING_OF_A_HOST

    other = {"REMOTE_ADDR": "198.51.100.7"}
    fields = {"hub.mode": "subscribe", "hub.topic": FEED, "hub.callback": "http://khac.example/"}
    assert Client().post("/hub", fields, **other).status_code == 202
    monkeypatch.setattr(queries, "MOST_WAITING", Intent.objects.count())
    fields["hub.callback"] = "http://nua.example/"
    assert Client().post("/hub", fields, **other).status_code == 429


def test_row_46_one_victim_is_asked_a_bounded_number_of_times(
    inside: Listener, settings: object
) -> None:
    settings.FETCH_ALLOW = [inside.place]
    for number in range(100):
        ask(inside.url(f"/missing?{number}"))
    work.run_until_idle("worker")
    assert len(inside.questions) <= queries.MOST_WAITING_OF_A_HOST
    assert not Endpoint.objects.exists()


def test_row_17_dawdling_callbacks_hold_up_nobody(inside: Listener, settings: object) -> None:
    settings.FETCH_ALLOW = [inside.place]
    ask(inside.url("/good"))
    work.run_until_idle("worker")
    for number in range(4):
        ask(inside.url(f"/silent?{number}"))
    make_live_edition("Tin", "Nội dung.", at=NINE)
    rounds = 0
    while not inside.got:
        work.run_once("worker")
        rounds += 1
        assert rounds < 60  # a round never waits for a callback

    assert Delivery.objects.get().status in {"leased", "handed_over"}


def test_a_request_that_arrives_twice_at_once_is_one(settings: object) -> None:
    asked = actions.Asked("subscribe", FEED, "https://doc-tin.example/x")
    settings.DEBUG = False
    for _ in range(2):
        actions.ask(asked, at=database_now())
    assert Intent.objects.count() == 1


def test_row_41_unsubscribing_from_feed_and_notices_acts_within_a_second(
    inside: Listener, settings: object
) -> None:
    settings.FETCH_ALLOW = [inside.place]
    ask(inside.url("/good"))
    work.run_until_idle("worker")
    assert Client().get(f"/hub?hub.mode=unsubscribe&hub.topic={FEED}").status_code == 405
    assert FeedSubscription.objects.count() == 1

    ask(inside.url("/good"), mode="unsubscribe")
    make_live_edition("Tin", "Nội dung.", at=NINE)
    work.run_until_idle("worker")  # its callback is asked in the same round
    asked = [question.asked["hub.mode"] for question in inside.questions]

    assert asked == ["subscribe", "unsubscribe"]
    assert Endpoint.objects.get().closed_because == "unsubscribed"


def test_a_stranger_cannot_change_the_secret_of_another_subscriber(
    inside: Listener, settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.FETCH_ALLOW = [inside.place]
    ask(inside.url("/good"), secret="mine")
    work.run_until_idle("worker")
    monkeypatch.setattr(inside, "refuses", True)
    ask(inside.url("/good"), secret="forged")
    work.run_until_idle("worker")

    assert FeedSubscription.objects.get().secret == "mine"


def start(given: dict[str, Any], **address: str) -> int:
    said = {"subscription": given, "choices": {"what": "urgent", "texts": ""}}
    answer = Client().post(
        "/nhan-thong-bao/bat/",
        said,
        content_type="application/json",
        headers={"Origin": "http://127.0.0.1:8000"},
        **address,
    )
    return int(answer.status_code)


def test_row_46_one_network_cannot_fill_the_table_of_browsers() -> None:
    keys = {
        "p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        "auth": "BTBZMqHH6r4Tts7J_aSIgg",
    }
    given = [{"endpoint": f"https://fcm.googleapis.com/{n}", "keys": keys} for n in range(100)]
    answers = [start(one) for one in given]
    assert answers.count(200) == 60
    assert answers.count(429) == 40
    assert Endpoint.objects.count() == 60
    assert start(given[99], REMOTE_ADDR="198.51.100.7") == 200


def test_nothing_waits_for_the_network_inside_a_transaction(
    inside: Listener, settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bantin.deliver.channels.websub import verification

    settings.FETCH_ALLOW = [inside.place]
    askers: list[str] = []
    real = verification.fetch

    def fetch(*words: Any, **named: Any) -> Any:
        askers.append(threading.current_thread().name)
        return real(*words, **named)

    monkeypatch.setattr(verification, "fetch", fetch)
    ask(inside.url("/good"))
    work.run_until_idle("worker")
    assert askers
    assert threading.main_thread().name not in askers
