"""Drift: figures, dates and names in a passage that differ from the edition's.

Only aligned words are compared: tokens on the diagonals of a passage, and the numbers in the
gaps between these. What was left out or added is no drift.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .chains import Runs
from .fold import I64, U32, Tokens
from .model import Drift
from .numbers import Figure, figures, is_date, same
from .passages import Found
from .segment import Segment


@dataclass(frozen=True, slots=True)
class Sides:
    """The two documents of a pair and where each one's own text begins (after the title)."""

    item: str
    item_from: int
    edition: str
    edition_from: int


Spans = tuple[int, int, int, int]
"""Start and end in the item, start and end in the edition."""


@dataclass(frozen=True, slots=True)
class Differences:
    """Places to compare, by pair: aligned tokens that differ, and gaps that hold numbers."""

    numbers: dict[int, list[Spans]]
    words: dict[int, list[Spans]]
    gaps: dict[int, list[Spans]]


def differences(
    tokens: Tokens, exact: U32, segment: Segment, found: Found, wanted: I64
) -> Differences:
    """Where the pairs ``wanted`` of ``found`` differ, all at once."""
    chosen = np.zeros(found.item.size, dtype=np.bool_)
    chosen[wanted] = True
    runs = _aligned(found.chains, found.runs.at(chosen[found.runs.pair]))
    size = runs.q1 - runs.q0
    steps = np.arange(int(size.sum())) - np.repeat(np.cumsum(size) - size, size)
    q = np.repeat(runs.q0, size) + steps
    r = np.repeat(runs.r0, size) + steps
    unlike = exact[q] != segment.exact[r]
    unlike = np.flatnonzero(unlike)
    unlike = unlike[~tokens.opens_at(q[unlike]) | segment.opens_at(r[unlike])]
    pair = np.repeat(runs.pair, size)[unlike]
    q, r = q[unlike], r[unlike]
    figure = tokens.number[q] & (
        tokens.masked[q] & np.uint64(0xFFFFFFFF) == segment.masked[r].astype(np.uint64)
    )
    return Differences(
        _by_pair(pair[figure], _spans(tokens, segment, q, q, r, r, figure)),
        _by_pair(pair[~figure], _spans(tokens, segment, q, q, r, r, ~figure)),
        _gaps(tokens, segment, runs),
    )


def drift_of(sides: Sides, differences: Differences, pair: int) -> list[Drift]:
    """The drift of one pair, in reading order of the item."""
    found: list[Drift] = []
    for spans in differences.numbers.get(pair, ()):
        found.extend(_figures(sides, spans))
    for spans in differences.words.get(pair, ()):
        found.extend(_names(sides, spans))
    for spans in differences.gaps.get(pair, ()):
        found.extend(_gap_figures(sides, spans))
    listed = {(drift.item_at, drift.edition_at): drift for drift in found}
    return [listed[at] for at in sorted(listed) if at[0][0] >= 0 and at[1][0] >= 0]


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


def _gaps(tokens: Tokens, segment: Segment, runs: Runs) -> dict[int, list[Spans]]:
    """Gaps inside chains that hold a number on both sides."""
    if len(runs) < 2:
        return {}
    q0, q1, r0, r1 = runs.q1[:-1], runs.q0[1:], runs.r1[:-1], runs.r0[1:]
    inside = np.flatnonzero((runs.head[1:] == runs.head[:-1]) & (q1 > q0) & (r1 > r0))
    numbers = np.append(0, np.cumsum(tokens.number))
    inside = inside[numbers[q1[inside]] > numbers[q0[inside]]]
    spans = _spans(tokens, segment, q0, q1 - 1, r0, r1 - 1, inside)
    return _by_pair(runs.pair[:-1][inside], spans)


def _spans(
    tokens: Tokens, segment: Segment, q0: I64, q1: I64, r0: I64, r1: I64, chosen: np.ndarray
) -> list[Spans]:
    columns = (
        tokens.start[q0[chosen]],
        tokens.end[q1[chosen]],
        segment.start[r0[chosen]],
        segment.end[r1[chosen]],
    )
    return list(zip(*(column.tolist() for column in columns), strict=True))


def _by_pair(pair: I64, spans: list[Spans]) -> dict[int, list[Spans]]:
    result: dict[int, list[Spans]] = {}
    for number, span in zip(pair.tolist(), spans, strict=True):
        result.setdefault(number, []).append(span)
    return result


def _figures(sides: Sides, spans: Spans) -> list[Drift]:
    """Compare two number tokens, part by part."""
    start, end, edition_start, edition_end = spans
    for spaced in (False, True):
        item = figures(sides.item, start, end, spaced=spaced)
        edition = figures(sides.edition, edition_start, edition_end, spaced=spaced)
        if len(item) == len(edition):
            pairs = zip(item, edition, strict=True)
            return [_figure(sides, i, e) for i, e in pairs if not same(i, e)]
    return _unpaired(sides, item, edition)


def _gap_figures(sides: Sides, spans: Spans) -> list[Drift]:
    """Compare the numbers of a gap: those that both sides hold are no drift."""
    start, end, edition_start, edition_end = spans
    item = figures(sides.item, start, end, spaced=True)
    edition = figures(sides.edition, edition_start, edition_end, spaced=True)
    return _unpaired(sides, item, edition)


def _unpaired(sides: Sides, item: list[Figure], edition: list[Figure]) -> list[Drift]:
    """Drift when, without those that agree, one number is left on each side."""
    left = list(edition)
    unmatched = []
    for figure in item:
        twin = next((other for other in left if same(figure, other)), None)
        if twin is None:
            unmatched.append(figure)
        else:
            left.remove(twin)
    if len(unmatched) == len(left) == 1:
        return [_figure(sides, unmatched[0], left[0])]
    return []


def _figure(sides: Sides, item: Figure, edition: Figure) -> Drift:
    date = is_date(sides.item, item) or is_date(sides.edition, edition)
    return Drift(
        "date" if date else "number",
        edition.words,
        item.words,
        (item.start - sides.item_from, item.end - sides.item_from),
        (edition.start - sides.edition_from, edition.end - sides.edition_from),
    )


def _names(sides: Sides, spans: Spans) -> list[Drift]:
    """A name where the edition has another word: capitalised, and not to open a sentence."""
    start, end, edition_start, edition_end = spans
    item, edition = sides.item[start:end], sides.edition[edition_start:edition_end]
    if not item[:1].isupper() or any(char.isdigit() for char in item + edition):
        return []
    return [
        Drift(
            "name", edition, item,
            (start - sides.item_from, end - sides.item_from),
            (edition_start - sides.edition_from, edition_end - sides.edition_from),
        )
    ]  # fmt: skip
