"""Where two aligned texts differ, found for a batch at once.

Only aligned words are compared: tokens on the diagonals of a passage, and the gaps between
these diagonals. Each place is a change; what to make of it is decided when it is read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from bantin.trace.engine.chains import Runs
from bantin.trace.engine.fold import I64, U8, U32, Tokens, tokenise
from bantin.trace.engine.passages import Found
from bantin.trace.engine.segment import Segment

from . import calendar, marks, names, numerals, units
from .sides import Sides, Spans

NUMBERS, WORDS, GAP, ADDED = 1, 2, 4, 8
"""What a change is: two number tokens, words on one diagonal, a gap, words on one side only."""

FIGURES, OFFICES, OPENS = 16, 32, 64
"""Further bits: words of figures, or of ranks, on both sides; the change opens a sentence."""

_FIGURE, _OFFICE, _SCALE, _GRADE, _MONTH, _DIGITS, _MIXED = 1, 2, 4, 8, 16, 32, 64
_LOW = np.uint64(0xFFFFFFFF)
_LAST = np.uint32(0xFFFF)
_MOST_ADDED = 3
_MOST_NAMES = 4
_MOST_WORDS = 10
"""Words of a gap at most, on either side, in which figures are compared."""

B = NDArray[np.bool_]

Change = tuple[int, int, int, int, int, int, int]
"""Bits; start and end in the item, and in the edition; start and end of the passage in the item."""


@dataclass(frozen=True, slots=True)
class Changes:
    """Changes as columns, in order of pair; ``of`` has the range of each pair."""

    columns: tuple[list[int], ...]
    of: dict[int, tuple[int, int]]

    def at(self, number: int) -> Change:
        """The change with this number."""
        bits, start, end, edition_start, edition_end, first, last = self.columns
        return (
            bits[number], start[number], end[number], edition_start[number], edition_end[number],
            first[number], last[number],
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stretches:
    """Runs of aligned tokens with the same letters.

    First token on both sides and how many, and where they start and end in both texts; ``of``
    has the range of each pair.
    """

    q: I64
    r: I64
    size: I64
    start: I64
    end: I64
    edition_start: I64
    edition_end: I64
    of: dict[int, tuple[int, int]]

    def spans(self, numbers: Sequence[int]) -> list[Spans]:
        """Where some stretches start and end in both texts."""
        columns = (self.start, self.end, self.edition_start, self.edition_end)
        return list(zip(*(column.take(numbers).tolist() for column in columns), strict=True))


@dataclass(frozen=True, slots=True)
class _Lexicon:
    """Tokens in ascending order with their classes; ``likely`` by the last bits of a token."""

    words: U32
    kinds: U8
    likely: B


@dataclass(frozen=True, slots=True)
class Side:
    """The tokens of one side as columns."""

    exact: U32
    masked: NDArray[np.unsignedinteger]
    start: NDArray[np.integer]
    end: NDArray[np.integer]

    def number(self, at: I64) -> B:
        """Which of the tokens are numbers."""
        masked = self.masked[at].astype(np.uint64) & _LOW
        numbers: B = masked == _number_token()
        return numbers

    def classes(self, at: I64) -> U8:
        """What each token may be: digits, a word of a figure, of an office, a scale, a grade."""
        lexicon = _lexicon()
        exact = self.exact[at]
        found = self.number(at) * np.uint8(_DIGITS | _FIGURE)
        likely = np.flatnonzero(lexicon.likely[exact & _LAST])
        exact = exact[likely]
        place = np.minimum(np.searchsorted(lexicon.words, exact), lexicon.words.size - 1)
        found[likely] |= np.where(lexicon.words[place] == exact, lexicon.kinds[place], np.uint8(0))
        found[(found & _FIGURE) == 0] |= np.uint8(_MIXED)
        return found


@dataclass(frozen=True, slots=True)
class _Texts:
    """Parts of the texts of one side, one after the other, and how far each was moved."""

    side: Side
    points: U32
    shift: I64

    @classmethod
    def of(cls, side: Side, texts: Sequence[str], start: I64, end: I64) -> _Texts:
        """The part from ``start`` to ``end`` of each text."""
        size = end - start
        parts = (text[a:b] for text, a, b in zip(texts, start.tolist(), end.tolist(), strict=True))
        return cls(side, marks.points_of("".join(parts)), size.cumsum() - size - start)

    def capitals(self, at: I64, text: I64) -> I64:
        """Which of the tokens ``at``, each in one of the texts, may begin with a capital."""
        first = self.points.take(self.side.start.take(at) + self.shift.take(text))
        return np.flatnonzero(marks.capitals(first))

    def marks(self, at: I64, text: I64) -> U8:
        """The sums of the diacritics of the tokens."""
        shift = self.shift.take(text)
        return marks.sums(
            self.points, self.side.start.take(at) + shift, self.side.end.take(at) + shift
        )


@dataclass(frozen=True, slots=True)
class _Chosen:
    """Some stretches of some pairs: ``heads`` is the first of each pair."""

    q: I64
    r: I64
    size: I64
    heads: I64

    @classmethod
    def of(cls, stretches: Stretches, numbers: Sequence[Sequence[int]]) -> _Chosen:
        """The stretches with these numbers, of each pair."""
        chosen = np.array([number for of_pair in numbers for number in of_pair])
        heads = np.cumsum([0, *(len(of_pair) for of_pair in numbers[:-1])])
        return cls(stretches.q[chosen], stretches.r[chosen], stretches.size[chosen], heads)

    def texts(self, side: Side, texts: Sequence[str], first: I64) -> _Texts:
        """The parts of the texts that the stretches of each pair reach over."""
        start = np.minimum.reduceat(side.start[first], self.heads).astype(np.int64)
        end = np.maximum.reduceat(side.end[first + self.size - 1], self.heads).astype(np.int64)
        return _Texts.of(side, texts, start, end)

    def words(self) -> tuple[I64, I64, I64]:
        """Each token's place in the item, how much further its twin stands, and its pair."""
        counts = np.diff(np.append(self.heads, self.size.size))
        pair = np.arange(counts.size).repeat(counts).repeat(self.size)
        q = np.arange(pair.size) + (self.q + self.size - self.size.cumsum()).repeat(self.size)
        return q, (self.r - self.q).repeat(self.size), pair


