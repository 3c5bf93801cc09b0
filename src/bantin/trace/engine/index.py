"""The index of editions: add, remove, learn, match, save and load."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from os import PathLike
from pathlib import Path

import numpy as np

from . import background, learn, store
from .errors import DuplicateEdition, TextTooLong, UnknownEdition
from .fold import tokenise
from .matcher import Document, OwnGrams, match_batch
from .model import Edition, Item, Match
from .options import Options
from .seeds import Place, weight_of
from .segment import Segment, build, merge

_BATCH = 128
_BATCH_POINTS = 600_000
_GROWTH = 4


class Index:
    """Editions in which every item is looked up.

    New editions go into small segments that are merged as they grow; the answers never depend
    on the order of additions or on how items are batched.
    """

    def __init__(self, editions: Iterable[Edition] = (), *, options: Options = Options()) -> None:
        self.options = options
        self._editions: dict[str, tuple[Edition, Document]] = {}
        self._pending: dict[str, None] = {}
        self._segments: list[Segment] = []
        self._places: list[Place] = []
        self._background = background.empty()
        self._own: OwnGrams = {}
        self._families: dict[str, int] = {}
        self._current = False
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
        del self._editions[id]
        if id in self._pending:
            del self._pending[id]
            return
        gone = frozenset((id,))
        self._segments = [
            merge((segment,), gone) if id in segment.ids else segment for segment in self._segments
        ]
        self._segments = [segment for segment in self._segments if segment.ids]
        self._current = False

    def learn(self, items: Iterable[Item]) -> int:
        """Count how often formulas of the editions stand in unrelated texts; returns their number.

        It replaces what was learned before. Give the office's own items, or a sample of them:
        those from before the releases are best. Editions added later have no counts until the
        next call.
        """
        places = self._compiled()
        counts = [np.zeros(place.segment.key.size, np.int64) for place in places]
        documents = 0
        for group in self._batches(items, _BATCH):
            tokens = tokenise([Document.of(item).whole for item in group])
            for place, count in zip(places, counts, strict=True):
                key = learn.unexplained(tokens, place, self.options.most_postings)
                np.add.at(count, key, 1)
            documents += len(group)
        self._background = background.from_counts(
            [place.segment.key for place in places], counts, documents
        )
        self._places, self._current = [], False
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
            if places:
                yield from match_batch(
                    group,
                    places,
                    self._editions,
                    self._own,
                    self.options,
                    all_editions=all_editions,
                )
            else:
                yield from ([] for _ in group)

    def save(self, path: str | PathLike[str]) -> None:
        """Write the index into one file, replacing it whole or not at all."""
        self._compiled()
        if len(self._segments) > 1:
            self._segments, self._current = [merge(self._segments)], False
        editions = [self._editions[name][0] for segment in self._segments for name in segment.ids]
        store.save(Path(path), editions, self._segments, self._background, self.options)

    @classmethod
    def load(cls, path: str | PathLike[str]) -> Index:
        """Map an index that ``save`` wrote.

        Raises:
            IndexDamaged: the file is damaged, is no index, or has another format version.
        """
        editions, segments, learned, options = store.load(Path(path))
        index = cls(options=options)
        index._editions = {edition.id: (edition, Document.of(edition)) for edition in editions}
        index._segments = segments
        index._background = learned
        return index

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
        """Bring pending editions into segments, and merge segments of like size."""
        if self._pending:
            ids = list(self._pending)
            new = [self._editions[name] for name in ids]
            self._segments.append(
                build(
                    ids,
                    [edition.release for edition, _ in new],
                    [document.whole for _, document in new],
                )
            )
            self._pending = {}
            while len(self._segments) > 1 and (
                self._segments[-2].posting.size < _GROWTH * self._segments[-1].posting.size
            ):
                self._segments[-2:] = [merge(self._segments[-2:])]
            self._current = False
        if not self._current:
            known = {id(place.segment): place for place in self._places}
            self._places = [
                known.get(id(segment)) or self._place(segment) for segment in self._segments
            ]
            self._own = {}
            self._current = True
        return self._places

    def _place(self, segment: Segment) -> Place:
        """What the index knows about a segment."""
        numbers = self._families
        family = [numbers.setdefault(name, len(numbers)) for name in segment.releases]
        seen = self._background.counts(segment.key)
        return Place(
            segment,
            np.array(family, dtype=np.int64),
            np.repeat(np.arange(len(family), dtype=np.int32), np.diff(segment.first)),
            seen,
            weight_of(
                seen.astype(np.int64),
                segment.spread.astype(np.int64),
                segment.sizes(np.arange(segment.key.size)),
                self.options,
            ),
        )
