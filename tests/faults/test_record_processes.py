"""Rows 2, 4, 5 and 6 of the hardening list: processes that die, race and have wrong clocks.

Each test starts one process and forks what must die, because starting Django takes seconds.
"""

import json
from typing import Any

from tests.support.office import Office

COMMON = """
import json, os, signal
from datetime import UTC, datetime, timedelta
from django.db import connection
from bantin.core import events
from bantin.core.clock import database_now
from bantin.core.models import Event, Reaction
from bantin.decide.releases import actions as releases
from bantin.decide.releases.models import SignOff
from bantin.publish.record import actions, checkup, queries, search, tasks
from bantin.publish.record.ledger import log
from bantin.publish.record.models import Checkpoint, Edition, GoLive, LedgerEntry
from bantin.publish.record.tests.factories import make_sealed_edition

def seal(count, seconds):
    at = (database_now() + timedelta(seconds=seconds)).replace(microsecond=0)
    for number in range(count):
        make_sealed_edition(f"Thông cáo {number}", "Công an tỉnh họp báo.", at=at)

def state():
    lives = GoLive.objects.select_related("edition")
    reactions = Reaction.objects.filter(event__name="edition.live")
    return {
        "live": lives.count(),
        "early": sum(live.at < live.edition.go_live_at for live in lives),
        "entries": LedgerEntry.objects.count(),
        "checkpoints": Checkpoint.objects.count(),
        "events": Event.objects.filter(name="edition.live").count(),
        "reactions": reactions.values("event").distinct().count(),
        "signed_off": SignOff.objects.filter(status="live").count(),
        "found": queries.search("cong an", database_now()).count(),
        "wrong": [f.code for f in checkup.findings() if not f.ok],
    }
"""

KILL = """
STEPS = {
    "sign-off": (releases, "mark_live_together"),
    "search": (search, "add"),
    "event": (events, "record_all"),
    "ledger": (log, "append"),
    "row": (GoLive.objects, "bulk_create"),
    "commit": (actions, "go_live"),
}

def die_after(place, name):
    step = getattr(place, name)
    def die(*arguments, **options):
        step(*arguments, **options)
        os.kill(os.getpid(), signal.SIGKILL)
    setattr(place, name, die)
    actions.go_live(Edition.objects.latest("pk").pk)

seen = {}
for step, (place, name) in STEPS.items():
    seal(1, -5)
    connection.close()
    child = os.fork()
    if child == 0:
        die_after(place, name)
        os._exit(0)
    status = os.waitpid(child, 0)[1]
    killed = state()
    tasks.put_due_editions_live()
    seen[step] = [os.WTERMSIG(status), killed, state()]
print(json.dumps(seen))
"""

CLOCKS = """
import time_machine
def pump_with_clock_off_by(minutes):
    skew = timedelta(minutes=minutes)
    began = database_now()
    with time_machine.travel(datetime.now(UTC) + skew, tick=True):
        assert abs(datetime.now(UTC) - skew - began) < timedelta(minutes=1)
        tasks.put_due_editions_live()
    return state()

seal(1, 300)
seal(1, 7200)
fast = pump_with_clock_off_by(10)
seal(1, -5)
slow = pump_with_clock_off_by(-10)
print(json.dumps([fast, slow]))
"""

RACE = """
seal(100, 5)
deadline = database_now() + timedelta(seconds=90)
import time
while GoLive.objects.count() < 100 and database_now() < deadline:
    time.sleep(0.2)
print(json.dumps(state()))
"""


def run(office: Office, code: str) -> Any:
    done = office.python(COMMON + code, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def all_live(count: int, checkpoints: int | None = None) -> dict[str, Any]:
    same = dict.fromkeys(("live", "entries", "events", "reactions", "signed_off", "found"), count)
    return {**same, "checkpoints": checkpoints or count, "early": 0, "wrong": []}


def test_killed_while_going_live_it_is_all_or_nothing(office: Office) -> None:
    """Row 2: kill -9 after each step inside the transaction, and right after the commit."""
    seen = run(office, KILL)

    for before, (step, (signal, killed, afterwards)) in enumerate(seen.items()):
        assert signal == 9, step
        expected = all_live(before + (step == "commit"))
        assert killed == expected, step
        assert afterwards == all_live(before + 1), step
    assert list(seen) == ["sign-off", "search", "event", "ledger", "row", "commit"]


def test_only_the_databases_clock_counts(office: Office) -> None:
    """Rows 5 and 6: a node ten minutes fast is not early, one ten minutes slow is not late."""
    fast, slow = run(office, CLOCKS)

    assert fast == all_live(0)
    assert slow == all_live(1)


def test_three_schedulers_put_each_edition_live_once(office: Office) -> None:
    """Row 4: a hundred editions in the same second."""
    schedulers = [office.start("scheduler") for _ in range(3)]

    seen = run(office, RACE)

    assert seen == all_live(100, seen["checkpoints"])
    assert [scheduler.poll() for scheduler in schedulers] == [None] * 3
    assert "Traceback" not in office.logs()
    assert "did not go live" not in office.logs()