@dataclass(frozen=True, slots=True)
class Differences:
    """Places to compare: changes, and stretches of the same letters that may differ in marks."""

    changes: Changes
    stretches: Stretches
    item: Side
    edition: Side

    def unlike_marks(self, sides: Sides, numbers: Sequence[int]) -> list[Spans]:
        """Where aligned words differ in their diacritics, in some stretches of one pair.

        Nowhere when most words that have marks in the edition have none in the item.
        """
        chosen = _Chosen.of(self.stretches, [numbers])
        q, further, pair = chosen.words()
        r = q + further
        mine = chosen.texts(self.item, [sides.item], chosen.q).marks(q, pair)
        theirs = chosen.texts(self.edition, [sides.edition], chosen.r).marks(r, pair)
        if not marks.written(mine, theirs):
            return []
        q, r = q[mine != theirs], r[mine != theirs]
        columns = (
            self.item.start[q], self.item.end[q], self.edition.start[r], self.edition.end[r]
        )  # fmt: skip
        return list(zip(*(column.tolist() for column in columns), strict=True))

    def unlike_names(self, texts: Sequence[Sides], numbers: Sequence[Sequence[int]]) -> list[int]:
        """In which pairs words with capitals differ in their diacritics, in some stretches.

        A pair is its place in ``texts``, and in ``numbers``, which has its stretches.
        """
        chosen = _Chosen.of(self.stretches, numbers)
        mine = chosen.texts(self.item, [sides.item for sides in texts], chosen.q)
        theirs = chosen.texts(self.edition, [sides.edition for sides in texts], chosen.r)
        q, further, pair = chosen.words()
        capital = mine.capitals(q, pair)
        q, further, pair = q.take(capital), further.take(capital), pair.take(capital)
        r = q + further
        capital = theirs.capitals(r, pair)
        q, r, pair = q.take(capital), r.take(capital), pair.take(capital)
        unlike: list[int] = np.unique(pair[mine.marks(q, pair) != theirs.marks(r, pair)]).tolist()
        return unlike


