"""From seeds to passages: chains, extended to where the two texts part."""

from __future__ import annotations

from bisect import bisect_left, insort
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from .chains import Runs, chains_of, runs_of
from .fingerprints import K
from .fold import I64, U32, Tokens
from .options import Options
from .places import UNIT, Place
from .seeds import Hits, find_seeds, promising

_REACH = 24
_MISMATCH = -2
_OUTSIDE = -99


@dataclass(frozen=True, slots=True)
class Found:
    """Pairs of one segment that match, their passages, and the runs inside these.

    ``pair`` of chains and runs counts into ``item``, ``edition`` and ``score``; the chains are in
    order of pair and reading; ``runs.head`` says which chain a run belongs to. ``best`` is the
    chain that gives each pair its score, and ``whole`` whether it is made of whole sentences.
    """

    item: I64
    edition: I64
    score: NDArray[np.float64]
    best: Runs
    whole: NDArray[np.bool_]
    chains: Runs
    runs: Runs


def candidates(tokens: Tokens, hits: Hits, place: Place, options: Options) -> tuple[Runs, Runs]:
    """The chains, with their runs, of the pairs that may reach the threshold."""
    hope = round((options.threshold - options.sentence_bonus) * UNIT)
    runs = runs_of(tokens, place, find_seeds(tokens, hits, place, hope, options.most_postings))
    runs, chains = chains_of(runs.at(promising(runs.pair, runs.weight, hope)))
    least = min(round(options.passage_weight * UNIT), hope)
    pairs = _Pairs.of(chains.pair)
    hopeful = pairs.best(chains.weight) >= hope
    return _kept(chains, runs, hopeful[pairs.number] & (chains.weight >= least))


def find_passages(
    tokens: Tokens, place: Place, chains: Runs, runs: Runs, options: Options
) -> Found:
    """The pairs of item and edition that reach the threshold, with all their passages."""
    segment = place.segment
    editions = len(segment.ids)
    threshold, bonus = round(options.threshold * UNIT), round(options.sentence_bonus * UNIT)
    item, edition = chains.pair // editions, chains.pair % editions
    chains = _extend(
        chains, tokens.masked, tokens.first, item, segment.masked, segment.first, edition
    )
    whole = _whole_sentences(chains, tokens, item, place, edition)
    worth = chains.weight + bonus * whole
    pairs = _Pairs.of(chains.pair)
    score = pairs.best(worth)
    accepted = score >= threshold
    best = pairs.first(worth == score[pairs.number])[accepted]
    pair = np.cumsum(accepted) - 1
    chains = replace(chains, pair=pair[pairs.number])
    runs = replace(runs, pair=chains.pair[runs.head])
    kept, runs = _kept(chains, runs, accepted[pairs.number])
    kept, free = _disjoint(kept)
    kept, runs = _kept(kept, runs, free)
    heads = pairs.heads[accepted]
    return Found(
        item[heads],
        edition[heads],
        score[accepted] / UNIT,
        chains.at(best),
        whole[best],
        kept,
        runs,
    )


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Chains by pair: the first chain of each pair, and the number of each chain's pair."""

    heads: I64
    number: I64

    @classmethod
    def of(cls, pair: I64) -> _Pairs:
        fresh = np.ones(pair.size, dtype=np.bool_)
        fresh[1:] = pair[1:] != pair[:-1]
        return cls(np.flatnonzero(fresh), np.cumsum(fresh) - 1)

    def best(self, worth: I64) -> I64:
        """The most that one chain of each pair is worth."""
        return np.maximum.reduceat(worth, self.heads) if self.heads.size else worth

    def first(self, chosen: NDArray[np.bool_]) -> I64:
        """The first chosen chain of each pair; every pair must have one."""
        at = np.flatnonzero(chosen)
        number = self.number[at]
        result: I64 = at[np.append(True, number[1:] != number[:-1])[: at.size]]
        return result


def _kept(chains: Runs, runs: Runs, kept: NDArray[np.bool_]) -> tuple[Runs, Runs]:
    """Those chains with their runs, numbered anew."""
    number = np.cumsum(kept) - 1
    runs = runs.at(kept[runs.head])
    chains = chains.at(kept)
    return replace(chains, head=np.arange(len(chains))), replace(runs, head=number[runs.head])


