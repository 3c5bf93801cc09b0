"""HARDENING rows 1, 17, 18, 19, 20 and 36 for webhooks: an HTTP server that misbehaves, for real."""

import json
import socket
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import LazySettings
from standardwebhooks import Webhook
from standardwebhooks.webhooks import WebhookVerificationError

from bantin.core import work
from bantin.core.clock import database_now
from bantin.deliver.channels.http import client
from bantin.deliver.channels.http.guard import ClosedPlace
from bantin.deliver.channels.webhook import actions
from bantin.deliver.channels.webhook.actions import Made
from bantin.deliver.channels.webhook.channel import WAITS, WebhookChannel
from bantin.deliver.channels.webhook.errors import NotAWebAddress, NotReached
from bantin.deliver.channels.webhook.models import Key
from bantin.deliver.conftest import NINE, pump, topic  # noqa: F401
from bantin.deliver.dispatch import actions as dispatch
from bantin.deliver.dispatch import pump as pumping
from bantin.deliver.dispatch import replaying
from bantin.deliver.dispatch.errors import NothingToReplay
from bantin.deliver.dispatch.models import Attempt, Delivery
from bantin.deliver.endpoints.models import Endpoint
from bantin.deliver.tests.http_sink import Arrived, HttpSink, HttpSinkServer
from bantin.publish.record.models import Edition
from bantin.publish.record.tests.factories import make_live_edition, make_sealed_edition
from bantin.receive.intake.addresses import is_public
from bantin.receive.intake.tests.test_fetch import HOSTILE
from bantin.receive.subjects.models import Topic
from tests.support.office import Office

pytestmark = pytest.mark.django_db(transaction=True)
Pump = Callable[[], None]
Live = Callable[..., Edition]


@pytest.fixture
def sink(settings: LazySettings) -> Iterator[HttpSink]:
    with HttpSinkServer() as sink:
        settings.FETCH_ALLOW = [f"127.0.0.1:{sink.port}"]
        yield sink
        sink.ended.set()
        work.finish_worker()


@pytest.fixture
def hook(sink: HttpSink) -> Callable[[str], Made]:
    """Add a webhook at a path of the sink."""
    return lambda path: actions.add(url=sink.url(path), name=path, at=NINE)


