"""Delivery, measured beside its peers: ``./run bench deliver [--json FILE]``.

Real worker processes send through a real database to a real SMTP server on loopback. In the same run
and to the same server, Django's loop of ``send`` and Celery with Redis send the same messages.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from benchmarks.tracing.bars import Bar
from tests.support import postgres
from tests.support.office import OfficeMaker

WORKERS = 2
PEER_MESSAGES = 2_000
URGENT = 100
HOOK_EDITIONS = 50
DEAD_ROWS, DEAD_ROUNDS = 200, 15  # what waits for a dead webhook; editions with and without
BARS = (
    Bar("email_per_s_postgresql", "≥", 1_000),
    Bar("email_per_s_sqlite", "≥", 600),
    Bar("email_10k_s", "≤", 10),
    Bar("fanout_1m_s", "≤", 17 * 60),
    Bar("vs_django_loop", "≥", 3),
    Bar("vs_celery_redis", "≥", 1),
    Bar("webhooks_per_s", "≥", 1_500),
    Bar("webhooks_dead_endpoint_delay_ms", "≤", 99),
    Bar("urgent_p99_s", "≤", 10),
)


def main() -> None:
    """Measure what was asked for and print it beside the bars."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--people", type=int, default=10_000, help="recipients of one edition")
    parser.add_argument(
        "--bulk", type=int, default=100_000, help="rows that an urgent text overtakes"
    )
    parser.add_argument(
        "--fanout", type=int, default=1_000_000, help="recipients of the largest run"
    )
    parser.add_argument("--hooks", type=int, default=200, help="webhooks, 50 editions each")
    parser.add_argument(
        "--only", choices=["email", "webhooks", "urgent", "fanout"], help="one part alone"
    )
    parser.add_argument(
        "--json",
        type=Path,
        help="also write the figures to this file; with --only, those of other parts stay in it",
    )
    chosen = parser.parse_args()
    row: dict[str, Any] = dict.fromkeys([bar.key for bar in BARS] + ["peak_mb"])
    if chosen.only and chosen.json and chosen.json.exists():
        row |= json.loads(chosen.json.read_text(encoding="utf-8"))
    if postgres.binaries() is None:
        raise SystemExit(
            "PostgreSQL is not installed. One command brings it: apt-get install postgresql"
        )
    with postgres.server() as address:
        measure(row, address, chosen)
    for bar in BARS:
        print(_line(bar, row[bar.key]))
    print(*(f"  {name:<34}{value}" for name, value in row.items() if _extra(name, value)), sep="\n")
    if chosen.json:
        chosen.json.write_text(json.dumps(row, indent=1), encoding="utf-8")


_KEYS = {bar.key for bar in BARS}


def measure(row: dict[str, Any], address: str, chosen: argparse.Namespace) -> None:
    """Fill in the row."""
    if chosen.only in (None, "email"):
        _email(row, "postgresql", OfficeMaker(address), chosen.people)
        _email(row, "sqlite", OfficeMaker(), chosen.people)
        _peers(row)
    if chosen.only in (None, "webhooks"):
        _webhooks(row, address, chosen.hooks)
    if chosen.only in (None, "urgent"):
        with sink() as (port, _count):
            done = _in_office(
                OfficeMaker(address), "urgent", chosen.bulk, URGENT, WORKERS, smtp=port
            )
        row["urgent_p99_s"] = round(done["waits"][int(len(done["waits"]) * 0.99) - 1], 2)
        row["urgent_bulk_left"] = done["bulk_left"]
    if chosen.only in (None, "fanout"):
        done = _in_office(OfficeMaker(address), "fan_out", chosen.fanout, WORKERS)
        row["fanout_s"] = round(done["all_s"], 1)
        row["fanout_recipients"] = chosen.fanout
        row["fanout_1m_s"] = row["fanout_s"] if chosen.fanout == 1_000_000 else None
        row["peak_mb"] = round(done["peak_mb"])


def _email(row: dict[str, Any], name: str, maker: OfficeMaker, people: int) -> None:
    """One edition for so many people: how fast they get it, and after how long all have."""
    with sink() as (port, count):
        done = _in_office(maker, "email", people, WORKERS, smtp=port)
        seen = count()
    if seen["recipients"] != people:
        raise SystemExit(f"{seen['recipients']} of {people} messages arrived")
    row[f"email_per_s_{name}"] = round(people / (seen["last"] - seen["first"]))
    if name == "postgresql":
        row["email_10k_s"] = round(done["sent"] - done["begun"], 2) if people == 10_000 else None
    row[f"{name}_from_go_live_s"] = round(done["sent"] - done["begun"], 2)


def _webhooks(row: dict[str, Any], address: str, hooks: int) -> None:
    """Signed webhooks a second, and how much later others have theirs beside a dead one."""
    count, rate = hooks * HOOK_EDITIONS, 0.0
    for _ in range(2):  # the better of two: whatever else the machine does counts against us
        with sink("web_sink") as (port, seen_by):
            done = _hooks(address, port, "webhooks", hooks, HOOK_EDITIONS)
            seen = seen_by()
        if seen["distinct"] != count:
            raise SystemExit(f"{seen['distinct']} of {count} webhooks arrived")
        rate = max(rate, count / (seen["last"] - seen["first"]))
        row["webhooks_workers_cpu_ms_each"] = round(1000 * done["cpu_s"] / count, 3)
    row["webhooks_per_s"] = round(rate)
    with sink("web_sink") as (port, _seen_by):
        waits = _hooks(address, port, "dead_webhook", 20, DEAD_ROWS, DEAD_ROUNDS)
    alone, beside = (round(1000 * statistics.median(waits[one])) for one in ("alone", "beside"))
    row["webhooks_alone_ms"], row["webhooks_beside_dead_ms"] = alone, beside
    row["webhooks_dead_endpoint_delay_ms"] = max(0, beside - alone)


