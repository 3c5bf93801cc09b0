"""Helpers of the keeper: the same answers as from one process, and none left behind."""

import json
import os
import signal
from pathlib import Path

from tests.support.office import Office, wait_until

FILL = """
import json, os, sys, threading, time
from datetime import timedelta
from pathlib import Path
from django.conf import settings
from bantin.core.clock import database_now
from bantin.publish.newsroom.snapshots import keeper
from bantin.publish.newsroom.snapshots.keeper import Keeper
from bantin.publish.newsroom.snapshots.store import Book, Store

keeper.MUCH = 5
"""
SAME = (
    FILL
    + """
from bantin.publish.record.tests.factories import make_live_edition
at = database_now()
for number in range(4):
    make_live_edition(f"Tin {number}", f"Nội dung {number}.", at=at - timedelta(hours=number + 1))

def all_made(folder, processes, trouble=lambda keeper: None):
    settings.KEEPER_PROCESSES = processes
    book = Book(Path(settings.DATA) / folder / "pages.sqlite3")
    one, most, failed = Keeper(book), 0, 0
    while True:
        try:
            done = one.turn()
        except (EOFError, OSError):
            failed += 1
            continue
        most = max(most, len(one._hands or ()))
        trouble(one)
        if not done:
            break
    one.close()
    rows = book._connection.execute("SELECT address, status, etag, fresh FROM page").fetchall()
    book.close()
    return {row[0]: row[1:] for row in rows}, most, failed

killed = []
def kill_one(one):
    if one._hands and not killed:
        killed.append(one._hands._processes[0].pid)
        os.kill(killed[0], 9)

keeper.TURN = 0.01
alone, none, _never = all_made("alone", 1)
together, two, never = all_made("together", 2)
after, again, failed = all_made("after", 2, kill_one)
print(json.dumps({
    "answers": len(alone),
    "helpers": [none, two, again],
    "failed": [never, failed],
    "same": alone == together == after,
    "unmade": sum(row[2] == 0 for row in alone.values()),
}))
"""
)
LIVING = (
    FILL
    + """
from bantin.publish.newsroom.snapshots.hands import Hands
with Hands(2) as hands:
    print(json.dumps([process.pid for process in hands._processes]), flush=True)
    time.sleep(600)
"""
)


def test_helpers_make_what_one_process_makes_also_when_one_of_them_dies(office: Office) -> None:
    done = office.python(SAME, check=False)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout.splitlines()[-1])
    assert said["answers"] > 100
    assert said["helpers"] == [0, 2, 2]
    assert said["failed"] == [0, 1]
    assert said["unmade"] == 0
    assert said["same"] is True


def test_no_helper_outlives_a_keeper_that_is_killed(office: Office) -> None:
    keeper = office.start(code=LIVING)
    found = wait_until(lambda: _printed(office), seconds=60)
    os.kill(keeper.pid, signal.SIGKILL)
    keeper.wait(10)
    wait_until(lambda: not any(_lives(pid) for pid in found), seconds=20)


def _printed(office: Office) -> list[int]:
    for line in office.logs().splitlines():
        if line.startswith("["):
            return list(map(int, json.loads(line)))
    return []


def _lives(pid: int) -> bool:
    try:
        return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    except FileNotFoundError:
        return False
