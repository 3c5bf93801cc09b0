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
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from .index import Index
from .model import Item, Match
from .reading import Reading

AHEAD = 2
"""Batches handed out for each other process before an answer is waited for."""

HELD = 12
"""Batches for each other process whose answers are there, or under way, before this one waits."""

BATCH = 256
"""Items in one batch."""

Answered = tuple[Item, list[Match]]
Found = list[list[Match]]
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

    This process is one of the workers. The others are forked from it when it has one thread, so
    that the index (and a list of items) is shared as it stands; else they map it from a file.
    """
    if workers <= 1:
        for group in batches(items, batch):
            found = index.match_many(group, batch=batch, all_editions=all_editions)
            yield from zip(group, found, strict=True)
    elif isinstance(items, Sequence) and _can_fork():
        starts = range(0, len(items), batch)
        with _team(_Own(index, items=items), workers, all_editions=all_editions) as team:
            yield from team.answers(
                (items[start : start + batch], _Task("part", (start, batch))) for start in starts
            )
    else:
        groups = batches(items, batch)
        first = next(groups, None)
        if first is None:
            return
        with _team(_Own(index), workers, all_editions=all_editions) as team:
            yield from team.answers(
                (group, _Task("group", (group,))) for group in chain((first,), groups)
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
        with _team(_Own(index, readings=readings), workers, all_editions=all_editions) as team:
            yield from team.answers(
                (reading.items, _Task("reading", (number,)))
                for number, reading in enumerate(readings)
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
    result: Callable[[Answer], Found],
) -> Iterator[Answered]:
    """Keep ``ahead`` tasks under way and give the answers in the order of the items."""
    waiting: deque[tuple[Sequence[Item], Answer]] = deque()
    while True:
        waiting.extend((items, submit(task)) for items, task in islice(work, ahead - len(waiting)))
        if not waiting:
            return
        items, answer = waiting.popleft()
        yield from zip(items, result(answer), strict=True)


class _Task(NamedTuple):
    """A method of ``_Own`` and its arguments."""

    name: str
    arguments: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class _Own:
    """What a process has from the start: the index, and items or readings if it was forked."""

    index: Index
    items: Sequence[Item] = ()
    readings: Sequence[Reading] = ()

    def do(self, task: _Task, *, all_editions: bool) -> Found:
        """The answer of a task."""
        method: Callable[..., Found] = getattr(self, task.name)
        return method(*task.arguments, all_editions=all_editions)

    def group(self, items: Sequence[Item], *, all_editions: bool) -> Found:
        """The matches of these items."""
        return list(self.index.match_many(items, batch=len(items), all_editions=all_editions))

    def part(self, start: int, size: int, *, all_editions: bool) -> Found:
        """The matches of a part of its own items."""
        return self.group(self.items[start : start + size], all_editions=all_editions)

    def reading(self, number: int, *, all_editions: bool) -> Found:
        """The matches of one of its readings."""
        return self.index.match_reading(self.readings[number], all_editions=all_editions)


@dataclass(frozen=True, slots=True)
class _Team:
    """This process and those of a pool, which match together."""

    own: _Own
    pool: ProcessPoolExecutor
    others: int
    all_editions: bool

    def answers(self, work: Iterable[tuple[Sequence[Item], _Task]]) -> Iterator[Answered]:
        """The answers in the order of the items.

        While the others have enough to do, this process does a task itself. When it is far ahead
        of them, it waits.
        """
        waiting: deque[tuple[Sequence[Item], Future[Found]]] = deque()
        given: deque[Future[Found]] = deque()
        for items, task in work:
            while given and given[0].done():
                given.popleft()
            if len(given) < self.others * AHEAD:
                answer = self.pool.submit(_do, task, all_editions=self.all_editions)
                given.append(answer)
            else:
                answer = self._here(task)
            waiting.append((items, answer))
            while waiting and (waiting[0][1].done() or len(waiting) > self.others * HELD):
                yield from _answered(*waiting.popleft())
        for both in waiting:
            yield from _answered(*both)

    def _here(self, task: _Task) -> Future[Found]:
        answer: Future[Found] = Future()
        answer.set_result(self.own.do(task, all_editions=self.all_editions))
        return answer


def _answered(items: Sequence[Item], answer: Future[Found]) -> Iterator[Answered]:
    return zip(items, answer.result(), strict=True)


@contextmanager
def _team(own: _Own, workers: int, *, all_editions: bool) -> Iterator[_Team]:
    """As many processes as ``workers``, this one included, which hold the index."""
    others = workers - 1
    if _can_fork():
        own.index.ready()
        fork = multiprocessing.get_context("fork")
        with (
            _settled(),
            ProcessPoolExecutor(others, fork, initializer=_adopt, initargs=(own,)) as pool,
        ):
            yield _Team(own, pool, others, all_editions)
        return
    with tempfile.TemporaryDirectory(prefix="bantin-trace-") as folder:
        path = Path(folder) / "index"
        own.index.save(path)
        with ProcessPoolExecutor(
            others,
            multiprocessing.get_context("spawn"),
            initializer=_open,
            initargs=(str(path), own.index.compiled),
        ) as pool:
            yield _Team(own, pool, others, all_editions)


@contextmanager
def _settled() -> Iterator[None]:
    """Leave what is there to itself: looked through for garbage, its memory would be copied."""
    if gc.get_freeze_count():
        yield
        return
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _can_fork() -> bool:
    """Whether this process can be copied: no other thread may hold a lock in it."""
    return threading.active_count() == 1 and "fork" in multiprocessing.get_all_start_methods()


_adopted: list[_Own] = []
"""What a process of a pool works with."""


def _adopt(own: _Own) -> None:
    _adopted.append(own)


def _open(path: str, compiled: bool) -> None:  # noqa: FBT001 - the pool passes it by place
    _adopt(_Own(Index.load(path, compiled=compiled)))


def _do(task: _Task, *, all_editions: bool) -> Found:
    return _adopted[-1].do(task, all_editions=all_editions)
