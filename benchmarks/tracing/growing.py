"""One point of the growth curves, in a process of its own.

``size`` builds an index of so many editions and measures it; ``load`` measures a process that only
maps a saved index, as each worker does; ``stream`` passes many items through one index.
"""

from __future__ import annotations

import argparse
import json
import pickle
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bantin.trace.engine import Edition, Index, Item

from . import bench, memory, ours, synthetic
from .bench import Bench
from .runs import environment

ITEMS = 5_000
"""Items that are timed at each size."""

SINGLES = 300
COMPARED = 4_000
STEP = 5_000
"""Items between two looks at the memory of a stream."""

Sourced = tuple[Item, str]


def size(folder: Path, count: int, *, compiled: bool) -> dict[str, Any]:
    """Everything about an index of ``count`` editions."""
    texts = bench.read(folder)
    editions = _editions(texts, count)
    items = list(synthetic.items(texts, editions, ITEMS, seed=count))
    before = memory.resident_mb()
    started = time.perf_counter()
    index = ours.new_index(editions, compiled=compiled)
    ours.warm_up(index, editions[0])
    indexed = time.perf_counter()
    index.learn(item for item, _source in items)
    ours.warm_up(index, editions[0])
    learned = time.perf_counter()
    row = {
        "editions": count,
        "index_s": indexed - started,
        "learn_s": learned - indexed,
        "items_per_s": _speed(index, [item for item, _source in items]),
        "found": _found(index, items),
        "peak_mb": memory.peak_mb(),
        "texts_mb": before,
    }
    return row | _one_by_one(index, items) | _as_worker(index, items) | _likeness(texts, editions)


def _likeness(texts: Bench, editions: Sequence[Edition]) -> dict[str, float]:
    """Whether made editions share as many phrases as real ones do."""
    made = [edition.text for edition in editions[len(texts.editions) :]]
    if not made:
        return {}
    real = [edition.text for edition in texts.editions]
    few = min(len(made), len(real), COMPARED)
    return {
        "compared": few,
        "common_made": synthetic.common_share(made[:few]),
        "common_real": synthetic.common_share(real[:few]),
    }


def _editions(texts: Bench, count: int) -> list[Edition]:
    if count <= len(texts.editions):
        return list(texts.editions[:count])
    return list(synthetic.editions(texts, synthetic.Texts(synthetic.texts_of(texts)), count))


def _speed(index: Index, items: Sequence[Item], times: int = 2) -> float:
    seconds = []
    for _ in range(times):
        started = time.perf_counter()
        for _answer in index.match_many(items):
            pass
        seconds.append(time.perf_counter() - started)
    return len(items) / min(seconds)


def _found(index: Index, items: Sequence[Sourced]) -> float:
    """Share of the copies whose release is named; a fast wrong answer would show here."""
    copies = [(item, index[source].release) for item, source in items if source]
    answers = index.match_many(item for item, _release in copies)
    right = sum(
        release in {index[match.edition].release for match in own}
        for own, (_item, release) in zip(answers, copies, strict=True)
    )
    return right / max(1, len(copies))


def _one_by_one(index: Index, items: Sequence[Sourced]) -> dict[str, float]:
    times = milliseconds(index.match, [item for item, _source in items[:SINGLES]])
    return {
        "one_item_p50_ms": float(np.percentile(times, 50)),
        "one_item_p99_ms": float(np.percentile(times, 99)),
    }


def milliseconds(act: Callable[[Item], Any], items: Sequence[Item]) -> list[float]:
    """How long each call takes."""
    times = []
    for item in items:
        started = time.perf_counter()
        act(item)
        times.append((time.perf_counter() - started) * 1e3)
    return times


def _as_worker(index: Index, items: Sequence[Sourced]) -> dict[str, float]:
    """What a process needs that maps the saved index and matches."""
    with tempfile.TemporaryDirectory(prefix="bantin-bench-") as place:
        path, pile, file = (Path(place) / name for name in ("index", "items", "row.json"))
        index.save(path)
        stored = path.stat().st_size
        pile.write_bytes(pickle.dumps([item for item, _source in items]))
        subprocess.run(
            [sys.executable, "-m", __spec__.name, "load", str(path), str(pile), str(file)],
            check=True,
            env=environment(),
        )
        row: dict[str, float] = json.loads(file.read_text())
    return row | {"bytes_per_edition": stored / max(1, len(index))}


def load(path: Path, pile: Path) -> dict[str, Any]:
    """Map a saved index and match; the memory that is not shared with others that map it."""
    items: list[Item] = pickle.loads(pile.read_bytes())
    before = memory.private_mb()
    started = time.perf_counter()
    index = Index.load(path)
    index.match(Item("first", ""))
    loaded = time.perf_counter()
    _speed(index, items, times=1)
    return {
        "load_s": loaded - started,
        "worker_private_mb": memory.private_mb() - before,
        "worker_resident_mb": memory.resident_mb(),
    }


def stream(folder: Path, count: int, seconds: float, *, compiled: bool) -> dict[str, Any]:
    """Pass ``count`` different items through one index, for at most ``seconds``."""
    texts = bench.read(folder)
    pile = [item for item, _source in synthetic.items(texts, texts.editions, ITEMS, seed=0)]
    index = ours.new_index(texts.editions, compiled=compiled)
    index.learn(pile)
    curve: list[tuple[int, float, float]] = []
    started = time.perf_counter()
    for number, _answer in enumerate(index.match_many(_endless(pile, count)), start=1):
        if number % STEP == 0 or number == count:
            passed = time.perf_counter() - started
            curve.append((number, passed, memory.resident_mb()))
            if passed > seconds:
                break
    return {"items": number, "curve": curve, "items_per_s": number / curve[-1][1]}


def _endless(pile: Sequence[Item], count: int) -> Iterator[Item]:
    """``count`` items, no two alike."""
    for number in range(count):
        text = pile[number % len(pile)].text
        yield Item(f"item{number}", f"Bản tin {number} của ngày.\n{text}")


def main() -> None:
    """Measure one point and write it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("size", "stream"):
        command = commands.add_parser(name)
        command.add_argument("folder", type=Path)
        command.add_argument("count", type=int)
        command.add_argument("file", type=Path)
        command.add_argument("--seconds", type=float, default=300.0)
        command.add_argument("--compiled", action="store_true")
    command = commands.add_parser("load")
    for name in ("path", "pile", "file"):
        command.add_argument(name, type=Path)
    given = parser.parse_args()
    if given.command == "size":
        row = size(given.folder, given.count, compiled=given.compiled)
    elif given.command == "stream":
        row = stream(given.folder, given.count, given.seconds, compiled=given.compiled)
    else:
        row = load(given.path, given.pile)
    given.file.write_text(json.dumps(row), encoding="utf-8")


if __name__ == "__main__":
    main()
