"""An immutable part of the index: fingerprints of some editions and where they stand.

Keys are fingerprints of ``KEY_BITS`` bits. They are sorted; the leading bits of a key say its
bucket, so only its lower 32 bits are stored.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from .fingerprints import KEY_BITS
from .fold import I64, U8, U32, U64

MANY = 1 << 31
"""Bit of ``place`` that says: the rest is where in ``more`` the key's places are listed."""


@dataclass(frozen=True, eq=False)
class Segment:
    """Fingerprints of ``ids`` as sorted keys with their places, and the editions' tokens.

    ``place[k]`` is the token at which key k starts, numbered through the whole segment; a key
    with several places has the bit ``MANY`` and the number of an entry of ``more``: the count,
    then the tokens. ``spread`` is in how many releases a key stands, 255 for more. ``first``
    bounds each edition's tokens. ``figure`` holds the identities of the tokens ``figure_at``,
    which are numbers. ``stops`` are bits: tokens that open a sentence. ``bitmap`` has one bit for
    each value of a key's leading bits, ``bucket`` the first key of each.
    """

    ids: tuple[str, ...]
    releases: tuple[str, ...]
    tag: U32
    place: U32
    more: U32
    spread: U8
    first: I64
    masked: U32
    figure_at: U32
    figure: U32
    start: NDArray[np.unsignedinteger]
    end: NDArray[np.unsignedinteger]
    opening: U8
    bitmap: U8
    bucket: U32

    @cached_property
    def exact(self) -> U32:
        """The identity of each token, numbers told apart."""
        exact = self.masked.copy()
        exact[self.figure_at] = self.figure
        return exact

    @cached_property
    def opens(self) -> NDArray[np.bool_]:
        """Which tokens open a sentence or a quotation."""
        bits = np.unpackbits(self.opening, count=self.masked.size, bitorder="little")
        return bits.view(np.bool_)

    def opens_at(self, at: I64) -> NDArray[np.bool_]:
        """Whether each of the tokens ``at`` opens a sentence; the end of all tokens does."""
        byte = np.take(self.opening, at >> 3, mode="clip")
        return ((byte >> (at & 7).astype(np.uint8)) & 1).view(np.bool_) | (at >= self.masked.size)

    @cached_property
    def bucket_shift(self) -> int:
        """How far to shift a key to have its bucket."""
        return KEY_BITS - (self.bucket.size - 1).bit_length() + 1

    @cached_property
    def bitmap_shift(self) -> int:
        """How far to shift a key to have its bit."""
        return KEY_BITS - (8 * self.bitmap.size).bit_length() + 1

    @property
    def keys(self) -> U64:
        """All keys, in order."""
        bounds = self.bucket.astype(np.int64)
        counts = bounds[1:] - bounds[:-1]
        bucket = np.repeat(np.arange(counts.size, dtype=np.uint64), counts)
        shift = np.uint64(self.bucket_shift)
        return (bucket << shift) | (
            self.tag.astype(np.uint64) & ((np.uint64(1) << shift) - np.uint64(1))
        )

    def lookup(self, keys: U64) -> tuple[I64, I64]:
        """Which of ``keys`` are here: their places in ``keys``, and the keys' own numbers."""
        bit = (keys >> np.uint64(self.bitmap_shift)).astype(np.uint32)
        byte = np.take(self.bitmap, (bit >> np.uint32(3)).view(np.int32))
        byte >>= (bit & np.uint32(7)).astype(np.uint8)
        byte &= np.uint8(1)
        at = np.flatnonzero(byte.view(np.bool_))
        wanted = np.take(keys, at)
        slot = (wanted >> np.uint64(self.bucket_shift)).view(np.int64)
        tag = wanted.astype(np.uint32)
        number = np.take(self.bucket, slot).astype(np.int64)
        found = np.take(self.tag, number, mode="clip") == tag
        asked = np.flatnonzero(~found)
        last = np.take(self.bucket, slot[asked] + 1).astype(np.int64)
        while asked.size:
            number[asked] += 1
            more = number[asked] < last
            asked, last = asked[more], last[more]
            same = np.take(self.tag, number[asked]) == tag[asked]
            found[asked[same]] = True
            asked, last = asked[~same], last[~same]
        kept = np.flatnonzero(found)
        return np.take(at, kept), np.take(number, kept)

    def sizes(self, number: I64) -> I64:
        """At how many places each key stands."""
        place = np.take(self.place, number)
        size = np.ones(number.size, dtype=np.int64)
        many = np.flatnonzero(place >= MANY)
        size[many] = self.more[place[many] - np.uint32(MANY)]
        return size

    def places(self, number: I64, most: int | None = None) -> tuple[I64, I64]:
        """Every place of the keys: which of ``number`` it is of, and the edition's token.

        Keys with more than ``most`` places are left out.
        """
        place = np.take(self.place, number)
        single = np.flatnonzero(place < MANY)
        several = np.flatnonzero(place >= MANY)
        entry = (place[several] - np.uint32(MANY)).astype(np.int64)
        size = np.take(self.more, entry).astype(np.int64)
        if most is not None:
            fits = size <= most
            several, entry, size = several[fits], entry[fits], size[fits]
        begin = np.repeat(entry + 1 - (np.cumsum(size) - size), size)
        token = np.take(self.more, begin + np.arange(begin.size))
        which = np.concatenate((single, np.repeat(several, size)))
        return which, np.concatenate((np.take(place, single), token)).astype(np.int64)
