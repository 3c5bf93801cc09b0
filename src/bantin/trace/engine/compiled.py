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
from .places import REACH_UNIT, UNIT, Place
from .seeds import LONG, STEP, Hits, longest
from .segment import MANY, Segment

_BREAK, _UNKNOWN, _DROP, _STOP = fold.BREAK, fold.UNKNOWN, fold.DROP, fold.STOP
_DIGIT_0, _DIGIT_9 = fold.DIGIT_0, fold.DIGIT_9
_NUMBER = fold.NUMBER
_GAP_OF_NUMBERS, _LONGEST_NUMBER = np.uint64(fold.NUMBER_GAP), fold.LONGEST_NUMBER
_NEW_LINE = ord("\n")
_EIGHT = 8
_MIX_1, _MIX_2, _GOLDEN = (np.uint64(value) for value in fold.MIXERS)
_M0, _M1, _M2, _M3, _M4 = (np.uint64(value) for value in MULTIPLIERS)
_KEY_SHIFT = np.uint64(64 - KEY_BITS)
_SAME_DIAGONAL, _GAP, _SHIFT = (
    plain_chains.SAME_DIAGONAL, plain_chains.GAP, plain_chains.SHIFT,
)  # fmt: skip
_MANY = np.uint32(MANY)
_0, _1, _2, _3, _4, _7, _8 = (np.uint64(value) for value in (0, 1, 2, 3, 4, 7, 8))
_LOW_BYTES = np.array([(1 << (8 * count)) - 1 for count in range(9)], dtype=np.uint64)
_LOW = np.uint64(0xFFFFFFFF)

jit: Any = njit(cache=True, nogil=True)
inline: Any = njit(cache=True, nogil=True, inline="always")


def tokenise(texts: Sequence[str]) -> Tokens:
    """As ``fold.tokenise``."""
    points, begins = fold.points_of(texts)
    letters, at, edge, stops, known = _letters(points, fold.table())
    if not known:
        fold.complete(points)
        letters, at, edge, stops, _ = _letters(points, fold.table())
    head, size, start, end, number = _syllables(points, letters, at, edge)
    words = letters[: letters.size // _EIGHT * _EIGHT].view(np.uint64)
    masked, exact = _identities(words, head, size, number)
    first = np.searchsorted(start, begins)
    shift = np.repeat(begins[:-1], np.diff(first))
    start -= shift
    end -= shift
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
        place.reach, place.family.size, options.most_postings, hope // REACH_UNIT,
    )  # fmt: skip
    room = len(tokens).bit_length()
    lines = (len(tokens) + segment.masked.size).bit_length()
    both = _packed(q, r, tokens.first, lines, room, len(tokens))
    both.sort()
    columns = _runs(
        both, lines, room, tokens.first, tokens.masked, segment.first, segment.masked,
        place.edition, place.worth, hope,
    )  # fmt: skip
    order = np.lexsort((columns[3], -columns[2], columns[1], columns[0]))
    chains, runs = _chains(columns, order, hope, least)
    return Runs(*chains), Runs(*runs)


@jit
def _letters(points: Any, table: U8) -> Any:
    """Classes without what vanishes, with 0 for what separates, and where each stood; the edges
    of the runs of letters and digits among them; the stops; and whether every class is known.

    ``letters`` goes on with zeros, so that words may be read in eights.
    """
    count = np.uint64(points.size)
    letters = np.zeros(points.size + 4 * _EIGHT, np.uint8)
    at = np.empty(points.size + 1, np.uint32)
    edge = np.empty(points.size + 1, np.uint32)
    stops = np.empty(points.size, np.int64)
    kept = edges = stop = inside_before = unknown = _0
    for i in range(count):
        c = table[points[i]]
        unknown |= np.uint64(c == _UNKNOWN)
        keep = np.uint64(c != _DROP)
        separates = np.uint8((c == _BREAK) | (c >= _STOP))
        inside = np.uint64(separates ^ np.uint8(1))
        letters[kept], at[kept] = c * inside, i
        edge[edges] = kept
        edges += (inside ^ inside_before) & keep
        inside_before = inside if keep else inside_before
        stops[stop] = i
        stop += np.uint64(c >= _STOP)
        kept += keep
    letters[kept], at[kept] = 0, count
    return letters, at[: kept + _1], edge[:edges], stops[:stop].copy(), unknown == _0