@dataclass(frozen=True, slots=True)
class _Places:
    """Changes as columns: bits, pair, tokens [q0, q1) and [r0, r1), and the passage."""

    bits: I64
    pair: I64
    q0: I64
    q1: I64
    r0: I64
    r1: I64
    chain: I64


def differences(
    tokens: Tokens, exact: U32, segment: Segment, found: Found, wanted: I64
) -> Differences:
    """Where the pairs ``wanted`` of ``found`` differ, all at once."""
    chosen = np.zeros(found.item.size, dtype=np.bool_)
    chosen[wanted] = True
    runs = _aligned(found.chains, found.runs.at(chosen[found.runs.pair]))
    item = Side(exact, tokens.masked, tokens.start, tokens.end)
    edition = Side(segment.exact, segment.masked, segment.start, segment.end)
    size = runs.q1 - runs.q0
    ends = size.cumsum()
    step = np.arange(int(size.sum()))
    q = (runs.q0 - ends + size).repeat(size)
    q += step
    r = (runs.r0 - ends + size).repeat(size)
    r += step
    unlike = np.flatnonzero(exact.take(q) != segment.exact.take(r))
    run = np.searchsorted(ends, unlike, side="right")
    q, r = q[unlike], r[unlike]
    sound = ~tokens.opens_at(q) | segment.opens_at(r)
    on_diagonals = _grouped(item, edition, tokens, runs, run[sound], q[sound], r[sound])
    changes = _listed([on_diagonals, *_gaps(item, edition, runs)], item, edition, found.chains)
    stretches = _stretches(item, edition, runs, unlike, ends)
    return Differences(changes, stretches, item, edition)


def _aligned(chains: Runs, runs: Runs) -> Runs:
    """Runs that reach to the ends of their chains, not beyond, and do not overlap."""
    if not len(runs):
        return runs
    first = np.append(True, runs.head[1:] != runs.head[:-1])
    last = np.append(runs.head[1:] != runs.head[:-1], True)
    front = chains.q0[runs.head] - runs.q0
    back = runs.q1 - chains.q1[runs.head]
    front = np.where(first, front, np.maximum(front, 0))
    back = np.where(last, back, np.maximum(back, 0))
    q0, r0, q1, r1 = runs.q0 + front, runs.r0 + front, runs.q1 - back, runs.r1 - back
    overlap = np.zeros(q0.size, np.int64)
    overlap[1:] = np.maximum(np.maximum(q1[:-1] - q0[1:], r1[:-1] - r0[1:]), 0)
    overlap[first] = 0
    runs = Runs(runs.pair, q0 + overlap, q1, r0 + overlap, r1, runs.weight, runs.head)
    return runs.at((runs.q1 > runs.q0) & (runs.r1 > runs.r0))


def _grouped(
    item: Side, edition: Side, tokens: Tokens, runs: Runs, run: I64, q: I64, r: I64
) -> _Places:
    """Neighbouring unlike words as one change; number tokens each by themselves."""
    mine, theirs = item.classes(q), edition.classes(r)
    both = (mine & theirs & _DIGITS) > 0
    fresh = np.ones(q.size, dtype=np.bool_)
    fresh[1:] = (q[1:] != q[:-1] + 1) | (run[1:] != run[:-1]) | both[1:] | both[:-1]
    heads = np.flatnonzero(fresh)
    tails = np.append(heads[1:], q.size) - 1 if heads.size else heads
    bits = np.where(both[heads], NUMBERS, WORDS)
    if heads.size:
        common = np.bitwise_or.reduceat(mine, heads) & np.bitwise_or.reduceat(theirs, heads)
        figures = ((common & _FIGURE) > 0) & ((common & _MIXED) == 0)
        bits |= np.where(figures, FIGURES, 0) | np.where(common & _OFFICE, OFFICES, 0)
        bits |= np.where(tokens.opens_at(q[heads]), OPENS, 0)
    where = run[heads]
    return _Places(
        bits, runs.pair[where], q[heads], q[tails] + 1, r[heads], r[tails] + 1, runs.head[where]
    )


