"""Measure how the tracing engine grows: more editions, and a long stream of items.

    ./run bench trace_growth [FOLDER] [--sizes N ...] [--items N] [--compiled] [--json FILE] [--plots FOLDER]

Up to 5,399 editions are those of the bench; further ones are made by a Markov model that is learned
from its texts while this runs. See docs/how-to/size-a-cluster.md.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:1] = [str(ROOT), str(ROOT / "src")]

from benchmarks.tracing import ours, runs
from benchmarks.tracing.bench import DEFAULT

SIZES = (100, 1_000, 5_000, 25_000, 100_000)
STREAMED = 2_000_000
SECONDS = 300.0
FACTOR = 3
"""Bar: the most by which items a second may differ between the smallest and the largest index."""

COLUMNS = (
    ("editions", "editions", ",.0f"),
    ("items/s", "items_per_s", ",.0f"),
    ("found", "found", ".3f"),
    ("index s", "index_s", ",.2f"),
    ("learn s", "learn_s", ",.2f"),
    ("load s", "load_s", ",.2f"),
    ("bytes/ed.", "bytes_per_edition", ",.0f"),
    ("peak MB", "peak_mb", ",.0f"),
    ("worker MB", "worker_private_mb", ",.0f"),
    ("p50 ms", "one_item_p50_ms", ".2f"),
    ("p99 ms", "one_item_p99_ms", ".2f"),
)
WIDTH = 11


def main() -> None:
    """Measure each point in its own process; print, and draw when asked."""
    given = _arguments()
    if given.compiled and (reason := ours.compiled_is_missing()):
        sys.exit(f"The compiled loop cannot be measured: {reason}.")
    print(runs.machine(), end="\n\n")
    print("".join(f"{title:>{WIDTH}}" for title, _key, _form in COLUMNS), flush=True)
    sizes = []
    for size in sorted(given.sizes):
        row = _measure("size", given.folder, size, compiled=given.compiled)
        sizes.append(row)
        print("".join(f"{row[key]:>{WIDTH}{form}}" for _t, key, form in COLUMNS), flush=True)
    _print_likeness(sizes[-1])
    _print_factor(sizes)
    stream = _stream(given) if given.items else None
    if given.json:
        rows = {"compiled": given.compiled, "sizes": sizes, "stream": stream}
        given.json.write_text(json.dumps(rows, indent=1) + "\n", "utf-8")
    if given.plots:
        _plot(sizes, stream, given.plots)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folder", nargs="?", type=Path, default=DEFAULT)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="numbers of editions")
    parser.add_argument("--items", type=int, default=STREAMED, help="items to stream; 0 for none")
    parser.add_argument(
        "--seconds", type=float, default=SECONDS, help="the longest that the stream may take"
    )
    parser.add_argument("--compiled", action="store_true", help="with the compiled loop")
    parser.add_argument("--json", type=Path, help="write all points to this file")
    parser.add_argument("--plots", type=Path, help="draw pictures into this folder")
    given = parser.parse_args()
    if not (given.folder / "items.jsonl.gz").exists():
        parser.error(f"{given.folder} holds no bench: there is no items.jsonl.gz")
    return given


def _measure(
    what: str, folder: Path, count: int, *, compiled: bool, seconds: float = SECONDS
) -> dict[str, Any]:
    """One point, from a process of its own."""
    with tempfile.TemporaryDirectory(prefix="bantin-bench-") as place:
        file = Path(place) / "row.json"
        command = [sys.executable, "-m", "benchmarks.tracing.growing", what, str(folder)]
        command += [str(count), str(file), "--seconds", str(seconds)]
        command += ["--compiled"] if compiled else []
        subprocess.run(command, check=True, cwd=ROOT, env=runs.environment())
        row: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return row


def _print_likeness(row: dict[str, Any]) -> None:
    if "compared" in row:
        print(
            f"runs of five syllables in more than one of {row['compared']:,} texts: "
            f"{row['common_made']:.1%} in made ones, {row['common_real']:.1%} in real ones"
        )


def _print_factor(sizes: list[dict[str, Any]]) -> None:
    speeds = [row["items_per_s"] for row in sizes]
    factor = max(speeds) / min(speeds)
    verdict = "holds" if factor <= FACTOR else "MISSED"
    print(f"items/s differ by a factor of {factor:.2f}   bar ≤ {FACTOR} {verdict}", flush=True)


def _stream(given: argparse.Namespace) -> dict[str, Any]:
    stream = _measure(
        "stream", given.folder, given.items, compiled=given.compiled, seconds=given.seconds
    )
    _number, _passed, early = stream["curve"][len(stream["curve"]) // 10]
    _number, _passed, late = stream["curve"][-1]
    print(
        f"{stream['items']:,} of {given.items:,} items streamed at {stream['items_per_s']:,.0f} a "
        f"second; memory {early:,.0f} MB after a tenth of them, {late:,.0f} MB at the end"
    )
    return stream


def _plot(sizes: list[dict[str, Any]], stream: dict[str, Any] | None, folder: Path) -> None:
    try:
        from benchmarks.tracing import plots
    except ImportError as error:
        print(
            f"No pictures: {error}. They are drawn by: ./run bench trace_growth --plots FOLDER",
            file=sys.stderr,
        )
        return
    folder.mkdir(parents=True, exist_ok=True)
    for path in plots.growth(sizes, folder):
        print(f"wrote {path}", file=sys.stderr)
    if stream:
        print(f"wrote {plots.streamed(stream, folder)}", file=sys.stderr)


if __name__ == "__main__":
    main()
