"""The newsroom, measured: ``./run bench newsroom [--releases N] [--only PART] [--json FILE]``.

A real office on PostgreSQL with 20,000 releases, its own web server, nginx in front with the
configuration of the documentation, and beside it nginx serving the same bytes as a static file.
Load by wrk on loopback. Then PostgreSQL is stopped and every published address is asked.
"""

from __future__ import annotations

import argparse
import gzip
import http.client
import json
import random
import re
import shutil
import socket
import sqlite3
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

import psycopg

from benchmarks.reading import nginx
from benchmarks.tracing.bars import Bar
from tests.support import postgres
from tests.support.office import Office, OfficeMaker, answers, wait_until

BARS = (
    Bar("cached_vs_nginx", "≥", 0.5),
    Bar("not_modified_vs_cached", "≥", 1),
    Bar("uncached_p95_ms", "≤", 50),
    Bar("search_p95_ms", "≤", 100),
    Bar("api_page_ms", "≤", 60),
    Bar("verify_ms", "≤", 300),
    Bar("served_without_database", "≥", 1),
)
WORDS = [
    "cầu",
    "phan luong",
    "Hàm Giang",
    "cuu nan",
    "lừa đảo",
    "tuyen sinh",
    "an toàn 2026",
    "đợt 77",
]
Read = TypeVar("Read")
GZIP = "Accept-Encoding: gzip"
SAMPLES = 300
READERS = 4  # that ask at once for what is kept
ASKED = 40  # of “Is this official?”: fewer than it allows one network
WEB = """
import waitress
from bantin.config.wsgi import application
waitress.serve(application, host="127.0.0.1", port=int(sys.argv[1]), threads=8, ident=None)
"""


