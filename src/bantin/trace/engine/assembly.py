"""Make segments: of new editions, or of older segments without what was removed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .distinct import distinct
from .fingerprints import KEY_BITS, fingerprints
from .fold import I64, U8, U32, U64, tokenise
from .segment import MANY, Segment

_BATCH = 64
_REPEATS = 16
"""Most places of one key in one edition, so that repetition cannot swell the index."""

_BITMAP_BITS = (10, 24)
_BUCKET_BITS = (16, 30)
_MOST_SPREAD = 255


@dataclass(frozen=True, slots=True)
class _Columns:
    """What a segment is made of: each key with its token, and the tokens of all editions."""

    key: U64
    token: I64
    sizes: I64
    masked: U32
    exact: U32
    start: I64
    end: I64
    opens: NDArray[np.bool_]


def build(ids: Sequence[str], releases: Sequence[str], texts: Sequence[str]) -> Segment:
    """A segment of new editions."""
    parts = []
    base = 0
    for begin in range(0, len(texts), _BATCH):
        tokens = tokenise(texts[begin : begin + _BATCH])
        key, at = fingerprints(tokens)
        parts.append(
            _Columns(
                key, at + base, np.diff(tokens.first), tokens.masked, tokens.exact,
                tokens.start, tokens.end, tokens.opens,
            )
        )  # fmt: skip
        base += len(tokens)
    return _assemble(tuple(ids), tuple(releases), _together(parts))


def merge(segments: Sequence[Segment], alive: Sequence[NDArray[np.bool_]]) -> Segment:
    """One segment of those editions of ``segments`` that are ``alive``."""
    ids: list[str] = []
    releases: list[str] = []
    parts = []
    base = 0
    for segment, stays in zip(segments, alive, strict=True):
        ids.extend(compress(segment.ids, stays.tolist()))
        releases.extend(compress(segment.releases, stays.tolist()))
        parts.append(_kept(segment, stays, base))
        base += parts[-1].masked.size
    return _assemble(tuple(ids), tuple(releases), _together(parts))


def _kept(segment: Segment, stays: NDArray[np.bool_], base: int) -> _Columns:
    """The columns of the editions that stay, their tokens numbered from ``base`` on."""
    sizes = np.diff(segment.first)
    token_stays = np.repeat(stays, sizes)
    renumbered = np.cumsum(token_stays) - 1 + base
    which, token = segment.places(np.arange(segment.tag.size))
    key = np.zeros(segment.masked.size, dtype=np.uint64)
    key[token] = segment.keys[which]
    held = np.zeros(segment.masked.size, dtype=np.bool_)
    held[token] = True
    at = np.flatnonzero(held & token_stays)
    return _Columns(
        key[at],
        renumbered[at],
        sizes[stays],
        segment.masked[token_stays],
        segment.exact[token_stays],
        segment.start[token_stays].astype(np.int64),
        segment.end[token_stays].astype(np.int64),
        segment.opens[token_stays],
    )


def _together(parts: Sequence[_Columns]) -> _Columns:
    """One after the other."""

    def joined(name: str, kind: type[np.generic]) -> NDArray[Any]:
        return np.concatenate([np.zeros(0, kind), *(getattr(part, name) for part in parts)])

    return _Columns(
        key=joined("key", np.uint64),
        token=joined("token", np.int64),
        sizes=joined("sizes", np.int64),
        masked=joined("masked", np.uint32),
        exact=joined("exact", np.uint32),
        start=joined("start", np.int64),
        end=joined("end", np.int64),
        opens=joined("opens", np.bool_),
    )


def _assemble(ids: tuple[str, ...], releases: tuple[str, ...], columns: _Columns) -> Segment:
    """Sort the keys and add the tables that make the look-up quick."""
    first = np.concatenate((np.zeros(1, np.int64), np.cumsum(columns.sizes)))
    key, token = _sorted(columns.key, columns.token)
    key, token = _bounded(key, token, first)
    fresh = np.ones(key.size, dtype=np.bool_)
    fresh[1:] = key[1:] != key[:-1]
    heads = np.flatnonzero(fresh)
    sizes = np.diff(np.append(heads, key.size))
    place, more = _places(token, heads, sizes)
    figure_at = np.flatnonzero(columns.masked != columns.exact)
    return Segment(
        ids=ids,
        releases=releases,
        tag=key[heads].astype(np.uint32),
        place=place,
        more=more,
        spread=_spread(token, sizes, first, releases),
        first=first,
        masked=columns.masked,
        figure_at=figure_at.astype(np.uint32),
        figure=columns.exact[figure_at],
        start=_narrow(columns.start),
        end=_narrow(columns.end),
        opening=np.packbits(columns.opens, bitorder="little"),
        bitmap=_bitmap(key[heads]),
        bucket=_buckets(key[heads]),
    )


def _sorted(key: U64, token: I64) -> tuple[U64, I64]:
    """By key, then by token, which ascends already.

    The leading bits of the key and the rank fit one number, and numbers sort faster than any
    order of them; the few keys that differ only below are put right afterwards.
    """
    bits = int(key.size).bit_length()
    lost = np.uint64(max(0, bits + KEY_BITS - 64))
    rank = np.arange(key.size, dtype=np.uint64)
    both = np.sort(((key >> lost) << np.uint64(bits)) | rank)
    order = (both & np.uint64((1 << bits) - 1)).view(np.int64)
    ordered = key[order]
    if (ordered[1:] < ordered[:-1]).any():
        order = np.argsort(key, kind="stable")
        ordered = key[order]
    return ordered, token[order]


def _bounded(key: U64, token: I64, first: I64) -> tuple[U64, I64]:
    """At most 16 places of a key in one edition: the first ones."""
    repeated = np.flatnonzero(key[_REPEATS:] == key[:-_REPEATS]) + _REPEATS
    if not repeated.size:
        return key, token
    edition = np.searchsorted(first, token[repeated], side="right")
    earlier = np.searchsorted(first, token[repeated - _REPEATS], side="right")
    kept = np.ones(key.size, dtype=np.bool_)
    kept[repeated[edition == earlier]] = False
    return key[kept], token[kept]


def _places(token: I64, heads: I64, sizes: I64) -> tuple[U32, U32]:
    """``place`` and ``more`` of a segment."""
    place = token[heads].astype(np.uint32)
    several = np.flatnonzero(sizes > 1)
    size = sizes[several]
    entry = np.cumsum(size + 1) - (size + 1)
    more = np.zeros(int((size + 1).sum()), dtype=np.uint32)
    more[entry] = size
    rank = np.arange(int(size.sum())) - np.repeat(np.cumsum(size) - size, size)
    more[np.repeat(entry, size) + 1 + rank] = token[np.repeat(heads[several], size) + rank]
    place[several] = entry.astype(np.uint32) | np.uint32(MANY)
    return place, more


def _spread(token: I64, sizes: I64, first: I64, releases: tuple[str, ...]) -> U8:
    """In how many releases each key stands."""
    spread = np.ones(sizes.size, dtype=np.uint8)
    shared = np.flatnonzero(sizes > 1)
    numbers: dict[str, int] = {}
    family = np.array([numbers.setdefault(release, len(numbers)) for release in releases], np.int64)
    edition = np.searchsorted(first, token[np.repeat(sizes > 1, sizes)], side="right") - 1
    key = np.repeat(np.arange(shared.size), sizes[shared])
    most = max(1, len(numbers))
    pair = distinct(key * most + family[edition])
    spread[shared] = np.minimum(np.bincount(pair // most, minlength=shared.size), _MOST_SPREAD)
    return spread


def _narrow(column: I64) -> NDArray[np.unsignedinteger]:
    """The smallest of uint16 and uint32 that holds the column."""
    return column.astype(np.uint16 if column.max(initial=0) < 1 << 16 else np.uint32)


def _bitmap(key: U64) -> U8:
    """One bit for each value of the leading bits, about eight bits a key, at most 2 MiB."""
    least, most = _BITMAP_BITS
    bits = min(most, max(least, int(key.size).bit_length() + 3))
    filled = np.zeros(1 << bits, dtype=np.bool_)
    filled[(key >> np.uint64(KEY_BITS - bits)).view(np.int64)] = True
    return np.packbits(filled, bitorder="little")


def _buckets(key: U64) -> U32:
    """Where the keys with each value of the leading bits begin: about one key in each."""
    least, most = _BUCKET_BITS
    bits = min(most, max(least, int(key.size).bit_length() - 1))
    counts = np.bincount((key >> np.uint64(KEY_BITS - bits)).view(np.int64), minlength=1 << bits)
    return np.concatenate((np.zeros(1, np.int64), np.cumsum(counts))).astype(np.uint32)
