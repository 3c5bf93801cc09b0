"""Which edition of a release was copied: decided by what differs between the editions."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .fold import U32, U64

_FIRST = np.uint64(0x9E3779B97F4A7C15)
_SECOND = np.uint64(0xC2B2AE3D27D4EB4F)
_THIRD = np.uint64(0x165667B19E3779F9)


def votes(item: U32, editions: Sequence[U32]) -> list[int]:
    """For each edition, how many runs of two and three tokens of the item only it holds.

    Tokens are exact, so an edition that corrects one figure differs in five runs.
    """
    own = _grams(item)
    grams = [_grams(edition) for edition in editions]
    counts = []
    for number, mine in enumerate(grams):
        others = np.concatenate([gram for i, gram in enumerate(grams) if i != number])
        only = np.setdiff1d(mine, others)
        counts.append(int(np.isin(own, only).sum()))
    return counts


def _grams(tokens: U32) -> U64:
    """Hashes of all runs of two and of three tokens."""
    wide = tokens.astype(np.uint64)
    pairs = wide[:-1] * _FIRST + wide[1:] * _SECOND
    triples = pairs[:-1] + wide[2:] * _THIRD
    return np.concatenate((pairs, triples)) if tokens.size > 1 else np.zeros(0, np.uint64)
