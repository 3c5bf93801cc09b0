"""HARDENING rows 8, 9 and 11: the database goes away, is full, or is fought over."""

import contextlib
import os
import re
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from bantin.deliver.dispatch.pump import UNWRITTEN
from bantin.deliver.tests.sink import Sink, SinkServer
from tests.support import postgres
from tests.support.office import Office, OfficeMaker, answers, wait_until

PEOPLE = """
import sys
from datetime import UTC, datetime
from bantin.publish.record.tests.factories import make_live_edition
from bantin.receive.contacts.models import Consent, Contact, Subscription
at = datetime(2026, 3, 1, tzinfo=UTC)
people = Contact.objects.bulk_create(
    Contact(kind="journalist", name=f"Người {n}", email=f"nguoi-{n}@a.example")
    for n in range(int(sys.argv[1]))
)
Consent.objects.bulk_create(Consent(contact=c, text="x", source="y", given_at=at) for c in people)
Subscription.objects.bulk_create(Subscription(contact=c, since=at) for c in people)
make_live_edition("Tin", "Nội dung.", at=at)
"""
WORKER = """
import signal, threading
from bantin.core import work
stop = threading.Event()
signal.signal(signal.SIGTERM, lambda *_: stop.set())
work.run("worker", stop)
"""
ELSEWHERE = """
import os, sys
os.dup2(os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT, 0o600), 2)
"""
LEFT = """
from bantin.deliver.dispatch.models import Delivery
print(Delivery.objects.exclude(status="handed_over").count())
"""


def everyone(count: int) -> set[str]:
    return {f"nguoi-{n}@a.example" for n in range(count)}


def finished(office: Office) -> bool:
    return office.python(LEFT).stdout.strip() == "0"


def repeats(sink: Sink) -> int:
    ids = {str(one.message["Message-ID"]) for one in sink.arrived}
    assert len(ids) == len({one.recipient for one in sink.arrived})
    return len(sink.arrived) - len(ids)


def test_row_8_a_database_that_restarts_twice_under_load_loses_nobody() -> None:
    if postgres.binaries() is None:
        pytest.skip("PostgreSQL is not installed (./run test brings it)")
    with postgres.server() as address, SinkServer(delay=0.005) as sink:
        maker = OfficeMaker(address)
        office = maker(BANTIN_SMTP=sink.url)
        try:
            office.python(PEOPLE, "600")
            office.start(code=WORKER)
            for share in (0.2, 0.5):
                wait_until(lambda share=share: len(sink.arrived) > 600 * share, seconds=60)
                before = len(sink.arrived)
                postgres.restart(address)
                wait_until(lambda before=before: len(sink.arrived) > before + 100, seconds=60)
            wait_until(lambda: finished(office), seconds=60, every=1)
        finally:
            office.close()
            maker.close()
    assert {one.recipient for one in sink.arrived} == everyone(600)
    assert repeats(sink) <= 2 * UNWRITTEN


@pytest.fixture
def sqlite_office(request: pytest.FixtureRequest) -> Office:
    """An office on SQLite."""
    maker: OfficeMaker = request.getfixturevalue("_sqlite_offices")
    return maker()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 24 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("only who may mount a small file system can fill one")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=False)


def test_row_9_on_a_full_disk_nothing_is_half_sent_and_all_goes_on_with_space(
    small_disk: Path, sqlite_office: Office, tmp_path: Path
) -> None:
    office, log = sqlite_office, tmp_path / "log"  # the log is on another disk
    with SinkServer(delay=0.01) as sink:
        office.extra["BANTIN_SMTP"] = sink.url
        office.python(PEOPLE, "1000")
        _move(office, small_disk / "data")
        try:
            worker = office.start(str(log), code=ELSEWHERE + WORKER)
            wait_until(lambda: len(sink.arrived) > 100, seconds=60)
            _fill(small_disk)
            wait_until(lambda: re.search("disk (is full|I/O error)", log.read_text()), seconds=60)
            time.sleep(1)
            before = len(sink.arrived)
            time.sleep(1)
            assert len(sink.arrived) == before < 1000  # nothing is sent that cannot be noted
            assert worker.poll() is None
            (small_disk / "filler").unlink()
            wait_until(lambda: finished(office), seconds=90, every=1)
        finally:
            office.close()
    assert {one.recipient for one in sink.arrived} == everyone(1000)
    assert repeats(sink) == 0


def _move(office: Office, folder: Path) -> None:
    subprocess.run(["cp", "-a", str(office.folder), str(folder)], check=True)
    subprocess.run(["rm", "-rf", str(office.folder)], check=True)
    office.folder = folder


def _fill(disk: Path) -> None:
    """Take all the room that is left."""
    with (disk / "filler").open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while file.write(bytes(4096)):
            pass


def test_row_11_two_workers_and_a_busy_form_never_show_a_locked_database(
    sqlite_office: Office,
) -> None:
    office = sqlite_office
    port = postgres._free_port()
    base = f"http://127.0.0.1:{port}"
    with SinkServer() as sink:
        office.extra |= {"BANTIN_SMTP": sink.url, "BANTIN_BASE_URL": base}
        office.python(PEOPLE, "1500")
        try:
            office.start("serve", "--port", str(port))  # with a worker and a scheduler of its own
            wait_until(lambda: answers(f"{base}/"), seconds=60)
            office.start("worker")
            said = Counter(_ask(base, number) for number in range(40))
            wait_until(lambda: finished(office), seconds=120, every=1)
            logs = office.logs()
        finally:
            office.close()
    assert set(said) <= {(200, True), (429, False)}, said  # 429: the form's own limit
    assert said[200, True] >= 10
    assert "locked" not in logs
    mine = [one for one in sink.arrived if one.recipient in everyone(1500)]
    assert len(mine) == len({one.recipient for one in mine}) == 1500


def _ask(base: str, number: int) -> tuple[int, bool]:
    """Fill in the public form once; the status of the answer, and whether it was taken."""
    with urllib.request.urlopen(f"{base}/dang-ky/", timeout=30) as page:
        token = re.search(r'name="token" value="([^"]+)"', page.read().decode())
    assert token
    fields = {"email": f"moi-{number}@a.example", "kind": "resident", "token": token[1]}
    data = urllib.parse.urlencode(fields).encode()
    try:
        with urllib.request.urlopen(f"{base}/dang-ky/", data, timeout=30) as answer:
            return answer.status, answer.url != f"{base}/dang-ky/"
    except urllib.error.HTTPError as error:
        return error.code, False
