"""From go-live to the inbox, through the outbox and a real mail server."""

from collections.abc import Callable

import pytest

from bantin.deliver.conftest import NINE, Subscriber
from bantin.deliver.dispatch import fanout, queries
from bantin.deliver.dispatch.models import Delivery
from bantin.deliver.tests.sink import Sink
from bantin.publish.record.tests.factories import make_live_edition
from bantin.receive.subjects.models import Topic

pytestmark = pytest.mark.django_db(transaction=True)


def test_everyone_who_asked_gets_it_once(
    sink: Sink, subscriber: Subscriber, topic: Topic, pump: Callable[[], None]
) -> None:
    for number in range(30):
        subscriber(f"nguoi-{number}@baodonglac.example")
    other = subscriber("khac@baodonglac.example")
    other.subscriptions.all().delete()

    edition = make_live_edition("Phân luồng cầu Hàm Rồng", "Cấm xe tải.", at=NINE, topics=[topic])
    pump()
    fanout.queue_deliveries(edition.pk, at=NINE)
    pump()

    assert sorted(one.recipient for one in sink.arrived) == sorted(
        f"nguoi-{number}@baodonglac.example" for number in range(30)
    )
    assert queries.counts(edition.pk)["handed_over"] == 30
    assert not Delivery.objects.exclude(status="handed_over").exists()
    assert sink.connections <= 4
