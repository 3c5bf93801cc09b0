"""Measure the tracing engine and its peers on the bench of real Vietnamese news.

    ./run bench trace [FOLDER] [--json FILE] [--limit N] [--peers LIST|none] [--plots FOLDER]

FOLDER holds releases.jsonl.gz, items.jsonl.gz and the lists of natural pairs; it is
``../shared/data/trace`` beside the repository when left out. Each method runs in a process of its
own, on one thread. How it is scored: docs/reference/benchmarks.md.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:1] = [str(ROOT), str(ROOT / "src")]  # this folder has a trace.py, and so has Python

from benchmarks.tracing import bars, runs, tables
from benchmarks.tracing.bench import DEFAULT
from benchmarks.tracing.methods import OURS, PEERS

SIZES = (100, 1_000, 10_000)
"""Editions at which the speed is measured for the plot; the bench has 5,399 of them."""


def main() -> None:
    """Measure, print the tables, write JSON and plots when asked."""
    given = _arguments()
    sizes = SIZES if given.plots else ()
    rows = []
    for name in [*OURS, *given.peers]:
        print(f"{name} ...", file=sys.stderr, flush=True)
        rows.append(runs.run(name, given.folder, given.limit, sizes))
    _print(rows)
    if given.json:
        given.json.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", "utf-8")
    if given.plots:
        _plot(rows, given.plots)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folder", nargs="?", type=Path, default=DEFAULT)
    parser.add_argument("--json", type=Path, help="write one object per method to this file")
    parser.add_argument("--limit", type=int, help="only the first N items")
    parser.add_argument(
        "--peers",
        type=_peers,
        default=list(PEERS),
        help=f"none, or some of {','.join(PEERS)}; all of them when left out",
    )
    parser.add_argument("--plots", type=Path, help="draw pictures into this folder")
    given = parser.parse_args()
    if not (given.folder / "items.jsonl.gz").exists():
        parser.error(f"{given.folder} holds no bench: there is no items.jsonl.gz")
    return given


def _peers(text: str) -> list[str]:
    names = [] if text == "none" else text.split(",")
    if unknown := set(names) - set(PEERS):
        raise argparse.ArgumentTypeError(f"there is no {', '.join(sorted(unknown))}")
    return names


def _print(rows: list[dict[str, Any]]) -> None:
    print(runs.machine(), end="\n\n")
    print(tables.comparison(rows))
    print(*tables.notes(rows), sep="\n")
    print(f"\n{tables.by_kind(rows)}")
    for row in rows:
        if row["method"] in OURS and "missing" not in row:
            print(f"\n{row['method']}:")
            print(*bars.lines(row, bars.bars_of(row, rows)), sep="\n")
            print(*_others(row), sep="\n")


def _others(row: dict[str, Any]) -> list[str]:
    """Figures of ours that have no bar."""
    names = (
        "items_per_s_one_process",
        "items_per_s_with_learning",
        "index_s",
        "learn_s",
        "figure_alarms_per_800",
    )
    shipped = tuple(name for name in row if name.endswith("_shipped"))
    return [f"  {name:<28}{row[name]:>10,.4f}" for name in (*names, *shipped)]


def _plot(rows: list[dict[str, Any]], folder: Path) -> None:
    try:
        from benchmarks.tracing import plots
    except ImportError as error:
        print(
            f"No pictures: {error}. They are drawn by: ./run bench trace --plots FOLDER",
            file=sys.stderr,
        )
        return
    folder.mkdir(parents=True, exist_ok=True)
    for path in (plots.by_kind(rows, folder), plots.by_editions(rows, folder)):
        print(f"wrote {path}", file=sys.stderr)


if __name__ == "__main__":
    main()
