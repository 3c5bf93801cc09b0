"""The outbox, measured: ``python -m benchmarks.outbox [--recipients N] [--kills N] [--json FILE]``.

Each figure comes from real worker processes and a real SMTP server on loopback. ``--kills`` is row 1
of the fault list: workers are killed at random points, and everyone must have the message.
"""

import argparse
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bantin.config.settings")

from bantin.deliver.tests.sink import SinkServer
from bantin.deliver.tests.workers import PROGRAM
from tests.support import postgres
from tests.support.office import OfficeMaker


def measure(maker: OfficeMaker, *, recipients: int, kills: int, workers: int) -> dict[str, Any]:
    """Send to ``recipients`` people; returns what arrived, how often, and how fast."""
    office = maker()
    with SinkServer(delay=0.002 if kills else 0.0) as sink:
        office.extra["BANTIN_SMTP"] = sink.url
        begun = time.monotonic()
        numbers = map(str, (recipients, kills, 0, workers))
        done = office.python(PROGRAM, *numbers, check=False, seconds=3600)
        total = time.monotonic() - begun
    office.close()
    if done.returncode:
        raise SystemExit(done.stderr)
    first, last = sink.arrived[0].at, max(one.at for one in sink.arrived)
    reached = len({one.recipient for one in sink.arrived})
    return {
        "recipients": recipients,
        "kills": kills,
        "workers": workers,
        "lost": recipients - reached,
        "repeats": len(sink.arrived) - reached,
        "per_second": round(len(sink.arrived) / max(last - first, 0.001)),
        "seconds_in_all": round(total, 1),
    }


def main() -> None:
    """Measure on SQLite, and on PostgreSQL where it is installed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--recipients", type=int, default=5_000)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--json", type=Path)
    chosen = parser.parse_args()
    rows: dict[str, dict[str, Any]] = {}
    _both("sqlite", OfficeMaker(), chosen, rows)
    if postgres.binaries():
        with postgres.server() as address:
            _both("postgresql", OfficeMaker(address), chosen, rows)
    if chosen.json:
        chosen.json.write_text(json.dumps(rows, indent=2))


def _both(
    name: str, maker: OfficeMaker, chosen: argparse.Namespace, rows: dict[str, dict[str, Any]]
) -> None:
    try:
        for kind, kills in (("speed", 0), ("killed", chosen.kills)):
            row = measure(maker, recipients=chosen.recipients, kills=kills, workers=1)
            rows[f"{name}_{kind}"] = row
            print(f"{name:11} {kind:7} {row}", flush=True)
    finally:
        maker.close()


if __name__ == "__main__":
    main()
