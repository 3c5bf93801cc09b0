"""Seeds on diagonals, joined into chains: the candidates for passages."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from .fingerprints import K
from .fold import I64

F64 = NDArray[np.float64]

_SAME_DIAGONAL = 12
"""Most tokens from one seed to the next in one run."""

_GAP = 60
"""Most tokens between two runs of one chain, in either text."""

_SHIFT = 24
"""Most tokens by which the two gaps may differ."""


@dataclass(frozen=True, slots=True)
class Runs:
    """Stretches on one diagonal, or chains of them: tokens [q0, q1) and [r0, r1), and weight."""

    pair: I64
    q0: I64
    q1: I64
    r0: I64
    r1: I64
    weight: F64
    head: I64
    """For runs: the chain that the run belongs to. For chains: their own number."""

    def at(self, chosen: NDArray[np.generic]) -> Runs:
        """Those of the runs that ``chosen`` (a mask or places) selects."""
        return Runs(*(getattr(self, field.name)[chosen] for field in fields(self)))

    def __len__(self) -> int:
        return int(self.pair.size)


def runs_of(pair: I64, q: I64, r: I64, weight: F64) -> Runs:
    """Join seeds of one pair and one diagonal. ``q`` must be ascending in each pair."""
    diagonal = r - q
    order = np.lexsort((q, diagonal, pair))
    pair, q, diagonal, weight = pair[order], q[order], diagonal[order], weight[order]
    if not pair.size:
        return Runs(pair, q, q, r, r, weight, pair)
    fresh = np.ones(pair.size, dtype=np.bool_)
    fresh[1:] = (
        (pair[1:] != pair[:-1])
        | (diagonal[1:] != diagonal[:-1])
        | (q[1:] - q[:-1] > _SAME_DIAGONAL)
    )
    heads = np.flatnonzero(fresh)
    last = np.append(heads, pair.size)[1:] - 1
    q0, q1 = q[heads], q[last] + K
    return Runs(
        pair[heads],
        q0,
        q1,
        q0 + diagonal[heads],
        q1 + diagonal[heads],
        np.add.reduceat(weight, heads),
        np.arange(heads.size),
    )


def chains_of(runs: Runs) -> tuple[Runs, Runs]:
    """Runs in reading order, each naming its chain, and the chains."""
    if not len(runs):
        return runs, runs
    runs = _outer(runs.at(np.lexsort((-runs.q1, runs.q0, runs.pair))))
    ahead_q = runs.q0[1:] - runs.q1[:-1]
    ahead_r = runs.r0[1:] - runs.r1[:-1]
    fresh = np.ones(len(runs), dtype=np.bool_)
    fresh[1:] = (
        (runs.pair[1:] != runs.pair[:-1])
        | (ahead_q > _GAP)
        | (ahead_r > _GAP)
        | (ahead_q < -K)
        | (ahead_r < -K)
        | (np.abs(ahead_q - ahead_r) > _SHIFT)
    )
    heads = np.flatnonzero(fresh)
    last = np.append(heads, len(runs))[1:] - 1
    weight = np.add.reduceat(runs.weight, heads)
    number = np.cumsum(fresh) - 1
    chains = Runs(
        runs.pair[heads], runs.q0[heads], runs.q1[last], runs.r0[heads], runs.r1[last],
        weight, np.arange(heads.size),
    )  # fmt: skip
    return Runs(runs.pair, runs.q0, runs.q1, runs.r0, runs.r1, runs.weight, number), chains


def _outer(runs: Runs) -> Runs:
    """Without the runs that lie inside an earlier run of the same pair."""
    rank = np.cumsum(np.append(True, runs.pair[1:] != runs.pair[:-1]))
    stride = int(runs.q1.max()) + 1
    reach = np.maximum.accumulate(runs.q1 + rank * stride)
    inside = np.append(False, (runs.q1 + rank * stride)[1:] <= reach[:-1])
    return runs.at(~inside)
