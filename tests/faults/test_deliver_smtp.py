"""HARDENING rows 3, 5, 14, 15, 16, 17 and 38: a mail server that misbehaves, for real."""

import socket
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import IntegrityError, transaction

from bantin.core import work
from bantin.core.clock import database_now
from bantin.deliver.channels import registry
from bantin.deliver.channels.base import Outcome, Parcel
from bantin.deliver.channels.email import message, transport
from bantin.deliver.conftest import NINE, Subscriber, pump, subscriber, topic  # noqa: F401
from bantin.deliver.dispatch import fanout, queries
from bantin.deliver.dispatch.errors import NotPublicYet
from bantin.deliver.dispatch.models import Attempt, Delivery
from bantin.deliver.dispatch.tasks import send_deliveries
from bantin.deliver.tests.sink import Sink, SinkServer
from bantin.publish.record.models import Edition
from bantin.publish.record.tests.factories import make_live_edition
from bantin.receive.contacts.errors import NotAnAddress, NotOneLine
from bantin.receive.contacts.models import Contact
from bantin.receive.subjects.models import Topic

pytestmark = pytest.mark.django_db(transaction=True)
Pump = Callable[[], None]


@pytest.fixture(params=[False, True], ids=["one by one", "pipelining"])
def sink(request: pytest.FixtureRequest, settings: LazySettings) -> Iterator[Sink]:
    """A mail server that notes what arrives; it takes commands one by one, or several at once."""
    with SinkServer(pipelining=request.param) as sink:
        settings.SMTP_URL = sink.url
        yield sink
        work.finish_worker()
        assert set(sink.ahead.values()) <= {request.param}


@pytest.fixture
def live(topic: Topic) -> Callable[..., Edition]:
    """Put an edition live."""

    def make(title: str = "Phân luồng cầu Hàm Rồng", **words: object) -> Edition:
        return make_live_edition(title, "Cấm xe tải.", at=NINE, topics=[topic], **words)

    return make


def _bring_forward() -> None:
    """Let time pass until the next try."""
    Delivery.objects.filter(due_at__isnull=False).update(due_at=NINE)


def _status(email: str) -> str:
    return Delivery.objects.get(recipient__email=email).status


def test_row_3_an_unanswered_message_is_uncertain_and_tried_again_at_most_once(
    sink: Sink,
    subscriber: Subscriber,
    live: Callable[..., Edition],
    pump: Pump,
) -> None:
    subscriber("lost@a.example")
    subscriber("lost1@a.example")
    subscriber("gut@a.example")
    live()
    pump()
    assert _status("lost@a.example") == _status("lost1@a.example") == "uncertain"
    assert _status("gut@a.example") == "handed_over"

    for _ in range(4):
        _bring_forward()
        pump()

    assert len(sink.to("lost@a.example")) == 2
    assert _status("lost@a.example") == "uncertain"
    assert Attempt.objects.filter(outcome="uncertain").count() == 3
    assert Delivery.objects.get(recipient__email="lost@a.example").uncertain == 2
    assert len(sink.to("lost1@a.example")) == 2
    assert _status("lost1@a.example") == "handed_over"
    assert len({m.message["Message-ID"] for m in sink.to("lost1@a.example")}) == 1
    assert len(sink.to("gut@a.example")) == 1


def test_row_5_nothing_is_queued_or_sent_before_the_instant(
    sink: Sink,
    subscriber: Subscriber,
    topic: Topic,
    pump: Pump,
) -> None:
    subscriber("gut@a.example")
    later = database_now() + timedelta(hours=2)
    edition = make_live_edition("Tin", "Cấm xe tải.", at=later, topics=[topic])

    with pytest.raises(NotPublicYet):
        fanout.queue_deliveries(edition.pk, at=database_now())
    pump()

    assert not Delivery.objects.exists()
    assert sink.arrived == []
    assert sink.connections == 0


def test_row_13_after_a_restore_nothing_is_sent_until_a_person_releases_it(
    sink: Sink,
    subscriber: Subscriber,
    live: Callable[..., Edition],
    pump: Pump,
    settings: LazySettings,
    tmp_path: Path,
) -> None:
    subscriber("gut@a.example")
    edition = live()
    fanout.queue_deliveries(edition.pk, at=database_now())
    settings.DATA = tmp_path
    (tmp_path / "held").touch()

    pump()
    send_deliveries()
    assert sink.arrived == []
    assert _status("gut@a.example") == "queued"

    (tmp_path / "held").unlink()
    pump()
    assert _status("gut@a.example") == "handed_over"
    assert len(sink.arrived) == 1


