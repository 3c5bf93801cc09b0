"""Which edition of a release was copied: decided by what differs between the editions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .distinct import distinct
from .fold import I64, U32, U64

_FIRST = np.uint64(0x9E3779B97F4A7C15)
_SECOND = np.uint64(0xC2B2AE3D27D4EB4F)
_THIRD = np.uint64(0x165667B19E3779F9)
_SLOTS = 1 << 12
_LAST = np.uint64(_SLOTS - 1)


@dataclass(frozen=True, slots=True)
class OwnGrams:
    """Runs of two and three tokens that only one of several editions holds, in order.

    ``edition`` is the number of the edition that holds each; ``likely`` says by their last bits
    which runs may be among them, so that most are never looked for.
    """

    grams: U64
    edition: I64
    likely: NDArray[np.bool_]
    editions: int


def own_grams(editions: Sequence[U32]) -> OwnGrams:
    """What tells the editions apart.

    Tokens are exact, so an edition that corrects one figure differs in five runs.
    """
    held = [distinct(_grams(edition)) for edition in editions]
    everything = np.concatenate(held)
    order = np.argsort(everything, kind="stable")
    grams = everything[order]
    edition = np.repeat(np.arange(len(held)), [mine.size for mine in held])[order]
    same = grams[1:] == grams[:-1]
    alone = ~(np.append(False, same) | np.append(same, False))[: grams.size]
    likely = np.zeros(_SLOTS, dtype=np.bool_)
    likely[grams[alone] & _LAST] = True
    return OwnGrams(grams[alone], edition[alone], likely, len(editions))


def votes(item: U32, own: OwnGrams) -> list[int]:
    """How many runs of the item only this edition holds, for each edition."""
    grams = _grams(item)
    grams = grams[own.likely[grams & _LAST]]
    if not own.grams.size:
        return [0] * own.editions
    at = np.searchsorted(own.grams, grams)
    found = np.take(own.grams, at, mode="clip") == grams
    counts: list[int] = np.bincount(own.edition[at[found]], minlength=own.editions).tolist()
    return counts


def _grams(tokens: U32) -> U64:
    """Hashes of all runs of two and of three tokens."""
    wide = tokens.astype(np.uint64)
    pairs = wide[:-1] * _FIRST + wide[1:] * _SECOND
    triples = pairs[:-1] + wide[2:] * _THIRD
    return np.concatenate((pairs, triples)) if tokens.size > 1 else np.zeros(0, np.uint64)
