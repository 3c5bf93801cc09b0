"""Who got what is kept only as long as the office says; the numbers stay."""

from datetime import timedelta

import pytest
from django.utils import timezone

from bantin.deliver.conftest import NINE, Subscriber
from bantin.deliver.dispatch import expiry, fanout, queries
from bantin.deliver.dispatch.models import Attempt, Delivery, Expired
from bantin.publish.record.models import Edition
from bantin.publish.record.tests.factories import make_live_edition
from bantin.receive.subjects.models import Topic

pytestmark = pytest.mark.django_db
LATER = NINE + timedelta(days=31)


@pytest.fixture
def edition(subscriber: Subscriber, topic: Topic) -> Edition:
    """Sent to two people, refused by one, waiting for one, held for one."""
    for name in ("a", "b", "c", "d", "e"):
        subscriber(f"{name}@a.example")
    edition = make_live_edition("Tin", "x", at=NINE, topics=[topic])
    fanout.queue_deliveries(edition.pk, at=NINE)
    first, second, third, _fourth, fifth = Delivery.objects.order_by("pk")
    sent = Delivery.objects.filter(pk__in=[first.pk, second.pk])
    sent.update(status="handed_over", handed_over_at=NINE, due_at=None)
    Delivery.objects.filter(pk=third.pk).update(status="refused", due_at=None)
    Delivery.objects.filter(pk=fifth.pk).update(status="held", due_at=None)
    Attempt.objects.create(delivery=first, at=NINE, outcome="handed_over", reply="250")
    return edition


def test_rows_whose_time_is_over_are_deleted_and_still_counted(edition: Edition) -> None:
    before = queries.counts(edition.pk)

    assert expiry.expire(days=30, at=LATER) == 3

    assert queries.counts(edition.pk) == before
    assert queries.expired(edition.pk) == 3
    assert set(Delivery.objects.values_list("status", flat=True)) == {"queued", "held"}
    assert not Attempt.objects.exists()
    assert {one.queued_on for one in Expired.objects.all()} == {timezone.localdate(NINE)}


def test_counting_goes_on_where_it_stopped(edition: Edition) -> None:
    expiry.expire(days=30, at=LATER)
    Delivery.objects.filter(status="queued").update(
        status="handed_over", handed_over_at=NINE, due_at=None
    )

    assert expiry.expire(days=30, at=LATER) == 1
    assert Expired.objects.get(status="handed_over").count == 3


def test_nothing_goes_before_its_time_or_when_the_office_keeps_all(edition: Edition) -> None:
    assert expiry.expire(days=30, at=NINE + timedelta(days=30)) == 0
    assert expiry.expire(days=0, at=LATER) == 0
    assert Delivery.objects.count() == 5
