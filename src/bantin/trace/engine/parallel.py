"""Match on several processes, which share one index mapped into memory.

The answers are the same, bit for bit and in the same order, as those of one process.
"""

from __future__ import annotations

import multiprocessing
import tempfile
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from pathlib import Path

from .index import Index
from .model import Item, Match

_AHEAD = 3
"""Batches handed out for each process before the first answer is waited for."""

_own: dict[str, Index] = {}


def match_many(
    index: Index,
    items: Iterable[Item],
    *,
    workers: int,
    batch: int = 128,
    all_editions: bool = False,
) -> Iterator[tuple[Item, list[Match]]]:
    """Each item with its matches, in order; one worker means this process."""
    if workers <= 1:
        yield from _alone(index, items, batch, all_editions=all_editions)
        return
    with tempfile.TemporaryDirectory(prefix="bantin-trace-") as folder:
        path = Path(folder) / "index"
        index.save(path)
        with ProcessPoolExecutor(
            workers,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_open,
            initargs=(str(path),),
        ) as pool:
            yield from _ordered(
                pool, iter(items), batch, workers * _AHEAD, all_editions=all_editions
            )


def _alone(
    index: Index, items: Iterable[Item], batch: int, *, all_editions: bool
) -> Iterator[tuple[Item, list[Match]]]:
    stream = iter(items)
    while group := list(islice(stream, batch)):
        yield from zip(
            group, index.match_many(group, batch=batch, all_editions=all_editions), strict=True
        )


def _ordered(
    pool: ProcessPoolExecutor, items: Iterator[Item], batch: int, ahead: int, *, all_editions: bool
) -> Iterator[tuple[Item, list[Match]]]:
    """Keep ``ahead`` batches under way and give the answers in order."""
    waiting: deque[tuple[list[Item], Future[list[list[Match]]]]] = deque()
    while True:
        while len(waiting) < ahead and (group := list(islice(items, batch))):
            waiting.append((group, pool.submit(_match, group, all_editions=all_editions)))
        if not waiting:
            return
        group, answer = waiting.popleft()
        yield from zip(group, answer.result(), strict=True)


def _open(path: str) -> None:
    _own["index"] = Index.load(path)


def _match(items: list[Item], *, all_editions: bool) -> list[list[Match]]:
    return list(_own["index"].match_many(items, batch=len(items), all_editions=all_editions))
