"""Who wants one mail a day gets one, with everything in it, and what cannot wait at once."""

import threading
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection, connections
from django.db.models import QuerySet

from bantin.core.clock import database_now
from bantin.deliver.channels import registry
from bantin.deliver.channels.base import Answer, Bounce, GatheringChannel, Outcome
from bantin.deliver.conftest import NINE, Subscriber
from bantin.deliver.dispatch import actions, bounces, fanout, leases, queries
from bantin.deliver.dispatch.models import Delivery
from bantin.deliver.dispatch.outcomes import Claimed, Result, together
from bantin.deliver.tests.sink import Sink
from bantin.publish.record.models import Edition
from bantin.publish.record.tests.factories import make_live_edition
from bantin.receive.contacts.models import Contact
from bantin.receive.subjects.models import Topic

pytestmark = pytest.mark.django_db
CHANGED = {"correction": "Sửa", "withdrawal": "Rút"}


@pytest.fixture
def daily(subscriber: Subscriber) -> Contact:
    contact = subscriber("ngay@a.example")
    Contact.objects.filter(pk=contact.pk).update(pace=Contact.Pace.DAILY)
    return contact


def _live(title: str, topic: Topic, **other: object) -> Edition:
    edition = make_live_edition(title, "x", at=NINE, topics=[topic], **other)
    fanout.queue_deliveries(edition.pk, at=NINE)
    return edition


def _sends() -> object:
    channel = registry.channel("digest")
    assert isinstance(channel, GatheringChannel)
    return channel.next_at(NINE)


def _by(channel: str) -> set[str]:
    rows = Delivery.objects.filter(channel=channel)
    return set(rows.values_list("recipient__email", flat=True))


def test_a_text_waits_for_the_days_mail_of_who_wants_one_a_day(
    daily: Contact, subscriber: Subscriber, topic: Topic
) -> None:
    subscriber("ngay-luc@a.example")
    _live("Tin", topic)

    assert _by("email") == {"ngay-luc@a.example"}
    row = Delivery.objects.get(channel="digest")
    assert (row.recipient, row.due_at, row.lane) == (daily, _sends(), Delivery.Lane.BULK)
    assert leases.claim(uuid4(), limit=10, at=NINE)[0].channel == "email"


def test_a_notice_goes_to_everybody_at_once(daily: Contact, topic: Topic) -> None:
    _live("Bão", topic, notice={})

    assert _by("email") == {daily.email}
    assert _by("digest") == set()


@pytest.mark.parametrize("kind", CHANGED)
def test_a_change_of_what_somebody_has_goes_at_once(
    daily: Contact, topic: Topic, kind: str
) -> None:
    first = _live("Tin", topic)
    Delivery.objects.update(status="handed_over", handed_over_at=NINE, due_at=None)

    _live(CHANGED[kind], topic, replaces=first, kind=kind)

    assert _by("email") == {daily.email}


@pytest.mark.parametrize("kind", CHANGED)
def test_a_change_of_what_nobody_has_yet_waits_in_its_place(
    daily: Contact, topic: Topic, kind: str
) -> None:
    first = _live("Tin", topic)
    changed = _live(CHANGED[kind], topic, replaces=first, kind=kind)

    claimed = leases.claim(uuid4(), limit=10, at=NINE + timedelta(days=1))

    assert _by("email") == set()
    assert [one.parcel.edition for one in claimed] == [changed.pk]


@pytest.mark.django_db(transaction=True)
def test_all_that_went_live_is_in_one_mail_and_each_delivery_is_done(
    sink: Sink, daily: Contact, subscriber: Subscriber, topic: Topic, pump: Callable[[], None]
) -> None:
    other = subscriber("khac@a.example")
    Contact.objects.filter(pk=other.pk).update(pace=Contact.Pace.DAILY)
    for number in range(30):
        _live(f"Tin {number}", topic)
    Delivery.objects.update(due_at=database_now() + timedelta(hours=1))
    pump()
    assert sink.arrived == []

    Delivery.objects.update(due_at=database_now())
    pump()

    assert sorted(one.recipient for one in sink.arrived) == ["khac@a.example", "ngay@a.example"]
    for one in sink.arrived:
        body = one.message.get_body(("plain",))
        assert body is not None
        lines = body.get_content().splitlines()
        assert [line for line in lines if line.startswith("Tin")] == [
            f"Tin {number}" for number in reversed(range(30))
        ]
    assert set(Delivery.objects.values_list("status", flat=True)) == {"handed_over"}
    assert Delivery.objects.filter(attempts=1).count() == 60


