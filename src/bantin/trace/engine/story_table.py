"""Which item is in which story: the books of ``Stories``, without any text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .errors import UnknownItem, UnknownStory
from .fold import I64, U32, U64
from .sketches import grown

_ROOM = 256


class StoryTable:
    """Items are numbered as they arrive, from 0, and stories as they begin, from 1.

    ``posted`` says which items later ones are compared with: the founder of each story and its
    representatives. An item that was removed is in story 0.
    """

    def __init__(self) -> None:
        self.ids: list[str] = []
        self.numbers: dict[str, int] = {}
        self.story: U32 = np.zeros(_ROOM, np.uint32)
        self.published: I64 = np.zeros(_ROOM, np.int64)
        self.digest: U64 = np.zeros(_ROOM, np.uint64)
        self.posted: NDArray[np.bool_] = np.zeros(_ROOM, np.bool_)
        self.founder: list[int] = [-1]
        self.first: list[int] = [-1]
        self.representatives: dict[int, list[int]] = {}
        self.merged: dict[int, int] = {}

    @property
    def nbytes(self) -> int:
        """Bytes of the arrays."""
        return sum(a.nbytes for a in (self.story, self.published, self.digest, self.posted))

    def enter(self, ids: Sequence[str], published: Sequence[int], digests: U64) -> range:
        """Take new items in; returns their numbers."""
        count = len(self.ids) + len(ids)
        numbers = range(len(self.ids), count)
        self.story, self.published = grown(self.story, count), grown(self.published, count)
        self.digest, self.posted = grown(self.digest, count), grown(self.posted, count)
        self.published[numbers.start : count] = published
        self.digest[numbers.start : count] = digests
        self.ids.extend(ids)
        self.numbers.update(zip(ids, numbers, strict=True))
        return numbers

    def number(self, id: str) -> int:
        """The number of an item.

        Raises:
            UnknownItem: there is no such item.
        """
        try:
            return self.numbers[id]
        except KeyError:
            raise UnknownItem(f"No item {id!r} is in the stories.") from None

    def begin(self, number: int) -> int:
        """A new story with this item."""
        story = len(self.founder)
        self.founder.append(number)
        self.first.append(number)
        self.story[number] = story
        return story

    def join(self, number: int, story: int) -> bool:
        """Put an item into a story; says whether it is the first publisher now."""
        self.story[number] = story
        is_first = self.order(number) < self.order(self.first[story])
        if is_first:
            self.first[story] = number
        return is_first

    def represent(self, number: int, story: int, most: int) -> bool:
        """Make an item one of at most ``most`` of its story to compare with, if there is room."""
        others = self.representatives.setdefault(story, [])
        if len(others) + 1 >= most:
            return False
        others.append(number)
        return True

    def merge(self, story: int, survivor: int, most: int) -> None:
        """Let an older story take the items of a younger one, its founder as a representative."""
        self.story[self.members(story)] = survivor
        self.merged[story] = survivor
        own = self.representatives.setdefault(survivor, [])
        theirs = [self.founder[story], *self.representatives.pop(story, ())]
        room = max(0, most - 1 - len(own))
        own.extend(theirs[:room])
        self.posted[theirs[room:]] = False
        self.first[survivor] = min(self.first[survivor], self.first[story], key=self.order)
        self.founder[story] = self.first[story] = -1

    def drop(self, number: int) -> tuple[int, I64]:
        """Take an item out; returns its story and the items that stay in it."""
        story = int(self.story[number])
        del self.numbers[self.ids[number]]
        self.ids[number] = ""
        self.story[number] = 0
        self.posted[number] = False
        rest = self.members(story)
        if number in self.representatives.get(story, ()):
            self.representatives[story].remove(number)
        if self.first[story] == number:
            self.first[story] = min(rest.tolist(), key=self.order, default=-1)
        return story, rest

    def members(self, story: int) -> I64:
        """The items of a story in the order of their arrival."""
        return np.flatnonzero(self.story[: len(self.ids)] == story)

    def order(self, number: int) -> tuple[int, int]:
        """By publication, then by arrival."""
        return int(self.published[number]), number

    def current(self, story: int) -> int:
        """The number under which a story goes on."""
        while story in self.merged:
            story = self.merged[story]
        return story

    def listed(self, story: int) -> list[str]:
        """The ids of a story's items, the first publisher in front.

        Raises:
            UnknownStory: there is no such story, or all its items were removed.
        """
        members = self.members(self.current(story)).tolist() if story > 0 else []
        if not members:
            raise UnknownStory(f"No story {story} is known.")
        return [self.ids[number] for number in sorted(members, key=self.order)]

    def packed(self) -> tuple[I64, dict[str, Any], list[NDArray[Any]]]:
        """The numbers of the items that are there, and everything about them, renumbered."""
        alive = np.flatnonzero(self.story[: len(self.ids)])
        new = {int(number): place for place, number in enumerate(alive)} | {-1: -1}
        header = {
            "ids": [self.ids[number] for number in alive],
            "founder": [new[number] for number in self.founder],
            "first": [new[number] for number in self.first],
            "representatives": [
                [story, *(new[number] for number in numbers)]
                for story, numbers in self.representatives.items()
                if numbers
            ],
            "merged": list(self.merged.items()),
        }
        columns = (self.story, self.published, self.digest, self.posted)
        return alive, header, [column[alive] for column in columns]

    @classmethod
    def unpacked(cls, header: dict[str, Any], columns: Sequence[NDArray[Any]]) -> StoryTable:
        """What ``packed`` gave."""
        table = cls()
        table.ids = list(header["ids"])
        table.numbers = dict(zip(table.ids, range(len(table.ids)), strict=True))
        table.story, table.published, table.digest, table.posted = map(np.array, columns)
        table.founder, table.first = list(header["founder"]), list(header["first"])
        table.representatives = {story: numbers for story, *numbers in header["representatives"]}
        table.merged = dict(header["merged"])
        return table
