"""Measure how long the tracing engine takes for one item, one edition, and the whole command.

./run bench trace_latency [FOLDER] [--compiled] [--json FILE]
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:1] = [str(ROOT), str(ROOT / "src")]

import numpy as np

from bantin.trace.engine import Edition, Index, Item
from benchmarks.tracing import bars, bench, ours, runs
from benchmarks.tracing.growing import milliseconds

SINGLES = 3_000
"""Items that are asked for one by one."""

EMPTY = Item("empty", "")


def main() -> None:
    """Print each figure beside its bar."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folder", nargs="?", type=Path, default=bench.DEFAULT)
    parser.add_argument("--compiled", action="store_true", help="with the compiled loop")
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    given = parser.parse_args()
    if not (given.folder / "items.jsonl.gz").exists():
        parser.error(f"{given.folder} holds no bench: there is no items.jsonl.gz")
    if given.compiled and (reason := ours.compiled_is_missing()):
        parser.error(f"the compiled loop cannot be measured: {reason}")
    print(runs.machine())
    row = measure(given.folder, compiled=given.compiled)
    print(*bars.lines(row, bars.LATENCY), sep="\n")
    barred = {bar.key for bar in bars.LATENCY}
    print(*(f"  {key:<24}{row[key]:>12,.4f}" for key in row if key not in barred), sep="\n")
    if given.json:
        given.json.write_text(json.dumps(row, indent=1) + "\n", "utf-8")


def measure(folder: Path, *, compiled: bool) -> dict[str, Any]:
    """All figures; the command first, while this process is small."""
    command = command_seconds(folder)
    two_workers = command_seconds(folder, "--workers", "2")
    texts = bench.read(folder)
    items = [item.item for item in texts.items]
    matcher = ours.Bantin(compiled=compiled)
    matcher.build(texts.editions)
    matcher.learn(items)
    step = max(1, len(items) // SINGLES)
    alone = milliseconds(matcher.index.match, items[::step])
    added = addition_milliseconds(texts.editions, compiled=compiled)
    return {
        "one_item_p50_ms": float(np.percentile(alone, 50)),
        "one_item_p99_ms": float(np.percentile(alone, 99)),
        "one_item_worst_ms": max(alone),
        "addition_mean_ms": float(np.mean(added)),
        "addition_p99_ms": float(np.percentile(added, 99)),
        "addition_worst_ms": max(added),
        "addition_at_once_ms": at_once_milliseconds(texts.editions, compiled=compiled),
        "bytes_per_edition": matcher.bytes_on_disk() / len(texts.editions),
        "command_s": command,
        "command_2_workers_s": two_workers,
    }


def addition_milliseconds(editions: Sequence[Edition], *, compiled: bool) -> list[float]:
    """For each edition: add it, and ask for an empty item, so that it is in the index."""
    index = ours.new_index((), compiled=compiled)
    times = []
    for edition in editions:
        started = time.perf_counter()
        _add(index, edition)
        times.append((time.perf_counter() - started) * 1e3)
    return times


def _add(index: Index, edition: Edition) -> None:
    index.add(edition)
    index.match(EMPTY)


def at_once_milliseconds(editions: Sequence[Edition], *, compiled: bool) -> float:
    """For one edition, when all are indexed together."""
    started = time.perf_counter()
    ours.new_index(editions, compiled=compiled).match(EMPTY)
    return (time.perf_counter() - started) * 1e3 / len(editions)


def command_seconds(folder: Path, *options: str) -> float:
    """``bantin trace`` over the whole bench, from start to end."""
    with tempfile.TemporaryDirectory(prefix="bantin-bench-") as place:
        command = [sys.executable, "-m", "bantin.cli", "trace"]
        command += [str(folder / "releases.jsonl.gz"), str(folder / "items.jsonl.gz")]
        command += ["--json", "--output", str(Path(place) / "lines"), *options]
        started = time.perf_counter()
        subprocess.run(command, check=True, env=runs.environment(), stdout=subprocess.DEVNULL)
        return time.perf_counter() - started


if __name__ == "__main__":
    main()
