"""The loops over every syllable, compiled by numba: the same answers as in numpy, bit for bit.

Import it only where numba is installed (``kernels.compiled`` does). What is compiled is kept
beside this file, or where ``NUMBA_CACHE_DIR`` says, and read again by the next process.
"""

# ruff: noqa: C901 - numba compiles one loop faster than many functions

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numba import njit

from . import chains as plain_chains
from . import fold, seeds
from .chains import Runs
from .fingerprints import KEY_BITS, MOST_NUMBERS, MULTIPLIERS, K
from .fold import I64, U8, Tokens
from .options import Options
from .places import UNIT, Place
from .seeds import LONG, STEP, Hits, longest
from .segment import MANY, Segment

_BREAK, _UNKNOWN, _DROP, _STOP, _LINE = (
    fold.BREAK, fold.UNKNOWN, fold.DROP, fold.STOP, fold.LINE,
)  # fmt: skip
_DIGIT_0, _DIGIT_9 = fold.DIGIT_0, fold.DIGIT_9
_NUMBER = fold.NUMBER
_NUMBER_GAP, _LONGEST_NUMBER = fold.NUMBER_GAP, fold.LONGEST_NUMBER
_MIX_1, _MIX_2, _GOLDEN = (np.uint64(value) for value in fold.MIXERS)
_M0, _M1, _M2, _M3, _M4 = (np.uint64(value) for value in MULTIPLIERS)
_KEY_SHIFT = np.uint64(64 - KEY_BITS)
_SAME_DIAGONAL, _GAP, _SHIFT = (
    plain_chains.SAME_DIAGONAL, plain_chains.GAP, plain_chains.SHIFT,
)  # fmt: skip
_MANY = np.int64(MANY)

jit: Any = njit(cache=True, nogil=True)
inline: Any = njit(cache=True, nogil=True, inline="always")


def tokenise(texts: Sequence[str]) -> Tokens:
    """As ``fold.tokenise``."""
    points, begins = fold.points_of(texts)
    table = fold.table_for(points)
    masked, exact, start, end, number, first, stops = _tokenise(points, begins, table)
    return Tokens(masked, exact, start, end, number, first, stops, begins)


def probe(tokens: Tokens, segments: Sequence[Segment]) -> tuple[list[Hits], frozenset[int]]:
    """As ``seeds.probe``; batches with a very long item are left to that."""
    if longest(tokens) > LONG:
        return seeds.probe(tokens, segments)
    found = []
    for segment in segments:
        q, key = _probe(
            tokens.masked, tokens.number, tokens.first, segment.bitmap, segment.bitmap_shift,
            segment.bucket, segment.bucket_shift, segment.tag,
        )  # fmt: skip
        found.append(Hits(q, key))
    return found, frozenset()


def candidates(tokens: Tokens, hits: Hits, place: Place, options: Options) -> tuple[Runs, Runs]:
    """As ``passages.candidates``."""
    hope = round((options.threshold - options.sentence_bonus) * UNIT)
    least = min(round(options.passage_weight * UNIT), hope)
    segment = place.segment
    q, r = _seeds(
        hits.q, hits.key, tokens.first, segment.place, segment.more, place.edition,
        place.reach, place.family.size, options.most_postings, hope,
    )  # fmt: skip
    columns = _runs(
        q, r, tokens.first, tokens.masked, segment.first, segment.masked, place.edition,
        place.worth, hope,
    )  # fmt: skip
    order = np.lexsort((columns[3], -columns[2], columns[1], columns[0]))
    chains, runs = _chains(columns, order, hope, least)
    return Runs(*chains), Runs(*runs)


@inline
def _mix(word: np.uint64) -> np.uint64:
    word = (word ^ (word >> np.uint64(30))) * _MIX_1
    word = (word ^ (word >> np.uint64(27))) * _MIX_2
    return word ^ (word >> np.uint64(31))


@inline
def _hash(size: int, w0: np.uint64, w1: np.uint64, w2: np.uint64, last: np.uint64) -> np.uint32:
    """The identity of a run of ``size`` letters, of its first 24 and last 8."""
    word = w0
    if size > 8:
        word = _mix(_mix(_mix(_mix(word) + w1) + w2) + last) + np.uint64(size)
    return np.uint32((word * _GOLDEN) >> np.uint64(32))