@jit
def _syllables(points: Any, letters: U8, at: Any, edge: Any) -> Any:
    """Where each token begins and how long it is among the letters, where it stands, and whether
    it is a number. Runs of numbers are joined, see ``fold``.
    """
    count = np.uint64(edge.size) >> _1
    head, size = np.empty(count, np.uint32), np.empty(count, np.uint32)
    start, end = np.empty(count, np.int64), np.empty(count, np.int64)
    number = np.empty(count, np.bool_)
    tokens = end_before = _0
    joined = 0
    pending = False
    for run in range(count):
        begin, stop = np.uint64(edge[_2 * run]), np.uint64(edge[_2 * run + _1])
        digit = _DIGIT_0 <= letters[begin] <= _DIGIT_9
        if digit:
            joins = pending and begin - end_before <= _GAP_OF_NUMBERS
            if joins:
                for between in range(at[end_before], at[begin]):
                    joins &= points[np.uint64(between)] != _NEW_LINE
            joined = joined + 1 if joins else 0
            pending = _all_digits(letters, begin, stop)
            end_before = stop
            if joins and joined % _LONGEST_NUMBER != 0:
                size[tokens - _1] = stop - np.uint64(head[tokens - _1])
                end[tokens - _1] = at[stop]
                continue
        else:
            pending = False
        head[tokens], size[tokens] = begin, stop - begin
        start[tokens], end[tokens] = at[begin], at[stop]
        number[tokens] = digit
        tokens += _1
    return (
        head[:tokens], size[:tokens], start[:tokens].copy(), end[:tokens].copy(),
        number[:tokens].copy(),
    )  # fmt: skip


@inline
def _all_digits(letters: U8, begin: Any, stop: Any) -> bool:
    others = 0
    for place in range(begin, stop):
        others += not _DIGIT_0 <= letters[place] <= _DIGIT_9
    return others == 0


@jit
def _identities(words: Any, head: Any, size: Any, number: Any) -> Any:
    """The identity of each token, with every number alike and with numbers told apart."""
    count = np.uint64(head.size)
    masked, exact = np.empty(count, np.uint32), np.empty(count, np.uint32)
    for token in range(count):
        begin, length = np.uint64(head[token]), np.uint64(size[token])
        word = _eight(words, begin) & _LOW_BYTES[min(length, _8)]
        if length > _8:
            word = _mix(word) + _part(words, begin, length, _8)
            word = _mix(word) + _part(words, begin, length, _8 + _8)
            word = _mix(_mix(word) + _eight(words, begin + length - _8)) + length
        exact[token] = np.uint32((word * _GOLDEN) >> np.uint64(32))
        masked[token] = _NUMBER if number[token] else exact[token]
    return masked, exact


@inline
def _part(words: Any, begin: Any, length: Any, skipped: Any) -> Any:
    """Up to eight letters of a long word, from the letter ``skipped`` on."""
    skipped = min(skipped, length)
    return _eight(words, begin + skipped) & _LOW_BYTES[min(length - skipped, _8)]


@inline
def _eight(words: Any, begin: Any) -> Any:
    """Eight letters as one number, put together from two aligned ones."""
    shift = (begin & _7) << _3
    low, high = words[begin >> _3], words[(begin >> _3) + _1]
    return (low >> shift) | ((high << _1) << (shift ^ np.uint64(63)))


@inline
def _mix(word: np.uint64) -> np.uint64:
    word = (word ^ (word >> np.uint64(30))) * _MIX_1
    word = (word ^ (word >> np.uint64(27))) * _MIX_2
    return word ^ (word >> np.uint64(31))


@jit
def _probe(
    masked: Any, number: Any, first: I64, bitmap: U8, bitmap_shift: int, bucket: Any,
    bucket_shift: int, tag: Any,
) -> Any:  # fmt: skip
    """Look up every second fingerprint of each text.

    Several short loops, in which every look-up can begin before the last one has ended, and
    which count in place of branching: a branch that is guessed wrong waits for its memory.
    """
    q, key = _likely(masked, first, bitmap, bitmap_shift)
    entry, held = _look_up(key, bucket, bucket_shift, tag)
    number_of = np.empty(q.size, np.int64)
    found = _0
    for i in range(np.uint64(q.size)):
        at = np.uint64(q[i])
        numbers = (
            np.uint8(number[at]) + np.uint8(number[at + _1]) + np.uint8(number[at + _2])
            + np.uint8(number[at + _3]) + np.uint8(number[at + _4])
        )  # fmt: skip
        q[found], number_of[found] = q[i], entry[i]
        found += np.uint64(held[i] & (numbers <= MOST_NUMBERS))
    return q[:found].copy(), number_of[:found].copy()


