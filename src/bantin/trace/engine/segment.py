"""An immutable part of the index: fingerprints of some editions and where they stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress

import numpy as np
from numpy.typing import NDArray

from .fingerprints import fingerprints
from .fold import I64, U8, U32, U64, Tokens, tokenise

_LARGEST_BITMAP = 24
_BATCH = 256
_REPEATS = 16


@dataclass(frozen=True, slots=True)
class Segment:
    """Fingerprints of ``ids`` as sorted keys with postings, and the editions' tokens.

    ``posting[offset[k]:offset[k + 1]]`` are the tokens at which key k starts, numbered through
    the whole segment; ``first`` bounds each edition's tokens. ``bitmap`` has one bit for each
    value of a key's leading bits, ``bucket`` the first key of each. ``spread`` is in how many
    releases a key stands.
    """

    ids: tuple[str, ...]
    releases: tuple[str, ...]
    key: U64
    offset: U32
    posting: U32
    spread: U32
    first: I64
    masked: U32
    exact: U32
    start: U32
    end: U32
    opens: NDArray[np.bool_]
    bitmap: U8
    bitmap_shift: int
    bucket: U32
    bucket_shift: int

    def lookup(self, keys: U64) -> tuple[I64, I64]:
        """Which of ``keys`` are here: their places in ``keys``, and the keys' own numbers."""
        bit = keys >> np.uint64(self.bitmap_shift)
        seen = self.bitmap[bit >> np.uint64(3)] >> (bit & np.uint64(7)).astype(np.uint8)
        at = np.flatnonzero(seen & np.uint8(1))
        wanted = keys[at]
        slot = (wanted >> np.uint64(self.bucket_shift)).astype(np.int64)
        number = self.bucket[slot].astype(np.int64)
        stop = self.bucket[slot + 1].astype(np.int64)
        found = np.full(at.size, -1, dtype=np.int64)
        left = np.flatnonzero(number < stop)
        while left.size:
            hit = self.key[number[left]] == wanted[left]
            found[left[hit]] = number[left[hit]]
            left = left[~hit]
            number[left] += 1
            left = left[number[left] < stop[left]]
        kept = found >= 0
        return at[kept], found[kept]

    def sizes(self, key: I64) -> I64:
        """How many places each key stands at."""
        return self.offset[key + 1].astype(np.int64) - self.offset[key]


def build(ids: Sequence[str], releases: Sequence[str], texts: Sequence[str]) -> Segment:
    """A segment of new editions."""
    parts = [tokenise(texts[at : at + _BATCH]) for at in range(0, len(texts), _BATCH)]
    keys, tokens, first = [], [], [np.zeros(1, np.int64)]
    base = 0
    for part in parts:
        key, at = fingerprints(part)
        keys.append(key)
        tokens.append((at + base).astype(np.uint32))
        first.append(part.first[1:] + base)
        base += len(part)
    return assemble(
        tuple(ids),
        tuple(releases),
        _joined(keys, np.uint64),
        _joined(tokens, np.uint32),
        np.concatenate(first),
        *(_columns(parts)),
    )


def assemble(
    ids: tuple[str, ...],
    releases: tuple[str, ...],
    key: U64,
    token: U32,
    first: I64,
    masked: U32,
    exact: U32,
    start: U32,
    end: U32,
    opens: NDArray[np.bool_],
) -> Segment:
    """Sort the fingerprints and add the tables that make the look-up quick."""
    order = np.argsort(key, kind="stable")
    key, posting = _bounded(key[order], token[order], first)
    fresh = np.ones(key.size, dtype=np.bool_)
    fresh[1:] = key[1:] != key[:-1]
    heads = np.flatnonzero(fresh)
    offset = np.append(heads, key.size).astype(np.uint32)
    key = key[heads]
    bitmap, bitmap_shift = _bitmap(key)
    bucket, bucket_shift = _buckets(key)
    spread = _spread(offset, posting, first, releases)
    return Segment(
        ids, releases, key, offset, posting, spread, first, masked, exact, start, end, opens,
        bitmap, bitmap_shift, bucket, bucket_shift,
    )  # fmt: skip


