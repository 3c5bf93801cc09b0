"""Match on several processes of one machine, which share one index.

The answers are the same, bit for bit and in the same order, as those of one process.
"""

from __future__ import annotations

import gc
import multiprocessing
import tempfile
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import TypeVar

from .index import Index
from .model import Item, Match
from .reading import Reading

AHEAD = 3
"""Batches handed out for each process before the first answer is waited for."""

BATCH = 256
"""Items in one batch."""

Answered = tuple[Item, list[Match]]
Task = TypeVar("Task")
Answer = TypeVar("Answer")


def match_many(
    index: Index,
    items: Iterable[Item],
    *,
    workers: int,
    batch: int = BATCH,
    all_editions: bool = False,
) -> Iterator[Answered]:
    """Each item with its matches, in order; one worker means this process.

    A process with one thread is forked, so that the index (and a list of items) is shared as it
    stands; otherwise new processes map the index from a file.
    """
    if workers <= 1:
        yield from _alone(index, items, batch, all_editions=all_editions)
    elif isinstance(items, Sequence) and _can_fork():
        yield from _shared(index, items, workers, batch, all_editions=all_editions)
    else:
        groups = batches(items, batch)
        first = next(groups, None)
        if first is None:
            return
        with _processes(_Own(index), workers) as pool:
            yield from in_order(
                ((group, group) for group in chain((first,), groups)),
                workers * AHEAD,
                submit=lambda group: pool.submit(_match, group, all_editions=all_editions),
                result=lambda answer: answer.result(),
            )


def match_readings(
    index: Index, readings: Sequence[Reading], *, workers: int = 1, all_editions: bool = False
) -> Iterator[Answered]:
    """The same for items that were read already, while the index has not changed since.

    Processes that are forked have the readings as they stand; others read the items again.
    """
    if workers <= 1:
        for reading in readings:
            found = index.match_reading(reading, all_editions=all_editions)
            yield from zip(reading.items, found, strict=True)
    elif readings and _can_fork():
        work = ((reading.items, number) for number, reading in enumerate(readings))
        with _processes(_Own(index, readings=readings), workers) as pool:
            yield from in_order(
                work,
                workers * AHEAD,
                submit=lambda number: pool.submit(
                    _match_reading, number, all_editions=all_editions
                ),
                result=lambda answer: answer.result(),
            )
    else:
        items = (item for reading in readings for item in reading.items)
        yield from match_many(index, items, workers=workers, all_editions=all_editions)


def batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """The items in lists of ``size``."""
    stream = iter(items)
    while group := list(islice(stream, size)):
        yield group


def in_order(
    work: Iterator[tuple[Sequence[Item], Task]],
    ahead: int,
    *,
    submit: Callable[[Task], Answer],
    result: Callable[[Answer], list[list[Match]]],
) -> Iterator[Answered]:
    """Keep ``ahead`` tasks under way and give the answers in the order of the items."""
    waiting: deque[tuple[Sequence[Item], Answer]] = deque()
    while True:
        waiting.extend((items, submit(task)) for items, task in islice(work, ahead - len(waiting)))
        if not waiting:
            return
        items, answer = waiting.popleft()
        yield from zip(items, result(answer), strict=True)


def _alone(
    index: Index, items: Iterable[Item], batch: int, *, all_editions: bool
) -> Iterator[Answered]:
    for group in batches(items, batch):
        found = index.match_many(group, batch=batch, all_editions=all_editions)
        yield from zip(group, found, strict=True)


def _shared(
    index: Index, items: Sequence[Item], workers: int, batch: int, *, all_editions: bool
) -> Iterator[Answered]:
    """Only the places of the items are sent to the processes, and their matches back."""
    starts = range(0, len(items), batch)
    work = ((items[start : start + batch], start) for start in starts)
    with _processes(_Own(index, items=items), workers) as pool:
        yield from in_order(
            work,
            workers * AHEAD,
            submit=lambda start: pool.submit(
                _match_shared, start, batch, all_editions=all_editions
            ),
            result=lambda answer: answer.result(),
        )


@dataclass(frozen=True, slots=True)
class _Own:
    """What a process has from the start: the index, and items or readings if it was forked."""

    index: Index
    items: Sequence[Item] = ()
    readings: Sequence[Reading] = ()


_own: dict[str, _Own] = {}


@contextmanager
def _processes(own: _Own, workers: int) -> Iterator[ProcessPoolExecutor]:
    """A pool whose processes hold the index."""
    index = own.index
    if _can_fork():
        index.ready()
        _own["here"] = own
        try:
            fork = multiprocessing.get_context("fork")
            with ProcessPoolExecutor(workers, fork, initializer=gc.freeze) as pool:
                yield pool
        finally:
            del _own["here"]
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


def _can_fork() -> bool:
    """Whether this process can be copied: no other thread may hold a lock in it."""
    return threading.active_count() == 1 and "fork" in multiprocessing.get_all_start_methods()


def _open(path: str, compiled: bool) -> None:  # noqa: FBT001 - the pool passes it by place
    _own["here"] = _Own(Index.load(path, compiled=compiled))


def _match(items: Sequence[Item], *, all_editions: bool) -> list[list[Match]]:
    index = _own["here"].index
    return list(index.match_many(items, batch=len(items), all_editions=all_editions))


def _match_shared(start: int, batch: int, *, all_editions: bool) -> list[list[Match]]:
    return _match(_own["here"].items[start : start + batch], all_editions=all_editions)


def _match_reading(number: int, *, all_editions: bool) -> list[list[Match]]:
    own = _own["here"]
    return own.index.match_reading(own.readings[number], all_editions=all_editions)
