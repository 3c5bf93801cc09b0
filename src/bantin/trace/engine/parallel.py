"""Match on several processes of one machine, which share one index.

The answers are the same, bit for bit and in the same order, as those of one process.
"""

from __future__ import annotations

import multiprocessing
import tempfile
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TypeVar

from .index import Index
from .model import Item, Match
from .reading import Reading

AHEAD = 3
"""Batches handed out for each process before the first answer is waited for."""

BATCH = 64
"""Items in one batch."""

Answer = TypeVar("Answer")
Answered = tuple[Item, list[Match]]

_own: dict[str, Index] = {}


def match_many(
    index: Index,
    items: Iterable[Item],
    *,
    workers: int,
    batch: int = BATCH,
    all_editions: bool = False,
) -> Iterator[Answered]:
    """Each item with its matches, in order; one worker means this process.

    A process with one thread is forked, so that the index is shared as it stands; otherwise new
    processes map it from a file.
    """
    if workers <= 1:
        yield from _alone(index, items, batch, all_editions=all_editions)
        return
    with _processes(index, workers) as pool:
        yield from in_order(
            iter(items),
            batch,
            workers * AHEAD,
            submit=lambda group: pool.submit(_match, group, all_editions=all_editions),
            result=lambda answer: answer.result(),
        )


def match_readings(
    index: Index,
    readings: Sequence[Reading],
    *,
    workers: int = 1,
    all_editions: bool = False,
) -> Iterator[Answered]:
    """The same for items that were read already, while the index has not changed since.

    Several processes read the items again: that is quicker than to send what was read.
    """
    if workers <= 1:
        for reading in readings:
            yield from zip(
                reading.items,
                index.match_reading(reading, all_editions=all_editions),
                strict=True,
            )
        return
    items = (item for reading in readings for item in reading.items)
    yield from match_many(index, items, workers=workers, all_editions=all_editions)


def in_order(
    items: Iterator[Item],
    batch: int,
    ahead: int,
    *,
    submit: Callable[[list[Item]], Answer],
    result: Callable[[Answer], list[list[Match]]],
) -> Iterator[Answered]:
    """Keep ``ahead`` batches under way and give the answers in the order of the items."""
    waiting: deque[tuple[list[Item], Answer]] = deque()
    while True:
        while len(waiting) < ahead and (group := list(islice(items, batch))):
            waiting.append((group, submit(group)))
        if not waiting:
            return
        group, answer = waiting.popleft()
        yield from zip(group, result(answer), strict=True)


def _alone(
    index: Index, items: Iterable[Item], batch: int, *, all_editions: bool
) -> Iterator[Answered]:
    stream = iter(items)
    while group := list(islice(stream, batch)):
        yield from zip(
            group, index.match_many(group, batch=batch, all_editions=all_editions), strict=True
        )


@contextmanager
def _processes(index: Index, workers: int) -> Iterator[ProcessPoolExecutor]:
    """A pool whose processes hold the index."""
    if threading.active_count() == 1 and "fork" in multiprocessing.get_all_start_methods():
        _own["index"] = index.ready()
        try:
            with ProcessPoolExecutor(workers, multiprocessing.get_context("fork")) as pool:
                yield pool
        finally:
            del _own["index"]
        return
    with tempfile.TemporaryDirectory(prefix="bantin-trace-") as folder:
        path = Path(folder) / "index"
        index.save(path)
        with ProcessPoolExecutor(
            workers,
            multiprocessing.get_context("spawn"),
            initializer=_open,
            initargs=(str(path), index.compiled),
        ) as pool:
            yield pool


def _open(path: str, compiled: bool) -> None:  # noqa: FBT001 - the pool passes it by place
    _own["index"] = Index.load(path, compiled=compiled)


def _match(items: list[Item], *, all_editions: bool) -> list[list[Match]]:
    return list(_own["index"].match_many(items, batch=len(items), all_editions=all_editions))