@jit
def _tokenise(points: Any, begins: I64, table: U8) -> Any:
    """One pass over the code points; see ``fold`` for the rules."""
    room = points.size // 2 + 1
    exact = np.empty(room, np.uint32)
    start = np.empty(room, np.int64)
    end = np.empty(room, np.int64)
    number = np.empty(room, np.bool_)
    first = np.zeros(begins.size, np.int64)
    stops = np.empty(points.size, np.int64)
    tokens = stop_count = text = i = size = gap = joined = 0
    opened: Any = 0
    closed: Any = 0
    base: Any = 0
    w0 = w1 = w2 = last = np.uint64(0)
    is_number = pending = in_token = last_digit = pure = False
    head_free = True
    while i < points.size:
        c = table[points[i]]
        if c == _DROP:
            i += 1
            continue
        if c == _BREAK or c >= _STOP:
            if c >= _STOP:
                stops[stop_count] = i
                stop_count += 1
            if in_token:
                in_token = False
                pending = last_digit and pure
                gap = 0
            gap += 1
            pending = pending and c != _LINE and gap <= _NUMBER_GAP
            i += 1
            if c == _LINE:
                if size:
                    exact[tokens] = _hash(size, w0, w1, w2, last)
                    start[tokens], end[tokens] = opened - base, closed - base
                    number[tokens] = is_number
                    tokens += 1
                    size = 0
                if i == begins[text + 1]:
                    text += 1
                    base = begins[text]
                    first[text] = tokens
            head_free = True
            last_digit = False
            continue
        digit = _DIGIT_0 <= c <= _DIGIT_9
        if digit and not last_digit:
            joined = joined + 1 if pending else 0
            pure = head_free
        if not in_token:
            in_token = True
            if pending and digit and joined % _LONGEST_NUMBER != 0:
                for _ in range(gap):
                    if size >= 8:
                        last = (w0 if size == 8 else last) >> np.uint64(8)
                    size += 1
            else:
                if size:
                    exact[tokens] = _hash(size, w0, w1, w2, last)
                    start[tokens], end[tokens] = opened - base, closed - base
                    number[tokens] = is_number
                    tokens += 1
                size = 0
                w0 = w1 = w2 = np.uint64(0)
                opened = i
                is_number = digit
            pending = False
        last_digit = digit
        head_free = False
        while True:
            letter = np.uint64(c)
            if size < 8:
                w0 |= letter << np.uint64(8 * size)
            else:
                last = ((w0 if size == 8 else last) >> np.uint64(8)) | (letter << np.uint64(56))
                if size < 16:
                    w1 |= letter << np.uint64(8 * (size - 8))
                elif size < 24:
                    w2 |= letter << np.uint64(8 * (size - 16))
            size += 1
            i += 1
            c = table[points[i]]
            while c == _DROP:
                i += 1
                c = table[points[i]]
            if c == _BREAK or c >= _STOP or (_DIGIT_0 <= c <= _DIGIT_9) != digit:
                break
        closed = i
    masked = exact[:tokens].copy()
    for token in range(tokens):
        if number[token]:
            masked[token] = _NUMBER
    return (
        masked, exact[:tokens].copy(), start[:tokens].copy(), end[:tokens].copy(),
        number[:tokens].copy(), first, stops[:stop_count].copy(),
    )  # fmt: skip