def main() -> None:
    """Measure what was asked for and print it beside the bars."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--releases", type=int, default=20_000)
    parser.add_argument("--only", choices=["live", "kept"], help="one part alone")
    parser.add_argument(
        "--json",
        type=Path,
        help="also write the figures to this file; with --only, those of other parts stay in it",
    )
    chosen = parser.parse_args()
    for program, package in (("nginx", "nginx"), ("wrk", "wrk")):
        if shutil.which(program) is None:
            raise SystemExit(f"{program} is missing: apt-get install {package}")
    if postgres.binaries() is None:
        raise SystemExit("PostgreSQL is missing: apt-get install postgresql")
    row: dict[str, Any] = dict.fromkeys(bar.key for bar in BARS)
    if chosen.only and chosen.json and chosen.json.exists():
        row |= json.loads(chosen.json.read_text(encoding="utf-8"))
    row["releases"] = chosen.releases
    with postgres.server() as database:
        maker = OfficeMaker(database)
        port = _free_port()
        office = maker(BANTIN_BASE_URL=f"http://127.0.0.1:{port}")
        try:
            _measure(row, office, port, database, chosen.only)
        except SystemExit:
            print(office.logs()[-4_000:], file=sys.stderr)
            raise
        finally:
            office.close()
            maker.close()
    _print(row)
    if chosen.json:
        chosen.json.write_text(json.dumps(row, indent=1), encoding="utf-8")


def _measure(
    row: dict[str, Any], office: Office, port: int, database: str, only: str | None
) -> None:
    _say(f"publishing {row['releases']:,} releases")
    code = "from benchmarks.reading import office; office.fill(int(sys.argv[1]))"
    done = office.python(code, str(row["releases"]), check=False, seconds=3_000)
    if done.returncode:
        raise SystemExit(done.stderr)
    paths = json.loads(done.stdout)
    _gather_statistics(office)
    if only != "kept":
        _live(row, office, port, paths)
    if only != "live":
        _kept(row, office, port, paths)
        _without_database(row, port, paths, database)


def _live(row: dict[str, Any], office: Office, port: int, paths: list[str]) -> None:
    """What costs a question to the database: measured one after the other, without a keeper."""
    web = office.start(str(port), code=WEB)
    wait_until(lambda: answers(f"http://127.0.0.1:{port}/"), seconds=120)
    releases = [path for path in paths if _is_release(path)]
    chosen = random.Random(3).sample(releases, min(SAMPLES, len(releases)))
    row["uncached_p95_ms"] = _p95([_timed(port, path) for path in chosen])
    row["search_p95_ms"] = _p95(
        [_timed(port, f"/tim-kiem/?q={quote(word)}") for word in WORDS * 10]
    )
    row["api_page_ms"] = _median(port, "/api/v1/releases?limit=100")
    row["verify_ms"] = _verify(port, chosen[:ASKED])
    web.terminate()
    web.wait(20)


def _kept(row: dict[str, Any], office: Office, port: int, paths: list[str]) -> None:
    """Have the keeper make every answer, then ask for one of them."""
    office.start("serve", "--port", str(port))
    wait_until(lambda: answers(f"http://127.0.0.1:{port}/"), seconds=120)
    _say("waiting for the keeper")
    begun = time.monotonic()
    wait_until(lambda: _all_made(office, len(paths)), seconds=7_200, every=2.0)
    row["keeper_s"] = round(time.monotonic() - begun)
    _cached(row, port, _a_release(paths))


def _without_database(row: dict[str, Any], port: int, paths: list[str], database: str) -> None:
    """Ask for every published address while PostgreSQL is stopped."""
    with postgres.away(database), ThreadPoolExecutor(READERS) as readers:
        time.sleep(2.5)
        _say(f"asking {len(paths):,} addresses without the database")
        served = list(readers.map(lambda path: _status(port, _asked(path)) == 200, paths))
    row["served_without_database"] = sum(served) / len(served)
    row["addresses"] = len(served)


def _cached(row: dict[str, Any], port: int, path: str) -> None:
    """The same page from our cache, unchanged, and from nginx as a file."""
    if not _etag(port, path).startswith("W/"):
        raise SystemExit(f"{path} is not kept")
    place, front, files = nginx.folder(), _free_port(), _free_port()
    body = _get(port, path)[1]
    (place / "files").mkdir()
    (place / "files" / "page.html").write_bytes(body)
    (place / "files" / "page.html.gz").write_bytes(gzip.compress(body, 6))
    try:
        with nginx.running(place, front, port, files):
            etag = _etag(front, path)
            address = f"http://127.0.0.1:{front}{path}"
            static = f"http://127.0.0.1:{files}/page.html"
            rounds = [
                (
                    nginx.per_second(static, GZIP),
                    nginx.per_second(address, GZIP),
                    nginx.per_second(address, GZIP, f"If-None-Match: {etag}"),
                )
                for _ in range(3)
            ]
    finally:
        shutil.rmtree(place, ignore_errors=True)
    static_rate, cached, known = (sorted(column)[1] for column in zip(*rounds, strict=True))
    row["cached_per_s"], row["not_modified_per_s"] = round(cached), round(known)
    row["not_modified_vs_cached"] = round(known / cached, 2)
    row["static_per_s"] = round(static_rate)
    row["cached_vs_nginx"] = round(cached / static_rate, 2)
    row["without_nginx_per_s"] = round(nginx.per_second(f"http://127.0.0.1:{port}{path}", GZIP))
    row["page_bytes"] = len(body)


def _gather_statistics(office: Office) -> None:
    """As autovacuum would have done over the years."""
    with psycopg.connect(office.database, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")


def _is_release(path: str) -> bool:
    return path.startswith("/thong-cao/") and path.endswith("/") and path.count("/") == 3


def _a_release(paths: list[str]) -> str:
    return next(path for path in reversed(paths) if _is_release(path))


def _asked(path: str) -> str:
    return f"{path}/file" if path.startswith("/media/") else path


def _all_made(office: Office, addresses: int) -> bool:
    """Whether the keeper knows every address and has nothing left to make."""
    with closing(sqlite3.connect(office.folder / "pages" / "pages.sqlite3")) as kept:
        known, made = kept.execute(
            "SELECT COUNT(*), COALESCE(SUM(fresh != 0), 0) FROM page"
        ).fetchone()
    return bool(known >= addresses and made == known)


def _median(port: int, path: str) -> float:
    """In milliseconds, of 30 answers after the first one."""
    _timed(port, path)
    times = sorted(_timed(port, path) for _ in range(30))
    return round(times[len(times) // 2], 1)


def _verify(port: int, releases: list[str]) -> float:
    """The 95th percentile of “Is this official?” about texts with one figure changed."""
    texts = [_a_digit_changed(_get(port, f"{path}ninjs-3.1.json")[1]) for path in releases]
    _post(port, texts[0])  # the first one reads the index
    return _p95([_post(port, text) for text in texts[1:]])


def _a_digit_changed(ninjs: bytes) -> str:
    bodies = json.loads(ninjs)["bodies"]
    text = next(str(one["value"]) for one in bodies if one["contentType"] == "text/plain")
    return re.sub(r"[1-8]", lambda found: str(int(found[0]) + 1), text, count=1)


def _post(port: int, text: str) -> float:
    begun = time.perf_counter()
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=120)) as line:
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        line.request("POST", "/kiem-chung/", urlencode({"text": text}), form)
        status = line.getresponse().status
    if status != 200:
        raise SystemExit(f"/kiem-chung/: {status}")
    return 1000 * (time.perf_counter() - begun)


def _timed(port: int, path: str) -> float:
    begun = time.perf_counter()
    status = _status(port, path)
    if status != 200:
        raise SystemExit(f"{path}: {status}")
    return 1000 * (time.perf_counter() - begun)


def _p95(times: list[float]) -> float:
    return round(sorted(times)[int(len(times) * 0.95) - 1], 1)


def _status(port: int, path: str) -> int:
    return _get(port, path)[0]


def _etag(port: int, path: str) -> str:
    return _ask(port, path, lambda answer: str(answer.getheader("ETag", "")), gzip=True)


def _get(port: int, path: str) -> tuple[int, bytes]:
    return _ask(port, path, lambda answer: (answer.status, answer.read()))


def _ask(
    port: int, path: str, read: Callable[[http.client.HTTPResponse], Read], *, gzip: bool = False
) -> Read:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as line:
        line.request("GET", path, headers={"Accept-Encoding": "gzip"} if gzip else {})
        return read(line.getresponse())


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _print(row: dict[str, Any]) -> None:
    for bar in BARS:
        figure = row[bar.key]
        if figure is None:
            print(f"  {bar.key:<26}{'-':>10}   not measured")
            continue
        verdict = "holds" if bar.holds(figure) else "MISSED"
        print(f"  {bar.key:<26}{figure:>10,.6g}   bar {bar.sign} {bar.value:<8,.6g} {verdict}")
    known = {bar.key for bar in BARS}
    for name, value in row.items():
        if name not in known:
            print(f"  {name:<26}{value:>10}")


def _say(what: str) -> None:
    print(f"{what} ...", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
