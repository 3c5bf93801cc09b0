"""Stories: items that carry the same text fold into one, whoever published it first in front.

An item is compared with the representatives of earlier stories by its sketch: the item that
began a story, and up to seven that resemble that one and say part of it differently. So a chain
of texts, each a little like the one before, does not become one story, and a round-up does not
join the stories that it holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from os import PathLike
from pathlib import Path

import numpy as np

from . import archive
from .errors import DuplicateItem, StoriesDamaged, TextTooLong
from .fold import I64, U32
from .model import Item
from .postings import Postings
from .reading import Document
from .sketches import Sample, Sketches, sample
from .story_model import Placement, Publication, StoryOptions
from .story_search import Earlier, Formulas, pairs_of, same_part
from .story_table import StoryTable

_BATCH = 256
_BATCH_POINTS = 600_000
_GROUP = 128
_EPOCH = 256
"""Boilerplate is decided whenever so many items have arrived, so that batches do not matter."""

_MAGIC = b"BANTINSTORY"
_VERSION = 1
_UNKNOWN = int(np.iinfo(np.int64).max)
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)

Found = tuple[int, float, float]
"""An earlier item, and the shares of the shorter and of the longer text."""


class Stories:
    """Stories of the items that were added, each with a number that stays.

    How items are batched never changes anything. The order of arrival decides the numbers and,
    where a text resembles several stories or only part of one, also where it goes. It never
    decides which item of a story is the first publisher, and the same text is always in the same
    story.
    """

    def __init__(self, options: StoryOptions = StoryOptions()) -> None:
        self.options = options
        self._table = StoryTable()
        self._sketches = Sketches()
        self._postings = Postings()
        self._formulas = Formulas()
        self._common: list[U32] = []
        self._digests: dict[int, int] = {}
        self._arrived = 0

    def __len__(self) -> int:
        return len(self._table.numbers)

    def __contains__(self, id: object) -> bool:
        return id in self._table.numbers

    def __iter__(self) -> Iterator[int]:
        """The numbers of all stories that have items, oldest first."""
        story = self._table.story
        yield from np.unique(story[story > 0]).tolist()

    @property
    def nbytes(self) -> int:
        """Bytes of all arrays; ids and the tables of Python objects come on top."""
        parts = (self._table, self._sketches, self._postings, self._formulas)
        return sum(part.nbytes for part in parts)

    def add(
        self, id: str, text: str, title: str = "", published_at: datetime | None = None
    ) -> Placement:
        """Add one item and say which story it is of.

        Raises:
            DuplicateItem: an item with this id is there already.
            TextTooLong: the text is longer than ``options.max_text``.
            ValueError: ``published_at`` has no time zone.
        """
        return next(self.add_many((Publication(id, text, title, published_at),)))

    def add_many(self, publications: Iterable[Publication]) -> Iterator[Placement]:
        """Add items in this order, in bounded memory; they are added as the answers are taken.

        Raises:
            DuplicateItem, TextTooLong, ValueError: as ``add`` does, after everything before the
                refused item was added.
        """
        for batch, refusal in self._batches(publications):
            if batch:
                texts = [Document.of(Item(p.id, p.text, p.title)).whole for p in batch]
                taken = sample(texts, self.options.sketch_least, self.options.sketch_part)
                yield from self._placed(batch, taken)
            if refusal:
                raise refusal

    def remove(self, id: str) -> None:
        """Take an item out. Its story keeps its number and the other items.

        When it was the one that began the story, the next to have arrived takes its part.
        Boilerplate that it helped to show stays boilerplate.

        Raises:
            UnknownItem: there is no such item.
        """
        number = self._table.number(id)
        story, rest = self._table.drop(number)
        self._pass_on_digest(number, rest)
        self._sketches.forget(number)
        if self._table.founder[story] == number:
            self._table.founder[story] = int(rest[0]) if rest.size else -1
            self._found_anew(story)

    def story_of(self, id: str) -> int:
        """The number of an item's story.

        Raises:
            UnknownItem: there is no such item.
        """
        return int(self._table.story[self._table.number(id)])

    def current(self, story: int) -> int:
        """The number under which a story goes on: its own, or that of an older one it joined."""
        return self._table.current(story)

    def items(self, story: int) -> list[str]:
        """The items of a story, the first publisher in front; those without a time come last.

        Raises:
            UnknownStory: there is no such story, or all its items were removed.
        """
        return self._table.listed(story)

    def save(self, path: str | PathLike[str]) -> None:
        """Write everything into one file, replacing it whole or not at all. No text is kept."""
        alive, books, columns = self._table.packed()
        key, _ = self._sketches.gather(alive)
        common = np.concatenate((np.zeros(0, np.uint32), *self._common))
        header = {"options": asdict(self.options), "arrived": self._arrived, "books": books}
        columns += [key, self._sketches.size[alive], self._sketches.limit[alive]]
        arrays = [*columns, self._formulas.key, common]
        archive.write(Path(path), _MAGIC, _VERSION, header, arrays)

    @classmethod
    def load(cls, path: str | PathLike[str]) -> Stories:
        """Stories that ``save`` wrote; they go on as if there had been no break.

        Raises:
            StoriesDamaged: the file is damaged, foreign, or has another format version.
        """
        try:
            header, arrays = archive.read(Path(path), _MAGIC, _VERSION)
            stories = cls(StoryOptions(**header["options"]))
            *columns, key, size, limit, formulas, common = arrays
            stories._table = StoryTable.unpacked(header["books"], columns)
            stories._arrived = header["arrived"]
        except (archive.Damaged, KeyError, TypeError, ValueError) as error:
            raise StoriesDamaged(
                f"The stories {Path(path).name} cannot be used: {error}. Add the items again."
            ) from error
        stories._sketches = Sketches.of_arrays(key, size, limit)
        stories._formulas = Formulas(formulas)
        stories._common = [common]
        for number in range(len(stories)):
            stories._twin(number)
        stories._post(np.flatnonzero(stories._table.posted))
        return stories

    # --- placing

    def _placed(self, batch: Sequence[Publication], taken: Sample) -> Iterator[Placement]:
        """Place a batch in groups; a group never reaches over the end of an epoch."""
        begin = 0
        while begin < len(batch):
            size = min(_GROUP, len(batch) - begin, _EPOCH - self._arrived % _EPOCH)
            group = batch[begin : begin + size]
            end = begin + size
            self._sketches.append(taken, begin, end)
            numbers = self._table.enter(
                [p.id for p in group],
                [_microseconds(p.published_at) for p in group],
                taken.digest[begin:end],
            )
            placements = self._place_group(numbers)
            self._arrived += size
            if self._arrived % _EPOCH == 0:
                self._end_epoch()
            begin = end
            yield from placements

    def _place_group(self, numbers: range) -> list[Placement]:
        twins = [self._twin(number) for number in numbers]
        alone = np.array([n for n, twin in zip(numbers, twins, strict=True) if twin == n], np.int64)
        found = self._resembled(alone)
        fresh: list[int] = []
        placements = []
        for number, twin in zip(numbers, twins, strict=True):
            if twin != number:
                story = int(self._table.story[twin])
                placements.append(self._join(number, story, (twin, 1.0, 1.0), ()))
            else:
                placements.append(self._place(number, found.get(number, ()), fresh))
        self._post(np.array(fresh, np.int64))
        return placements

    def _resembled(self, numbers: I64) -> dict[int, list[Found]]:
        """What earlier items each of these resembles."""
        earlier = Earlier(self._sketches, self._postings, self._formulas, self._table.posted)
        pairs = pairs_of(numbers, earlier, self.options)
        self._common.append(pairs.common)
        found: dict[int, list[Found]] = {}
        columns = (pairs.item, pairs.other, pairs.of_shorter, pairs.of_longer)
        for item, *one in zip(*(column.tolist() for column in columns), strict=True):
            found.setdefault(item, []).append((one[0], one[1], one[2]))
        return found

    def _place(self, number: int, found: Sequence[Found], fresh: list[int]) -> Placement:
        """Put an item into the story that it resembles most, or begin one."""
        table = self._table
        found = [one for one in found if table.posted[one[0]]]
        if not found:
            return self._begin(number, fresh)
        best: dict[int, Found] = {}
        for one in found:
            story = int(table.story[one[0]])
            if story not in best or one[1:] > best[story][1:]:
                best[story] = one
        home = max(best, key=lambda story: (best[story][1], -story))
        resembled = {one[0] for one in found}
        others = [story for story in sorted(best) if story != home]
        stories = [home, *(o for o in others if self._same(number, home, o, resembled))]
        survivor = min(stories)
        ended = tuple(sorted(set(stories) - {survivor}))
        for story in ended:
            table.merge(story, survivor, self.options.representatives)
        says_more = max(one[2] for one in found) < self.options.nearly_all
        if says_more and table.founder[survivor] in resembled:
            self._represent(number, survivor, fresh)
        return self._join(number, survivor, best[home], ended)

    def _begin(self, number: int, fresh: list[int]) -> Placement:
        story = self._table.begin(number)
        if self._sketches.size[number] >= self.options.least_shared:
            self._table.posted[number] = True
            fresh.append(number)
        return Placement(self._table.ids[number], story, is_new=True, is_first=True)

    def _join(self, number: int, story: int, like: Found, ended: tuple[int, ...]) -> Placement:
        return Placement(
            item=self._table.ids[number],
            story=story,
            is_new=False,
            is_first=self._table.join(number, story),
            resembles=self._table.ids[like[0]],
            share=round(like[1], 4),
            joined=ended,
        )

    def _represent(self, number: int, story: int, fresh: list[int]) -> None:
        if self._table.represent(number, story, self.options.representatives):
            self._table.posted[number] = True
            fresh.append(number)

    def _same(self, number: int, home: int, other: int, resembled: set[int]) -> bool:
        """Whether an item shows that two stories are one: it shares the same part with both."""
        one, two = self._table.founder[home], self._table.founder[other]
        if one not in resembled or two not in resembled:
            return False
        limit = min(int(self._sketches.limit[n]) for n in (number, one, two))
        item = self._sketches.of(number)
        item = item[self._formulas.free(item)]
        part = same_part(item, self._sketches.of(one), self._sketches.of(two), limit)
        return part >= self.options.of_shorter

    def _found_anew(self, story: int) -> None:
        """Compare later items with a story's new founder."""
        founder = self._table.founder[story]
        others = self._table.representatives.get(story, [])
        if founder in others:
            others.remove(founder)
        elif founder >= 0 and self._sketches.size[founder] >= self.options.least_shared:
            self._table.posted[founder] = True
            self._post(np.array([founder]))

    def _post(self, numbers: I64) -> None:
        """Make items findable."""
        key, place = self._sketches.gather(numbers)
        free = self._formulas.free(key)
        self._postings.add(key[free], numbers[place[free]], self._table.posted)

    def _end_epoch(self) -> None:
        """Find keys that have come to stand in too many stories."""
        key = np.unique(np.concatenate(self._common))
        self._common = []
        at, text = self._postings.find(key)
        valid = self._table.posted[text]
        story = self._table.story[text[valid]].astype(np.int64)
        pair = np.unique((at[valid] << 32) | story)
        count = np.bincount(pair >> 32, minlength=key.size)
        self._formulas.add(key[count > self.options.most_stories])

    # --- equal sketches

    def _twin(self, number: int) -> int:
        """An earlier item with the same sketch, or the item itself."""
        if self._sketches.size[number] < self.options.least_shared:
            return number
        return self._digests.setdefault(int(self._table.digest[number]), number)

    def _pass_on_digest(self, number: int, rest: I64) -> None:
        """Let the next item with the same sketch stand for it."""
        digests = self._table.digest
        digest = int(digests[number])
        if self._digests.get(digest) == number:
            del self._digests[digest]
            same = rest[digests[rest] == digests[number]]
            if same.size:
                self._digests[digest] = int(same[0])

    # --- reading

    def _batches(
        self, publications: Iterable[Publication]
    ) -> Iterator[tuple[list[Publication], Exception | None]]:
        """Groups that are not too long together; the last one with a refusal, if there is one."""
        batch: list[Publication] = []
        ids: set[str] = set()
        points = 0
        for publication in publications:
            if refusal := self._refusal(publication, ids):
                yield batch, refusal
                return
            if batch and (len(batch) >= _BATCH or points + len(publication.text) > _BATCH_POINTS):
                yield batch, None
                batch, ids, points = [], set(), 0
            batch.append(publication)
            ids.add(publication.id)
            points += len(publication.text)
        yield batch, None

    def _refusal(self, publication: Publication, ids: set[str]) -> Exception | None:
        length = len(publication.text) + len(publication.title)
        if publication.id in self._table.numbers or publication.id in ids:
            return DuplicateItem(f"Item {publication.id!r} is in the stories; remove it first.")
        if length > self.options.max_text:
            return TextTooLong(
                f"{publication.id!r} has {length:,} characters, more than the limit of "
                f"{self.options.max_text:,}. Split it, or raise StoryOptions.max_text."
            )
        if publication.published_at is not None and publication.published_at.tzinfo is None:
            return ValueError(f"The publication of {publication.id!r} needs a time zone.")
        return None


def _microseconds(at: datetime | None) -> int:
    return _UNKNOWN if at is None else (at - _BEGINNING) // timedelta(microseconds=1)
