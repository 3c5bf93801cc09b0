"""Returned mail from a Maildir to the delivery and the contact."""

import os
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import LazySettings

from bantin.core import alarms
from bantin.core.clock import database_now
from bantin.deliver.channels.base import Answer, Outcome
from bantin.deliver.channels.email import actions, mailboxes, tasks
from bantin.deliver.channels.email.collector import Collector
from bantin.deliver.channels.email.message import fill_in, render
from bantin.deliver.channels.email.models import BounceMailbox
from bantin.deliver.conftest import NINE, Subscriber
from bantin.deliver.dispatch import actions as outbox
from bantin.deliver.dispatch import fanout, leases
from bantin.deliver.dispatch.actions import Result
from bantin.deliver.dispatch.models import Attempt, Delivery
from bantin.deliver.tests import notices
from bantin.publish.record.models import Edition
from bantin.publish.record.tests.factories import make_live_edition
from bantin.receive.contacts import actions as contacts
from bantin.receive.contacts.models import Contact
from bantin.receive.subjects.models import Topic

pytestmark = pytest.mark.django_db
YES = Answer(Outcome.HANDED_OVER, "250 ok")
ADDRESS = "dieu.ngan@baodonglac.example"
LATER = NINE + timedelta(hours=1)
REPLY = f"550 5.1.1 <{ADDRESS}>: Recipient address rejected: User unknown"
RETURNED = f"{REPLY} (returned 2026-03-01 02:00:09 UTC)"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty Maildir."""
    for name in ("new", "cur", "tmp"):
        (tmp_path / "mail" / name).mkdir(parents=True)
    return tmp_path / "mail"


@pytest.fixture
def edition(topic: Topic) -> Edition:
    return make_live_edition("Tin", "Nội dung.", at=NINE, topics=[topic])


@pytest.fixture
def send(edition: Edition) -> Callable[..., dict[str, bytes]]:
    """Queue the edition, hand it over; returns each recipient's message as it went out."""

    def hand_over(answer: Answer = YES) -> dict[str, bytes]:
        fanout.queue_deliveries(edition.pk, at=NINE)
        lease = uuid4()
        claimed = leases.claim(lease, limit=10, at=NINE)
        outbox.finish(lease, [Result(one, answer, NINE) for one in claimed])
        rendered = render(edition, "vi")
        return {one.parcel.address: fill_in(rendered, one.parcel, at=NINE) for one in claimed}

    return hand_over


@pytest.fixture
def put(folder: Path) -> Callable[..., Path]:
    """Let a mail arrive."""

    def arrive(mail: bytes, name: str = "", at: datetime = LATER) -> Path:
        path = folder / "new" / (name or uuid4().hex)
        path.write_bytes(mail)
        os.utime(path, (at.timestamp(), at.timestamp()))
        return path

    return arrive


@pytest.fixture
def collect(folder: Path) -> Callable[[], None]:
    """Let a worker go to the mailbox once."""

    def visit(address: str = f"maildir:{folder}", at: datetime = LATER) -> None:
        BounceMailbox.objects.update(visited_at=NINE)
        collector = Collector(address)
        collector(at=at)
        deadline = time.monotonic() + 60
        while collector._visit is not None and time.monotonic() < deadline:
            collector(at=at)
            time.sleep(0.002)
        assert collector._visit is None

    return visit


Send = Callable[..., dict[str, bytes]]
Put = Callable[..., Path]
Collect = Callable[..., None]


def _marks(folder: Path) -> list[str]:
    return sorted(path.name.partition(":2,")[2] for path in folder.glob("[nc]*/*"))


def test_a_dead_address_is_suppressed_with_what_came_back(
    subscriber: Subscriber, send: Send, put: Put, collect: Collect, folder: Path
) -> None:
    contact, other = subscriber(ADDRESS), subscriber("b@a.example")
    put(notices.report(send()[ADDRESS], ADDRESS))

    collect()

    delivery = Delivery.objects.get(recipient=contact)
    assert (delivery.status, delivery.reply, delivery.due_at) == ("refused", RETURNED, None)
    assert list(delivery.tries.values_list("outcome", "reply", "at")) == [
        ("handed_over", "250 ok", NINE),
        ("refused", RETURNED, LATER),
    ]
    contact.refresh_from_db()
    other.refresh_from_db()
    assert (contact.suppressed_at, contact.suppressed_because) == (LATER, RETURNED)
    assert other.suppressed_at is None
    assert Delivery.objects.get(recipient=other).status == "handed_over"
    assert _marks(folder) == ["S"]


@pytest.mark.parametrize("write", [notices.from_qmail, notices.from_exim])
def test_the_notices_of_qmail_and_exim_count(
    subscriber: Subscriber, send: Send, put: Put, collect: Collect, write: Callable[..., bytes]
) -> None:
    contact = subscriber(ADDRESS)
    put(write(send()[ADDRESS], ADDRESS))

    collect()

    contact.refresh_from_db()
    assert "550" in contact.suppressed_because
    assert Delivery.objects.get().status == "refused"


