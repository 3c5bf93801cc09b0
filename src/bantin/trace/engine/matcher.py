"""One batch of items through all segments: from texts to matches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from .chains import Runs
from .drift import Differences, Sides, differences, drift_of
from .fold import I64, U32, U64
from .kernels import Kernels
from .model import Edition, Match, Passage
from .options import Options
from .passages import Found, find_passages
from .places import Place
from .reading import Document, Reading
from .versions import own_grams, votes

_DIGITS = 4

OwnGrams = dict[tuple[str, ...], list[U64]]
"""What tells the editions of a release apart, by their ids; filled when first needed."""


@dataclass(frozen=True, slots=True)
class _Pair:
    """An item and an edition that match: the place in its segment's results."""

    place: int
    number: int
    item: int
    edition: Edition
    score: float


@dataclass(frozen=True, slots=True)
class _Evidence:
    """Passages and shares of all pairs of one segment."""

    passages: list[list[Passage]]
    item_share: list[float]
    edition_share: list[float]


def match_reading(
    reading: Reading,
    places: Sequence[Place],
    editions: Mapping[str, tuple[Edition, Document]],
    own: OwnGrams,
    options: Options,
    kernels: Kernels,
    *,
    all_editions: bool,
) -> list[list[Match]]:
    """The matches of each item, best first."""
    tokens = reading.tokens
    found = [
        find_passages(tokens, place, *kernels.candidates(tokens, hits, place, options), options)
        for place, hits in zip(places, reading.hits, strict=True)
    ]
    evidence = [
        _evidence(reading, place, f, editions) for place, f in zip(places, found, strict=True)
    ]
    chosen = _choose(reading, places, found, evidence, editions, own, all_editions=all_editions)
    compared = [
        differences(
            reading.tokens, reading.tokens.exact, place.segment, f, _numbers(chosen, number)
        )
        for number, (place, f) in enumerate(zip(places, found, strict=True))
    ]
    results: list[list[Match]] = [[] for _ in reading.items]
    for pair, certain in chosen:
        match = _match(
            reading,
            pair,
            evidence[pair.place],
            compared[pair.place],
            editions,
            options,
            certain=certain,
            cut=pair.item in reading.cut,
        )
        results[pair.item].append(match)
    for matches in results:
        if len(matches) > 1:
            matches.sort(key=lambda match: (-match.score, match.edition))
    return results


def _evidence(
    reading: Reading, place: Place, found: Found, editions: Mapping[str, tuple[Edition, Document]]
) -> _Evidence:
    """Passages in the texts alone, without the titles, and how much they cover."""
    segment = place.segment
    shift = np.array(
        [editions[segment.ids[number]][1].shift for number in found.edition.tolist()], np.int64
    )
    begin = segment.first[found.edition]
    edition_titles = begin.copy()
    for pair in np.flatnonzero(shift).tolist():
        own = segment.start[begin[pair] : segment.first[found.edition[pair] + 1]]
        edition_titles[pair] += int(np.searchsorted(own, shift[pair]))
    chains = _clipped(found.chains, reading.titles[found.item], edition_titles)
    passages: list[list[Passage]] = [[] for _ in range(found.item.size)]
    item_shift = np.array([document.shift for document in reading.documents], np.int64)
    item_shift = item_shift[found.item][chains.pair]
    shift = shift[chains.pair]
    columns = (
        chains.pair,
        reading.tokens.start[chains.q0] - item_shift,
        reading.tokens.end[chains.q1 - 1] - item_shift,
        segment.start[chains.r0] - shift,
        segment.end[chains.r1 - 1] - shift,
    )
    for pair, start, end, edition_start, edition_end in zip(
        *(column.tolist() for column in columns), strict=True
    ):
        passages[pair].append(Passage((start, end), (edition_start, edition_end)))
    count = found.item.size
    item_size = reading.tokens.first[found.item + 1] - reading.titles[found.item]
    edition_size = segment.first[found.edition + 1] - edition_titles
    return _Evidence(
        passages,
        _shares(_covered(chains.pair, chains.q0, chains.q1, count), item_size),
        _shares(_covered(chains.pair, chains.r0, chains.r1, count), edition_size),
    )


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
    return [float(share) for share in np.minimum(shares, 1.0)]


