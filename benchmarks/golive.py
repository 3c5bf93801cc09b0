"""How late do editions go live? 200 editions, three scheduler processes, SQLite and PostgreSQL.

Run ``python -m benchmarks.golive`` from the repository. Lateness is measured by an observer that asks
the database every 10 ms which editions are public, so it includes the commit: it is what a reader
would see. Two shapes: all 200 in the same second, and ten a second for 20 seconds.
"""

import json
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tests.support import postgres
from tests.support.office import Office, OfficeMaker

EDITIONS = 200
SCHEDULERS = 3
OBSERVE = """
import json, sys, time
from datetime import timedelta
from bantin.core.clock import database_now
from bantin.publish.record.models import GoLive
from bantin.publish.record.tests.factories import make_sealed_edition
count, per_second = int(sys.argv[1]), int(sys.argv[2])
begin = (database_now() + timedelta(seconds=count * 0.15 + 10)).replace(microsecond=0)
for number in range(count):
    at = begin + timedelta(seconds=number // per_second)
    make_sealed_edition(f"Thông cáo {number}", "Công an tỉnh họp báo.", at=at)
if database_now() > begin - timedelta(seconds=2):
    sys.exit("sealing took too long on this machine")
seen = {}
while len(seen) < count and database_now() < begin + timedelta(seconds=count / per_second + 60):
    now = database_now()
    new = GoLive.objects.exclude(edition__in=list(seen)).values_list("edition", "edition__go_live_at", "at")
    for edition, due, at in new:
        seen[edition] = [(now - due).total_seconds(), (at - due).total_seconds()]
    time.sleep(0.01)
print(json.dumps(list(seen.values())))
"""


def main() -> None:
    """Print one line for each database and shape."""
    print(f"{'database':<12}{'shape':<18}{'live':>6}{'early':>7}{'p50':>9}{'p99':>9}{'max':>9}")
    with _makers() as maker:
        _compare("SQLite", maker)
    with postgres.server() as address, _makers(address) as maker:
        _compare("PostgreSQL", maker)


def _compare(database: str, maker: OfficeMaker) -> None:
    for shape, per_second in (("the same second", EDITIONS), ("10 a second", 10)):
        _print(database, shape, _measure(maker(), per_second))


def _measure(office: Office, per_second: int) -> list[list[float]]:
    try:
        for _ in range(SCHEDULERS):
            office.start("scheduler")
        done = office.python(OBSERVE, str(EDITIONS), str(per_second))
        return [list(row) for row in json.loads(done.stdout)]
    except subprocess.CalledProcessError as error:
        sys.exit(f"{error.stderr}\n{office.logs()}")
    finally:
        office.close()


def _print(database: str, shape: str, rows: list[list[float]]) -> None:
    late = sorted(seen for seen, _ in rows)
    p99 = statistics.quantiles(late, n=100, method="inclusive")[98]
    early = sum(at < 0 for _, at in rows)
    figures = "".join(
        f"{value * 1000:>6.0f} ms" for value in (statistics.median(late), p99, late[-1])
    )
    print(f"{database:<12}{shape:<18}{len(rows):>6}{early:>7}{figures}", flush=True)


@contextmanager
def _makers(address: str | None = None) -> Iterator[OfficeMaker]:
    maker = OfficeMaker(address)
    try:
        yield maker
    finally:
        maker.close()


if __name__ == "__main__":
    main()
