"""The public pages, judged by Google's Lighthouse: ``./run bench lighthouse [--runs N] [--json FILE]``.

The sample office runs as ``./run demo`` runs it, without a server in front; Debian's Chromium plays
a slow phone on a slow network, as Lighthouse does by itself. Nothing leaves this machine.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from benchmarks.tracing.bars import Bar, lines
from tests.support.office import Office, answers, wait_until

PACKAGES = ROOT / "benchmarks" / "auditing"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
PAGES = {
    "home": "/",
    "release": "",  # the newest one, from the home page
    "search": "/tim-kiem/",
    "results": "/tim-kiem/?q=c%C3%B4ng+an",
    "verify": "/kiem-chung/",
}
UNINDEXED = {("results", "seo")}  # what was searched for is kept out of search engines on purpose
BAR = 95
CHROME = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
]


def main() -> int:
    """Judge the pages and print the scores beside the bar."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--runs", type=int, default=3, help="of which the middle one counts")
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    chosen = parser.parse_args()
    for program, package in (("node", "nodejs"), ("npm", "npm"), ("chromium", "chromium")):
        if shutil.which(program) is None:
            raise SystemExit(f"{program} is missing: apt-get install {package}")
    with tempfile.TemporaryDirectory(prefix="bantin-lighthouse-") as folder:
        judge = _brought(Path(folder))
        with _office() as address:
            row = _judged(judge, address, chosen.runs)
    print("\n".join(lines(row, _bars())))
    for page, category in UNINDEXED:
        key = f"{page}_{category}"
        print(f"  {key:<24}{row[key]:>12}   no bar: {', '.join(row[f'{key}_lost'])}")
    for name in ("lighthouse", "chromium", "runs"):
        print(f"  {name:<24}{row[name]:>12}")
    if chosen.json:
        chosen.json.write_text(json.dumps(row, indent=1), encoding="utf-8")
    return 0 if all(bar.holds(row[bar.key]) for bar in _bars()) else 1


def _bars() -> list[Bar]:
    pairs = [(page, category) for page in PAGES for category in CATEGORIES]
    return [Bar(f"{p}_{c}", "≥", BAR) for p, c in pairs if (p, c) not in UNINDEXED]


def _brought(folder: Path) -> Path:
    """Lighthouse from npm, as ``package-lock.json`` names it and its parts."""
    for name in ("package.json", "package-lock.json"):
        shutil.copy(PACKAGES / name, folder / name)
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
    subprocess.run(command, cwd=folder, check=True)
    return folder / "node_modules" / "lighthouse" / "cli" / "index.js"


@contextmanager
def _office() -> Iterator[str]:
    """The sample office, running, once its pages are kept."""
    folder = Path(tempfile.mkdtemp(prefix="bantin-lighthouse-office-"))
    office = Office(folder, extra={"BANTIN_DEMO_DATA": str(folder / "demo")})
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    try:
        office.start("demo", "--port", str(port), "--no-browser")
        wait_until(lambda: answers(f"{address}/"), seconds=240, every=0.5)
        wait_until(lambda: _is_kept(f"{address}/"), seconds=120, every=0.5)
        yield address
    finally:
        office.close()


def _is_kept(address: str) -> bool:
    """Whether the answer comes from the kept ones: those are compressed beforehand."""
    request = urllib.request.Request(address, headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return str(answer.headers.get("ETag", "")).startswith("W/")


def _judged(judge: Path, address: str, runs: int) -> dict[str, Any]:
    row: dict[str, Any] = {"runs": runs}
    for page, path in (PAGES | {"release": _newest_release(address)}).items():
        reports = [_report(judge, f"{address}{path}") for _ in range(runs)]
        for category in CATEGORIES:
            scores = [100 * report["categories"][category]["score"] for report in reports]
            row[f"{page}_{category}"] = round(statistics.median(scores))
            if (page, category) in UNINDEXED:
                row[f"{page}_{category}_lost"] = _lost(reports[0], category)
        row["lighthouse"] = reports[0]["lighthouseVersion"]
        agent = reports[0]["environment"]["hostUserAgent"]
        row["chromium"] = agent.partition("Chrome/")[2].partition(" ")[0]
        print(page, {c: row[f"{page}_{c}"] for c in CATEGORIES}, file=sys.stderr, flush=True)
    return row


def _lost(report: dict[str, Any], category: str) -> list[str]:
    """The audits that cost the category points."""
    weighed = [ref["id"] for ref in report["categories"][category]["auditRefs"] if ref["weight"]]
    return [name for name in weighed if report["audits"][name]["score"] not in {None, 1}]


def _newest_release(address: str) -> str:
    with urllib.request.urlopen(address, timeout=10) as answer:
        found = re.search(r'href="(/thong-cao/[^"/]+/)"', answer.read().decode())
    if found is None:
        raise SystemExit("The sample office shows no release.")
    return found[1]


def _report(judge: Path, address: str) -> dict[str, Any]:
    options = ["--quiet", "--no-enable-error-reporting", "--output=json", "--output-path=stdout"]
    only = f"--only-categories={','.join(CATEGORIES)}"
    flags = " ".join(f"'{flag}'" if " " in flag else flag for flag in CHROME)
    command = ["node", str(judge), address, *options, only, f"--chrome-flags={flags}"]
    environment = os.environ | {"CHROME_PATH": str(shutil.which("chromium"))}
    done = subprocess.run(
        command, check=False, capture_output=True, text=True, env=environment, timeout=300
    )
    if done.returncode:
        raise SystemExit(done.stderr[-2_000:])
    report: dict[str, Any] = json.loads(done.stdout)
    return report


if __name__ == "__main__":
    raise SystemExit(main())
