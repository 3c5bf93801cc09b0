"""The bench: editions, items, and what is true of them."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bantin.trace.engine import Edition, Item

DEFAULT = Path(__file__).resolve().parents[3] / "shared" / "data" / "trace"

RULES = {"strict": "natural", "lenient": "natural12"}
"""The scoring rules and the lists of natural pairs that they leave out."""

Pair = tuple[str, str]
"""Item and family."""

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Labelled:
    """One item with its truth.

    ``families`` are the releases that it copies and ``editions`` the copied editions of them;
    ``spans`` are the copied ranges of its text in code points; ``drift`` lists (old, new).
    """

    id: str
    kind: str
    text: str
    families: tuple[str, ...]
    editions: tuple[str, ...]
    spans: tuple[Span, ...]
    drift: tuple[tuple[str, str], ...]

    @property
    def item(self) -> Item:
        """The item as the engine takes it."""
        return Item(self.id, self.text)


@dataclass(frozen=True, slots=True)
class Bench:
    """Texts and truth. ``natural`` holds, for each rule, the pairs to leave out."""

    editions: tuple[Edition, ...]
    items: tuple[Labelled, ...]
    truth: frozenset[Pair]
    natural: dict[str, frozenset[Pair]]
    family: dict[str, str]

    def only(self, keep: Callable[[Labelled], bool]) -> Bench:
        """The same with some of the items."""
        items = tuple(item for item in self.items if keep(item))
        return Bench(self.editions, items, truth_of(items), self.natural, self.family)


@cache
def development(item: str) -> bool:
    """Whether the item is of the fifth on which thresholds are chosen."""
    return int(hashlib.md5(item.encode()).hexdigest(), 16) % 5 == 0


def truth_of(items: Sequence[Labelled]) -> frozenset[Pair]:
    """Every item with every family that it copies."""
    return frozenset((item.id, family) for item in items for family in item.families)


def read(folder: Path, limit: int | None = None) -> Bench:
    """The bench from its files, with the first ``limit`` items."""
    editions = tuple(
        Edition(r["rid"], r["text"], r["title"], r["family"], r["version"])
        for r in _lines(folder / "releases.jsonl.gz")
    )
    items = tuple(_labelled(row) for row in _lines(folder / "items.jsonl.gz", limit))
    family = {edition.id: edition.release for edition in editions}
    truth = truth_of(items)
    natural = {rule: _natural(folder, name, items, family) - truth for rule, name in RULES.items()}
    return Bench(editions, items, truth, natural, family)


def _labelled(row: dict[str, Any]) -> Labelled:
    return Labelled(
        row["aid"],
        row["kind"],
        row["text"],
        tuple(row["family"]),
        tuple(row["labels"]),
        tuple((begin, end) for begin, end in row["spans"]),
        tuple((old, new) for old, new in row["drift"]),
    )


def _lines(path: Path, limit: int | None = None) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for number, line in enumerate(file):
            if limit is not None and number >= limit:
                return
            yield json.loads(line)


def _natural(
    folder: Path, name: str, items: Sequence[Labelled], family: dict[str, str]
) -> frozenset[Pair]:
    """Pairs that share text by nature: listed ones, and releases that share text themselves."""
    pairs = {(row[0], family[row[1]]) for row in _list(folder / f"{name}.json")}
    alike: dict[str, set[str]] = defaultdict(set)
    for one, other, *_ in _list(folder / f"rel_{name}.json"):
        alike[family[one]].add(family[other])
        alike[family[other]].add(family[one])
    for item in items:
        pairs.update((item.id, near) for own in item.families for near in alike[own])
    return frozenset(pairs)


def _list(path: Path) -> list[list[Any]]:
    rows: list[list[Any]] = json.loads(path.read_text(encoding="utf-8"))
    return rows
