"""Background: how many unrelated texts hold each fingerprint of the index."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .fold import U64


@dataclass(frozen=True, slots=True)
class Background:
    """Sorted keys seen in two or more of ``documents`` texts, and in how many."""

    key: U64
    count: NDArray[np.int32]
    documents: int

    def counts(self, keys: U64) -> NDArray[np.int32]:
        """How often each of ``keys`` (sorted) was seen."""
        result = np.zeros(keys.size, dtype=np.int32)
        if self.key.size:
            at = np.minimum(np.searchsorted(self.key, keys), self.key.size - 1)
            known = self.key[at] == keys
            result[known] = self.count[at[known]]
        return result


def empty() -> Background:
    """Nothing learned yet."""
    return Background(np.zeros(0, np.uint64), np.zeros(0, np.int32), 0)


def from_counts(
    keys: Sequence[U64], counts: Sequence[NDArray[np.int64]], documents: int
) -> Background:
    """The background of all segments together; a key in several has the same count in each."""
    if not keys:
        return empty()
    key, first = np.unique(np.concatenate(keys), return_index=True)
    count = np.concatenate(counts)[first].astype(np.int32)
    known = count >= 2
    return Background(key[known], count[known], documents)