def test_a_full_mailbox_refuses_the_delivery_and_keeps_the_contact(
    subscriber: Subscriber, send: Send, put: Put, collect: Collect
) -> None:
    contact = subscriber(ADDRESS)
    put(notices.report(send()[ADDRESS], ADDRESS, status="5.2.2", diagnostic="smtp; 552 full"))

    collect()

    contact.refresh_from_db()
    assert contact.suppressed_at is None
    assert Delivery.objects.get().status == "refused"
    assert outbox.retry([Delivery.objects.get().pk], at=LATER) == 1


def test_a_delay_is_only_noted(
    subscriber: Subscriber, send: Send, put: Put, collect: Collect
) -> None:
    contact = subscriber(ADDRESS)
    put(notices.report(send()[ADDRESS], ADDRESS, action="delayed", status="4.4.1"))

    collect()

    delivery = Delivery.objects.get()
    contact.refresh_from_db()
    assert (delivery.status, delivery.handed_over_at) == ("handed_over", NINE)
    assert delivery.reply.startswith("4.4.1")
    assert [one.outcome for one in delivery.tries.order_by("pk")] == ["handed_over"] * 2
    assert contact.suppressed_at is None


def test_an_unanswered_message_that_came_back_is_not_repeated(
    subscriber: Subscriber, send: Send, put: Put, collect: Collect
) -> None:
    subscriber(ADDRESS)
    put(notices.report(send(Answer(Outcome.UNCERTAIN, "?"))[ADDRESS], ADDRESS))

    collect()

    delivery = Delivery.objects.get()
    assert (delivery.status, delivery.due_at) == ("refused", None)
    assert leases.claim(uuid4(), limit=10, at=LATER) == []


def test_a_notice_that_overtakes_the_worker_is_heard_again_later(
    subscriber: Subscriber, send: Send, put: Put, collect: Collect, folder: Path
) -> None:
    contact = subscriber(ADDRESS)
    message = send()[ADDRESS]
    Delivery.objects.update(status="queued", handed_over_at=None, due_at=NINE)
    put(notices.report(message, ADDRESS))

    collect()
    contact.refresh_from_db()
    assert contact.suppressed_at is None
    assert _marks(folder) == [""]

    Delivery.objects.update(status="handed_over", handed_over_at=NINE, due_at=None)
    collect()
    contact.refresh_from_db()
    assert contact.suppressed_because == RETURNED
    assert _marks(folder) == ["S"]


def test_reading_a_notice_twice_is_harmless_and_a_later_one_counts(
    subscriber: Subscriber, send: Send, put: Put, collect: Collect
) -> None:
    contact = subscriber(ADDRESS)
    message = send()[ADDRESS]
    put(notices.report(message, ADDRESS))
    collect()
    contacts.lift_suppression(contact)
    Delivery.objects.update(status="handed_over", handed_over_at=LATER)

    put(notices.report(message, ADDRESS))
    collect()
    contact.refresh_from_db()
    assert contact.suppressed_at is None
    assert Delivery.objects.get().status == "handed_over"
    assert Attempt.objects.count() == 2

    put(notices.report(message, ADDRESS, date="Mon, 02 Mar 2026 02:00:09 +0000"))
    collect()
    contact.refresh_from_db()
    assert contact.suppressed_because.endswith("(returned 2026-03-02 02:00:09 UTC)")


def test_a_forged_notice_suppresses_nobody(
    subscriber: Subscriber, send: Send, put: Put, collect: Collect, folder: Path
) -> None:
    victim, forger = subscriber(ADDRESS), subscriber("forger@a.example")
    messages = send()
    ours = Delivery.objects.get(recipient=forger)
    theirs = Delivery.objects.get(recipient=victim)
    own = messages["forger@a.example"]
    guessed = own.replace(
        f"bantin.{ours.edition_id}.{ours.pk}.".encode(),
        f"bantin.{theirs.edition_id}.{theirs.pk}.".encode(),
    )
    bare = b"Message-ID: <bantin.%d.%d@127.0.0.1>\r\n\r\nx" % (theirs.edition_id, theirs.pk)
    for forged in (own, guessed, bare):
        put(notices.report(forged, ADDRESS))
        put(notices.from_qmail(forged, ADDRESS))
        put(notices.from_exim(forged, ADDRESS))

    collect()

    assert not Contact.objects.exclude(suppressed_at=None).exists()
    assert set(Delivery.objects.values_list("status", "reply")) == {("handed_over", "250 ok")}
    assert Attempt.objects.count() == 2
    assert _marks(folder) == ["S"] * 9


def test_a_notice_about_an_address_that_the_contact_left_suppresses_nobody(
    subscriber: Subscriber, send: Send, put: Put, collect: Collect
) -> None:
    contact = subscriber(ADDRESS)
    put(notices.report(send()[ADDRESS], ADDRESS))
    Contact.objects.update(email="moi@b.example")

    collect()

    contact.refresh_from_db()
    assert contact.suppressed_at is None
    assert Delivery.objects.get().status == "handed_over"