def _gaps(item: Side, edition: Side, runs: Runs) -> list[_Places]:
    """Gaps inside passages with figures or names on both sides, or a word on one side only."""
    if len(runs) < 2:
        return []
    q0, q1, r0, r1 = runs.q1[:-1], runs.q0[1:], runs.r1[:-1], runs.r0[1:]
    size, edition_size = q1 - q0, r1 - r0
    inside = (runs.head[1:] == runs.head[:-1]) & (size >= 0) & (edition_size >= 0)
    inside &= (size != edition_size) & (np.minimum(size, edition_size) < _MOST_WORDS)
    at = np.flatnonzero(inside)
    q0, q1, r0, r1 = _trimmed(item, edition, q0[at], q1[at], r0[at], r1[at])
    longer, shorter = np.maximum(q1 - q0, r1 - r0), np.minimum(q1 - q0, r1 - r0)
    kept = np.flatnonzero(longer <= np.where(shorter == 0, _MOST_ADDED, _MOST_WORDS))
    at, q0, q1, r0, r1 = at[kept], q0[kept], q1[kept], r0[kept], r1[kept]
    added, longer = shorter[kept] == 0, longer[kept]
    mine, theirs = _classes_between(item, q0, q1), _classes_between(edition, r0, r1)
    bits = np.where(added, _bits_added(mine | theirs), _bits_changed(mine, theirs))
    wanted = (bits & (FIGURES | OFFICES) > 0) | (~added & (longer <= _MOST_NAMES))
    places = _Places(bits, runs.pair[at], q0 - added, q1, r0 - added, r1, runs.head[at])
    return [_Places(*(getattr(places, name)[wanted] for name in _Places.__slots__))]


def _bits_added(some: U8) -> I64:
    """The bits of words that are on one side only: a scale, or a grade."""
    bits: I64 = np.where((some & _SCALE) > 0, ADDED | FIGURES, ADDED)
    bits |= np.where((some & _GRADE) > 0, OFFICES, 0)
    return bits


def _bits_changed(mine: U8, theirs: U8) -> I64:
    """The bits of gaps: figures on both sides, one of which is nothing else."""
    numeral = _DIGITS | _SCALE | _MONTH
    figures = ((mine & _DIGITS) > 0) & ((theirs & numeral) > 0)
    figures |= ((theirs & _DIGITS) > 0) & ((mine & numeral) > 0)
    figures |= (mine & theirs & _SCALE) > 0
    figures &= (mine & theirs & _MIXED) == 0
    bits: I64 = np.where(figures, GAP | FIGURES, GAP)
    return bits


def _trimmed(
    item: Side, edition: Side, q0: I64, q1: I64, r0: I64, r1: I64
) -> tuple[I64, I64, I64, I64]:
    """Gaps without the words that both sides begin and end with."""
    q0, q1, r0, r1 = q0.copy(), q1.copy(), r0.copy(), r1.copy()
    for front in (True, False):
        left = np.flatnonzero((q1 > q0) & (r1 > r0))
        while left.size:
            i, j = (q0[left], r0[left]) if front else (q1[left] - 1, r1[left] - 1)
            left = left[item.exact[i] == edition.exact[j]]
            if front:
                q0[left] += 1
                r0[left] += 1
            else:
                q1[left] -= 1
                r1[left] -= 1
            left = left[(q1[left] > q0[left]) & (r1[left] > r0[left])]
    return q0, q1, r0, r1


