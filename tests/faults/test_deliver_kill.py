"""HARDENING row 1: workers are killed in mid-send; nobody is forgotten.

The full row (50 kills over 5,000 rows) is in ``benchmarks/outbox.py``.
"""

from bantin.deliver.dispatch.pump import UNWRITTEN
from bantin.deliver.tests.sink import SinkServer
from bantin.deliver.tests.workers import PROGRAM
from tests.support.office import Office

RECIPIENTS, KILLS = 500, 10
LINES = 4
EVERYONE = {f"nguoi-{n}@a.example" for n in range(RECIPIENTS)}


def _run(office: Office, *, kills: int = 0, ends: int = 0, workers: int = 1) -> SinkServer:
    """Send to everyone with workers that are killed or asked to end; returns the mail server."""
    server = SinkServer(delay=0.01)
    with server as sink:
        office.extra["BANTIN_SMTP"] = sink.url
        numbers = map(str, (RECIPIENTS, kills, ends, workers))
        done = office.python(PROGRAM, *numbers, check=False)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert f"'handed_over': {RECIPIENTS}" in done.stdout
    return server


def test_row_1_a_killed_worker_loses_nothing_and_repeats_only_what_was_in_flight(
    office: Office,
) -> None:
    sink = _run(office, kills=KILLS).sink

    ids: dict[str, set[str]] = {}
    for one in sink.arrived:
        ids.setdefault(one.recipient, set()).add(str(one.message["Message-ID"]))
    repeats = len(sink.arrived) - RECIPIENTS
    assert set(ids) == EVERYONE
    assert all(len(of_one) == 1 for of_one in ids.values()), "a repeat had another Message-ID"
    assert 0 < repeats <= KILLS * UNWRITTEN


def test_a_worker_that_is_asked_to_end_repeats_nothing(office: Office) -> None:
    sink = _run(office, ends=5).sink

    assert {one.recipient for one in sink.arrived} == EVERYONE
    assert len(sink.arrived) == RECIPIENTS


def test_three_workers_never_send_the_same_delivery(office: Office) -> None:
    sink = _run(office, workers=3).sink

    assert {one.recipient for one in sink.arrived} == EVERYONE
    assert len(sink.arrived) == RECIPIENTS
    assert sink.connections > LINES
