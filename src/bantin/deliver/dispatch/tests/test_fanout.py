"""From one committed row to the rows of the whole audience."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from bantin.core import events
from bantin.core.clock import database_now
from bantin.deliver.channels import registry
from bantin.deliver.conftest import NINE, Subscriber
from bantin.deliver.dispatch import fanout, leases, queries
from bantin.deliver.dispatch.errors import NotPublicYet
from bantin.deliver.dispatch.models import Delivery, FanOut
from bantin.deliver.endpoints import actions as endpoints
from bantin.deliver.endpoints.models import Endpoint
from bantin.deliver.tests.channels import Machine
from bantin.publish.record.models import Edition
from bantin.publish.record.tests.factories import make_live_edition, make_sealed_edition
from bantin.receive.contacts.models import Contact
from bantin.receive.subjects.models import Topic

pytestmark = pytest.mark.django_db
Lane = Delivery.Lane


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fanout, "BATCH", 2)


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    machine = Machine()
    monkeypatch.setitem(registry._channels, machine.code, machine)
    return machine


def endpoint(*topics: Topic) -> Endpoint:
    one = Endpoint.objects.create(channel="machine", address="https://a.example/", since=NINE)
    one.topics.set(topics)
    return one


def test_rows_are_written_a_batch_at_a_time(
    small_batches: None, subscriber: Subscriber, topic: Topic
) -> None:
    for number in range(5):
        subscriber(f"{number}@a.example")
    edition = make_live_edition("Tin", "Nội dung.", at=NINE, topics=[topic])
    fanout.begin(edition.pk, at=NINE)

    counts = []
    while fanout.expand(at=NINE):
        counts.append(Delivery.objects.filter(edition=edition).count())

    assert counts == [2, 4, 5, 5]  # the last turn finds nobody else and says that it is done
    assert FanOut.objects.get().done_at == NINE


def test_a_batch_that_is_rolled_back_is_written_again(
    small_batches: None, subscriber: Subscriber, topic: Topic
) -> None:
    for number in range(3):
        subscriber(f"{number}@a.example")
    edition = make_live_edition("Tin", "Nội dung.", at=NINE, topics=[topic])
    fanout.begin(edition.pk, at=NINE)
    with transaction.atomic():
        fanout.expand(at=NINE)
        transaction.set_rollback(True)

    assert not Delivery.objects.exists()
    while fanout.expand(at=NINE):
        pass
    assert Delivery.objects.filter(edition=edition).count() == 3


def test_an_urgent_text_is_written_before_one_that_began_earlier(
    small_batches: None, subscriber: Subscriber, topic: Topic
) -> None:
    for number in range(5):
        subscriber(f"{number}@a.example")
    edition = make_live_edition("Tin", "Nội dung.", at=NINE, topics=[topic])
    fanout.begin(edition.pk, at=NINE)
    fanout.expand(at=NINE)
    correction = make_live_edition("Sửa", "x", at=NINE, replaces=edition, topics=[topic])
    fanout.begin(correction.pk, at=NINE + timedelta(minutes=1))

    fanout.expand(at=NINE + timedelta(minutes=1))

    assert Delivery.objects.filter(edition=correction).count() == 2
    assert Delivery.objects.filter(edition=edition).count() == 2


def test_nothing_is_begun_or_written_before_the_instant(topic: Topic) -> None:
    edition = make_sealed_edition("Tin", "x", at=database_now() + timedelta(hours=2))
    with pytest.raises(NotPublicYet):
        fanout.begin(edition.pk, at=database_now())
    FanOut.objects.create(edition=edition, urgent=False, begun_at=NINE)

    assert fanout.expand(at=database_now()) == 0
    assert not Delivery.objects.exists()


def test_the_press_comes_before_residents_and_a_correction_before_all(
    subscriber: Subscriber, topic: Topic
) -> None:
    press, resident = subscriber("a@a.example"), subscriber("b@a.example")
    Contact.objects.filter(pk=resident.pk).update(kind="resident")
    edition = make_live_edition("Tin", "x", at=NINE, topics=[topic])
    fanout.queue_deliveries(edition.pk, at=NINE)
    correction = make_live_edition("Sửa", "x", at=NINE, replaces=edition, topics=[topic])
    fanout.queue_deliveries(correction.pk, at=NINE)

    lanes = {(d.edition_id, d.recipient_id): d.lane for d in Delivery.objects.all()}
    assert lanes[edition.pk, press.pk] == Lane.NORMAL
    assert lanes[edition.pk, resident.pk] == Lane.BULK
    assert lanes[correction.pk, press.pk] == lanes[correction.pk, resident.pk] == Lane.URGENT


def test_systems_get_one_row_each_on_their_own_channel_only(
    machine: Machine, subscriber: Subscriber, topic: Topic
) -> None:
    subscriber("a@a.example")
    wants, other = endpoint(topic), Topic.objects.create(code="khac", name_vi="Khác")
    endpoint(other)
    closed = endpoint(topic)
    endpoints.close(closed.pk, at=NINE, reason="410")
    edition = make_live_edition("Tin", "x", at=NINE, topics=[topic])

    assert fanout.queue_deliveries(edition.pk, at=NINE) == 2
    assert fanout.queue_deliveries(edition.pk, at=NINE) == 0

    rows = Delivery.objects.order_by("channel").values_list("channel", "recipient", "endpoint")
    assert [(channel, to) for channel, _person, to in rows] == [
        ("email", None),
        ("machine", wants.pk),
    ]


def test_a_system_that_got_the_first_edition_gets_its_correction(
    machine: Machine, topic: Topic
) -> None:
    got = endpoint(topic)
    first = make_live_edition("Tin", "x", at=NINE, topics=[topic])
    fanout.queue_deliveries(first.pk, at=NINE)
    Delivery.objects.update(status="handed_over", handed_over_at=NINE, due_at=None)
    elsewhere = Topic.objects.create(code="khac", name_vi="Khác")
    second = make_live_edition("Sửa", "x", at=NINE, replaces=first, topics=[elsewhere])

    fanout.queue_deliveries(second.pk, at=NINE)

    assert Delivery.objects.get(edition=second).endpoint == got


@pytest.mark.parametrize("columns", [{}, {"status": "uncertain", "uncertain": 1}])
def test_what_is_still_queued_of_a_text_is_never_sent_after_its_correction(
    subscriber: Subscriber, topic: Topic, columns: dict[str, object]
) -> None:
    subscriber("a@a.example")
    subscriber("b@a.example")
    first = make_live_edition("Tin", "x", at=NINE, topics=[topic])
    fanout.queue_deliveries(first.pk, at=NINE)
    arrived = Delivery.objects.filter(recipient__email="a@a.example")
    arrived.update(status="handed_over", handed_over_at=NINE, due_at=None)
    Delivery.objects.filter(recipient__email="b@a.example").update(**columns)
    fix = make_live_edition("Sửa", "x", at=NINE, replaces=first, topics=[topic])

    fanout.queue_deliveries(fix.pk, at=NINE)
    claimed = leases.claim(uuid4(), limit=10, at=NINE)

    assert [one.parcel.edition for one in claimed] == [fix.pk, fix.pk]
    assert {one.parcel.address for one in claimed} == {"a@a.example", "b@a.example"}
    waited = Delivery.objects.get(edition=first, recipient__email="b@a.example")
    assert (waited.status, waited.reply) == ("suppressed", queries.REPLACED)


LEASED = {"status": "leased", "lease": uuid4(), "leased_until": NINE, "due_at": None}


@pytest.mark.parametrize("columns", [LEASED, {"uncertain": 1}, {"lost": 1}])
def test_who_may_have_got_the_wrong_text_gets_its_correction(
    subscriber: Subscriber, topic: Topic, columns: dict[str, object]
) -> None:
    subscriber("a@a.example")
    first = make_live_edition("Tin", "x", at=NINE, topics=[topic])
    fanout.queue_deliveries(first.pk, at=NINE)
    Delivery.objects.update(**columns)
    elsewhere = Topic.objects.create(code="khac", name_vi="Khác")
    fix = make_live_edition("Sửa", "x", at=NINE, replaces=first, topics=[elsewhere])

    assert fanout.queue_deliveries(fix.pk, at=NINE) == 1


def test_a_correction_ends_the_fan_out_of_the_wrong_text(
    small_batches: None, subscriber: Subscriber, topic: Topic
) -> None:
    for number in range(5):
        subscriber(f"{number}@a.example")
    wrong = make_live_edition("Tin", "x", at=NINE, topics=[topic])
    fanout.begin(wrong.pk, at=NINE)
    fanout.expand(at=NINE)
    right = make_live_edition("Sửa", "x", at=NINE, replaces=wrong, topics=[topic])
    fanout.queue_deliveries(right.pk, at=NINE)

    assert fanout.expand(at=NINE) == 0
    assert fanout.queue_deliveries(wrong.pk, at=NINE) == 0
    assert Delivery.objects.filter(edition=wrong).count() == 2
    assert Delivery.objects.filter(edition=right, status="queued").count() == 5


def test_the_go_live_event_begins_the_fan_out(subscriber: Subscriber, topic: Topic) -> None:
    subscriber("a@a.example")
    edition: Edition = make_live_edition("Tin", "x", at=NINE, topics=[topic])

    while events.work_off():
        pass

    assert FanOut.objects.get().edition == edition
    assert not Delivery.objects.exists()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL skips locked rows")
@pytest.mark.django_db(transaction=True)
def test_two_workers_write_two_fan_outs(subscriber: Subscriber, topic: Topic) -> None:
    import threading

    from django.db import connections

    subscriber("a@a.example")
    for title in ("Một", "Hai"):
        edition = make_live_edition(title, "x", at=NINE, topics=[topic])
        fanout.begin(edition.pk, at=NINE)
    done: list[int] = []

    def other() -> None:
        done.append(fanout.expand(at=NINE))
        connections.close_all()

    with transaction.atomic():
        fanout.expand(at=NINE)
        thread = threading.Thread(target=other)
        thread.start()
        thread.join(20)

    assert done == [2]
    assert Delivery.objects.values("edition").distinct().count() == 2


def test_row_34_no_system_gets_a_drill_and_the_table_refuses_it(
    machine: Machine, topic: Topic
) -> None:
    to = endpoint()
    exercise = {"status": "exercise"}
    drill = make_live_edition("Diễn tập", "x", at=NINE, topics=[topic], notice=exercise)

    assert fanout.queue_deliveries(drill.pk, at=NINE) == 0
    with pytest.raises(DatabaseError), transaction.atomic():
        Delivery.objects.create(
            edition=drill, endpoint=to, channel="machine", queued_at=NINE, due_at=NINE
        )
    assert not Delivery.objects.exists()