def _classes_between(side: Side, start: I64, end: I64) -> U8:
    """The classes of all tokens of each range together."""
    size = end - start
    found = np.zeros(size.size, dtype=np.uint8)
    filled = np.flatnonzero(size)
    if filled.size:
        size = size[filled]
        heads = np.cumsum(size) - size
        at = np.arange(int(size.sum())) + np.repeat(start[filled] - heads, size)
        found[filled] = np.bitwise_or.reduceat(side.classes(at), heads)
    return found


def _stretches(item: Side, edition: Side, runs: Runs, unlike: I64, ends: I64) -> Stretches:
    """Runs of aligned tokens with the same letters. ``runs`` are in order of pair."""
    begins = np.append(0, ends[:-1])
    start = np.sort(np.concatenate((begins, unlike + 1)), kind="stable")
    end = np.sort(np.concatenate((unlike, ends)), kind="stable")
    filled = end > start
    start, end = start[filled], end[filled]
    run = np.searchsorted(ends, start, side="right")
    q0 = start - begins[run] + runs.q0[run]
    r0 = start - begins[run] + runs.r0[run]
    size = end - start
    last = size - 1
    return Stretches(
        q0, r0, size, item.start.take(q0).astype(np.int64), item.end.take(q0 + last).astype(np.int64),
        edition.start.take(r0).astype(np.int64), edition.end.take(r0 + last).astype(np.int64),
        _ranges(runs.pair[run]),
    )  # fmt: skip


def _listed(parts: list[_Places], item: Side, edition: Side, chains: Runs) -> Changes:
    """The changes of all parts in order of pair, with offsets in place of tokens."""
    bits, pair, q0, q1, r0, r1, chain = (
        np.concatenate([getattr(part, name) for part in parts]) for name in _Places.__slots__
    )
    order = np.argsort(pair, kind="stable")
    bits, pair, q0, q1, r0, r1, chain = (
        column[order] for column in (bits, pair, q0, q1, r0, r1, chain)
    )
    columns = (
        bits, item.start[q0], item.end[q1 - 1], edition.start[r0], edition.end[r1 - 1],
        item.start[chains.q0[chain]], item.end[chains.q1[chain] - 1],
    )  # fmt: skip
    return Changes(tuple(column.tolist() for column in columns), _ranges(pair))


def _ranges(pair: I64) -> dict[int, tuple[int, int]]:
    """Where each pair begins and ends in a column that is in order of pair."""
    if not pair.size:
        return {}
    heads = np.flatnonzero(np.append(True, pair[1:] != pair[:-1]))
    ends = np.append(heads[1:], pair.size)
    return dict(
        zip(pair[heads].tolist(), zip(heads.tolist(), ends.tolist(), strict=True), strict=True)
    )


@lru_cache(maxsize=1)
def _lexicon() -> _Lexicon:
    """All words that mean something here."""
    classes = {
        _FIGURE: [
            *numerals.WORDS, *units.UNITS, *units.BOUNDS, *calendar.MONTHS, *calendar.WEEKDAYS,
            *calendar.WEEKDAY_WORDS, *calendar.PARTS_OF_DAY, "chủ nhật", *calendar.ROMANS,
        ],
        _MONTH: [*calendar.MONTHS],
        _SCALE: [*numerals.MULTIPLIERS, *numerals.ENDINGS, *numerals.DIGITS],
        _OFFICE: [*names.RANK_WORDS],
        _GRADE: [*names.GRADE_WORDS],
    }  # fmt: skip
    kinds: dict[int, int] = {}
    for kind, known in classes.items():
        tokens = tokenise([" ".join(sorted(known))])
        for word in (tokens.exact[~tokens.number].astype(np.uint64) & _LOW).tolist():
            kinds[word] = kinds.get(word, 0) | kind
    words = np.array(sorted(kinds), dtype=np.uint32)
    likely = np.zeros(int(_LAST) + 1, dtype=np.bool_)
    likely[words & _LAST] = True
    return _Lexicon(words, np.array([kinds[word] for word in words.tolist()], np.uint8), likely)


@lru_cache(maxsize=1)
def _number_token() -> np.uint64:
    """What every number is when numbers are masked."""
    return np.uint64(int(tokenise(["1"]).masked[0]) & int(_LOW))
