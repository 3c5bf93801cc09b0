"""HARDENING row 16, the other half: what comes back later, from a real IMAP server."""

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.conf import LazySettings
from django.test import Client

from bantin.core import work
from bantin.core.clock import database_now
from bantin.deliver.channels.email import bounces, mailboxes
from bantin.deliver.channels.email.collector import Collector
from bantin.deliver.channels.email.mailboxes import Marks
from bantin.deliver.channels.email.models import BounceMailbox, HeardMail
from bantin.deliver.conftest import NINE, Subscriber, pump, sink, subscriber, topic  # noqa: F401
from bantin.deliver.dispatch.models import Delivery
from bantin.deliver.tests import notices
from bantin.deliver.tests.sink import Sink
from bantin.publish.record.tests.factories import make_live_edition
from bantin.receive.subjects.models import Topic
from tests.support import dovecot
from tests.support.dovecot import Server

pytestmark = pytest.mark.django_db(transaction=True)
ADDRESS = "dieu.ngan@baodonglac.example"
Pump = Callable[[], None]


@pytest.fixture
def box(imap_server: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    """The server, empty, with its certificate trusted."""
    monkeypatch.setenv("SSL_CERT_FILE", str(imap_server.authority))
    imap_server.empty()
    return imap_server


def _collect(address: str) -> BounceMailbox:
    """Let a worker go to the mailbox once; returns what the office remembers of it."""
    BounceMailbox.objects.update(visited_at=NINE)
    collector = Collector(address)
    collector(at=database_now())
    deadline = time.monotonic() + 60
    while collector._visit is not None and time.monotonic() < deadline:
        collector(at=database_now())
        time.sleep(0.01)
    assert collector._visit is None
    return BounceMailbox.objects.get(place=mailboxes.place_of(address))


def _flags(box: Server) -> list[bool]:
    return [b"BantinRead" in one for one in box.flags()]


@pytest.mark.parametrize("tls", [True, False], ids=["imaps", "starttls"])
def test_row_16_a_bounce_suppresses_the_address_with_the_reason_on_the_contact(
    sink: Sink,
    subscriber: Subscriber,
    topic: Topic,
    pump: Pump,
    box: Server,
    admin_client: Client,
    tls: bool,
) -> None:
    contact = subscriber(ADDRESS)
    subscriber("b@a.example")
    make_live_edition("Tin", "Nội dung.", at=NINE, topics=[topic])
    pump()
    assert set(Delivery.objects.values_list("status", flat=True)) == {"handed_over"}
    (arrived,) = sink.to(ADDRESS)
    box.deliver(b"Subject: Re: Tin\r\n\r\nCam on.\r\n")
    box.deliver(notices.report(arrived.raw, ADDRESS, returned="message/rfc822"))

    mailbox = _collect(box.address(tls=tls))

    assert mailbox.trouble == ""
    contact.refresh_from_db()
    assert contact.suppressed_because.startswith("550 5.1.1")
    assert Delivery.objects.get(recipient=contact).status == "refused"
    assert Delivery.objects.exclude(recipient=contact).get().status == "handed_over"
    assert _flags(box) == [True, True]
    assert not any(rb"\Seen" in one for one in box.flags()), "people still see what is new"

    page = admin_client.get(f"/desk/contact/{contact.pk}/").content.decode()
    assert "User unknown" in page
    make_live_edition("Tin sau", "Nội dung.", at=NINE, topics=[topic])
    pump()
    assert len(sink.to(ADDRESS)) == 1
    assert len(sink.to("b@a.example")) == 2


def test_a_mail_is_fetched_once_and_only_its_beginning(
    box: Server, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    box.deliver(b"Subject: x\r\n\r\n" + b"Dong\r\n" * 900_000)
    read: list[int] = []
    monkeypatch.setattr(
        "bantin.deliver.channels.email.bounces.read", lambda raw: read.append(len(raw)) or []
    )

    _collect(box.address())
    _collect(box.address())

    assert read == [mailboxes.MOST_BYTES]


def test_a_certificate_that_does_not_fit_ends_the_visit_before_the_password(
    box: Server, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")

    for tls in (True, False):
        BounceMailbox.objects.all().delete()
        assert "CERTIFICATE_VERIFY_FAILED" in _collect(box.address(tls=tls)).trouble


def test_a_wrong_password_and_a_folder_that_is_not_there_are_named(box: Server, db: None) -> None:
    wrong = _collect(box.address().replace("geheim", "falsch")).trouble
    assert "AUTHENTICATIONFAILED" in wrong
    assert "falsch" not in wrong
    assert "Khong co" in _collect(box.address("Khong%20co")).trouble


@pytest.mark.parametrize(
    ("folder", "marks", "flag"),
    [
        (dovecot.SEEN_ONLY, Marks.SEEN, rb"\Seen"),
        (dovecot.NO_FLAGS, Marks.NONE, b""),
        (dovecot.READ_ONLY, Marks.NONE, b""),
    ],
)
def test_a_server_without_keywords_is_read_and_each_mail_once(
    sink: Sink,
    subscriber: Subscriber,
    topic: Topic,
    pump: Pump,
    box: Server,
    monkeypatch: pytest.MonkeyPatch,
    folder: str,
    marks: Marks,
    flag: bytes,
) -> None:
    contact = subscriber(ADDRESS)
    make_live_edition("Tin", "Nội dung.", at=NINE, topics=[topic])
    pump()
    (arrived,) = sink.to(ADDRESS)
    box.deliver(b"Subject: Re: Tin\r\n\r\nCam on.\r\n", folder)
    with contextlib.closing(mailboxes.opened(box.address(folder))) as opened:
        assert opened.marks is marks
    read: list[bytes] = []
    real = bounces.read
    monkeypatch.setattr(bounces, "read", lambda raw: read.append(raw) or real(raw))

    assert _collect(box.address(folder)).trouble == ""
    box.deliver(notices.report(arrived.raw, ADDRESS), folder)
    assert _collect(box.address(folder)).trouble == ""
    assert _collect(box.address(folder)).trouble == ""

    contact.refresh_from_db()
    assert contact.suppressed_because.startswith("550 5.1.1")
    assert len(read) == 2
    assert all(flag in one for one in box.flags(folder))
    assert HeardMail.objects.count() == (0 if flag else 2)


def test_a_server_that_forgets_the_mark_that_it_took_is_not_read_again_and_again(
    box: Server, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailboxes.ImapFolder, "_select", _as_if_it_kept_keywords)
    monkeypatch.setattr(mailboxes, "MOST_MAILS", 1)
    for _number in range(2):
        box.deliver(b"Subject: x\r\n\r\nx\r\n", dovecot.NO_FLAGS)

    for visit in (1, 2, 2):
        assert _collect(box.address(dovecot.NO_FLAGS)).trouble == ""
        assert HeardMail.objects.count() == visit

    assert not any(b"BantinRead" in one for one in box.flags(dovecot.NO_FLAGS))


def _as_if_it_kept_keywords(folder: mailboxes.ImapFolder, name: str) -> Marks:
    folder._server.select(name)
    return Marks.OWN


def test_mail_in_a_folder_that_is_numbered_anew_is_other_mail(box: Server, db: None) -> None:
    box.deliver(b"Subject: x\r\n\r\nx\r\n", dovecot.NO_FLAGS)
    _collect(box.address(dovecot.NO_FLAGS))

    (heard,) = HeardMail.objects.all()
    with contextlib.closing(mailboxes.opened(box.address(dovecot.NO_FLAGS))) as folder:
        uid = heard.name.rpartition(".")[2]
        assert heard.name == folder._name(uid)
        folder._era = "1"
        assert heard.name != folder._name(uid)


@contextmanager
def _listener(speak: Callable[[socket.socket], None]) -> Iterator[str]:
    """A server on this machine that is no IMAP server at all; yields its address."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            peer, _address = listener.accept()
            with peer, contextlib.suppress(OSError):  # the other side had enough
                speak(peer)

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"imap://u:geheim@127.0.0.1:{listener.getsockname()[1]}/INBOX"
        thread.join(30)


def _drip(peer: socket.socket) -> None:
    while True:
        peer.sendall(b"*")
        time.sleep(0.05)


def _flood(peer: socket.socket) -> None:
    while True:
        peer.sendall(b"* OK " + b"x" * 60_000)


def _announce(peer: socket.socket) -> None:
    peer.sendall(b"* PREAUTH [CAPABILITY IMAP4rev1] hi {4000000000}\r\n")
    _drip(peer)


def _hang_up(peer: socket.socket) -> None:
    peer.sendall(b"* BYE\r\n")


@pytest.mark.parametrize("speak", [_drip, _flood, _announce, _hang_up])
def test_row_17_a_mailbox_that_dawdles_or_lies_holds_up_no_delivery(
    sink: Sink,
    subscriber: Subscriber,
    topic: Topic,
    pump: Pump,
    settings: LazySettings,
    monkeypatch: pytest.MonkeyPatch,
    speak: Callable[[socket.socket], None],
) -> None:
    monkeypatch.setattr(mailboxes, "VISIT_SECONDS", 1.0)
    monkeypatch.setattr(mailboxes, "SECONDS", 1.0)
    subscriber("gut@a.example")
    with _listener(speak) as address:
        settings.BOUNCES = address
        work.run_once("worker")
        make_live_edition("Tin", "Nội dung.", at=NINE, topics=[topic])
        pump()
        assert len(sink.to("gut@a.example")) == 1
        mailbox = BounceMailbox.objects.get()
        deadline = time.monotonic() + 30
        while not mailbox.trouble and time.monotonic() < deadline:
            work.run_once("worker")
            mailbox.refresh_from_db()

    assert mailbox.trouble


@pytest.fixture(autouse=True)
def _no_threads_left() -> Iterator[None]:
    yield
    work.finish_worker()
