"""What the index knows about each segment beyond its contents: what every run of words is worth.

A run of five syllables is worth one (``UNIT``), divided by the number of releases that hold it
and by the number of unrelated background texts in which it was seen. Worth is counted in whole
numbers, so that sums do not depend on their order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .background import Background
from .distinct import distinct
from .fold import I64, U8, U32, U64
from .options import Options
from .segment import Segment

UNIT = 27_720
"""The worth of a run that is evidence for one release only; 27,720 divides by 1 to 12."""

REACH_UNIT = -(-3 * UNIT // 255)
"""The unit of ``Place.reach``: that of three whole runs is a byte."""

_REPEATS = 16
"""Most places of one key in one edition."""

U16 = NDArray[np.uint16]


@dataclass(frozen=True, slots=True)
class Place:
    """A segment in the index.

    ``family`` is the number of each edition's release and ``edition`` the edition of each token.
    ``worth`` is that of the run that starts at each token, ``reach`` that and its two neighbours'
    together, in ``REACH_UNIT`` and rounded up; both and ``alive`` (which editions have not been
    removed) change as editions come and go. ``edition`` and ``reach`` are asked for most, in no
    order, and so are as small as they can be.
    """

    segment: Segment
    family: I64
    edition: NDArray[np.unsignedinteger]
    worth: U16
    reach: U8
    alive: NDArray[np.bool_]


def place_of(segment: Segment, family: I64, worth: U16) -> Place:
    """A segment none of whose editions is removed."""
    edition = np.repeat(
        np.arange(family.size, dtype=np.min_scalar_type(family.size)), np.diff(segment.first)
    )
    reach = _reach(worth, np.arange(worth.size))
    return Place(segment, family, edition, worth, reach, np.ones(family.size, dtype=np.bool_))


def at_full_worth(place: Place) -> Place:
    """The place as if every run were evidence for one release only."""
    worth = np.full(place.worth.size, UNIT, dtype=np.uint16)
    return place_of(place.segment, place.family, worth)


def own_worth(segment: Segment, background: Background, options: Options) -> U16:
    """The worth of every run of a segment that is the only one."""
    number = np.arange(segment.tag.size)
    keys = segment.keys if background.key.size else np.zeros(number.size, np.uint64)
    worth = _worth(
        background.counts(keys),
        segment.spread.astype(np.int64),
        segment.sizes(number),
        options,
    )
    which, token = segment.places(number)
    result = np.zeros(segment.masked.size, dtype=np.uint16)
    result[token] = worth[which]
    return result


def weigh(places: Sequence[Place], keys: U64, background: Background, options: Options) -> None:
    """Set the worth of ``keys`` anew wherever they stand, counting over all segments."""
    postings = np.zeros(keys.size, dtype=np.int64)
    found, family, lists = [], [], []
    for place in places:
        which, number = place.segment.lookup(keys)
        removed = int(np.count_nonzero(~place.alive))
        size = place.segment.sizes(number)
        endless = size > options.most_postings + _REPEATS * removed
        postings[which[endless]] += size[endless]
        which, number = which[~endless], number[~endless]
        hit, token = place.segment.places(number)
        edition = place.edition[token]
        alive = place.alive[edition]
        which, token, edition = which[hit][alive], token[alive], edition[alive]
        np.add.at(postings, which, 1)
        found.append(which)
        family.append(place.family[edition])
        lists.append(token)
    spread = _distinct(np.concatenate(found), np.concatenate(family), keys.size)
    worth = _worth(background.counts(keys), spread, postings, options)
    for place, which, token in zip(places, found, lists, strict=True):
        place.worth[token] = worth[which]
        for beside in (-1, 0, 1):
            near = np.clip(token + beside, 0, max(place.worth.size - 1, 0))
            place.reach[near] = _reach(place.worth, near)


def bury(place: Place, edition: int) -> None:
    """Take an edition out of all answers; its contents stay until the segment is merged."""
    place.alive[edition] = False
    place.worth[place.segment.first[edition] : place.segment.first[edition + 1]] = 0
    place.reach[place.segment.first[edition] : place.segment.first[edition + 1]] = 0


def _reach(worth: U16, at: I64) -> U8:
    """What the run at each of the tokens ``at`` and its two neighbours are worth together."""
    wide = [np.take(worth, at + beside, mode="clip") for beside in (-1, 0, 1)]
    total: U32 = np.add.reduce(wide, dtype=np.uint32)
    return (-(-total.astype(np.int64) // REACH_UNIT)).astype(np.uint8)


def _distinct(key: I64, family: I64, count: int) -> I64:
    """How many families go with each key."""
    most = int(family.max(initial=0)) + 1
    return np.bincount(distinct(key * most + family) // most, minlength=count)


def _worth(seen: NDArray[np.int32], spread: I64, postings: I64, options: Options) -> U16:
    """Nothing for a formula."""
    common = np.maximum(seen.astype(np.int64), 1) * np.maximum(spread, 1)
    worth: U16 = np.maximum(UNIT // common, 1).astype(np.uint16)
    worth[(postings > options.most_postings) | (spread > options.most_families)] = 0
    return worth
