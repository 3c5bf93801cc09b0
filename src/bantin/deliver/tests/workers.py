"""A program for a process of its own: workers that are killed, asked to end, or side by side.

It is run with the numbers of recipients, of kills, of polite ends and of workers at the end.
"""

PROGRAM = """
import random, signal, threading, time
from datetime import UTC, datetime, timedelta
from django.db import connections
from django.db.models import Count
from bantin.core import events, work
from bantin.deliver.dispatch import fanout, leases, pump
from bantin.deliver.dispatch.models import Delivery
from bantin.publish.record.tests.factories import make_live_edition
from bantin.receive.contacts.models import Consent, Contact, Subscription

recipients, kills, ends, workers = map(int, sys.argv[1:5])
if kills:
    leases.LEASE, pump.SWEEP_EVERY = timedelta(seconds=4), 0.5
at = datetime(2026, 3, 1, tzinfo=UTC)
people = Contact.objects.bulk_create(
    Contact(kind="resident", name=f"Người {n}", email=f"nguoi-{n}@a.example")
    for n in range(recipients)
)
Consent.objects.bulk_create(Consent(contact=c, text="x", source="y", given_at=at) for c in people)
Subscription.objects.bulk_create(Subscription(contact=c, since=at) for c in people)
edition = make_live_edition("Tin", "Nội dung.", at=at)
while events.work_off():
    pass
fanout.queue_deliveries(edition.pk, at=at)
chance = random.Random(1)


def start():
    connections.close_all()
    pid = os.fork()
    if pid:
        return pid
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    work.run("worker", stop)
    connections.close_all()
    os._exit(0)


def left():
    return Delivery.objects.exclude(status="handed_over").count()


def begun(before):
    while left() == before:
        time.sleep(0.005)


for kind, times in ((signal.SIGKILL, kills), (signal.SIGTERM, ends)):
    for _turn in range(times):
        before = left()
        pid = start()
        begun(before)
        time.sleep(chance.uniform(0.0, 0.1))
        os.kill(pid, kind)
        _, status = os.waitpid(pid, 0)
        if kind == signal.SIGTERM:
            assert status == 0, status
            assert not Delivery.objects.filter(status="leased").exists()

pids = [start() for _worker in range(workers)]
deadline = time.monotonic() + 180
while left() and time.monotonic() < deadline:
    time.sleep(0.05)
for pid in pids:
    os.kill(pid, signal.SIGTERM)
    os.waitpid(pid, 0)
print(dict(Delivery.objects.values_list("status").annotate(Count("pk"))))
"""
