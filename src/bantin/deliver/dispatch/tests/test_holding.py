"""Holding back, releasing and dropping, and what a restore holds."""

from datetime import timedelta
from uuid import uuid4

import pytest

from bantin.core import events
from bantin.core.clock import database_now
from bantin.deliver.channels.base import Answer, Outcome
from bantin.deliver.conftest import NINE, Subscriber
from bantin.deliver.dispatch import actions, fanout, holding, leases, queries
from bantin.deliver.dispatch.errors import NothingToHold, NothingToRelease
from bantin.deliver.dispatch.models import Delivery, FanOut
from bantin.deliver.dispatch.outcomes import Result
from bantin.publish.record.models import Edition, GoLive
from bantin.publish.record.tests.factories import make_live_edition, make_sealed_edition
from bantin.receive.subjects.models import Topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition(subscriber: Subscriber, topic: Topic) -> Edition:
    for name in ("a", "b", "c"):
        subscriber(f"{name}@a.example")
    edition = make_live_edition("Tin", "Nội dung.", at=NINE, topics=[topic])
    fanout.queue_deliveries(edition.pk, at=NINE)
    return edition


def statuses() -> dict[str, int]:
    rows = Delivery.objects.values_list("status", flat=True)
    return {status: list(rows).count(status) for status in set(rows)}


def test_held_rows_are_not_claimed_until_released(edition: Edition) -> None:
    assert holding.hold([edition.pk], at=NINE) == 3
    assert leases.claim(uuid4(), limit=9, at=NINE) == []
    assert not queries.is_late(NINE + timedelta(days=1))

    assert holding.release(edition.pk, at=NINE) == 3
    assert len(leases.claim(uuid4(), limit=9, at=NINE)) == 3
    assert not queries.held().exists()


def test_what_is_in_hand_is_sent_but_not_tried_again_while_held(edition: Edition) -> None:
    lease = uuid4()
    claimed = leases.claim(lease, limit=2, at=NINE)
    holding.hold([edition.pk], at=NINE)
    answers = [Answer(Outcome.HANDED_OVER, "250"), Answer(Outcome.LATER, "451")]
    actions.finish(
        lease, [Result(one, said, NINE) for one, said in zip(claimed, answers, strict=True)]
    )

    assert leases.claim(uuid4(), limit=9, at=NINE + timedelta(days=1)) == []
    assert statuses() == {"handed_over": 1, "held": 2}


def test_who_is_added_later_is_held_too(
    edition: Edition, subscriber: Subscriber, topic: Topic
) -> None:
    holding.hold([edition.pk], at=NINE)
    subscriber("d@a.example")
    fanout.queue_deliveries(edition.pk, at=NINE)

    assert statuses() == {"held": 4}


def test_nothing_to_hold_or_release_is_said(edition: Edition) -> None:
    with pytest.raises(NothingToRelease):
        holding.release(edition.pk, at=NINE)
    with pytest.raises(NothingToRelease):
        holding.drop_held(edition.pk, at=NINE)
    holding.hold([edition.pk], at=NINE)
    with pytest.raises(NothingToHold):
        holding.hold([edition.pk], at=NINE)


def test_what_is_dropped_is_never_sent(edition: Edition) -> None:
    holding.hold([edition.pk], at=NINE)

    assert holding.drop_held(edition.pk, at=NINE) == 3
    assert statuses() == {"suppressed": 3}
    with pytest.raises(NothingToRelease):
        holding.release(edition.pk, at=NINE)


def test_row_13_a_restore_holds_what_waits_what_was_in_hand_and_what_is_overdue(
    edition: Edition, subscriber: Subscriber, topic: Topic
) -> None:
    now = database_now()
    leases.claim(uuid4(), limit=1, at=now)
    not_begun = make_live_edition("Chưa xếp", "x", at=NINE, topics=[topic])
    overdue = make_sealed_edition("Quá giờ", "x", at=NINE, topics=[topic])
    future = make_sealed_edition("Ngày mai", "x", at=now + timedelta(days=1), topics=[topic])

    assert holding.hold_after_restore(at=now) == 3

    while events.work_off():
        pass
    while fanout.expand(at=now):
        pass
    assert statuses() == {"held": 6}  # three of the first text, three that were not begun
    assert set(queries.held()) == {edition, not_begun, overdue}
    assert not FanOut.objects.filter(edition=future).exists()
    assert leases.claim(uuid4(), limit=9, at=now) == []


def test_a_restored_office_with_nothing_due_holds_nothing() -> None:
    assert holding.hold_after_restore(at=database_now()) == 0


def test_holding_a_mail_about_an_embargo_takes_nothing_from_the_delivery_at_go_live(
    subscriber: Subscriber, topic: Topic
) -> None:
    now = database_now()
    contact = subscriber("a@a.example")
    for drop in (True, False):
        edition = make_sealed_edition("Kín", "x", at=now + timedelta(hours=1), topics=[topic])
        Delivery.objects.create(
            edition=edition, recipient=contact, channel="before", queued_at=now, due_at=now
        )
        assert holding.hold_after_restore(at=now) == 1
        act = holding.drop_held if drop else holding.release
        assert act(edition.pk, at=now) == 1

        after = now + timedelta(hours=2)
        GoLive.objects.create(
            edition=edition,
            release=edition.release,
            number=1,
            at=edition.go_live_at,
            ledger_index=GoLive.objects.count(),
            jws="..",
        )
        fanout.begin(edition.pk, at=after)
        while fanout.expand(at=after):
            pass
        [row] = Delivery.objects.filter(edition=edition, channel="email")
        assert row.status == Delivery.Status.QUEUED
        Delivery.objects.filter(due_at__isnull=False).update(status="suppressed", due_at=None)
