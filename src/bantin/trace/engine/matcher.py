"""One batch of items through all segments: from texts to matches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from .drift import Differences, Sides, differences, drift_of
from .evidence import Evidence, evidence_of
from .fold import I64, U32, U64
from .kernels import Kernels
from .model import Edition, Match
from .options import Options
from .passages import Found, find_passages
from .places import Place
from .reading import Document, Reading
from .versions import own_grams, votes

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
    places, found = _found(reading, places, options, kernels)
    evidence = [
        evidence_of(reading, place, f, editions) for place, f in zip(places, found, strict=True)
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


def _found(
    reading: Reading, places: Sequence[Place], options: Options, kernels: Kernels
) -> tuple[list[Place], list[Found]]:
    """The segments in which something matches, and what matches there."""
    matching: list[Place] = []
    found: list[Found] = []
    for place, hits in zip(places, reading.hits, strict=True):
        if not hits.key.size:
            continue
        chains, runs = kernels.candidates(reading.tokens, hits, place, options)
        if not len(chains):
            continue
        result = find_passages(reading.tokens, place, chains, runs, options)
        if result.item.size:
            matching.append(place)
            found.append(result)
    return matching, found


def _choose(
    reading: Reading,
    places: Sequence[Place],
    found: Sequence[Found],
    evidence: Sequence[Evidence],
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
            if evidence[place].count(number):
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
    evidence: Evidence,
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
    cut = cut or evidence.count(pair.number) > options.max_passages
    cut = cut or len(drift) > options.max_drift
    return Match(
        reading.items[pair.item].id,
        edition.id,
        round(pair.score, 2),
        evidence.item_share[pair.number],
        evidence.edition_share[pair.number],
        evidence.passages(pair.number, options.max_passages),
        tuple(drift[: options.max_drift]),
        certain,
        cut,
        edition.version,
        evidence.reasons(pair.number, options),
    )
