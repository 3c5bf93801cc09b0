"""The index of editions: add, remove, match, save and load."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from os import PathLike

from .errors import DuplicateEdition, IndexDamaged, UnknownEdition
from .model import Edition, Item, Match
from .options import Options


class Index:
    """Editions in which every item is looked up."""

    def __init__(self, editions: Iterable[Edition] = (), *, options: Options = Options()) -> None:
        self.options = options
        self._editions: dict[str, Edition] = {}
        for edition in editions:
            self.add(edition)

    def __len__(self) -> int:
        return len(self._editions)

    def add(self, edition: Edition) -> None:
        """Add one edition."""
        if edition.id in self._editions:
            raise DuplicateEdition(edition.id)
        self._editions[edition.id] = edition

    def remove(self, id: str) -> None:
        """Take one edition out of the index."""
        if self._editions.pop(id, None) is None:
            raise UnknownEdition(id)

    def match(self, item: Item, *, all_editions: bool = False) -> list[Match]:
        """The editions that ``item`` reproduces or quotes, best first."""
        return []

    def match_many(
        self, items: Iterable[Item], *, batch: int = 128, all_editions: bool = False
    ) -> Iterator[list[Match]]:
        """One list of matches for each item, in the order of ``items``."""
        stream = iter(items)
        while group := list(islice(stream, batch)):
            yield from ([] for _ in group)

    def save(self, path: str | PathLike[str]) -> None:
        """Write the index into one file."""
        raise NotImplementedError

    @classmethod
    def load(cls, path: str | PathLike[str]) -> Index:
        """Read an index that ``save`` wrote."""
        raise IndexDamaged(str(path))
