"""Fingerprints: hashed runs of K syllables."""

from __future__ import annotations

import numpy as np

from .fold import I64, U64, Tokens, mix

K = 5
"""Syllables in one fingerprint."""

_MULTIPLIERS = np.array(
    [
        0x9E3779B97F4A7C15,
        0xC2B2AE3D27D4EB4F,
        0x165667B19E3779F9,
        0xD6E8FEB86659FD93,
        0xFF51AFD7ED558CCD,
    ],
    dtype=np.uint64,
)
_MOST_NUMBERS = 2


def fingerprints(tokens: Tokens) -> tuple[U64, I64]:
    """Hash and first token of every run of K syllables inside one text.

    Runs with more than two numbers (tables, lottery results) are left out.
    """
    count = len(tokens) - K + 1
    if count <= 0:
        return np.zeros(0, np.uint64), np.zeros(0, np.int64)
    key = np.zeros(count, dtype=np.uint64)
    for place in range(K):
        key += tokens.masked[place : place + count] * _MULTIPLIERS[place]
    numbers = np.concatenate((np.zeros(1, np.int32), np.cumsum(tokens.number, dtype=np.int32)))
    usable = numbers[K:] - numbers[:-K] <= _MOST_NUMBERS
    for border in range(1, K):
        across = tokens.first[1:-1] - border
        usable[across[(across >= 0) & (across < count)]] = False
    at = np.flatnonzero(usable)
    return mix(key[at]), at
