"""The index of editions: add, remove, learn, match, save and load."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from os import PathLike
from pathlib import Path

import numpy as np

from . import background, kernels, store
from .assembly import build, merge
from .distinct import distinct
from .errors import DuplicateEdition, TextTooLong, UnknownEdition
from .fingerprints import fingerprints
from .fold import I64, U64, tokenise
from .learn import unexplained
from .matcher import Own, match_reading
from .model import Edition, Item, Match
from .options import Options
from .places import Place, at_full_worth, bury, own_worth, place_of, weigh
from .reading import Document, Reading, read
from .segment import Segment

_BATCH = 512
_BATCH_POINTS = 1_000_000
_GROWTH = 2
"""A segment is merged with the one before it when that is less than so many times its size."""


class Index:
    """Editions in which every item is looked up.

    New editions go into small segments that are merged as they grow; the answers never depend
    on the order of additions or on how items are batched. With ``compiled`` the loops over every
    syllable are compiled by numba (``NotCompiled`` when it is not installed); the answers are the
    same, bit for bit.
    """

    def __init__(
        self,
        editions: Iterable[Edition] = (),
        *,
        options: Options = Options(),
        compiled: bool = False,
    ) -> None:
        self.options = options
        self.compiled = compiled
        self._kernels = kernels.compiled() if compiled else kernels.PLAIN
        self._editions: dict[str, tuple[Edition, Document]] = {}
        self._pending: dict[str, None] = {}
        self._places: list[Place] = []
        self._background = background.empty()
        self._own: Own = {}
        self._families: dict[str, int] = {}
        for edition in editions:
            self.add(edition)

    def __len__(self) -> int:
        return len(self._editions)

    def __contains__(self, id: object) -> bool:
        return id in self._editions

    def __getitem__(self, id: str) -> Edition:
        try:
            return self._editions[id][0]
        except KeyError:
            raise UnknownEdition(f"No edition {id!r} is in the index.") from None

    def add(self, edition: Edition) -> None:
        """Add one edition; it is found from the next match on.

        Raises:
            DuplicateEdition: an edition with this id is there already.
            TextTooLong: the text is longer than ``options.max_text``.
        """
        if edition.id in self._editions:
            raise DuplicateEdition(f"Edition {edition.id!r} is in the index; remove it first.")
        self._check(edition.id, edition.text, edition.title)
        self._editions[edition.id] = (edition, Document.of(edition))
        self._pending[edition.id] = None

    def remove(self, id: str) -> None:
        """Take one edition out; every answer is as if it had never been there.

        Raises:
            UnknownEdition: there is no such edition.
        """
        if id not in self._editions:
            raise UnknownEdition(f"No edition {id!r} is in the index.")
        _, document = self._editions.pop(id)
        self._own = {}
        if id in self._pending:
            del self._pending[id]
            return
        place, edition = next(
            (place, edition)
            for place in self._places
            for edition in np.flatnonzero(place.alive).tolist()
            if place.segment.ids[edition] == id
        )
        bury(place, edition)
        keys, _at = fingerprints(tokenise([document.whole]))
        self._weigh(distinct(keys))

    def read(self, items: Iterable[Item]) -> Iterator[Reading]:
        """Items in batches, read once, to learn from and to match.

        Raises:
            TextTooLong: a text is longer than ``options.max_text``.
        """
        places = self._compiled()
        for group in self._batches(items, _BATCH):
            yield read(group, places, self._kernels)

    def learn(self, items: Iterable[Item]) -> int:
        """Count how often formulas of the editions stand in unrelated texts; returns their number.

        It replaces what was learned before. Give the office's own items, or a sample of them:
        those from before the releases are best. Editions added later have no counts until the
        next call.
        """
        return self.learn_from(self.read(items))

    def learn_from(self, readings: Iterable[Reading]) -> int:
        """The same with items that were read already."""
        places = [at_full_worth(place) for place in self._compiled()]
        counts = [np.zeros(place.segment.tag.size, np.int64) for place in places]
        documents = 0
        for reading in readings:
            for place, hits, count in zip(places, reading.hits, counts, strict=True):
                np.add.at(
                    count, unexplained(reading.tokens, hits, place, self.options.most_postings), 1
                )
            documents += len(reading.items)
        keys = [place.segment.keys for place in places]
        self._background = background.from_counts(keys, counts, documents)
        self._weigh_all()
        return documents

    def match(self, item: Item, *, all_editions: bool = False) -> list[Match]:
        """The editions that ``item`` reproduces or quotes, best first.

        Of each release only the edition that was copied is named, unless ``all_editions``.

        Raises:
            TextTooLong: the text is longer than ``options.max_text``.
        """
        return next(self.match_many((item,), all_editions=all_editions))

    def match_many(
        self, items: Iterable[Item], *, batch: int = _BATCH, all_editions: bool = False
    ) -> Iterator[list[Match]]:
        """One list of matches for each item, in the order of ``items``, in bounded memory."""
        places = self._compiled()
        for group in self._batches(items, batch):
            reading = read(group, places, self._kernels)
            yield from self._matches(reading, places, all_editions=all_editions)

    def match_reading(self, reading: Reading, *, all_editions: bool = False) -> list[list[Match]]:
        """One list of matches for each item of a batch that was read.

        When editions were added since, the items are read again.
        """
        places = self._compiled()
        if [place.segment for place in places] != reading.segments:
            reading = read(reading.items, places, self._kernels)
        return self._matches(reading, places, all_editions=all_editions)

    def _matches(
        self, reading: Reading, places: Sequence[Place], *, all_editions: bool
    ) -> list[list[Match]]:
        return match_reading(
            reading,
            places,
            self._editions,
            self._own,
            self.options,
            self._kernels,
            all_editions=all_editions,
        )

    def save(self, path: str | PathLike[str]) -> None:
        """Write the index into one file, replacing it whole or not at all."""
        store.save(Path(path), self._contents())

    def to_bytes(self) -> bytes:
        """What ``save`` writes, to be sent elsewhere."""
        return store.to_bytes(self._contents())

    @classmethod
    def load(cls, path: str | PathLike[str], *, compiled: bool = False) -> Index:
        """Map an index that ``save`` wrote.

        Raises:
            IndexDamaged: the file is damaged, is no index, or has another format version.
        """
        return cls._of(store.load(Path(path)), compiled=compiled)

    @classmethod
    def from_bytes(cls, data: memoryview, *, compiled: bool = False) -> Index:
        """An index of what ``to_bytes`` gave; it keeps using ``data``.

        Raises:
            IndexDamaged: as for ``load``.
        """
        return cls._of(store.from_bytes(data), compiled=compiled)

    def ready(self) -> Index:
        """The index itself, with every table made that the next match needs."""
        for place in self._compiled():
            _ = place.segment.exact, place.segment.opens
        return self

    @classmethod
    def _of(cls, contents: store.Contents, *, compiled: bool) -> Index:
        index = cls(options=contents.options, compiled=compiled)
        index._editions = {
            edition.id: (edition, Document.of(edition)) for edition in contents.editions
        }
        index._background = contents.background
        index._places = [index._place(segment) for segment in contents.segments]
        return index

    def _contents(self) -> store.Contents:
        """The index as one segment."""
        places = self._compiled()
        if len(places) > 1 or not all(place.alive.all() for place in places):
            self._places = places = [self._merged(places)]
        segments = [place.segment for place in places if place.segment.ids]
        editions = [self._editions[name][0] for segment in segments for name in segment.ids]
        return store.Contents(editions, segments, self._background, self.options)

    def _batches(self, items: Iterable[Item], most: int) -> Iterator[list[Item]]:
        """Groups of at most ``most`` items that are not too long together."""
        group: list[Item] = []
        points = 0
        for item in items:
            self._check(item.id, item.text, item.title)
            if group and (len(group) >= most or points + len(item.text) > _BATCH_POINTS):
                yield group
                group, points = [], 0
            group.append(item)
            points += len(item.text)
        if group:
            yield group

    def _check(self, id: str, text: str, title: str) -> None:
        length = len(text) + len(title)
        if length > self.options.max_text:
            raise TextTooLong(
                f"{id!r} has {length:,} characters, more than the limit of "
                f"{self.options.max_text:,}. Split it, or raise Options.max_text."
            )

    def _compiled(self) -> list[Place]:
        """Bring pending editions into a segment, and merge segments of like size."""
        if not self._pending:
            return self._places
        ids = list(self._pending)
        new = [self._editions[name] for name in ids]
        segment = build(
            ids,
            [edition.release for edition, _ in new],
            [document.whole for _, document in new],
        )
        self._pending, self._own = {}, {}
        self._places = [*self._places, self._place(segment)]
        if len(self._places) > 1:
            self._weigh(segment.keys)
        while len(self._places) > 1 and _alike(*self._places[-2:]):
            self._places = [*self._places[:-2], self._merged(self._places[-2:])]
        return self._places

    def _merged(self, places: Sequence[Place]) -> Place:
        """One place of several; what its runs are worth does not change."""
        alive = [place.alive for place in places]
        segment = merge([place.segment for place in places], alive)
        worth = [
            place.worth[np.repeat(a, np.diff(place.segment.first))]
            for place, a in zip(places, alive, strict=True)
        ]
        return place_of(segment, self._family(segment), np.concatenate(worth))

    def _place(self, segment: Segment) -> Place:
        """A segment with what its runs are worth when it is the only one."""
        worth = own_worth(segment, self._background, self.options)
        return place_of(segment, self._family(segment), worth)

    def _family(self, segment: Segment) -> I64:
        """The number of each edition's release."""
        numbers = self._families
        return np.array(
            [numbers.setdefault(name, len(numbers)) for name in segment.releases], dtype=np.int64
        )

    def _weigh(self, keys: U64) -> None:
        weigh(self._places, keys, self._background, self.options)

    def _weigh_all(self) -> None:
        """Set the worth of all runs anew: quick for one segment, by keys for several."""
        if len(self._places) == 1 and self._places[0].alive.all():
            self._places = [self._place(self._places[0].segment)]
            return
        for place in self._places:
            self._weigh(place.segment.keys)


def _alike(older: Place, newer: Place) -> bool:
    """Whether two segments are so near in size that they should be one."""
    return older.segment.masked.size < _GROWTH * newer.segment.masked.size
