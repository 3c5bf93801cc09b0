"""How HTTP channels send: with real connections to a server that misbehaves."""

import asyncio
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import LazySettings

from bantin.deliver.channels.base import Answer, Outcome, Parcel
from bantin.deliver.channels.crews import Job
from bantin.deliver.channels.http import client, crew
from bantin.deliver.channels.http.channel import HttpChannel, Reply, Request
from bantin.deliver.channels.http.crew import HttpCrew
from bantin.deliver.channels.http.loop import Loop
from bantin.deliver.channels.http.peers import Peer
from bantin.deliver.tests.http_sink import HttpSink, HttpSinkServer
from bantin.publish.record.models import Edition

NINE = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)


class Plain(HttpChannel):
    code = "plain"
    label = "plain"
    waits = (5.0,)

    def render(self, edition: Edition, language: str) -> bytes:
        return b"text"

    def request(self, rendered: bytes, parcel: Parcel, *, at: datetime) -> Request:
        if parcel.name == "broken":
            raise ValueError("no such thing")
        return Request(parcel.address, {"X-Delivery": str(parcel.delivery)}, rendered)

    def judge(self, reply: Reply, *, at: datetime) -> Answer:
        after = timedelta(seconds=60) if "retry-after" in reply.headers else None
        outcome = Outcome.HANDED_OVER if reply.status < 300 else Outcome.LATER
        return Answer(outcome, f"{reply.status} {len(reply.body)}", retry_after=after)


class Hands:
    """A crew, and what it answered, in order."""

    def __init__(self) -> None:
        self.loop = Loop()
        self.crew = HttpCrew(Plain(), lambda: NINE, self.loop)
        self.answers: list[tuple[int, Answer]] = []
        self._came = threading.Condition()
        self._place = 0

    def send(self, url: str, *, endpoint: int = 1, lane: int = 1, name: str = "") -> int:
        self._place += 1
        place = self._place
        parcel = Parcel(place, 1, endpoint, url, name, "vi")
        self.crew.take(Job(lane, place, parcel, b"text", lambda answer: self._note(place, answer)))
        return place

    def _note(self, place: int, answer: Answer) -> None:
        with self._came:
            self.answers.append((place, answer))
            self._came.notify_all()

    def wait_for(self, *places: int) -> dict[int, Answer]:
        with self._came:
            assert self._came.wait_for(lambda: set(places) <= dict(self.answers).keys(), 30)
            return dict(self.answers)

    def close(self) -> None:
        self.crew.stop(seconds=0.1)
        self.loop.stop()


@pytest.fixture
def sink(settings: LazySettings) -> Iterator[HttpSink]:
    with HttpSinkServer() as sink:
        settings.FETCH_ALLOW = [f"127.0.0.1:{sink.port}"]
        yield sink


@pytest.fixture
def hands() -> Iterator[Hands]:
    hands = Hands()
    yield hands
    hands.close()


def test_a_connection_is_held_and_each_request_says_who_we_are(
    sink: HttpSink, hands: Hands
) -> None:
    for _ in range(3):
        hands.wait_for(hands.send(sink.url("/ok")))

    assert sink.dials == 1
    assert [one.headers["x-delivery"] for one in sink.arrived] == ["1", "2", "3"]
    assert sink.arrived[0].headers["user-agent"].startswith("Bantin/")


def test_an_endpoint_has_few_requests_at_once(sink: HttpSink, hands: Hands) -> None:
    sink.delay = 0.02
    answers = hands.wait_for(*[hands.send(sink.url("/ok")) for _ in range(30)])

    assert {answer.outcome for answer in answers.values()} == {Outcome.HANDED_OVER}
    assert 1 < sink.at_once["/ok"] <= Plain.each


def test_rows_of_a_silent_endpoint_are_given_back_and_the_others_go_on(
    sink: HttpSink, hands: Hands
) -> None:
    dead = [hands.send(sink.url("/silent"), endpoint=1) for _ in range(150)]
    others = [hands.send(sink.url(f"/ok-{n}"), endpoint=2 + n) for n in range(20)]
    answers = hands.wait_for(*others, *dead[crew.WAITING_ROOM + 1 :])

    assert len(sink.at("/silent")) == 1
    given_back = [answers[place] for place in dead if place in answers]
    assert {answer.outcome for answer in given_back} == {Outcome.UNREACHABLE}
    waits = [answer.retry_after for answer in given_back]
    assert all(wait and wait >= timedelta(seconds=1) for wait in waits)
    assert all(answers[place].outcome is Outcome.HANDED_OVER for place in others)


