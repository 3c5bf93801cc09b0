"""Bantin's own engine as a method of the benchmark."""

from __future__ import annotations

import gc
import importlib.util
import os
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from bantin.trace.engine import Edition, Index, Item, Match, parallel

from .score import Found

LOW = 10.0
"""Threshold of the run from which the benchmark chooses one."""


def new_index(editions: Iterable[Edition], *, compiled: bool) -> Index:
    """An index with or without the compiled loop."""
    return Index(editions, compiled=True) if compiled else Index(editions)


def warm_up(index: Index, edition: Edition) -> None:
    """Match once, so that nothing is left to be built or compiled."""
    index.match(Item("first", edition.text))


def compiled_is_missing() -> str:
    """Why the compiled loop cannot be measured; empty when it can."""
    if importlib.util.find_spec("bantin.trace.engine.compiled") is None:
        return "this version has no compiled loop"
    if importlib.util.find_spec("numba") is None:
        return "numba is not installed"
    return ""


class Bantin:
    """The engine, with passages, drift and versions in every answer."""

    def __init__(self, *, compiled: bool) -> None:
        self._compiled = compiled

    def build(self, editions: Sequence[Edition]) -> None:
        """Index the editions and make ready for the first item."""
        self.index = new_index(editions, compiled=self._compiled)
        self._first = editions[0]
        warm_up(self.index, self._first)

    def learn(self, items: Iterable[Item]) -> None:
        """Learn which phrases are common, as ``bantin trace`` does, and make ready."""
        self.index.learn(items)
        warm_up(self.index, self._first)
        gc.freeze()

    def matches(self, items: Iterable[Item]) -> list[list[Match]]:
        """Matches as the engine ships."""
        return list(self.index.match_many(items))

    def matches_on_all_cores(self, items: Sequence[Item]) -> list[list[Match]]:
        """The same from one process for each processor, their start included."""
        workers = len(os.sched_getaffinity(0))
        return [found for _, found in parallel.match_many(self.index, items, workers=workers)]

    def match(self, items: Sequence[Item]) -> list[list[Found]]:
        """Editions and scores."""
        return as_found(self.matches(items))

    def all_matches(self, items: Iterable[Item]) -> list[list[Match]]:
        """Matches with a lower threshold than it ships with."""
        options = self.index.options
        self.index.options = replace(options, threshold=LOW)
        matches = self.matches(items)
        self.index.options = options
        return matches

    def bytes_on_disk(self) -> int:
        """The size of the saved index."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "index"
            self.index.save(path)
            return sum(part.stat().st_size for part in path.parent.rglob("*") if part.is_file())


def as_found(matches: Sequence[Sequence[Match]]) -> list[list[Found]]:
    """Editions and scores of matches."""
    return [[(match.edition, match.score) for match in own] for own in matches]