@jit
def _likely(masked: Any, first: I64, bitmap: U8, bitmap_shift: int) -> Any:
    """The fingerprints whose bit is set, and where they begin."""
    q = np.empty(masked.size // STEP + first.size, np.int64)
    key = np.empty(q.size, np.uint64)
    count = _0
    shift = np.uint64(bitmap_shift)
    for text in range(first.size - 1):
        rest = max(first[text + 1] - first[text] - K + STEP, 0)
        for rank in range(np.uint64(rest // STEP)):
            at = np.uint64(first[text]) + np.uint64(STEP) * np.uint64(rank)
            value = (
                np.uint64(masked[at]) * _M0
                + np.uint64(masked[at + _1]) * _M1
                + np.uint64(masked[at + _2]) * _M2
                + np.uint64(masked[at + _3]) * _M3
                + np.uint64(masked[at + _4]) * _M4
            ) >> _KEY_SHIFT
            bit = value >> shift
            q[count], key[count] = at, value
            count += np.uint64((bitmap[bit >> _3] >> np.uint8(bit & _7)) & np.uint8(1))
    return q[:count], key[:count]


@jit
def _look_up(key: Any, bucket: Any, bucket_shift: int, tag: Any) -> Any:
    """The number of each key in the segment, and whether it is there."""
    shift, last = np.uint64(bucket_shift), np.uint32(max(tag.size, 1) - 1)
    count = np.uint64(key.size) if tag.size else _0
    entry = np.empty(key.size, np.uint32)
    held = np.zeros(key.size, np.bool_)
    asked = np.empty(key.size, np.uint32)
    stop = np.empty(key.size, np.uint32)
    for i in range(count):
        entry[i] = bucket[key[i] >> shift]
    left = _0
    for i in range(count):
        held[i] = tag[min(entry[i], last)] == np.uint32(key[i] & _LOW)
        asked[left] = i
        left += np.uint64(not held[i])
    for j in range(left):
        stop[j] = bucket[(key[asked[j]] >> shift) + _1]
    while left:
        more = _0
        for j in range(left):
            i = asked[j]
            entry[i] += np.uint32(1)
            asked[more], stop[more] = i, stop[j]
            more += np.uint64(entry[i] < stop[j])
        left = _0
        for j in range(more):
            i = asked[j]
            held[i] = tag[entry[i]] == np.uint32(key[i] & _LOW)
            asked[left], stop[left] = i, stop[j]
            left += np.uint64(not held[i])
    return entry, held


@jit
def _seeds(
    hit_q: I64, hit_key: I64, first: I64, place: Any, more: Any, edition: Any, reach: Any,
    editions: int, most_postings: int, hope: int,
) -> Any:  # fmt: skip
    """Every place of every hit, for the pairs of which something may come."""
    q, r = _places(hit_q, hit_key, place, more, np.uint32(most_postings))
    count = np.uint64(q.size)
    met = np.empty(count, np.uint32)
    near = np.empty(count, np.uint8)
    for seed in range(count):
        met[seed] = edition[r[seed]]
    for seed in range(count):
        near[seed] = reach[r[seed]]
    total = np.zeros(editions, np.int64)
    begin = stays = _0
    for text in range(first.size - 1):
        end = begin
        while end < count and q[end] < first[text + 1]:
            total[met[end]] += near[end]
            end += _1
        for seed in range(begin, end):
            q[stays], r[stays] = q[seed], r[seed]
            stays += np.uint64(total[met[seed]] >= hope)
        for seed in range(begin, end):
            total[met[seed]] = 0
        begin = end
    return q[:stays], r[:stays]


@jit
def _places(hit_q: I64, hit_key: I64, place: Any, more: Any, most: Any) -> Any:
    """Every place of every hit that has at most ``most``."""
    hits = np.uint64(hit_key.size)
    where = np.empty(hits, np.uint32)
    size = np.empty(hits, np.uint32)
    room = _0
    for hit in range(hits):
        where[hit] = place[np.uint64(hit_key[hit])]
    for hit in range(hits):
        size[hit] = 1
        if where[hit] >= _MANY:
            size[hit] = more[np.uint64(where[hit] - _MANY)]
            size[hit] *= np.uint32(size[hit] <= most)
        room += np.uint64(size[hit])
    q = np.empty(room, np.int64)
    r = np.empty(room, np.uint64)
    count = _0
    for hit in range(hits):
        if where[hit] < _MANY:
            q[count], r[count] = hit_q[hit], where[hit]
            count += _1
        else:
            entry = np.uint64(where[hit] - _MANY) + _1
            for rank in range(np.uint64(size[hit])):
                q[count], r[count] = hit_q[hit], more[entry + np.uint64(rank)]
                count += _1
    return q, r


@jit
def _packed(q: I64, r: Any, first: I64, lines: int, room: int, tokens: int) -> I64:
    """Text, diagonal and place of each seed in one number, as ``chains.runs_of`` sorts them."""
    both = np.empty(q.size, np.int64)
    seed = 0
    for text in range(first.size - 1):
        head = text << lines
        while seed < q.size and q[seed] < first[text + 1]:
            both[seed] = ((head | (np.int64(r[seed]) - q[seed] + tokens)) << room) | q[seed]
            seed += 1
    return both


@jit
def _runs(
    both: I64, lines: int, room: int, first: I64, masked: Any, edition_first: I64,
    edition_masked: Any, edition: Any, worth: Any, hope: int,
) -> Any:  # fmt: skip
    """The seeds of one item and one edition on one diagonal, joined; see ``chains.runs_of``.

    Without the runs of pairs that cannot be worth ``hope`` together.
    """
    size = both.size
    q = np.empty(size + 1, np.int64)
    r = np.empty(size, np.int64)
    met = np.empty(size + 1, np.int64)
    own = np.empty(size, np.int64)
    for i in range(size):
        q[i] = both[i] & ((1 << room) - 1)
        r[i] = ((both[i] >> room) & ((1 << lines) - 1)) - masked.size + q[i]
    for i in range(size):
        met[i] = edition[np.uint64(r[i])]
    for i in range(size):
        own[i] = worth[np.uint64(r[i])]
    columns = np.empty((6, size), np.int64)
    editions = edition_first.size - 1
    count = text = head = 0
    line_before = ed_before = q_before = np.int64(-1)
    for i in range(size):
        line, at, token, ed = both[i] >> room, q[i], r[i], met[i]
        new = line != line_before or ed != ed_before
        goes_on = (
            i + 1 < size and both[i + 1] >> room == line and q[i + 1] - at <= STEP
            and met[i + 1] == ed
        )  # fmt: skip
        before = after = 0
        if new or at - q_before > STEP:
            while at >= first[text + 1]:
                text += 1
            while (
                before < STEP - 1
                and at - before > first[text]
                and token - before > edition_first[ed]
                and masked[at - before - 1] == edition_masked[token - before - 1]
            ):
                before += 1
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
        columns[5, head] += own[i]
        for step in range(1, before + 1):
            columns[5, head] += worth[token - step]
        for step in range(1, after + 1):
            columns[5, head] += worth[token + step]
        line_before, ed_before, q_before = line, ed, at
    return _hopeful(columns[:, :count], editions, hope)


@jit
def _hopeful(runs: Any, editions: int, hope: int) -> Any:
    """The runs of pairs that may be worth ``hope``; they are in order of item."""
    total = np.zeros(editions, np.int64)
    slot = np.empty(runs.shape[1], np.uint32)
    kept = run = 0
    while run < slot.size:
        base = runs[0, run] // editions * editions
        end = run
        while end < slot.size and runs[0, end] < base + editions:
            slot[end] = runs[0, end] - base
            total[slot[end]] += runs[5, end]
            end += 1
        for each in range(run, end):
            stays = total[slot[each]] >= hope
            for column in range(6):
                runs[column, kept] = runs[column, each]
            kept += stays
        for each in range(run, end):
            total[slot[each]] = 0
        run = end
    return runs[:, :kept].copy()


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
