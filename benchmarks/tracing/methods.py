"""What is measured: Bantin and its peers, and how each is measured."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from bantin.trace.engine import Edition, Item

from . import cores, memory, ours, peers
from .bench import Bench
from .prepare import fold
from .score import Answers, Found, quality

SAMPLE = 240
"""Items given to a method that compares everything with everything."""

TIMED = 1000
"""Items given to a method when only its speed is wanted, by number of editions."""

TIMED_OF_SAMPLE = 40
"""The same for a method that is measured on a sample."""


class Matcher(Protocol):
    """What every method can do."""

    def build(self, editions: Sequence[Edition]) -> None:
        """Index the editions."""

    def match(self, items: Sequence[Item]) -> list[list[Found]]:
        """Editions that each item may copy, with how sure it is."""


@dataclass(frozen=True, slots=True)
class Method:
    """One row of the table."""

    name: str
    make: Callable[[], Matcher]
    missing: Callable[[], str] = str
    sample: int | None = None
    forks: bool = True
    """Whether a process that has built its index may be copied."""


OURS = {
    method.name: method
    for method in (
        Method("bantin", lambda: ours.Bantin(compiled=False)),
        Method(
            "bantin-compiled", lambda: ours.Bantin(compiled=True), missing=ours.compiled_is_missing
        ),
    )
}
PEERS = {
    method.name: method
    for method in (
        Method("datasketch", peers.Datasketch),
        Method("datasketch-ensemble", peers.DatasketchEnsemble),
        Method("rensa", peers.Rensa),
        Method("gaoya", peers.Gaoya),
        Method("duckdb", peers.Duckdb, forks=False),
        Method("rapidfuzz", peers.Rapidfuzz, sample=SAMPLE),
    )
}
METHODS = OURS | PEERS


def measure(method: Method, bench: Bench) -> dict[str, Any]:
    """Run one method over the bench and score it; to be called once in a process."""
    if method.sample is not None:
        bench = sampled(bench, method.sample)
    items = [item.item for item in bench.items]
    begun = memory.resident_mb()
    matcher = method.make()
    if isinstance(matcher, ours.Bantin):
        row = _measure_ours(matcher, bench, items)
    else:
        row = _measure_peer(matcher, bench, items, forks=method.forks)
    return row | {"texts_mb": begun, "items": len(items), "sampled": method.sample is not None}


def sampled(bench: Bench, size: int) -> Bench:
    """The bench with about ``size`` of its items, the same ones every time."""
    share = size / max(1, len(bench.items))
    limit = int(share * (1 << 64))
    return bench.only(lambda item: _draw(item.id) < limit)


def _draw(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big")


def _measure_peer(
    matcher: Matcher, bench: Bench, items: list[Item], *, forks: bool
) -> dict[str, Any]:
    started = time.perf_counter()
    matcher.build(bench.editions)
    indexed = time.perf_counter()
    found = matcher.match(items)
    matched = time.perf_counter()
    peak = memory.peak_mb()
    for item in items:
        fold(item.text)
    folded = time.perf_counter() - matched
    alone = len(items) / (matched - indexed)
    return {
        **quality(bench, Answers(found)),
        "items_per_s": max(alone, cores.speed(matcher.match, items) if forks else alone),
        "items_per_s_one_process": alone,
        "items_per_s_folded": len(items) / max(1e-9, matched - indexed - folded),
        "index_s": indexed - started,
        "peak_mb": peak,
    }


def _measure_ours(matcher: ours.Bantin, bench: Bench, items: list[Item]) -> dict[str, Any]:
    started = time.perf_counter()
    matcher.build(bench.editions)
    indexed = time.perf_counter()
    matcher.learn(items)
    learned = time.perf_counter()
    matches = matcher.matches(items)
    matched = time.perf_counter()
    peak = memory.peak_mb()
    begun = time.perf_counter()
    together = matcher.matches_on_all_cores(items)
    shared = time.perf_counter()
    if together != matches:
        raise RuntimeError("several processes answered otherwise than one")
    size = matcher.bytes_on_disk()
    found = ours.as_found(matcher.all_matches(items))
    return {
        **quality(bench, Answers(found, ours.as_found(matches), matches)),
        "items_per_s": len(items) / (shared - begun),
        "items_per_s_one_process": len(items) / (matched - learned),
        "items_per_s_with_learning": len(items) / (matched - indexed),
        "index_s": indexed - started,
        "learn_s": learned - indexed,
        "bytes_per_edition": size / max(1, len(bench.editions)),
        "peak_mb": peak,
    }


def speeds(method: Method, bench: Bench, sizes: Sequence[int]) -> dict[int, float]:
    """Items a second by number of editions, over about ``TIMED`` items (best of two)."""
    wanted = TIMED if method.sample is None else TIMED_OF_SAMPLE
    step = max(1, len(bench.items) // wanted)
    items = [item.item for item in bench.items[::step]]
    return {size: _speed(method, bench.editions[:size], items) for size in sizes}


def _speed(method: Method, editions: Sequence[Edition], items: list[Item]) -> float:
    matcher = method.make()
    matcher.build(editions)
    if isinstance(matcher, ours.Bantin):
        matcher.learn(items)
    seconds = []
    for _ in range(2):
        started = time.perf_counter()
        matcher.match(items)
        seconds.append(time.perf_counter() - started)
    return len(items) / min(seconds)
