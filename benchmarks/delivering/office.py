"""What runs inside an office that is measured; each function prints one line of JSON."""

import json
import os
import resource
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from django.db import connection, connections
from django.db.models import Max

from bantin.core import work
from bantin.core.clock import database_now
from bantin.deliver.dispatch import fanout
from bantin.deliver.dispatch.models import Delivery
from bantin.publish.record.models import Edition
from bantin.publish.record.tests.factories import make_live_edition
from bantin.receive.contacts.models import Consent, Contact, Subscription
from bantin.receive.subjects.models import Topic

BATCH = 10_000
TEXT = "Lực lượng cứu hộ đã đưa hàng nghìn hộ dân ven sông đến nơi an toàn trong đêm. " * 12
PAST = datetime(2026, 3, 1, tzinfo=UTC)
FUTURE = datetime(2100, 1, 1, tzinfo=UTC)


def email(people: int, workers: int) -> None:
    """Send one edition to so many people, from the moment that it goes live."""
    _people(people)
    with _workers(workers):
        begun = time.time()
        _publish()
        _until_sent(people, seconds=600)
    last = Delivery.objects.aggregate(Max("handed_over_at"))["handed_over_at__max"]
    print(json.dumps({"begun": begun, "sent": last.timestamp(), "peak_mb": _peak_mb()}))


def urgent(bulk: int, people: int, workers: int) -> None:
    """Correct a text that ``people`` have while ``bulk`` other deliveries wait; prints the waits."""
    traffic, weather = (
        Topic.objects.create(code=code, name_vi=code) for code in ("traffic", "weather")
    )
    _people(people, traffic)
    _people(bulk, weather, first=people)
    with _workers(workers):
        wrong = _publish(topics=[traffic])
        _until_sent(people, seconds=60)
        news = _publish(topics=[weather])
        Delivery.objects.filter(edition=news, status="queued").update(lane=Delivery.Lane.BULK)
        begun = database_now()
        right = make_live_edition("Đính chính", TEXT, at=begun, replaces=wrong, topics=[traffic])
        mine = Delivery.objects.filter(edition=right, status="handed_over")
        _until(lambda: mine.count() == people, seconds=120)
        left = Delivery.objects.filter(edition=news).exclude(status="handed_over").count()
    waits = [(row.handed_over_at - begun).total_seconds() for row in mine if row.handed_over_at]
    print(json.dumps({"waits": sorted(waits), "bulk_left": left}))


def fan_out(people: int, workers: int) -> None:
    """Queue one edition for so many people and hand all over to a channel that does nothing."""
    from benchmarks.delivering import nothing

    nothing.install()
    _people(people)
    before = _peak_mb()
    begun = time.monotonic()
    with _workers(workers):
        _publish()
        queued = time.monotonic()
        _until_sent(people, seconds=1_500)
    print(
        json.dumps(
            {
                "queue_s": queued - begun,
                "all_s": time.monotonic() - begun,
                "peak_mb": max(_peak_mb(), _children_mb()),
                "before_mb": before,
            }
        )
    )


def webhooks(endpoints: int, editions: int, workers: int, port: int) -> None:
    """Send so many editions to so many webhooks."""
    _endpoints(endpoints, port, "/hook")
    for _ in range(editions):
        _publish()
    with _workers(workers):
        _until_sent(endpoints * editions, seconds=600)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(json.dumps({"cpu_s": used.ru_utime + used.ru_stime}))


def dead_webhook(endpoints: int, editions: int, rounds: int, workers: int, port: int) -> None:
    """Prints how long webhooks wait for an edition, alone and beside a dead one with a backlog.

    The dead one has a row for each of so many editions, all due before the others' rows.
    """
    _endpoints(1, port, "/dead")
    before = [_publish() for _ in range(editions)]
    dead = Delivery.objects.filter(edition__in=before)
    dead.update(due_at=FUTURE)
    _endpoints(endpoints, port, "/hook")
    waits: dict[str, list[float]] = {"alone": [], "beside": []}
    with _workers(workers):
        for number in range(2 * rounds):
            waiting = dead.filter(status="queued")
            waiting.update(due_at=PAST if number % 2 else FUTURE)
            waits["beside" if number % 2 else "alone"].append(_wait_of_one(endpoints))
    print(json.dumps(waits))


def _wait_of_one(endpoints: int) -> float:
    """Seconds from the go-live of one edition until the last webhook has it."""
    begun = database_now()
    edition = _publish()
    mine = Delivery.objects.filter(
        edition=edition, endpoint__address__contains="/hook", status="handed_over"
    )
    _until(lambda: mine.count() == endpoints, seconds=60)
    last = mine.aggregate(Max("handed_over_at"))["handed_over_at__max"]
    return float((last - begun).total_seconds())


def _endpoints(count: int, port: int, path: str) -> None:
    """So many webhooks that want everything."""
    from bantin.deliver.channels.webhook import actions as hooks

    for number in range(count):
        hooks.add(url=f"http://127.0.0.1:{port}{path}-{number}", name=str(number), at=PAST)


def _people(count: int, topic: Topic | None = None, *, first: int = 0) -> None:
    """So many contacts who asked for a topic, or for everything."""
    for begin in range(first, first + count, BATCH):
        numbers = range(begin, min(begin + BATCH, first + count))
        people = Contact.objects.bulk_create(
            Contact(kind="resident", name=f"Người {n}", email=f"nguoi-{n}@a.example")
            for n in numbers
        )
        Consent.objects.bulk_create(
            Consent(contact=one, text="x", source="y", given_at=PAST) for one in people
        )
        Subscription.objects.bulk_create(
            Subscription(contact=one, since=PAST, topic=topic) for one in people
        )
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _publish(topics: Sequence[Topic] = ()) -> Edition:
    """One edition goes live now; returns when it is queued for everybody."""
    at = database_now() - timedelta(seconds=1)
    edition = make_live_edition("Bản tin", TEXT, at=at, topics=topics)
    fanout.queue_deliveries(edition.pk, at=database_now())
    return edition


@contextmanager
def _workers(count: int) -> Iterator[None]:
    """Real worker processes, asked to end afterwards."""
    pids = [_worker() for _ in range(count)]
    try:
        yield
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGTERM)
            os.waitpid(pid, 0)


def _worker() -> int:
    connections.close_all()
    pid = os.fork()
    if pid:
        return pid
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    work.run("worker", stop)
    connections.close_all()
    os._exit(0)


def _until_sent(count: int, *, seconds: float) -> None:
    sent = Delivery.objects.filter(status="handed_over")
    _until(lambda: sent.count() >= count, seconds=seconds)


def _until(true: Callable[[], bool], *, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            raise SystemExit(f"not done within {seconds:.0f} s")
        time.sleep(0.2)


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _children_mb() -> float:
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
