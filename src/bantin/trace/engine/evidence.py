"""From token runs to what a reader is shown: passages, shares and the reasons for a score."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import repeat

import numpy as np

from .chains import Runs
from .fold import I64, Tokens
from .model import Edition, Passage, Reasons, Span
from .options import Options
from .passages import Found
from .places import UNIT, Place
from .reading import Document, Reading
from .segment import Segment

_DIGITS = 4
_HUNDREDTHS = 2


@dataclass(frozen=True, slots=True)
class Evidence:
    """Passages, shares and reasons of all pairs of one segment, in the texts alone.

    The ``passages`` of pair n are from ``bounds[n]`` to ``bounds[n + 1]``, in reading order.
    """

    bounds: list[int]
    passages: list[Passage]
    item_share: list[float]
    edition_share: list[float]
    score: list[float]
    reasons: list[Reasons]

    def passages_of(self, pair: int, most: int) -> tuple[Passage, ...]:
        """At most ``most`` passages of a pair, the longest ones, in reading order."""
        passages = self.passages[self.bounds[pair] : self.bounds[pair + 1]]
        if len(passages) > most:
            passages = sorted(sorted(passages, key=_by_length)[:most])
        return tuple(passages)

    def too_many(self, pair: int, most: int) -> bool:
        """Whether a pair has more passages than that."""
        return self.bounds[pair + 1] - self.bounds[pair] > most


def _by_length(passage: Passage) -> tuple[int, Passage]:
    return passage.item[0] - passage.item[1], passage


def evidence_of(
    reading: Reading,
    place: Place,
    found: Found,
    editions: Mapping[str, tuple[Edition, Document]],
    options: Options,
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
    chains = chains.at(np.lexsort((chains.r0, chains.q0, chains.pair)))
    count = found.item.size
    item_size = tokens.first[found.item + 1] - item_titles
    edition_size = segment.first[found.edition + 1] - edition_titles
    return Evidence(
        np.searchsorted(chains.pair, np.arange(count + 1)).tolist(),
        _passages(
            _spans(tokens, chains.q0, chains.q1, item_shift[chains.pair]),
            _spans(segment, chains.r0, chains.r1, shift[chains.pair]),
        ),
        _shares(_covered(chains.pair, chains.q0, chains.q1, count), item_size),
        _shares(_covered(chains.pair, chains.r0, chains.r1, count), edition_size),
        [round(score, _HUNDREDTHS) for score in found.score.tolist()],
        _reasons(found, _best_spans(reading, found.best, item_titles, item_shift), options),
    )


def _spans(side: Tokens | Segment, first: I64, end: I64, shift: I64) -> Iterator[Span]:
    """Where the tokens from ``first`` to ``end`` stand in each text."""
    return zip(
        (side.start[first] - shift).tolist(), (side.end[end - 1] - shift).tolist(), strict=True
    )


def _passages(items: Iterator[Span], editions: Iterator[Span]) -> list[Passage]:
    return list(map(Passage, items, editions))


def _reasons(found: Found, best: list[Span | None], options: Options) -> list[Reasons]:
    """Why each pair has its score."""
    columns = (
        np.round(found.best.weight / UNIT, _HUNDREDTHS).tolist(),
        np.where(found.whole, options.sentence_bonus, 0.0).tolist(),
        (found.best.q1 - found.best.q0).tolist(),
        best,
        repeat(options.threshold, len(best)),
    )
    return list(map(Reasons, *columns))


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
