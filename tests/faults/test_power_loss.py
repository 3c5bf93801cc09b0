"""HARDENING row 10: the power goes; every write that the office had acknowledged is there.

On SQLite every system call of a real process is noted, and the disk is rebuilt as it would be found
after a cut between any two of them. On PostgreSQL the server makes that promise: our connections
must not take it back.
"""

import json
import random
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.support import postgres, powercut
from tests.support.office import ROOT, SETUP, Office, OfficeMaker, wait_until

POWERED = f"{SETUP}from tests.support import powered; powered."
WEAKNESSES = """
from bantin.core.durability import weaknesses
print(weaknesses())
"""
WRITER = """
from bantin.receive.contacts.actions import add_contact
for number in range(100_000):
    add_contact(kind="resident", name="Người đọc", email=f"nguoi-{number}@a.example")
    print(number, flush=True)
"""
WRITTEN = """
from bantin.receive.contacts.models import Contact
print(*Contact.objects.values_list("email", flat=True), sep="\\n")
"""


@dataclass
class Cut:
    """One power cut: the folder that is found afterwards, and what had been acknowledged."""

    folder: Path
    said: list[dict[str, Any]]


@pytest.fixture
def traced_office(request: pytest.FixtureRequest) -> Iterator[Office]:
    """An office on SQLite, where processes can be traced."""
    if why := powercut.why_not():
        pytest.skip(why)
    maker: OfficeMaker = request.getfixturevalue("_sqlite_offices")
    office = maker()
    yield office
    office.close()


def test_row_10_after_a_power_cut_every_acknowledged_write_is_there(
    traced_office: Office, tmp_path: Path
) -> None:
    cuts = _cuts(traced_office, tmp_path, rounds=2, others=30)

    assert len(cuts) > 100
    assert max(len(cut.said) for cut in cuts) > 25
    assert _wrong(traced_office, cuts) == {}


def test_a_weaker_setting_of_sqlite_would_lose_acknowledged_writes(
    traced_office: Office, tmp_path: Path
) -> None:
    """What the test above would see: the same work with SQLite's own default for WAL."""
    cuts = _cuts(traced_office, tmp_path, rounds=1, others=0, synchronous="NORMAL")

    wrong = _wrong(traced_office, cuts)

    assert any("lost: {'table': 'GoLive'" in one for found in wrong.values() for one in found)
    assert len(wrong) > len(cuts) / 2


def test_a_backup_that_was_reported_is_whole_after_a_power_cut(
    traced_office: Office, tmp_path: Path
) -> None:
    kept, file = tmp_path / "kept", tmp_path / "kept" / "backup.tar.gz"
    kept.mkdir()
    disk = powercut.Disk(kept)
    backup = [sys.executable, "-m", "bantin.cli", "backup", str(file)]
    for call in powercut.trace(backup, cwd=ROOT, env=traced_office.environment):
        disk.do(call)
        if str(file).encode() in call.said:
            disk.after_cut(tmp_path / "found")

    assert (tmp_path / "found" / file.name).read_bytes() == file.read_bytes()


def test_row_10_our_connections_leave_the_database_as_durable_as_it_is(office: Office) -> None:
    assert office.python(WEAKNESSES).stdout == "[]\n"


def test_a_postgresql_that_may_lose_a_commit_is_a_finding_of_the_doctor(
    postgres_server: str,
) -> None:
    maker = OfficeMaker(postgres_server)
    office = maker(PGOPTIONS="-c synchronous_commit=off")
    try:
        found = json.loads(office.bantin("doctor", "--json", check=False).stdout)
    finally:
        office.close()
        maker.close()
    durable = next(one for one in found if one["check"] == "durable")
    assert durable["level"] == "problem"
    assert "synchronous_commit=off" in durable["what"]


def test_row_10_what_postgresql_acknowledged_survives_its_sudden_end() -> None:
    if postgres.binaries() is None:
        pytest.skip("PostgreSQL is not installed (./run test brings it)")
    with postgres.server() as address:
        maker = OfficeMaker(address)
        office = maker()
        try:
            writer = office.start(code=WRITER)
            wait_until(lambda: len(_acknowledged(office)) > 200)
            postgres.restart(address)
            writer.wait(30)
            acknowledged = _acknowledged(office)
            written = office.python(WRITTEN).stdout.split()
        finally:
            office.close()
            maker.close()
    assert len(acknowledged) > 200
    assert acknowledged <= set(written)


def _acknowledged(office: Office) -> set[str]:
    numbers = (line for line in office.logs().splitlines() if line.isdigit())
    return {f"nguoi-{number}@a.example" for number in numbers}


def _cuts(
    office: Office, to: Path, *, rounds: int, others: int, synchronous: str = "FULL"
) -> list[Cut]:
    """Let it work, and cut the power after each acknowledgement and ``others`` times between."""
    disk = powercut.Disk(office.folder)
    work = [sys.executable, "-c", f"{POWERED}work(*sys.argv[1:])", str(rounds), synchronous]
    calls = powercut.trace(work, cwd=ROOT, env=office.environment)
    chance = random.Random(10)
    first = next(number for number, call in enumerate(calls) if call.said)
    between = set(chance.sample(range(first, len(calls)), others))
    said: list[dict[str, Any]] = []
    cuts: list[Cut] = []
    for number, call in enumerate(calls):
        disk.do(call)
        if call.said:
            said.append(json.loads(call.said))
        if call.said or number in between:
            for kind, torn in (("lost", None), ("torn", chance)):
                folder = to / f"{number}-{kind}"
                disk.after_cut(folder, torn)
                cuts.append(Cut(folder, list(said)))
    return cuts


def _wrong(office: Office, cuts: list[Cut]) -> dict[str, list[str]]:
    """What is damaged or missing after which cuts."""
    asked = "".join(json.dumps({"folder": str(c.folder), "said": c.said}) + "\n" for c in cuts)
    done = subprocess.run(
        [sys.executable, "-c", f"{POWERED}check()"],
        check=False,
        input=asked,
        env=office.environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    found = [json.loads(line) for line in done.stdout.splitlines()]
    return {c.folder.name: wrong for c, wrong in zip(cuts, found, strict=True) if wrong}
