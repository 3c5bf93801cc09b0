"""Fingerprints: hashed runs of K syllables."""

from __future__ import annotations

import numpy as np

from .fold import I64, U64, Tokens

K = 5
"""Syllables in one fingerprint."""

KEY_BITS = 48
"""Bits of a fingerprint."""

MULTIPLIERS = np.array(
    [
        0x9E3779B97F4A7C15,
        0xC2B2AE3D27D4EB4F,
        0x165667B19E3779F9,
        0xD6E8FEB86659FD93,
        0xFF51AFD7ED558CCD,
    ],
    dtype=np.uint64,
)
MOST_NUMBERS = 2
"""Most numbers in one fingerprint: tables and lottery results are no evidence."""


def fingerprints(tokens: Tokens, step: int = 1) -> tuple[U64, I64]:
    """Hash and first token of the runs of K syllables that lie inside one text.

    With ``step`` 2 only those at the first, third … token of each text are given. Runs with more
    than two numbers are left out.
    """
    count = len(tokens) - K + 1
    if count <= 0:
        return np.zeros(0, np.uint64), np.zeros(0, np.int64)
    at = _starts(tokens, step)
    at = at[np.take(_few_numbers(tokens, count), at)]
    wide = tokens.masked.astype(np.uint64)
    key = np.take(wide, at) * MULTIPLIERS[0]
    for place in range(1, K):
        key += np.take(wide[place:], at) * MULTIPLIERS[place]
    key >>= np.uint64(64 - KEY_BITS)
    return key, at


def _starts(tokens: Tokens, step: int) -> I64:
    """Every ``step``-th token of each text that has a whole run after it."""
    sizes = np.diff(tokens.first)
    counts = np.maximum(sizes - K + step, 0) // step
    shift = tokens.first[:-1] - step * (np.cumsum(counts) - counts)
    result: I64 = np.arange(int(counts.sum())) * step + np.repeat(shift, counts)
    return result


def _few_numbers(tokens: Tokens, count: int) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Which runs hold at most two numbers."""
    total = np.zeros(count, dtype=np.uint8)
    flags = tokens.number.view(np.uint8)
    for place in range(K):
        total += flags[place : place + count]
    return total <= MOST_NUMBERS