@pytest.fixture
def live(topic: Topic) -> Live:
    def make(title: str = "Phân luồng cầu Hàm Rồng", at: datetime = NINE, **w: Any) -> Edition:
        return make_live_edition(title, "Cấm xe tải.", at=at, topics=[topic], **w)

    return make


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Let the worker believe that it is another time."""

    def set_to(now: datetime) -> None:
        monkeypatch.setattr(pumping, "database_now", lambda: now)

    return set_to


def _row(made: Made) -> Delivery:
    return Delivery.objects.get(endpoint=made.endpoint)


def _verified(made: Made, arrived: Arrived) -> Any:
    return Webhook(made.secrets.whsec).verify(arrived.body, arrived.headers)


def test_an_edition_arrives_signed_as_ninjs_in_an_envelope(
    sink: HttpSink, hook: Callable[[str], Made], live: Live, pump: Pump
) -> None:
    made = hook("/ok")
    edition = live()
    pump()

    [arrived] = sink.arrived
    said = _verified(made, arrived)
    assert said["type"] == "edition.live"
    assert said["timestamp"] == "2026-03-01T02:00:00Z"
    assert said["data"]["headline"] == edition.title
    assert arrived.headers["webhook-id"].startswith("msg_")
    assert _row(made).status == "handed_over"


def test_a_correction_and_a_withdrawal_say_so(
    sink: HttpSink, hook: Callable[[str], Made], live: Live, pump: Pump
) -> None:
    hook("/ok")
    first = live()
    pump()
    second = live("Sửa", replaces=first, at=NINE + timedelta(minutes=1))
    pump()
    live("Thu hồi", replaces=second, kind="withdrawal", at=NINE + timedelta(minutes=2))
    pump()

    bodies = [json.loads(one.body) for one in sink.arrived]
    assert [one["type"] for one in bodies] == [
        "edition.live",
        "edition.corrected",
        "edition.withdrawn",
    ]
    assert len({one["data"]["uri"] for one in bodies}) == 1
    assert len({one.headers["webhook-id"] for one in sink.arrived}) == 3


def test_nothing_is_sent_before_the_instant(
    sink: HttpSink, hook: Callable[[str], Made], topic: Topic, pump: Pump
) -> None:
    hook("/ok")
    make_sealed_edition("Mật", "Chưa.", at=database_now() + timedelta(hours=2), topics=[topic])
    pump()

    assert sink.dials == 0


def test_row_18_six_hours_of_500_follow_the_schedule_with_jitter_and_then_replay_brings_all(
    sink: HttpSink,
    hook: Callable[[str], Made],
    live: Live,
    pump: Pump,
    at: Callable[[datetime], None],
) -> None:
    made = hook("/error")
    editions = [live(f"Tin {n}", at=NINE + timedelta(minutes=n)) for n in range(3)]
    begun = database_now()
    while True:
        pump()
        due = Delivery.objects.filter(due_at__isnull=False).order_by("due_at")[0].due_at
        assert due is not None
        if due > begun + timedelta(hours=6):
            break
        at(due)
    sink.say["/error"] = 204
    pump()

    waits = []
    for row in Delivery.objects.all():
        assert (row.status, row.attempts) == ("queued", 5)
        times = list(row.tries.order_by("at").values_list("at", flat=True))
        waits += [
            (later - earlier).total_seconds() / planned
            for (earlier, later), planned in zip(pairwise(times), WAITS, strict=False)
        ]
    assert len(waits) == 3 * 4
    assert all(0.7 < wait < 1.6 for wait in waits), "a quarter more or less, and the worker's time"
    assert len({round(wait, 3) for wait in waits}) > 6, "jittered"
    before = len(sink.arrived)

    count = replaying.replay(
        made.endpoint.pk, since=NINE, until=NINE + timedelta(hours=1), at=begun
    )
    at(database_now() + timedelta(hours=6))
    pump()
    assert count == len(editions)
    again = sink.arrived[before:]
    assert len(again) == len(editions)
    assert {one.headers["webhook-id"] for one in again} == {
        one.headers["webhook-id"] for one in sink.arrived[:before]
    }
    assert set(Delivery.objects.values_list("status", flat=True)) == {"handed_over"}


def test_row_18_after_ten_tries_in_75_hours_it_is_set_aside_and_can_be_retried(
    sink: HttpSink,
    hook: Callable[[str], Made],
    live: Live,
    pump: Pump,
    at: Callable[[datetime], None],
) -> None:
    made = hook("/error")
    live()
    pump()
    while due := _row(made).due_at:
        at(due)
        pump()

    row = _row(made)
    assert (row.status, row.attempts) == ("quarantined", 10)
    assert len(sink.arrived) == 10
    assert len({one.headers["webhook-id"] for one in sink.arrived}) == 1
    assert 70 < sum(WAITS) / 3600 < 80
    sink.say["/error"] = 200
    assert dispatch.retry([row.pk], at=NINE) == 1
    pump()
    assert _row(made).status == "handed_over"


def test_a_replay_adds_what_came_before_the_webhook_and_leaves_other_endpoints_alone(
    sink: HttpSink, hook: Callable[[str], Made], live: Live, pump: Pump
) -> None:
    live()
    pump()
    made, other = hook("/ok-1"), hook("/ok-2")
    span = {"since": NINE - timedelta(hours=1), "until": NINE + timedelta(hours=1)}
    replaying.replay(made.endpoint.pk, **span, at=database_now())
    pump()

    assert [one.path for one in sink.arrived] == ["/ok-1"]
    actions_closed = Endpoint.objects.filter(pk=other.endpoint.pk)
    actions_closed.update(closed_at=NINE, closed_because="x")
    with pytest.raises(NothingToReplay):
        replaying.replay(other.endpoint.pk, **span, at=database_now())
    with pytest.raises(NothingToReplay):
        replaying.replay(
            made.endpoint.pk, since=NINE - timedelta(days=2), until=NINE - timedelta(days=1),
            at=database_now(),
        )  # fmt: skip


def test_row_19_410_closes_the_endpoint_with_the_reason(
    sink: HttpSink, hook: Callable[[str], Made], live: Live, pump: Pump
) -> None:
    made = hook("/gone")
    live()
    live("Tin hai")
    pump()

    made.endpoint.refresh_from_db()
    assert made.endpoint.closed_at
    assert made.endpoint.closed_because == "410 no longer here"
    live("Tin ba")
    pump()
    assert len(sink.arrived) <= 2
    assert not Delivery.objects.filter(status="queued").exists()


@pytest.mark.parametrize("path", ["/later", "/busy"])
@pytest.mark.parametrize("as_date", [False, True], ids=["seconds", "date"])
def test_row_19_who_says_when_is_left_alone_until_then(
    sink: HttpSink,
    hook: Callable[[str], Made],
    live: Live,
    pump: Pump,
    path: str,
    *,
    as_date: bool,
) -> None:
    until = datetime.now(UTC) + timedelta(minutes=20)
    asked = quote(format_datetime(until, usegmt=True)) if as_date else "1200"
    made = actions.add(url=sink.url(f"{path}?{asked}"), name=path, at=NINE)
    live()
    pump()

    row = _row(made)
    assert (row.status, row.attempts) == ("queued", 1)
    assert row.due_at is not None
    left = row.due_at - database_now()
    assert timedelta(minutes=18) < left < timedelta(minutes=21)
    assert len(sink.arrived) == 1


def test_row_19_a_redirect_is_a_failure_and_never_followed(
    sink: HttpSink, hook: Callable[[str], Made], live: Live, pump: Pump
) -> None:
    made = actions.add(url=sink.url(f"/moved?{sink.url('/ok')}"), name="moved", at=NINE)
    live()
    pump()

    assert [one.path for one in sink.arrived] == ["/moved"]
    assert _row(made).status == "queued"
    assert "302" in _row(made).reply


def test_row_20_the_published_verifier_refuses_what_is_not_ours(
    sink: HttpSink, hook: Callable[[str], Made], live: Live, pump: Pump
) -> None:
    made, other = hook("/ok-1"), hook("/ok-2")
    live()
    pump()
    [arrived] = sink.at("/ok-1")
    verifier = Webhook(made.secrets.whsec)
    verifier.verify(arrived.body, arrived.headers)

    old = str(int(arrived.headers["webhook-timestamp"]) - 600)
    forged = [
        (arrived.body.replace(b"edition.live", b"edition.lied"), arrived.headers),
        (arrived.body, arrived.headers | {"webhook-timestamp": old}),
        (arrived.body, arrived.headers | {"webhook-id": "msg_other"}),
        (arrived.body, sink.at("/ok-2")[0].headers),
    ]
    for body, headers in forged:
        with pytest.raises(WebhookVerificationError):
            verifier.verify(body, headers)
    with pytest.raises(WebhookVerificationError):
        _verified(other, arrived)


def test_row_20_after_a_rotation_both_secrets_verify_until_the_old_one_ends(
    sink: HttpSink, hook: Callable[[str], Made], live: Live, pump: Pump, monkeypatch: Any
) -> None:
    monkeypatch.setattr("bantin.deliver.channels.webhook.channel.SECRETS_SECONDS", -1.0)
    old = hook("/ok")
    new = actions.rotate(old.endpoint, at=database_now())
    live("Tin một")
    pump()
    for made in (old, new):
        _verified(made, sink.arrived[0])

    Key.objects.filter(ends_at__isnull=False).update(
        ends_at=database_now() - timedelta(minutes=1), made_at=NINE
    )
    live("Tin hai")
    pump()
    _verified(new, sink.arrived[1])
    with pytest.raises(WebhookVerificationError):
        _verified(old, sink.arrived[1])


def test_a_secret_lies_encrypted_and_is_bound_to_the_secret_key(
    hook: Callable[[str], Made], settings: LazySettings
) -> None:
    made = hook("/ok")
    sealed = bytes(Key.objects.get().sealed)
    assert made.secrets.symmetric not in sealed
    assert made.secrets.private not in sealed
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another"
    assert actions.queries.secrets([made.endpoint.pk])[made.endpoint.pk] == [made.secrets]


def test_row_17_a_dripping_endpoint_is_left_and_the_others_have_theirs(
    sink: HttpSink,
    hook: Callable[[str], Made],
    live: Live,
    pump: Pump,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(client, "SECONDS", 0.5)
    slow, good = hook("/drip"), hook("/ok")
    live()
    pump()

    assert _row(good).status == "handed_over"
    assert (_row(slow).status, _row(slow).attempts) == ("queued", 1)
    assert "no answer" in _row(slow).reply


def test_a_dead_endpoint_does_not_stand_in_the_others_way(
    sink: HttpSink, hook: Callable[[str], Made], live: Live
) -> None:
    """Its 600 rows are older and come first; the others' are sent while it says nothing."""
    dead, good = hook("/silent"), hook("/ok")
    edition = live()
    more = [live(f"Tin {n}") for n in range(4)]
    Delivery.objects.bulk_create(
        Delivery(
            edition=one, endpoint=to.endpoint, channel="webhook", queued_at=NINE,
            due_at=NINE + timedelta(hours=late),
        )
        for one in [edition, *more]
        for to, late in ((dead, 0), (good, 1))
    )  # fmt: skip
    crowd = [
        Endpoint(channel="webhook", address=dead.endpoint.address, name=f"{n}", since=NINE)
        for n in range(150)
    ]
    Endpoint.objects.bulk_create(crowd)
    secrets = bytes(Key.objects.get(endpoint=dead.endpoint).sealed)
    Key.objects.bulk_create(
        Key(endpoint=one, sealed=secrets, public="whpk_", made_at=NINE) for one in crowd
    )
    Delivery.objects.bulk_create(
        Delivery(edition=edition, endpoint=one, channel="webhook", queued_at=NINE, due_at=NINE)
        for one in crowd
    )
    rounds = 0
    while Delivery.objects.filter(endpoint=good.endpoint).exclude(status="handed_over").exists():
        work.run_once("worker")
        rounds += 1
        assert rounds < 200

    assert not Attempt.objects.exclude(delivery__endpoint=good.endpoint).exists()
    assert len(sink.at("/ok")) == 5


