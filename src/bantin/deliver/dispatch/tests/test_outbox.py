"""The outbox's rules, one by one."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from bantin.core import alarms, events
from bantin.deliver.channels.base import Answer, Outcome
from bantin.deliver.channels.email.channel import EmailChannel
from bantin.deliver.conftest import NINE, Subscriber
from bantin.deliver.dispatch import actions, fanout, leases, queries
from bantin.deliver.dispatch.leases import LEASE, MOST_LOST
from bantin.deliver.dispatch.models import Attempt, Delivery
from bantin.deliver.dispatch.outcomes import Result
from bantin.publish.record.models import Edition
from bantin.publish.record.tests.factories import make_live_edition
from bantin.receive.contacts import actions as contacts
from bantin.receive.contacts import preferences
from bantin.receive.contacts.models import Contact
from bantin.receive.subjects.models import Topic

pytestmark = pytest.mark.django_db
YES = Answer(Outcome.HANDED_OVER, "250 ok")


@pytest.fixture
def edition(subscriber: Subscriber, topic: Topic) -> Edition:
    """An edition that is queued for three people."""
    for name in ("a", "b", "c"):
        subscriber(f"{name}@a.example")
    edition = make_live_edition("Tin", "Nội dung.", at=NINE, topics=[topic])
    fanout.queue_deliveries(edition.pk, at=NINE)
    return edition


def test_a_correction_reaches_whoever_got_the_first_edition(edition: Edition, topic: Topic) -> None:
    Delivery.objects.filter(recipient__email="a@a.example").update(
        status="handed_over", handed_over_at=NINE, due_at=None
    )
    other = Topic.objects.create(code="khac", name_vi="Khác")
    correction = make_live_edition("Sửa", "x", at=NINE, replaces=edition, topics=[other])

    fanout.queue_deliveries(correction.pk, at=NINE)

    rows = Delivery.objects.filter(edition=correction)
    assert [row.recipient.email for row in rows] == ["a@a.example"]
    assert rows.get().lane == Delivery.Lane.URGENT


def test_urgent_rows_are_claimed_first(edition: Edition, topic: Topic) -> None:
    correction = make_live_edition("Sửa", "x", at=NINE, replaces=edition, topics=[topic])
    fanout.queue_deliveries(correction.pk, at=NINE + timedelta(minutes=1))

    claimed = leases.claim(uuid4(), limit=3, at=NINE + timedelta(minutes=2))

    assert {one.parcel.edition for one in claimed} == {correction.pk}


def test_who_unsubscribed_after_queueing_gets_nothing(
    edition: Edition, subscriber: Subscriber
) -> None:
    gone = subscriber("a@a.example")
    contacts.unsubscribe(gone, at=NINE)
    contacts.withdraw_consent(subscriber("b@a.example"), at=NINE)

    claimed = leases.claim(uuid4(), limit=10, at=NINE)

    assert [one.parcel.address for one in claimed] == ["c@a.example"]
    assert Delivery.objects.get(recipient=gone).status == "suppressed"


def test_a_lost_row_is_back_within_a_minute_and_a_late_answer_still_counts(
    edition: Edition,
) -> None:
    dead, alive = uuid4(), uuid4()
    claimed = leases.claim(dead, limit=10, at=NINE)

    assert leases.sweep(at=NINE + LEASE - timedelta(seconds=1)) == 0
    assert leases.sweep(at=NINE + timedelta(seconds=60)) == 3
    assert Delivery.objects.filter(status="queued", attempts=0, lost=1).count() == 3
    leases.claim(alive, limit=1, at=NINE + timedelta(seconds=60))

    actions.finish(dead, [Result(one, YES, NINE) for one in claimed])
    assert queries.counts(edition.pk)["handed_over"] == 3

    actions.finish(alive, [Result(claimed[0], Answer(Outcome.LATER, "451"), NINE)])
    assert queries.counts(edition.pk)["handed_over"] == 3


def test_an_answer_other_than_yes_counts_only_for_the_holder_of_the_lease(
    edition: Edition,
) -> None:
    dead = uuid4()
    claimed = leases.claim(dead, limit=10, at=NINE)
    leases.sweep(at=NINE + timedelta(seconds=60))
    leases.claim(uuid4(), limit=10, at=NINE + timedelta(seconds=60))

    actions.finish(dead, [Result(one, Answer(Outcome.REFUSED, "550"), NINE) for one in claimed])

    assert queries.counts(edition.pk)["leased"] == 3


def test_a_row_that_ends_every_worker_is_set_aside(edition: Edition) -> None:
    Delivery.objects.filter(recipient__email="a@a.example").update(lost=MOST_LOST)
    leases.claim(uuid4(), limit=10, at=NINE)

    leases.sweep(at=NINE + timedelta(minutes=1))

    assert queries.counts(edition.pk)["quarantined"] == 1
    assert queries.counts(edition.pk)["queued"] == 2


def test_a_server_that_is_away_costs_nobody_an_attempt(edition: Edition) -> None:
    lease = uuid4()
    claimed = leases.claim(lease, limit=10, at=NINE)

    away = Answer(Outcome.UNREACHABLE, "ConnectionRefusedError")
    actions.finish(lease, [Result(one, away, NINE) for one in claimed])

    assert Delivery.objects.filter(status="queued", attempts=0).count() == 3
    assert not Attempt.objects.exists()
    assert not queries.due(NINE).exists()
    assert queries.due(NINE + timedelta(seconds=30)).count() == 3


def test_whatever_a_server_says_is_written_down(edition: Edition) -> None:
    """PostgreSQL takes no NUL and no half of a surrogate pair; JSON has marks of its own."""
    fanout.queue_deliveries(edition.pk, at=NINE)
    lease = uuid4()
    claimed = leases.claim(lease, limit=10, at=NINE)
    said = "250 \x00 2.0.0 \ud800 'xong' \"%s\" \\u0000 đã nhận \t ☎"
    actions.finish(lease, [Result(one, Answer(Outcome.HANDED_OVER, said), NINE) for one in claimed])
    replies = {row.reply for row in Delivery.objects.all()} | {
        row.reply for row in Attempt.objects.all()
    }
    assert replies == {"250   2.0.0   'xong' \"%s\" \\u0000 đã nhận   ☎"}


def test_waits_grow_and_end(edition: Edition) -> None:
    lease = uuid4()
    waits = []
    for attempts in (1, 2, 5, 12):
        Delivery.objects.update(status="queued", due_at=NINE, attempts=attempts - 1)
        claimed = leases.claim(lease, limit=1, at=NINE)
        actions.finish(lease, [Result(claimed[0], Answer(Outcome.LATER, "451"), NINE)])
        row = Delivery.objects.get(pk=claimed[0].parcel.delivery)
        assert row.due_at is not None
        waits.append((row.due_at - NINE).total_seconds())
    assert waits == sorted(waits)
    assert waits[-1] <= 7200 * 1.25

    Delivery.objects.update(status="queued", due_at=NINE, attempts=len(EmailChannel.waits))
    claimed = leases.claim(lease, limit=1, at=NINE)
    actions.finish(lease, [Result(claimed[0], Answer(Outcome.LATER, "451 still"), NINE)])
    row = Delivery.objects.get(pk=claimed[0].parcel.delivery)
    assert (row.status, row.reply) == ("quarantined", "451 still")


def test_row_23_what_waits_for_two_minutes_rings(edition: Edition) -> None:
    soon, late = NINE + timedelta(seconds=119), NINE + timedelta(seconds=120)
    assert not queries.is_late(soon)
    assert queries.count_late(late) == 3
    assert "deliveries are late" in alarms.ringing(late)
    assert "deliveries are late" not in alarms.ringing(soon)


def test_the_database_keeps_one_row_for_each_edition_recipient_and_channel(
    edition: Edition,
) -> None:
    row = Delivery.objects.first()
    assert row is not None
    row.pk = None

    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)
    assert fanout.queue_deliveries(edition.pk, at=NINE) == 0


def test_who_was_forgotten_is_not_named_by_what_servers_said(edition: Edition) -> None:
    lease = uuid4()
    refusal = Answer(Outcome.REFUSED, "550 5.1.1 a@a.example: no such mailbox")
    actions.finish(
        lease, [Result(one, refusal, NINE) for one in leases.claim(lease, limit=3, at=NINE)]
    )
    gone = Contact.objects.get(email="a@a.example")

    preferences.forget(gone, at=NINE)
    while events.work_off():
        pass

    mine = Delivery.objects.get(recipient=gone)
    assert (mine.status, mine.reply) == ("refused", "")
    assert [one.reply for one in Attempt.objects.filter(delivery=mine)] == [""]
    others = Delivery.objects.exclude(recipient=gone)
    assert all("no such mailbox" in one.reply for one in others)


@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite's indexes hold the key anyway"
)
def test_the_next_rows_are_read_in_order_however_many_are_due_in_one_instant() -> None:
    with connection.cursor() as cursor:
        for way in ("seqscan", "bitmapscan", "sort"):  # good enough for a small table
            cursor.execute(f"SET LOCAL enable_{way} = off")
    for due in (queries.due(NINE), queries.due(NINE).exclude(channel="digest")):
        plan = due[:200].explain()
        assert "delivery_next" in plan
        assert "Sort" not in plan