def _disjoint(chains: Runs) -> tuple[Runs, NDArray[np.bool_]]:
    """Give each stretch of an item to the longest chain over it; say which chains remain.

    A sentence that resembles several of an edition (prices, results) is aligned with one only.
    """
    kept = np.ones(len(chains), dtype=np.bool_)
    order = np.lexsort((chains.q0, chains.pair))
    stride = int(chains.q1.max(initial=0)) + 1
    reach = np.maximum.accumulate(chains.q1[order] + chains.pair[order] * stride)
    overlaps = chains.q0[order][1:] + chains.pair[order][1:] * stride < reach[:-1]
    columns = {name: getattr(chains, name).copy() for name in ("q0", "q1", "r0", "r1")}
    for pair in np.unique(chains.pair[order][1:][overlaps]).tolist():
        begin, end = np.searchsorted(chains.pair, (pair, pair + 1)).tolist()
        spans = list(zip(chains.q0[begin:end].tolist(), chains.q1[begin:end].tolist(), strict=True))
        for place, span in zip(range(begin, end), _shared_out(spans), strict=True):
            if span is None:
                kept[place] = False
            else:
                front, back = span[0] - columns["q0"][place], columns["q1"][place] - span[1]
                columns["q0"][place] += front
                columns["r0"][place] += front
                columns["q1"][place] -= back
                columns["r1"][place] -= back
    kept &= columns["r1"] > columns["r0"]
    return replace(chains, **columns), kept


def _shared_out(spans: list[tuple[int, int]]) -> list[tuple[int, int] | None]:
    """What is left of each span when the longer ones take theirs; None for less than half."""
    result: list[tuple[int, int] | None] = [None] * len(spans)
    taken: list[tuple[int, int]] = []
    for place in sorted(range(len(spans)), key=lambda i: (spans[i][0] - spans[i][1], spans[i])):
        start, end = spans[place]
        at = bisect_left(taken, (start, start))
        if at and taken[at - 1][1] > start:
            start = taken[at - 1][1]
        if at < len(taken) and taken[at][0] < end:
            end = taken[at][0]
        if (end - start) * 2 >= spans[place][1] - spans[place][0] and end - start >= K:
            result[place] = (start, end)
            insort(taken, (start, end))
    return result


def _extend(
    chains: Runs,
    masked: U32,
    first: I64,
    item: I64,
    edition_masked: U32,
    edition_first: I64,
    edition: I64,
) -> Runs:
    """Move both ends of each chain outwards while more tokens agree than differ."""
    after = _agreeing(
        masked, chains.q1, 1, first[item + 1] - chains.q1,
        edition_masked, chains.r1, edition_first[edition + 1] - chains.r1,
    )  # fmt: skip
    before = _agreeing(
        masked, chains.q0 - 1, -1, chains.q0 - first[item],
        edition_masked, chains.r0 - 1, chains.r0 - edition_first[edition],
    )  # fmt: skip
    return Runs(
        chains.pair, chains.q0 - before, chains.q1 + after, chains.r0 - before,
        chains.r1 + after, chains.weight, chains.head,
    )  # fmt: skip


def _agreeing(left: U32, q: I64, step: int, q_room: I64, right: U32, r: I64, r_room: I64) -> I64:
    """How many tokens from (q, r) on belong to the passage, looking at most 24 ahead."""
    ahead = np.arange(_REACH)
    inside = ahead < np.minimum(q_room, r_room)[:, None]
    i = np.where(inside, q[:, None] + step * ahead, 0)
    j = np.where(inside, r[:, None] + step * ahead, 0)
    if not left.size or not right.size:
        return np.zeros(q.size, np.int64)
    value = np.where(left[i] == right[j], 1, _MISMATCH)
    total = np.cumsum(np.where(inside, value, _OUTSIDE), axis=1)
    best = total.argmax(axis=1)
    return np.where(total.max(axis=1) > 0, best + 1, 0)


def _whole_sentences(
    chains: Runs, tokens: Tokens, item: I64, place: Place, edition: I64
) -> NDArray[np.bool_]:
    """Which chains begin and end where sentences do, in both texts."""
    segment = place.segment
    whole = tokens.opens_at(chains.q0) & segment.opens_at(chains.r0)
    whole &= tokens.opens_at(chains.q1) | (chains.q1 == tokens.first[item + 1])
    whole &= segment.opens_at(chains.r1) | (chains.r1 == segment.first[edition + 1])
    return whole