@pytest.mark.parametrize("url", HOSTILE)
def test_row_36_a_hostile_address_is_never_dialled(
    url: str, sink: HttpSink, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.FETCH_ALLOW = []
    dialled = _watch(monkeypatch)
    monkeypatch.setattr(client, "CONNECT_SECONDS", 0.3)
    with pytest.raises((OSError, ValueError, client.aiohttp.ClientError)):
        client.post_once(client.Request(url.format(port=sink.port), {}, b""))

    assert sink.dials == 0
    assert all(is_public(address) for address in dialled)


def test_row_36_a_name_that_changes_between_look_ups_is_dialled_where_it_was_checked(
    sink: HttpSink, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.FETCH_ALLOW = []
    dialled = _watch(monkeypatch)
    monkeypatch.setattr(client, "CONNECT_SECONDS", 0.3)
    request = client.Request(f"http://rebind.example:{sink.port}/ok", {}, b"")
    with pytest.raises((OSError, client.aiohttp.ClientError)):
        client.post_once(request)
    assert dialled == ["93.184.216.34"]
    with pytest.raises(ClosedPlace):
        client.post_once(request)

    assert dialled == ["93.184.216.34"]
    assert sink.dials == 0


def test_row_36_the_worker_refuses_a_closed_place_and_tries_others(
    sink: HttpSink, hook: Callable[[str], Made], live: Live, pump: Pump
) -> None:
    inside = actions.add(url=f"http://localhost:{sink.port}/ok", name="x", at=NINE)
    good = hook("/ok")
    live()
    pump()

    assert "not dialled" in _row(inside).reply
    assert _row(inside).status == "queued"
    assert _row(good).status == "handed_over"
    assert len(sink.arrived) == 1


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://a.example/", "https://u:p@a.example/", "x"]
)
def test_only_web_addresses_are_taken(url: str) -> None:
    with pytest.raises(NotAWebAddress):
        actions.add(url=url, name="x", at=NINE)
    assert not Endpoint.objects.exists()


def test_the_test_button_tells_what_came_back_and_writes_nothing(
    sink: HttpSink, hook: Callable[[str], Made]
) -> None:
    made, broken, closed = hook("/ok"), hook("/cut"), hook("/error")
    assert actions.ping(made.endpoint, at=database_now()).status == 204
    assert _verified(made, sink.arrived[0])["type"] == "ping"
    assert actions.ping(closed.endpoint, at=database_now()).body == b"it broke"
    with pytest.raises(NotReached):
        actions.ping(broken.endpoint, at=database_now())
    assert not Delivery.objects.exists()


def test_a_secret_that_cannot_be_read_sets_only_its_own_rows_aside(
    sink: HttpSink, hook: Callable[[str], Made], live: Live, pump: Pump
) -> None:
    bad, good = hook("/ok-1"), hook("/ok-2")
    Key.objects.filter(endpoint=bad.endpoint).delete()
    WebhookChannel().prepare([bad.endpoint.pk])
    live()
    pump()

    assert _row(bad).status == "quarantined"
    assert _row(good).status == "handed_over"


KILLED = """
import random, signal, threading, time
from datetime import UTC, datetime, timedelta
from django.db import connections
from bantin.core import work
from bantin.deliver.channels.webhook import actions as webhooks
from bantin.deliver.dispatch import fanout, leases, pump
from bantin.deliver.dispatch.models import Delivery
from bantin.publish.record.tests.factories import make_live_edition

sink, endpoints, editions, kills = map(int, sys.argv[1:5])
leases.LEASE, pump.SWEEP_EVERY = timedelta(seconds=3), 0.5
at = datetime(2026, 3, 1, tzinfo=UTC)
for n in range(endpoints):
    webhooks.add(url=f"http://127.0.0.1:{sink}/ok-{n}", name=str(n), at=at)
for n in range(editions):
    fanout.queue_deliveries(make_live_edition(f"Tin {n}", "x", at=at).pk, at=at)


def left():
    return Delivery.objects.exclude(status="handed_over").count()


chance = random.Random(1)
for turn in range(kills + 1):
    connections.close_all()
    pid = os.fork()
    if not pid:
        work.run("worker", threading.Event())
    before, deadline = left(), time.monotonic() + 60
    if turn < kills:
        while left() == before:
            time.sleep(0.005)
        time.sleep(chance.uniform(0.0, 0.05))
    else:
        while left() and time.monotonic() < deadline:
            time.sleep(0.05)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
print("left", left())
"""


def test_row_1_a_killed_worker_repeats_with_the_same_identifier_and_loses_nothing(
    office: Office,
) -> None:
    endpoints, editions, kills = 30, 10, 4
    with HttpSinkServer(delay=0.02) as sink:
        office.extra["BANTIN_FETCH_ALLOW"] = f"127.0.0.1:{sink.port}"
        numbers = map(str, (sink.port, endpoints, editions, kills))
        done = office.python(KILLED, *numbers, check=False)
    assert done.returncode == 0, done.stderr
    assert "left 0" in done.stdout

    ids = {(one.path, one.headers["webhook-id"]) for one in sink.arrived}
    what = {(one.path, json.loads(one.body)["data"]["uri"]) for one in sink.arrived}
    assert len(what) == endpoints * editions
    assert len(ids) == len(what), "a repeat had another identifier"
    assert len(sink.arrived) > len(ids), "no kill hit a message on its way"


def _watch(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Answer some names ourselves, and note every address to which a socket is told to connect."""
    dialled: list[str] = []
    real = socket.getaddrinfo
    turns = {"rebind.example": [["93.184.216.34"], ["127.0.0.1"]]}
    fixed = {"half-private.example": ["93.184.216.34", "10.0.0.7"]}

    def lookup(host: Any, port: Any, *args: Any, **kwargs: Any) -> Any:
        answers = fixed.get(host) or (turns[host].pop(0) if host in turns else None)
        if answers is None:
            return real(host, port, *args, **kwargs)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in answers]

    async def connect(_loop: Any, _socket: socket.socket, address: Any) -> None:
        dialled.append(address[0])
        raise ConnectionRefusedError("not really dialled in a test")

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    monkeypatch.setattr("asyncio.selector_events.BaseSelectorEventLoop.sock_connect", connect)
    return dialled