def _spread(offset: U32, posting: U32, first: I64, releases: tuple[str, ...]) -> U32:
    """In how many releases each key stands."""
    sizes = _sizes(offset)
    spread = np.ones(sizes.size, dtype=np.uint32)
    shared = np.flatnonzero(sizes > 1)
    numbers: dict[str, int] = {}
    family = np.array([numbers.setdefault(release, len(numbers)) for release in releases], np.int64)
    in_shared = np.repeat(sizes > 1, sizes)
    edition = np.searchsorted(first, posting[in_shared], side="right") - 1
    key = np.repeat(np.arange(shared.size), sizes[shared])
    pair = np.unique(key * max(1, len(numbers)) + family[edition])
    spread[shared] = np.bincount(pair // max(1, len(numbers)), minlength=shared.size)
    return spread


def _sizes(offset: U32) -> I64:
    """How many postings each key has."""
    wide = offset.astype(np.int64)
    return wide[1:] - wide[:-1]


def _bounded(key: U64, posting: U32, first: I64) -> tuple[U64, U32]:
    """Keep 16 places of a key in one edition, so that repetition cannot swell the index."""
    over = np.zeros(key.size, dtype=np.bool_)
    over[_REPEATS:] = key[_REPEATS:] == key[:-_REPEATS]
    if over.any():
        edition = np.searchsorted(first, posting, side="right")
        over[_REPEATS:] &= edition[_REPEATS:] == edition[:-_REPEATS]
    return key[~over], posting[~over]


def merge(segments: Sequence[Segment], without: frozenset[str] = frozenset()) -> Segment:
    """One segment of all editions of ``segments`` but those named."""
    ids: list[str] = []
    releases: list[str] = []
    columns: list[list[NDArray[np.generic]]] = [[] for _ in range(8)]
    base = 0
    for segment in segments:
        stays, size, parts = _kept(segment, without, base)
        ids.extend(compress(segment.ids, stays))
        releases.extend(compress(segment.releases, stays))
        base += size
        for column, part in zip(columns, parts, strict=True):
            column.append(part)
    types = (np.uint64, np.uint32, np.int64, np.uint32, np.uint32, np.uint32, np.uint32, np.bool_)
    key, token, sizes, *rest = (
        _joined(column, kind) for column, kind in zip(columns, types, strict=True)
    )
    first = np.concatenate((np.zeros(1, np.int64), np.cumsum(sizes)))
    return assemble(tuple(ids), tuple(releases), key, token, first, *rest)


def _kept(
    segment: Segment, without: frozenset[str], base: int
) -> tuple[list[bool], int, tuple[NDArray[np.generic], ...]]:
    """What stays of a segment: which editions, number of tokens, and the columns."""
    stays = np.array([name not in without for name in segment.ids], dtype=np.bool_)
    sizes = segment.first[1:] - segment.first[:-1]
    token_stays = np.repeat(stays, sizes)
    renumbered = np.cumsum(token_stays) - 1 + base
    key = np.repeat(segment.key, _sizes(segment.offset))
    posting_stays = token_stays[segment.posting]
    columns = (
        key[posting_stays],
        renumbered[segment.posting[posting_stays]].astype(np.uint32),
        sizes[stays],
        segment.masked[token_stays],
        segment.exact[token_stays],
        segment.start[token_stays],
        segment.end[token_stays],
        segment.opens[token_stays],
    )
    return stays.tolist(), int(token_stays.sum()), columns


def _columns(parts: Sequence[Tokens]) -> tuple[U32, U32, U32, U32, NDArray[np.bool_]]:
    low = np.uint64(0xFFFFFFFF)
    return (
        _joined([(part.masked & low).astype(np.uint32) for part in parts], np.uint32),
        _joined([(part.exact & low).astype(np.uint32) for part in parts], np.uint32),
        _joined([part.start.astype(np.uint32) for part in parts], np.uint32),
        _joined([part.end.astype(np.uint32) for part in parts], np.uint32),
        _joined([part.opens for part in parts], np.bool_),
    )


def _joined(parts: Sequence[NDArray], kind: type) -> NDArray:  # type: ignore[type-arg]
    return np.concatenate(parts) if parts else np.zeros(0, kind)


def _bitmap(key: U64) -> tuple[U8, int]:
    """One bit for each value of the leading bits, about eight bits a key, at most 2 MiB."""
    bits = min(_LARGEST_BITMAP, max(10, int(key.size).bit_length() + 3))
    shift = 64 - bits
    filled = np.zeros(1 << bits, dtype=np.bool_)
    filled[key >> np.uint64(shift)] = True
    return np.packbits(filled, bitorder="little"), shift


def _buckets(key: U64) -> tuple[U32, int]:
    """Where the keys with each value of the leading bits begin."""
    bits = max(4, int(key.size).bit_length())
    shift = 64 - bits
    counts = np.bincount((key >> np.uint64(shift)).astype(np.int64), minlength=1 << bits)
    return np.concatenate((np.zeros(1, np.int64), np.cumsum(counts))).astype(np.uint32), shift
