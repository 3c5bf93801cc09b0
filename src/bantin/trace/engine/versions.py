"""Which edition of a release was copied: decided by what differs between the editions."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .distinct import distinct
from .fold import U32, U64

_FIRST = np.uint64(0x9E3779B97F4A7C15)
_SECOND = np.uint64(0xC2B2AE3D27D4EB4F)
_THIRD = np.uint64(0x165667B19E3779F9)


def own_grams(editions: Sequence[U32]) -> list[U64]:
    """For each edition, the runs of two and three tokens that only it holds.

    Tokens are exact, so an edition that corrects one figure differs in five runs.
    """
    grams = [distinct(_grams(edition)) for edition in editions]
    everything = np.sort(np.concatenate(grams))
    shared = everything[1:][everything[1:] == everything[:-1]]
    return [mine[~_held(mine, shared)] for mine in grams]


def votes(item: U32, own: Sequence[U64]) -> list[int]:
    """How many runs of the item only this edition holds, for each edition."""
    grams = _grams(item)
    return [_common(grams, only) for only in own]


def _common(grams: U64, only: U64) -> int:
    """How many of ``grams`` are in ``only``."""
    return int(np.count_nonzero(_held(grams, only)))


def _held(grams: U64, ascending: U64) -> NDArray[np.bool_]:
    """Which of ``grams`` are in the other, which is sorted."""
    if not ascending.size:
        return np.zeros(grams.size, dtype=np.bool_)
    held: NDArray[np.bool_] = (
        np.take(ascending, np.searchsorted(ascending, grams), mode="clip") == grams
    )
    return held


def _grams(tokens: U32) -> U64:
    """Hashes of all runs of two and of three tokens."""
    wide = tokens.astype(np.uint64)
    pairs = wide[:-1] * _FIRST + wide[1:] * _SECOND
    triples = pairs[:-1] + wide[2:] * _THIRD
    return np.concatenate((pairs, triples)) if tokens.size > 1 else np.zeros(0, np.uint64)