def test_an_address_is_the_same_in_capitals_and_in_ascii(
    subscriber: Subscriber, send: Send, put: Put, collect: Collect
) -> None:
    contact = subscriber("ngan@báo.example")
    message = send()["ngan@báo.example"]
    put(notices.report(message, "Ngan@" + "BÁO".encode("idna").decode() + ".Example"))

    collect()

    contact.refresh_from_db()
    assert contact.suppressed_at is not None


def test_each_mail_is_read_once_and_hostile_ones_stop_nothing(
    subscriber: Subscriber,
    send: Send,
    put: Put,
    collect: Collect,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    contact = subscriber(ADDRESS)
    put(b"x" * 5_000_000, "1")
    put(b"Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n" * 9_000, "2")
    put(b"", "3")
    put(notices.report(send()[ADDRESS], ADDRESS), "4")
    read: list[int] = []
    real = mailboxes.Maildir.unread

    def counting(box: mailboxes.Maildir, **options: object) -> object:
        for name, raw in real(box, **options):
            read.append(len(raw))
            yield name, raw

    monkeypatch.setattr(mailboxes.Maildir, "unread", counting)
    collect()
    collect()

    contact.refresh_from_db()
    assert contact.suppressed_at is not None
    assert _marks(folder) == ["S"] * 4
    assert len(read) == 4
    assert max(read) == mailboxes.MOST_BYTES


def test_old_mail_and_what_is_no_file_are_left_alone(
    subscriber: Subscriber, send: Send, put: Put, collect: Collect, folder: Path, tmp_path: Path
) -> None:
    contact = subscriber(ADDRESS)
    put(notices.report(send()[ADDRESS], ADDRESS), at=NINE - timedelta(days=30))
    secret = tmp_path / "elsewhere"
    secret.write_bytes(b"x")
    (folder / "new" / "link").symlink_to(secret)
    os.mkfifo(folder / "new" / "pipe")

    collect()

    contact.refresh_from_db()
    assert contact.suppressed_at is None
    assert _marks(folder) == ["", "", ""]


def test_many_mails_are_read_in_several_visits(
    put: Put, collect: Collect, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailboxes, "MOST_MAILS", 3)
    for _number in range(5):
        put(b"Subject: x\r\n\r\nx")

    collect()
    assert _marks(folder).count("S") == 3
    collect()
    assert _marks(folder).count("S") == 5


def test_only_one_worker_goes_to_the_mailbox_in_a_minute() -> None:
    assert actions.claim_visit("maildir:/a", at=NINE)
    assert not actions.claim_visit("maildir:/a", at=NINE + timedelta(seconds=59))
    assert actions.claim_visit("maildir:/b", at=NINE)
    assert actions.claim_visit("maildir:/a", at=NINE + timedelta(seconds=60))
    assert not actions.claim_visit("maildir:/a", at=NINE + timedelta(seconds=61))


@pytest.mark.parametrize(
    "address",
    [
        "maildir:/nowhere",
        "maildir:relative",
        "pop3://a:b@c/",
        "imap://127.0.0.1/INBOX",
        "imap://u:geheim@127.0.0.1:1/INBOX",
        "imaps://u:geheim@127.0.0.1:1/a%0d%0ab",
    ],
)
def test_a_mailbox_that_cannot_be_read_rings_after_half_an_hour_and_stops_nothing(
    settings: LazySettings, collect: Collect, address: str
) -> None:
    settings.BOUNCES = address
    collect(address, at=NINE)

    assert BounceMailbox.objects.get().trouble
    assert "geheim" not in BounceMailbox.objects.get().place
    collect(address, at=NINE + timedelta(minutes=29))
    assert "returned mail is not read" not in alarms.ringing(NINE + timedelta(minutes=29))
    collect(address, at=NINE + timedelta(minutes=30))
    assert "returned mail is not read" in alarms.ringing(NINE + timedelta(minutes=30))
    settings.BOUNCES = ""
    assert "returned mail is not read" not in alarms.ringing(NINE + timedelta(minutes=30))


def test_a_mailbox_that_can_be_read_again_rings_no_more(
    settings: LazySettings, collect: Collect, folder: Path
) -> None:
    settings.BOUNCES = f"maildir:{folder}"
    (folder / "new").rename(folder / "away")
    collect(at=NINE)
    (folder / "away").rename(folder / "new")
    collect(at=LATER)

    assert BounceMailbox.objects.get().trouble == ""
    assert "returned mail is not read" not in alarms.ringing(LATER)


def test_a_worker_that_ends_marks_what_it_wrote_down(
    settings: LazySettings, subscriber: Subscriber, send: Send, put: Put, folder: Path
) -> None:
    settings.BOUNCES = f"maildir:{folder}"
    contact = subscriber(ADDRESS)
    put(notices.report(send()[ADDRESS], ADDRESS), at=database_now())
    deadline = time.monotonic() + 60
    while not contact.suppressed_at and time.monotonic() < deadline:
        tasks.collect_bounces()
        contact.refresh_from_db()

    tasks.leave_mailbox()

    assert _marks(folder) == ["S"]
    assert "bounces" not in {thread.name for thread in threading.enumerate()}


def test_an_office_without_a_mailbox_looks_nowhere() -> None:
    assert tasks.collect_bounces() == 0
    assert not BounceMailbox.objects.exists()