def _choose(
    reading: Reading,
    places: Sequence[Place],
    found: Sequence[Found],
    evidence: Sequence[_Evidence],
    editions: Mapping[str, tuple[Edition, Document]],
    own: OwnGrams,
    *,
    all_editions: bool,
) -> list[tuple[_Pair, bool]]:
    """Of each release the edition that was copied, or all editions with that one certain."""
    releases: dict[tuple[int, str], list[_Pair]] = {}
    for place, (segment, result) in enumerate(zip(places, found, strict=True)):
        columns = (result.item.tolist(), result.edition.tolist(), result.score.tolist())
        for number, (item, ordinal, score) in enumerate(zip(*columns, strict=True)):
            if evidence[place].passages[number]:
                edition = editions[segment.segment.ids[ordinal]][0]
                pair = _Pair(place, number, item, edition, score)
                releases.setdefault((item, edition.release), []).append(pair)
    chosen: list[tuple[_Pair, bool]] = []
    for pairs in releases.values():
        if len(pairs) == 1:
            chosen.append((pairs[0], True))
            continue
        best, certain = _copied(reading, places, found, pairs, own)
        chosen.extend((pair, certain) for pair in pairs if all_editions or pair is best)
    return chosen


def _copied(
    reading: Reading,
    places: Sequence[Place],
    found: Sequence[Found],
    pairs: list[_Pair],
    own: OwnGrams,
) -> tuple[_Pair, bool]:
    """The edition with most runs of its own in the item; when none has, the latest."""
    item = pairs[0].item
    first = reading.tokens.first
    ids = tuple(pair.edition.id for pair in pairs)
    if ids not in own:
        own[ids] = own_grams(
            [_exact(places[pair.place], found[pair.place], pair.number) for pair in pairs]
        )
    counts = votes(reading.tokens.exact[first[item] : first[item + 1]], own[ids])
    ranked = sorted(
        zip(counts, pairs, strict=True),
        key=lambda ranked: (-ranked[0], -ranked[1].edition.version, ranked[1].edition.id),
    )
    return ranked[0][1], ranked[0][0] > ranked[1][0]


def _exact(place: Place, found: Found, number: int) -> U32:
    edition = int(found.edition[number])
    first = place.segment.first
    return place.segment.exact[first[edition] : first[edition + 1]]


def _numbers(chosen: Sequence[tuple[_Pair, bool]], place: int) -> I64:
    return np.array([pair.number for pair, _ in chosen if pair.place == place], dtype=np.int64)


def _match(
    reading: Reading,
    pair: _Pair,
    evidence: _Evidence,
    compared: Differences,
    editions: Mapping[str, tuple[Edition, Document]],
    options: Options,
    *,
    certain: bool,
    cut: bool,
) -> Match:
    document = reading.documents[pair.item]
    edition, edition_document = editions[pair.edition.id]
    sides = Sides(document.whole, document.shift, edition_document.whole, edition_document.shift)
    drift = drift_of(sides, compared, pair.number)
    passages = evidence.passages[pair.number]
    cut = cut or len(passages) > options.max_passages or len(drift) > options.max_drift
    return Match(
        reading.items[pair.item].id,
        edition.id,
        round(pair.score, 2),
        evidence.item_share[pair.number],
        evidence.edition_share[pair.number],
        tuple(_longest(passages, options.max_passages)),
        tuple(drift[: options.max_drift]),
        certain,
        cut,
    )


def _longest(passages: list[Passage], most: int) -> list[Passage]:
    """At most ``most`` passages, the longest ones, in reading order."""
    if len(passages) > most:
        passages = sorted(passages, key=lambda p: (p.item[0] - p.item[1], p.item))[:most]
    return sorted(passages, key=lambda passage: (passage.item, passage.edition))