@jit
def _probe(
    masked: Any, number: Any, first: I64, bitmap: U8, bitmap_shift: int, bucket: Any,
    bucket_shift: int, tag: Any,
) -> Any:  # fmt: skip
    """Look up every second fingerprint of each text.

    Three loops, so that the waits for memory overlap: which may be there, where, and whether.
    """
    q = np.empty(masked.size // STEP + first.size, np.int64)
    value = np.empty(q.size, np.uint64)
    count = 0
    bit_shift, slot_shift = np.uint64(bitmap_shift), np.uint64(bucket_shift)
    for text in range(first.size - 1):
        numbers = 0
        for token in range(first[text], min(first[text] + K - STEP, first[text + 1])):
            numbers += number[token]
        for at in range(first[text], first[text + 1] - K + 1, STEP):
            for step in range(STEP):
                numbers += number[at + K - 1 - step]
                if at > first[text]:
                    numbers -= number[at - 1 - step]
            key = (
                np.uint64(masked[at]) * _M0
                + np.uint64(masked[at + 1]) * _M1
                + np.uint64(masked[at + 2]) * _M2
                + np.uint64(masked[at + 3]) * _M3
                + np.uint64(masked[at + 4]) * _M4
            ) >> _KEY_SHIFT
            bit = key >> bit_shift
            q[count] = at
            value[count] = key
            held = (bitmap[np.int64(bit >> np.uint64(3))] >> np.uint8(bit & np.uint64(7))) & 1
            count += held & (numbers <= MOST_NUMBERS)
    entry = np.empty(count, np.int64)
    for i in range(count):
        entry[i] = bucket[np.int64(value[i] >> slot_shift)]
    found = 0
    for i in range(count):
        wanted = np.uint32(value[i] & np.uint64(0xFFFFFFFF))
        at = entry[i]
        if at < tag.size and tag[at] != wanted:
            stop = np.int64(bucket[np.int64(value[i] >> slot_shift) + 1])
            at += 1
            while at < stop and tag[at] != wanted:
                at += 1
            if at >= stop:
                continue
        elif at >= tag.size:
            continue
        q[found] = q[i]
        entry[found] = at
        found += 1
    return q[:found].copy(), entry[:found].copy()


@jit
def _seeds(
    hit_q: I64, hit_key: I64, first: I64, place: Any, more: Any, edition: Any, reach: Any,
    editions: int, most_postings: int, hope: int,
) -> Any:  # fmt: skip
    """Every place of every hit, for the pairs of which something may come."""
    where = np.empty(hit_key.size, np.int64)
    for hit in range(hit_key.size):
        where[hit] = place[hit_key[hit]]
    room: Any = 0
    for hit in range(hit_key.size):
        room += np.int64(more[where[hit] - _MANY]) if where[hit] >= _MANY else 1
    q = np.empty(room, np.int64)
    r = np.empty(room, np.int64)
    met = np.empty(room, np.int64)
    total = np.zeros(editions, np.int64)
    hit = 0
    count: Any = 0
    for text in range(first.size - 1):
        begin = count
        while hit < hit_q.size and hit_q[hit] < first[text + 1]:
            if where[hit] < _MANY:
                q[count], r[count] = hit_q[hit], where[hit]
                count += 1
            else:
                entry = where[hit] - _MANY
                if more[entry] <= most_postings:
                    for rank in range(1, np.int64(more[entry]) + 1):
                        q[count], r[count] = hit_q[hit], more[entry + rank]
                        count += 1
            hit += 1
        for seed in range(begin, count):
            met[seed] = edition[r[seed]]
        for seed in range(begin, count):
            total[met[seed]] += reach[r[seed]]
        stays = begin
        for seed in range(begin, count):
            if total[met[seed]] >= hope:
                q[stays], r[stays] = q[seed], r[seed]
                stays += 1
        for seed in range(begin, count):
            total[met[seed]] = 0
        count = stays
    return q[:count].copy(), r[:count].copy()


@jit
def _runs(
    q: I64, r: I64, first: I64, masked: Any, edition_first: I64, edition_masked: Any,
    edition: Any, worth: Any, hope: int,
) -> Any:  # fmt: skip
    """The seeds of one item and one edition on one diagonal, joined; see ``chains.runs_of``.

    Without the runs of pairs that cannot be worth ``hope`` together.
    """
    editions = edition_first.size - 1
    columns = np.empty((6, q.size), np.int64)
    total = np.zeros(editions, np.int64)
    room = np.int64(1)
    while (np.int64(1) << room) <= masked.size:
        room += 1
    low = (np.int64(1) << room) - 1
    count = seed = 0
    for text in range(first.size - 1):
        begin, first_run = seed, count
        while seed < q.size and q[seed] < first[text + 1]:
            seed += 1
        both = np.sort(((r[begin:seed] - q[begin:seed] + masked.size) << room) | q[begin:seed])
        head = -1
        q_before = line_before = ed_before = np.int64(-1)
        for i in range(both.size):
            at, line = both[i] & low, both[i] >> room
            token = line - masked.size + at
            ed = np.int64(edition[token])
            new = i == 0 or line != line_before or ed != ed_before
            before = after = 0
            if new or at - q_before > STEP:
                while (
                    before < STEP - 1
                    and at - before > first[text]
                    and token - before > edition_first[ed]
                    and masked[at - before - 1] == edition_masked[token - before - 1]
                ):
                    before += 1
            goes_on = False
            if i + 1 < both.size:
                ahead = both[i + 1] & low
                goes_on = (
                    both[i + 1] >> room == line
                    and ahead - at <= STEP
                    and edition[line - masked.size + ahead] == ed
                )
            if goes_on:
                after = STEP - 1
            else:
                while (
                    after < STEP - 1
                    and at + K + after < first[text + 1]
                    and token + K + after < edition_first[ed + 1]
                    and masked[at + K + after] == edition_masked[token + K + after]
                ):
                    after += 1
            if new or at - q_before > _SAME_DIAGONAL:
                head = count
                count += 1
                columns[0, head] = text * editions + ed
                columns[1, head] = at - before
                columns[3, head] = token - before
                columns[5, head] = 0
            columns[2, head] = at + K + after
            columns[4, head] = token + K + after
            for step in range(-before, after + 1):
                columns[5, head] += worth[token + step]
            q_before, line_before, ed_before = at, line, ed
        for run in range(first_run, count):
            total[columns[0, run] - text * editions] += columns[5, run]
        stays = np.empty(count - first_run, np.bool_)
        for run in range(first_run, count):
            stays[run - first_run] = total[columns[0, run] - text * editions] >= hope
        for run in range(first_run, count):
            total[columns[0, run] - text * editions] = 0
        kept = first_run
        for run in range(first_run, count):
            if stays[run - first_run]:
                columns[:, kept] = columns[:, run]
                kept += 1
        count = kept
    return columns[:, :count].copy()


@jit
def _chains(columns: Any, order: I64, hope: int, least: int) -> Any:
    """Chains of runs in reading order, and those of pairs that may match; see ``chains``."""
    size = order.size
    runs = np.empty((7, size), np.int64)
    chains = np.empty((7, size), np.int64)
    kept_runs = kept_chains = 0
    i = 0
    while i < size:
        pair = columns[0, order[i]]
        first_run, first_chain = kept_runs, kept_chains
        reach = best = np.int64(-1)
        while i < size and columns[0, order[i]] == pair:
            run = columns[:, order[i]]
            i += 1
            if run[2] <= reach:
                continue
            reach = run[2]
            fresh = kept_runs == first_run
            if not fresh:
                ahead_q = run[1] - runs[2, kept_runs - 1]
                ahead_r = run[3] - runs[4, kept_runs - 1]
                fresh = (
                    ahead_q > _GAP or ahead_r > _GAP or ahead_q < -K or ahead_r < -K
                    or abs(ahead_q - ahead_r) > _SHIFT
                )  # fmt: skip
            if fresh:
                chains[:6, kept_chains] = run
                kept_chains += 1
            else:
                chains[2, kept_chains - 1] = run[2]
                chains[4, kept_chains - 1] = run[4]
                chains[5, kept_chains - 1] += run[5]
            best = max(best, chains[5, kept_chains - 1])
            runs[:6, kept_runs] = run
            runs[6, kept_runs] = kept_chains - 1
            kept_runs += 1
        if best < hope:
            kept_runs, kept_chains = first_run, first_chain
            continue
        kept_runs, kept_chains = _without_weak(
            runs, chains, first_run, kept_runs, first_chain, kept_chains, least
        )
    return chains[:, :kept_chains].copy(), runs[:, :kept_runs].copy()


@jit
def _without_weak(
    runs: Any, chains: Any, first_run: int, run_end: int, first_chain: int, chain_end: int,
    least: int,
) -> Any:  # fmt: skip
    """Close the gaps that chains below ``least`` leave; the new ends."""
    run, kept_run, kept_chain = first_run, first_run, first_chain
    for chain in range(first_chain, chain_end):
        strong = chains[5, chain] >= least
        while run < run_end and runs[6, run] == chain:
            if strong:
                runs[:6, kept_run] = runs[:6, run]
                runs[6, kept_run] = kept_chain
                kept_run += 1
            run += 1
        if strong:
            chains[:6, kept_chain] = chains[:6, chain]
            chains[6, kept_chain] = kept_chain
            kept_chain += 1
    return kept_run, kept_chain
