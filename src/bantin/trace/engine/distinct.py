"""Different values of an array: ``np.unique`` sorts too, but more slowly."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from .fold import I64

_Kind = TypeVar("_Kind", bound=np.generic)


def distinct(values: NDArray[_Kind]) -> NDArray[_Kind]:
    """The different values, sorted."""
    return runs(values)[0]


def runs(values: NDArray[_Kind]) -> tuple[NDArray[_Kind], I64]:
    """The different values, sorted, and how often each is there."""
    values = np.sort(values)
    fresh = np.ones(values.size, dtype=np.bool_)
    np.not_equal(values[1:], values[:-1], out=fresh[1:])
    at = np.flatnonzero(fresh)
    return values[at], np.diff(at, append=values.size)
