"""From seeds to passages: chains, extended to where the two texts part."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .chains import F64, Runs, chains_of, runs_of
from .fold import I64, U32, Tokens
from .options import Options
from .seeds import Place, Seeds

_REACH = 24
_MISMATCH = -2
_OUTSIDE = -99


@dataclass(frozen=True, slots=True)
class Found:
    """Pairs of one segment that match, their passages, and the runs inside these.

    ``pair`` of chains and runs counts into ``item``, ``edition`` and ``score``; the chains are in
    order of pair and reading; ``runs.head`` says which chain a run belongs to.
    """

    item: I64
    edition: I64
    score: F64
    chains: Runs
    runs: Runs


def find_passages(tokens: Tokens, masked: U32, place: Place, seeds: Seeds, options: Options) -> Found:
    """The pairs of item and edition that reach the threshold, with all their passages."""
    segment = place.segment
    editions = len(segment.ids)
    runs, chains = chains_of(
        runs_of(seeds.item * editions + seeds.edition, seeds.q, seeds.r, seeds.weight)
    )
    least = min(options.passage_weight, options.threshold - options.sentence_bonus)
    heavy = chains.weight >= least - 1e-9
    chains, renumbered = chains.at(heavy), np.cumsum(heavy) - 1
    runs = runs.at(heavy[runs.head])
    head = renumbered[runs.head]
    item, edition = chains.pair // editions, chains.pair % editions
    chains = _extend(chains, masked, tokens.first, item, segment.masked, segment.first, edition)
    bonus = options.sentence_bonus * _whole_sentences(chains, tokens, item, place, edition)
    strength = chains.weight + bonus
    fresh = np.ones(len(chains), dtype=np.bool_)
    fresh[1:] = chains.pair[1:] != chains.pair[:-1]
    heads = np.flatnonzero(fresh)
    score = np.maximum.reduceat(strength, heads) if heads.size else np.zeros(0)
    number = np.cumsum(fresh) - 1
    accepted = score >= options.threshold - 1e-9
    kept_chain = accepted[number]
    pair = (np.cumsum(accepted) - 1)[number]
    kept_run = kept_chain[head]
    chain_number = np.cumsum(kept_chain) - 1
    return Found(
        item[heads][accepted],
        edition[heads][accepted],
        score[accepted],
        Runs(
            pair[kept_chain], chains.q0[kept_chain], chains.q1[kept_chain],
            chains.r0[kept_chain], chains.r1[kept_chain], chains.weight[kept_chain],
            np.arange(int(kept_chain.sum())),
        ),
        Runs(
            pair[head][kept_run], runs.q0[kept_run], runs.q1[kept_run], runs.r0[kept_run],
            runs.r1[kept_run], runs.weight[kept_run], chain_number[head][kept_run],
        ),
    )  # fmt: skip


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


def _agreeing(
    left: U32, q: I64, step: int, q_room: I64, right: U32, r: I64, r_room: I64
) -> I64:
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
    opens = np.append(tokens.opens, True)
    edition_opens = np.append(segment.opens, True)
    begins = opens[chains.q0] & edition_opens[chains.r0]
    ends = (opens[chains.q1] | (chains.q1 == tokens.first[item + 1])) & (
        edition_opens[chains.r1] | (chains.r1 == segment.first[edition + 1])
    )
    return begins & ends