def _hooks(address: str, port: int, what: str, *numbers: int) -> dict[str, Any]:
    allowed = f"127.0.0.1:{port}"
    maker = OfficeMaker(address)
    return _in_office(maker, what, *numbers, WORKERS, port, BANTIN_FETCH_ALLOW=allowed)


def _peers(row: dict[str, Any]) -> None:
    ours = row["email_per_s_postgresql"]
    with sink() as (port, _count):
        said = _python("-m", "benchmarks.delivering.peers", "django", str(port), str(PEER_MESSAGES))
        row["django_loop_per_s"] = round(float(said))
        row["vs_django_loop"] = round(ours / float(said), 2)
    if why := _no_celery():
        row["celery_redis_per_s"] = why
        return
    with sink() as (port, count), redis() as broker, celery(broker, port):
        begun = time.time()
        _python(
            "-m", "benchmarks.delivering.peers", "celery", "0", str(PEER_MESSAGES),
            BENCH_REDIS=broker, BENCH_SMTP_PORT=str(port),
        )  # fmt: skip
        _until_empty(broker)
        seen = count()
    row["celery_redis_per_s"] = round(seen["messages"] / (seen["last"] - begun))
    row["vs_celery_redis"] = round(ours / row["celery_redis_per_s"], 2)


def _in_office(
    maker: OfficeMaker, what: str, *numbers: int, smtp: int = 0, **environment: str
) -> dict[str, Any]:
    if smtp:
        environment["BANTIN_SMTP"] = f"smtp://127.0.0.1:{smtp}"
    office = maker(**environment)
    try:
        code = f"from benchmarks.delivering import office; office.{what}(*map(int, sys.argv[1:]))"
        done = office.python(code, *map(str, numbers), check=False, seconds=3_000)
        if done.returncode:
            raise SystemExit(done.stderr)
        answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return answer
    finally:
        office.close()
        maker.close()


@contextmanager
def sink(module: str = "sink") -> Iterator[tuple[int, Any]]:
    """A server in a process of its own: its port, and what ends it and gives its count."""
    port = _free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", f"benchmarks.delivering.{module}", str(port)],
        stdout=subprocess.PIPE,
        cwd=ROOT,
    )
    _until_open(port)

    def count() -> dict[str, float]:
        process.send_signal(signal.SIGTERM)
        out, _ = process.communicate(timeout=20)
        answer: dict[str, float] = json.loads(out)
        return answer

    try:
        yield port, count
    finally:
        process.kill()
        process.wait()


@contextmanager
def redis() -> Iterator[str]:
    """A Redis server of its own, with nothing on disk: its address."""
    port = _free_port()
    command = ["redis-server", "--port", str(port), "--save", "", "--bind", "127.0.0.1"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        _until_open(port)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        process.terminate()
        process.wait(10)


@contextmanager
def celery(broker: str, port: int) -> Iterator[None]:
    """As many Celery workers as ours."""
    environment = os.environ | {"BENCH_REDIS": broker, "BENCH_SMTP_PORT": str(port)}
    command = [sys.executable, "-m", "celery", "-A", "benchmarks.delivering.peers", "worker"]
    command += ["--concurrency", str(WORKERS), "--loglevel", "INFO"]
    with tempfile.NamedTemporaryFile("w") as log:
        said = Path(log.name)
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=log, stdout=log)
        try:
            while "ready." not in said.read_text(encoding="utf-8"):
                if process.poll() is not None:
                    raise SystemExit(f"Celery's workers did not start: {said.read_text()}")
                time.sleep(0.1)
            yield
        finally:
            process.terminate()
            process.wait(30)


def _no_celery() -> str:
    if shutil.which("redis-server") is None:
        return "missing: apt-get install redis-server"
    try:
        import celery as _celery  # noqa: F401 - only whether it is there
    except ImportError:
        return "missing: ./run bench deliver brings Celery"
    return ""


def _until_empty(broker: str) -> None:
    """Wait until Redis has no task left, and a moment for those in hand."""
    port = int(broker.rpartition(":")[2].partition("/")[0])
    with socket.create_connection(("127.0.0.1", port)) as line:
        while True:
            left = 0
            for command in (b"LLEN celery\r\n", b"HLEN unacked\r\n"):
                line.sendall(command)
                left += int(line.recv(100)[1:])
            if not left:
                return
            time.sleep(0.1)


def _python(*arguments: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=os.environ | environment,
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    return done.stdout.strip().splitlines()[-1]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _until_open(port: int) -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise SystemExit(f"nothing listens on port {port}")


def _extra(name: str, value: object) -> bool:
    """Whether a figure has no bar and was measured."""
    return name not in _KEYS and value is not None


def _line(bar: Bar, figure: float | None) -> str:
    if figure is None:
        return f"  {bar.key:<28}{'–':>10}   bar {bar.sign} {bar.value:,.6g}   not measured"
    verdict = "holds" if bar.holds(figure) else "MISSED"
    return f"  {bar.key:<28}{figure:>10,.6g}   bar {bar.sign} {bar.value:<8,.6g} {verdict}"


if __name__ == "__main__":
    main()
