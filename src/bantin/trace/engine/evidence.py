"""From token runs to what a reader is shown: passages, shares and the reasons for a score."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from .chains import Runs
from .fold import I64
from .model import Edition, Passage, Reasons, Span
from .options import Options
from .passages import Found
from .places import UNIT, Place
from .reading import Document, Reading

_DIGITS = 4
_HUNDREDTHS = 2


@dataclass(frozen=True, slots=True)
class Evidence:
    """Passages, shares and best passages of all pairs of one segment, in the texts alone.

    ``spans`` are the four offsets of every passage, and those of pair n are from ``bounds[n]`` to
    ``bounds[n + 1]``.
    """

    bounds: list[int]
    spans: list[tuple[int, int, int, int]]
    item_share: list[float]
    edition_share: list[float]
    weight: list[float]
    whole: list[bool]
    syllables: list[int]
    best: list[Span | None]

    def count(self, pair: int) -> int:
        """How many passages a pair has outside the titles."""
        return self.bounds[pair + 1] - self.bounds[pair]

    def passages(self, pair: int, most: int) -> tuple[Passage, ...]:
        """At most ``most`` passages of a pair, the longest ones, in reading order."""
        spans = self.spans[self.bounds[pair] : self.bounds[pair + 1]]
        if len(spans) > most:
            spans = sorted(spans, key=lambda span: (span[0] - span[1], span))[:most]
        return tuple(Passage(span[:2], span[2:]) for span in sorted(spans))

    def reasons(self, pair: int, options: Options) -> Reasons:
        """Why a pair has its score."""
        return Reasons(
            weight=self.weight[pair],
            sentence_bonus=options.sentence_bonus if self.whole[pair] else 0.0,
            syllables=self.syllables[pair],
            best=self.best[pair],
            threshold=options.threshold,
        )


def evidence_of(
    reading: Reading, place: Place, found: Found, editions: Mapping[str, tuple[Edition, Document]]
) -> Evidence:
    """What the pairs of a segment show, without the titles."""
    segment, tokens = place.segment, reading.tokens
    shift = np.array(
        [editions[segment.ids[number]][1].shift for number in found.edition.tolist()], np.int64
    )
    begin = segment.first[found.edition]
    edition_titles = begin.copy()
    for pair in np.flatnonzero(shift).tolist():
        own = segment.start[begin[pair] : segment.first[found.edition[pair] + 1]]
        edition_titles[pair] += int(np.searchsorted(own, shift[pair]))
    item_shift = np.array([document.shift for document in reading.documents], np.int64)
    item_shift = item_shift[found.item]
    item_titles = reading.titles[found.item]
    chains = _clipped(found.chains, item_titles, edition_titles)
    columns = (
        tokens.start[chains.q0] - item_shift[chains.pair],
        tokens.end[chains.q1 - 1] - item_shift[chains.pair],
        segment.start[chains.r0] - shift[chains.pair],
        segment.end[chains.r1 - 1] - shift[chains.pair],
    )
    count = found.item.size
    item_size = tokens.first[found.item + 1] - item_titles
    edition_size = segment.first[found.edition + 1] - edition_titles
    return Evidence(
        np.searchsorted(chains.pair, np.arange(count + 1)).tolist(),
        list(zip(*(column.tolist() for column in columns), strict=True)),
        _shares(_covered(chains.pair, chains.q0, chains.q1, count), item_size),
        _shares(_covered(chains.pair, chains.r0, chains.r1, count), edition_size),
        np.round(found.best.weight / UNIT, _HUNDREDTHS).tolist(),
        found.whole.tolist(),
        (found.best.q1 - found.best.q0).tolist(),
        _best_spans(reading, found.best, item_titles, item_shift),
    )


def _best_spans(reading: Reading, best: Runs, titles: I64, shift: I64) -> list[Span | None]:
    """Where the best passage of each pair stands in the item's text."""
    first = np.maximum(best.q0, titles)
    start = np.take(reading.tokens.start, first, mode="clip") - shift
    end = reading.tokens.end[best.q1 - 1] - shift
    return [
        (begin, stop) if inside else None
        for begin, stop, inside in zip(
            start.tolist(), end.tolist(), (first < best.q1).tolist(), strict=True
        )
    ]


def _clipped(chains: Runs, item_from: I64, edition_from: I64) -> Runs:
    """The chains without what lies in a title, on either side."""
    early = np.maximum(item_from[chains.pair] - chains.q0, edition_from[chains.pair] - chains.r0)
    early = np.maximum(early, 0)
    clipped = Runs(
        chains.pair, chains.q0 + early, chains.q1, chains.r0 + early, chains.r1,
        chains.weight, chains.head,
    )  # fmt: skip
    return clipped.at((clipped.q1 > clipped.q0) & (clipped.r1 > clipped.r0))


def _covered(pair: I64, start: I64, end: I64, count: int) -> I64:
    """Tokens in the union of the passages of each pair."""
    if not pair.size:
        return np.zeros(count, np.int64)
    order = np.lexsort((start, pair))
    pair, start, end = pair[order], start[order], end[order]
    stride = int(end.max()) + 1
    reach = np.maximum.accumulate(end + pair * stride)
    before = np.append(0, reach[:-1]) - pair * stride
    fresh = end - np.maximum(start, before)
    return np.bincount(pair, weights=np.maximum(fresh, 0), minlength=count).astype(np.int64)


def _shares(covered: I64, size: I64) -> list[float]:
    shares = np.round(covered / np.maximum(size, 1), _DIGITS)
    return [float(share) for share in np.minimum(shares, 1.0).tolist()]
