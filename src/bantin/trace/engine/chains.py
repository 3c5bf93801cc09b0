"""Seeds on diagonals, joined into chains: the candidates for passages."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from .fingerprints import K
from .fold import I64, Tokens
from .places import Place
from .seeds import STEP, Seeds

SAME_DIAGONAL = 12
"""Most tokens from one seed to the next in one run."""

GAP = 60
"""Most tokens between two runs of one chain, in either text."""

SHIFT = 24
"""Most tokens by which the two gaps may differ."""


@dataclass(frozen=True, slots=True)
class Runs:
    """Stretches on one diagonal, or chains of them: tokens [q0, q1) and [r0, r1), and their weight."""

    pair: I64
    q0: I64
    q1: I64
    r0: I64
    r1: I64
    weight: I64
    head: I64
    """For runs: the chain that the run belongs to. For chains: their own number."""

    def at(self, chosen: NDArray[np.generic]) -> Runs:
        """Those of the runs that ``chosen`` (a mask or places) selects."""
        return Runs(*(getattr(self, field.name)[chosen] for field in fields(self)))

    def __len__(self) -> int:
        return int(self.pair.size)


def runs_of(tokens: Tokens, place: Place, seeds: Seeds) -> Runs:
    """Join the seeds of one item and one edition on one diagonal.

    Only every second fingerprint was looked up. A seed therefore also stands for the one after it
    and, at the head of a run, for the one before it, where the words there agree.
    """
    q, r, line = _in_order(tokens, seeds)
    if not q.size:
        return Runs(q, q, q, q, q, q, q)
    item, edition = np.take(tokens.text_of, q), np.take(place.edition, r)
    apart = np.ones(q.size + 1, dtype=np.bool_)
    apart[1:-1] = (line[1:] != line[:-1]) | (edition[1:] != edition[:-1])
    ahead = np.diff(q)
    broken = apart.copy()
    broken[1:-1] |= ahead > STEP
    before = _neighbours(tokens, place, q, r, item, edition, np.flatnonzero(broken[:-1]), -1)
    after = _neighbours(tokens, place, q, r, item, edition, np.flatnonzero(broken[1:]), 1)
    after[~broken[1:]] = STEP - 1
    worth = np.take(place.worth, r).astype(np.int64)
    for step in range(1, STEP):
        worth += np.take(place.worth, r + step, mode="clip") * (after >= step)
        worth += np.take(place.worth, r - step, mode="clip") * (before >= step)
    apart[1:-1] |= ahead > SAME_DIAGONAL
    heads = np.flatnonzero(apart[:-1])
    last = np.flatnonzero(apart[1:])
    q0, q1 = q[heads] - before[heads], q[last] + K + after[last]
    diagonal = r[heads] - q[heads]
    return Runs(
        item[heads] * place.family.size + edition[heads],
        q0,
        q1,
        q0 + diagonal,
        q1 + diagonal,
        np.add.reduceat(worth, heads),
        np.arange(heads.size),
    )


def _in_order(tokens: Tokens, seeds: Seeds) -> tuple[I64, I64, I64]:
    """The seeds by item, diagonal and place, and the diagonal of each within its item.

    All three fit one number, and numbers sort faster than any order of them.
    """
    room = np.int64(len(tokens)).item().bit_length()
    line = seeds.r - seeds.q + len(tokens)
    lines = int(line.max(initial=0)).bit_length()
    both = np.sort((((np.take(tokens.text_of, seeds.q) << lines) | line) << room) | seeds.q)
    q = both & ((1 << room) - 1)
    line = both >> room
    return q, (line & ((1 << lines) - 1)) - len(tokens) + q, line


def _neighbours(
    tokens: Tokens,
    place: Place,
    q: I64,
    r: I64,
    item: I64,
    edition: NDArray[np.unsignedinteger],
    ends: I64,
    side: int,
) -> I64:
    """For how many fingerprints beside it each of the seeds ``ends`` stands, on one side."""
    segment = place.segment
    result = np.zeros(q.size, dtype=np.int64)
    i, j = q[ends], r[ends]
    if side > 0:
        room = (
            np.minimum(
                tokens.first[item[ends] + 1] - i, segment.first[edition[ends] + np.int64(1)] - j
            )
            - K
        )
    else:
        room = np.minimum(i - tokens.first[item[ends]], j - segment.first[edition[ends]])
    first = K - 1 if side > 0 else 0
    agree = np.ones(ends.size, dtype=np.bool_)
    for step in range(1, STEP):
        agree &= room >= step
        inner = np.flatnonzero(agree)
        away = side * (first + step)
        agree[inner] = tokens.masked[i[inner] + away] == segment.masked[j[inner] + away]
        result[ends] += agree
    return result


def chains_of(runs: Runs) -> tuple[Runs, Runs]:
    """Runs in reading order, each naming its chain, and the chains."""
    if not len(runs):
        return runs, runs
    runs = _outer(runs.at(np.lexsort((runs.r0, -runs.q1, runs.q0, runs.pair))))
    ahead_q = runs.q0[1:] - runs.q1[:-1]
    ahead_r = runs.r0[1:] - runs.r1[:-1]
    fresh = np.ones(len(runs), dtype=np.bool_)
    fresh[1:] = (
        (runs.pair[1:] != runs.pair[:-1])
        | (ahead_q > GAP)
        | (ahead_r > GAP)
        | (ahead_q < -K)
        | (ahead_r < -K)
        | (np.abs(ahead_q - ahead_r) > SHIFT)
    )
    heads = np.flatnonzero(fresh)
    last = np.append(heads, len(runs))[1:] - 1
    worth = np.add.reduceat(runs.weight, heads)
    number = np.cumsum(fresh) - 1
    chains = Runs(
        runs.pair[heads], runs.q0[heads], runs.q1[last], runs.r0[heads], runs.r1[last],
        worth, np.arange(heads.size),
    )  # fmt: skip
    return Runs(runs.pair, runs.q0, runs.q1, runs.r0, runs.r1, runs.weight, number), chains


def _outer(runs: Runs) -> Runs:
    """Without the runs that lie inside an earlier run of the same pair."""
    rank = np.cumsum(np.append(True, runs.pair[1:] != runs.pair[:-1]))
    stride = int(runs.q1.max()) + 1
    reach = np.maximum.accumulate(runs.q1 + rank * stride)
    inside = np.append(False, (runs.q1 + rank * stride)[1:] <= reach[:-1])
    return runs.at(~inside)