def test_row_14_a_poison_row_is_set_aside_with_its_error_and_others_go_on(
    sink: Sink,
    subscriber: Subscriber,
    live: Callable[..., Edition],
    pump: Pump,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    poison = subscriber("gift@a.example")
    for number in range(5):
        subscriber(f"gut-{number}@a.example")
    fill_in = message.fill_in

    def raising(rendered: bytes, parcel: object, **more: object) -> bytes:
        if parcel.recipient == poison.pk:
            raise RuntimeError("a bug that only this row meets")
        return fill_in(rendered, parcel, **more)

    channel = registry.channel("email")
    monkeypatch.setattr(channel, "open", lambda: transport.SmtpLine(raising))
    live()
    pump()

    bad = Delivery.objects.get(recipient=poison)
    assert bad.status == "quarantined"
    assert bad.reply == "RuntimeError: a bug that only this row meets"
    assert bad.due_at is None
    assert len(sink.arrived) == 5
    assert not sink.to("gift@a.example")


def test_row_14_an_edition_that_cannot_be_rendered_does_not_stop_the_next(
    sink: Sink,
    subscriber: Subscriber,
    live: Callable[..., Edition],
    pump: Pump,
) -> None:
    subscriber("gut@a.example")
    broken = live("Hỏng")
    renderer = registry.channel("email")
    render = renderer.render

    def raising(edition: Edition, language: str) -> bytes:
        if edition.pk == broken.pk:
            raise KeyError("body_html")
        return render(edition, language)

    renderer.render = raising
    try:
        fine = live("Lành")
        pump()
    finally:
        del renderer.render

    assert queries.counts(broken.pk)["quarantined"] == 1
    assert queries.counts(fine.pk)["handed_over"] == 1


def test_row_15_a_greylisted_message_waits_and_arrives_once(
    sink: Sink,
    subscriber: Subscriber,
    live: Callable[..., Edition],
    pump: Pump,
) -> None:
    subscriber("later@a.example")
    live()
    pump()

    waiting = Delivery.objects.get()
    assert (waiting.status, waiting.attempts) == ("queued", 1)
    assert waiting.reply.startswith("451")
    assert waiting.due_at is not None
    wait = waiting.due_at - waiting.tries.get().at
    assert timedelta(seconds=20) < wait < timedelta(seconds=40)

    pump()
    assert sink.asked["later@a.example"] == 1
    _bring_forward()
    pump()
    assert len(sink.to("later@a.example")) == 1
    assert _status("later@a.example") == "handed_over"


@pytest.mark.parametrize(
    ("address", "suppressed"),
    [("never", True), ("full", False), ("policy", False), ("spam", False)],
)
def test_row_16_a_refusal_is_final_and_a_dead_address_is_suppressed_with_the_reason(
    sink: Sink,
    subscriber: Subscriber,
    live: Callable[..., Edition],
    pump: Pump,
    address: str,
    suppressed: bool,
) -> None:
    contact = subscriber(f"{address}@a.example")
    live()
    pump()
    _bring_forward()
    pump()

    assert _status(f"{address}@a.example") == "refused"
    assert sink.asked[f"{address}@a.example"] == 1
    contact.refresh_from_db()
    assert bool(contact.suppressed_at) is suppressed
    assert contact.suppressed_because.startswith("550 5.1.1") is suppressed
    live("Tin sau")
    pump()
    assert sink.asked[f"{address}@a.example"] == (1 if suppressed else 2)


def test_row_17_a_server_that_answers_byte_by_byte_holds_up_nobody_else(
    sink: Sink,
    subscriber: Subscriber,
    live: Callable[..., Edition],
    pump: Pump,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(transport, "MESSAGE_SECONDS", 1.5)
    for number in range(40):
        subscriber(f"gut-{number}@a.example")
    subscriber("slow@a.example")
    edition = live()
    queued = fanout.queue_deliveries(edition.pk, at=database_now())
    assert queued == 41
    Delivery.objects.filter(recipient__email="slow@a.example").update(lane=Delivery.Lane.URGENT)
    pump()

    slow = Delivery.objects.get(recipient__email="slow@a.example")
    assert slow.status == "queued"
    assert "too long" in slow.reply or "timed out" in slow.reply
    gave_up = slow.tries.get().at
    others = Delivery.objects.filter(status="handed_over")
    assert others.count() == 40
    assert all(one.handed_over_at < gave_up for one in others)


def test_row_38_a_line_break_in_a_name_address_or_subject_never_reaches_a_header(
    sink: Sink,
    subscriber: Subscriber,
    live: Callable[..., Edition],
    pump: Pump,
) -> None:
    subscriber("gut@a.example")
    edition = live("Tin\r\nBcc: nan-nhan@b.example")
    pump()

    assert queries.counts(edition.pk)["quarantined"] == 1
    assert sink.arrived == []


@pytest.mark.parametrize("name", ["Ngân\r\nBcc: nan-nhan@b.example", "Ngân\nX-A: b"])
def test_row_38_a_line_break_in_a_name_sets_that_delivery_aside(
    sink: Sink, subscriber: Subscriber, live: Callable[..., Edition], pump: Pump, name: str
) -> None:
    with pytest.raises(NotOneLine):
        subscriber("a@a.example", name)
    with pytest.raises(IntegrityError), transaction.atomic():
        Contact.objects.create(kind="journalist", name=name, email="b@a.example")

    subscriber("gut@a.example")
    live()
    pump()
    assert [one.recipient for one in sink.arrived] == ["gut@a.example"]


@pytest.mark.parametrize(
    "address", ["a@b.example\r\nRCPT TO:<c@d.example>", "a@b\r\n.example", "a>\r\nDATA\r\n@b.c"]
)
def test_row_38_a_line_break_in_an_address_or_domain_reaches_no_command(
    sink: Sink, subscriber: Subscriber, address: str
) -> None:
    with pytest.raises(NotAnAddress):
        subscriber(address)

    line = transport.SmtpLine()
    parcel = Parcel(1, 1, 1, address, "Ngân", "vi")
    with pytest.raises(ValueError, match=r".+"):
        line.send(b"Subject: x\r\n\r\nx\r\n", parcel, at=NINE)
    with pytest.raises(ValueError, match="line break"):
        line._try(b"Subject: x\r\n\r\nx\r\n", address)
    line.close()
    assert not sink.asked
    assert sink.arrived == []


def test_an_address_in_a_vietnamese_domain_is_reached(
    sink: Sink, subscriber: Subscriber, live: Callable[..., Edition], pump: Pump
) -> None:
    subscriber("ngan@báo.example")
    live()
    pump()

    assert _status("ngan@báo.example") == "handed_over"
    assert [one.recipient for one in sink.arrived] == ["ngan@xn--bo-mia.example"]


def _speak(peer: socket.socket, replies: dict[bytes, bytes], heard: list[bytes]) -> None:
    """A mail server that answers as told, whatever came before."""
    with peer, peer.makefile("rb") as lines:
        peer.sendall(b"220 hello\r\n")
        for line in lines:
            heard.append(line.strip())
            words = line.split()[:1]
            peer.sendall(replies.get(words[0].upper() if words else b"", b"250 ok\r\n"))


@pytest.mark.parametrize("together", [True, False], ids=["pipelining", "one by one"])
@pytest.mark.parametrize(
    ("refused", "reply", "outcome"),
    [
        (b"RCPT", b"550 5.1.1 nobody\r\n", Outcome.REFUSED),
        (b"RCPT", b"451 4.7.1 later\r\n", Outcome.LATER),
        (b"MAIL", b"550 5.7.1 not you\r\n", Outcome.UNREACHABLE),
    ],
)
def test_no_text_follows_a_refusal_even_to_a_server_that_asks_for_it(
    settings: LazySettings, together: bool, refused: bytes, reply: bytes, outcome: Outcome
) -> None:
    heard: list[bytes] = []
    hello = b"250-relay\r\n250 PIPELINING\r\n" if together else b"250 relay\r\n"
    replies = {b"EHLO": hello, b"DATA": b"354 go on\r\n", refused: reply}
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=lambda: _speak(listener.accept()[0], replies, heard))
        thread.start()
        settings.SMTP_URL = f"smtp://127.0.0.1:{listener.getsockname()[1]}"
        line = transport.SmtpLine()
        answer = line._try(b"Subject: secret\r\n\r\nx\r\n", "a@b.example")
        line.close()
        thread.join(30)

    assert answer.outcome is outcome
    assert answer.reply.encode() == reply.strip()
    assert (b"DATA" in heard) is together
    assert heard[-1].upper() == (b"DATA" if together else b"QUIT")
    assert b"." not in heard
    assert b"Subject: secret" not in heard


@pytest.fixture(autouse=True)
def _no_threads_left() -> Iterator[None]:
    yield
    work.finish_worker()
