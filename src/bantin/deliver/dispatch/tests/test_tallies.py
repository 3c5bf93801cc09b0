"""What the outbox tells a monitor."""

from datetime import timedelta
from uuid import uuid4

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bantin.core import metrics
from bantin.deliver.channels.base import Answer, Outcome
from bantin.deliver.conftest import NINE, Subscriber
from bantin.deliver.dispatch import actions, fanout, leases
from bantin.deliver.dispatch.outcomes import Result
from bantin.publish.record.tests.factories import make_live_edition
from bantin.receive.subjects.models import Topic

pytestmark = pytest.mark.django_db


def figures(at: object) -> dict[tuple[str, ...], float]:
    families = text_string_to_metric_families(metrics.text(at).decode())
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in families
        for sample in family.samples
    }


def test_what_is_queued_and_what_each_try_ended_in_is_counted(
    subscriber: Subscriber, topic: Topic
) -> None:
    for name in ("a", "b", "c"):
        subscriber(f"{name}@a.example")
    edition = make_live_edition("Tin", "x", at=NINE, topics=[topic])
    fanout.queue_deliveries(edition.pk, at=NINE)
    later = NINE + timedelta(minutes=3)

    before = figures(later)
    assert before["bantin_deliveries_total", "email", "queued"] == 3
    assert before["bantin_oldest_delivery_seconds", "normal"] == 180
    assert before["bantin_oldest_delivery_seconds", "urgent"] == 0
    assert before["bantin_deliveries_late",] == 1

    lease = uuid4()
    one, two, three = leases.claim(lease, limit=3, at=later)
    said = [Answer(Outcome.HANDED_OVER, "250"), Answer(Outcome.HANDED_OVER, "250")]
    said.append(Answer(Outcome.REFUSED, "550"))
    results = zip((one, two, three), said, strict=True)
    actions.finish(lease, [Result(claimed, answer, later) for claimed, answer in results])

    after = figures(later)
    assert after["bantin_deliveries_total", "email", "handed_over"] == 2
    assert after["bantin_deliveries_total", "email", "refused"] == 1
    assert after["bantin_oldest_delivery_seconds", "normal"] == 0
    assert after["bantin_deliveries_late",] == 0