def test_a_daily_mail_that_comes_back_is_noted_on_all_that_was_in_it(
    daily: Contact, topic: Topic
) -> None:
    yesterday, *today = (_live(f"Tin {number}", topic) for number in range(3))
    for edition in (yesterday, *today):
        at = NINE if edition == yesterday else NINE + timedelta(days=1)
        rows = Delivery.objects.filter(edition=edition)
        rows.update(status="handed_over", handed_over_at=at, due_at=None)
    newest = Delivery.objects.get(edition=today[-1])
    returned = Bounce(today[-1].pk, newest.pk, (daily.email,), "550 gone", NINE, True, True)

    assert bounces.note(returned, channel="email", at=NINE + timedelta(days=2))
    assert bounces.note(returned, channel="email", at=NINE + timedelta(days=2))  # heard before

    refused = Delivery.objects.filter(status="refused")
    assert {row.edition for row in refused} == set(today)
    assert refused.filter(tries__reply__startswith="550 gone").count() == 2
    daily.refresh_from_db()
    assert daily.suppressed_because.startswith("550 gone")


def test_a_dead_address_is_known_from_its_daily_mails_too(daily: Contact, topic: Topic) -> None:
    _live("Tin", topic)
    Delivery.objects.update(status="handed_over", handed_over_at=NINE, due_at=None)

    assert bounces.silence(daily.email, channel="email", reply="550", returned_at=None, at=NINE)


def test_a_limit_does_not_cut_a_message(daily: Contact, topic: Topic) -> None:
    for number in range(5):
        _live(f"Tin {number}", topic)

    claimed = leases.claim(uuid4(), limit=2, at=NINE + timedelta(days=1))

    assert len(claimed) == 5
    (message,) = together(claimed)
    assert message.parcel.delivery == max(one.parcel.delivery for one in claimed)
    assert set(message.editions) == {one.parcel.edition for one in claimed}


def test_what_was_put_off_comes_back_in_one_message(daily: Contact, topic: Topic) -> None:
    for number in range(5):
        _live(f"Tin {number}", topic)
    at, lease = NINE + timedelta(days=1), uuid4()
    for outcome in (Outcome.LATER, Outcome.UNREACHABLE):
        claimed = leases.claim(lease, limit=10, at=at)
        actions.finish(lease, [Result(one, Answer(outcome, ""), at) for one in claimed])
        first = Delivery.objects.order_by("due_at").values_list("due_at", flat=True)[0]
        assert first is not None
        at = first

    assert len(leases.claim(lease, limit=10, at=at)) == 5


def test_two_people_never_share_a_message(
    daily: Contact, subscriber: Subscriber, topic: Topic
) -> None:
    other = subscriber("khac@a.example")
    Contact.objects.filter(pk=other.pk).update(pace=Contact.Pace.DAILY)
    _live("Tin", topic)

    messages = together(leases.claim(uuid4(), limit=10, at=NINE + timedelta(days=1)))

    assert sorted(one.parcel.address for one in messages) == ["khac@a.example", "ngay@a.example"]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer")
@pytest.mark.django_db(transaction=True)
def test_two_workers_do_not_part_a_message(
    monkeypatch: pytest.MonkeyPatch, daily: Contact, topic: Topic
) -> None:
    for number in range(4):
        _live(f"Tin {number}", topic)
    later = NINE + timedelta(days=1)
    theirs: list[list[Claimed]] = []
    rest = queries.waiting_with

    def other() -> None:
        theirs.append(leases.claim(uuid4(), limit=1, at=later))
        connections.close_all()

    def after_the_other_worker(taken: Collection[int], at: datetime) -> QuerySet[Delivery]:
        monkeypatch.setattr(queries, "waiting_with", rest)
        thread = threading.Thread(target=other)
        thread.start()
        thread.join(20)
        return rest(taken, at)

    monkeypatch.setattr(queries, "waiting_with", after_the_other_worker)
    mine = leases.claim(uuid4(), limit=1, at=later)

    assert (len(mine), theirs) == (4, [[]])
