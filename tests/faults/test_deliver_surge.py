"""HARDENING rows 21 and 22: urgent before bulk, and nothing that grows with the queue."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bantin.core import metrics
from bantin.core.clock import database_now
from bantin.deliver.conftest import NINE, Subscriber, sink, subscriber, topic
from bantin.deliver.dispatch import fanout, leases, queries
from bantin.deliver.dispatch.models import Delivery
from bantin.deliver.dispatch.pump import Pump
from bantin.deliver.tests.sink import Sink
from bantin.publish.record.tests.factories import make_live_edition
from bantin.receive.contacts.models import Consent, Contact, Subscription
from bantin.receive.subjects.models import Topic

__all__ = ["sink", "subscriber", "topic"]  # fixtures
pytestmark = pytest.mark.django_db(transaction=True)
MANY = 2_000


def many_residents(topic: Topic) -> None:
    people = Contact.objects.bulk_create(
        Contact(kind="resident", email=f"nguoi-{n}@a.example") for n in range(MANY)
    )
    Consent.objects.bulk_create(
        Consent(contact=c, text="x", source="y", given_at=NINE) for c in people
    )
    Subscription.objects.bulk_create(
        Subscription(contact=c, topic=topic, since=NINE) for c in people
    )


def test_row_21_a_correction_overtakes_whatever_waits_in_the_bulk_lane(
    sink: Sink, subscriber: Subscriber, topic: Topic
) -> None:
    pump = Pump()
    press = Topic.objects.create(code="bao-chi", name_vi="Báo chí")
    journalist = subscriber("bao@a.example")
    journalist.subscriptions.update(topic=press)
    first = make_live_edition("Tin", "x", at=NINE, topics=[press])
    fanout.queue_deliveries(first.pk, at=database_now())
    while not sink.to("bao@a.example"):
        pump()
    many_residents(topic)
    bulk = make_live_edition("Cho mọi người", "x", at=NINE, topics=[topic])
    fanout.queue_deliveries(bulk.pk, at=database_now())
    while len(sink.arrived) < 50:
        pump()
    fix = make_live_edition("Sửa", "x", at=NINE, replaces=first, topics=[press])
    fanout.begin(fix.pk, at=database_now())

    turns = 0
    while len(sink.to("bao@a.example")) < 2:
        pump()
        turns += 1
    left = Delivery.objects.filter(edition=bulk).exclude(status="handed_over").count()
    pump.finish()

    assert turns <= 2  # half a second each
    assert left > MANY / 2  # most of the bulk was still waiting


def test_row_22_no_question_of_the_worker_reads_the_whole_outbox(topic: Topic) -> None:
    many_residents(topic)
    edition = make_live_edition("Tin", "x", at=NINE, topics=[topic])
    fanout.begin(edition.pk, at=NINE)
    fanout.expand(at=NINE)
    now = NINE + timedelta(minutes=10)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")

    with CaptureQueriesContext(
        connection,
    ) as asked:
        leases.claim(uuid4(), limit=50, at=now)
        leases.sweep(at=now)
        queries.is_late(now)
        fanout.expand(at=now)  # the last batch
        metrics.text(now)

    plans = {one["sql"]: plan(one["sql"]) for one in asked.captured_queries}
    whole = {sql: said for sql, said in plans.items() if reads_it_all(sql, said)}
    assert whole == {}
    assert any("delivery_next" in said for said in plans.values())


def plan(sql: str) -> str:
    """How the database would answer."""
    if not sql.startswith(("SELECT", "UPDATE", "DELETE")):
        return ""
    explain = "EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN "
    with connection.cursor() as cursor:
        cursor.execute(explain + sql.replace("%", "%%"))
        return "\n".join(str(row[-1]) for row in cursor.fetchall())


def reads_it_all(sql: str, said: str) -> bool:
    """Whether a table that grows is read from end to end, without an index."""
    scans = re.findall(r"(?m)^\s*SCAN (\w+)(?! USING)\b(?!.*USING)", said)
    return any(
        f"Seq Scan on {table}" in said or scan == table or f'"{table}" {scan}' in sql
        for table in (Delivery._meta.db_table, Contact._meta.db_table)
        for scan in [*scans, "-"]
    )