def test_after_a_failure_an_endpoint_rests_and_its_rows_are_not_dialled(
    sink: HttpSink, hands: Hands
) -> None:
    first = hands.send(sink.url("/cut"))
    assert hands.wait_for(first)[first].outcome is Outcome.LATER
    dials = len(sink.at("/cut"))

    answers = hands.wait_for(*[hands.send(sink.url("/cut")) for _ in range(50)])
    rest = list(answers.values())[1:]
    assert {answer.outcome for answer in rest} == {Outcome.UNREACHABLE}
    assert len(sink.at("/cut")) == dials
    other = hands.send(sink.url("/ok"), endpoint=2)
    assert hands.wait_for(other)[other].outcome is Outcome.HANDED_OVER


def test_who_asks_for_time_gets_it_for_all_rows(sink: HttpSink, hands: Hands) -> None:
    first = hands.send(sink.url("/later"))
    hands.wait_for(first)
    second = hands.send(sink.url("/later"))

    assert hands.wait_for(second)[second].outcome is Outcome.UNREACHABLE
    assert len(sink.arrived) == 1


def test_urgent_goes_first(sink: HttpSink, hands: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crew, "MOVING", 0)
    bulk = [hands.send(sink.url(f"/ok-{n}"), endpoint=n, lane=2) for n in range(5)]
    urgent = hands.send(sink.url("/ok-u"), endpoint=9, lane=0)
    hands.loop.run(asyncio.sleep(0))
    monkeypatch.setattr(crew, "MOVING", 1)
    hands.crew.written([])
    hands.wait_for(*bulk, urgent)

    assert sink.arrived[0].path == "/ok-u"


def test_nothing_more_is_sent_while_the_database_is_behind(
    sink: HttpSink, hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crew, "UNWRITTEN", 3)
    places = [hands.send(sink.url(f"/ok-{n}"), endpoint=n) for n in range(10)]
    hands.wait_for(*places[:3])
    assert len(hands.answers) == 3

    hands.crew.written(places[:3])
    hands.wait_for(*places[:6])
    assert len(sink.arrived) == 6


def test_a_dripping_reply_ends(
    sink: HttpSink, hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "SECONDS", 0.3)
    slow = hands.send(sink.url("/drip"))

    assert "no answer" in hands.wait_for(slow)[slow].reply


def test_only_the_beginning_of_a_reply_is_read(sink: HttpSink, hands: Hands) -> None:
    place = hands.send(sink.url("/endless"))

    assert hands.wait_for(place)[place].reply == f"200 {client.MOST_READ}"


def test_a_message_that_cannot_be_made_fails_alone(sink: HttpSink, hands: Hands) -> None:
    broken = hands.send(sink.url("/ok"), name="broken")
    good = hands.send(sink.url("/ok"))
    answers = hands.wait_for(broken, good)

    assert answers[broken].outcome is Outcome.FAILED
    assert answers[good].outcome is Outcome.HANDED_OVER


def test_what_is_on_its_way_arrives_and_the_rest_stays(sink: HttpSink, hands: Hands) -> None:
    sink.delay = 0.2
    places = [hands.send(sink.url("/ok")) for _ in range(10)]
    while not sink.arrived:
        sink.ended.wait(0.01)
    hands.crew.stop(seconds=5)

    assert [place for place, _answer in hands.answers] == places[:1]
    assert len(sink.arrived) == 1


def test_a_peer_that_fails_again_rests_longer() -> None:
    peer, now, rests = Peer(4), 0.0, []
    for _ in range(8):
        peer.begin(now)
        peer.failed(now, 1.0)
        rests.append(peer.rests_until - now)
        now = peer.rests_until

    assert rests[:3] == [5.0, 10.0, 20.0]
    assert rests[-1] == 300.0
    assert peer.may_take(now)
    peer.begin(now)
    assert not peer.may_take(now), "one at a time until it answered"
    peer.answered(now, 0.1)
    assert peer.may_take(now)
    assert not peer.rests(now)


def test_rows_of_a_slow_peer_get_appointments_one_after_another() -> None:
    peer = Peer(4)
    for second in range(10):
        peer.begin(second)
        peer.answered(second, 8.0)
    waits = [peer.appointment(100.0) for _ in range(1000)]

    assert waits == sorted(waits)
    assert waits[0] >= 1.0
    assert waits[-1] == 600.0
