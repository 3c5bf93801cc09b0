"""One batch of items through all segments: from texts to matches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from .drift import Sides, differences, drifts
from .evidence import Evidence, evidence_of
from .fold import I64, U32
from .kernels import Kernels
from .model import Drift, Edition, Match
from .options import Options
from .passages import Found, find_passages
from .places import Place
from .reading import Document, Reading
from .versions import OwnGrams, own_grams, votes

Own = dict[tuple[str, ...], OwnGrams]
"""What tells the editions of a release apart, by their ids; filled when first needed."""


class _Pair(NamedTuple):
    """An item and an edition that match: the place in its segment's results."""

    place: int
    number: int
    item: int
    edition: Edition
    document: Document


def match_reading(
    reading: Reading,
    places: Sequence[Place],
    editions: Mapping[str, tuple[Edition, Document]],
    own: Own,
    options: Options,
    kernels: Kernels,
    *,
    all_editions: bool,
) -> list[list[Match]]:
    """The matches of each item, best first."""
    places, found = _found(reading, places, options, kernels)
    evidence = [
        evidence_of(reading, place, f, editions, options)
        for place, f in zip(places, found, strict=True)
    ]
    chosen = _choose(reading, places, found, evidence, editions, own, all_editions=all_editions)
    drift = [
        _drift(reading, place, f, _of_place(chosen, number), options)
        for number, (place, f) in enumerate(zip(places, found, strict=True))
    ]
    results: list[list[Match]] = [[] for _ in reading.items]
    for pair, certain in chosen:
        match = _match(
            reading,
            pair,
            evidence[pair.place],
            drift[pair.place].get(pair.number, []),
            options,
            certain=certain,
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
    own: Own,
    *,
    all_editions: bool,
) -> list[tuple[_Pair, bool]]:
    """Of each release the edition that was copied, or all editions with that one certain."""
    pairs: list[_Pair] = []
    families: list[I64] = []
    for number, (place, result) in enumerate(zip(places, found, strict=True)):
        shown = np.flatnonzero(np.diff(evidence[number].bounds))
        ids = place.segment.ids
        columns = (shown.tolist(), result.item[shown].tolist(), result.edition[shown].tolist())
        pairs.extend(
            _Pair(number, pair, item, *editions[ids[edition]])
            for pair, item, edition in zip(*columns, strict=True)
        )
        families.append(place.family[result.edition[shown]])
    chosen: list[tuple[_Pair, bool]] = []
    for release in _by_release(pairs, families):
        if len(release) == 1:
            chosen.append((release[0], True))
            continue
        best, certain = _copied(reading, places, found, release, own)
        chosen.extend((pair, certain) for pair in release if all_editions or pair is best)
    return chosen


def _by_release(pairs: list[_Pair], families: Sequence[I64]) -> Iterator[list[_Pair]]:
    """The pairs of each item and release together."""
    if not pairs:
        return
    family = np.concatenate(families)
    item = np.array([pair.item for pair in pairs])
    order = np.lexsort((family, item))
    item, family = item[order], family[order]
    heads = np.flatnonzero(np.append(True, (np.diff(item) != 0) | (np.diff(family) != 0)))
    sorted_pairs = [pairs[number] for number in order.tolist()]
    bounds = [*heads.tolist(), len(pairs)]
    for begin, end in pairwise(bounds):
        yield sorted_pairs[begin:end]


def _copied(
    reading: Reading,
    places: Sequence[Place],
    found: Sequence[Found],
    pairs: list[_Pair],
    own: Own,
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


def _of_place(chosen: Sequence[tuple[_Pair, bool]], place: int) -> list[_Pair]:
    return [pair for pair, _ in chosen if pair.place == place]


def _drift(
    reading: Reading,
    place: Place,
    found: Found,
    pairs: Sequence[_Pair],
    options: Options,
) -> dict[int, list[Drift]]:
    """What differs in each of the pairs of one segment, by their numbers."""
    texts = {}
    for pair in pairs:
        item, edition = reading.documents[pair.item], pair.document
        texts[pair.number] = Sides(item.whole, item.shift, edition.whole, edition.shift)
    numbers = np.array(list(texts), dtype=np.int64)
    compared = differences(reading.tokens, reading.tokens.exact, place.segment, found, numbers)
    return drifts(texts, compared, most=options.max_drift)


def _match(
    reading: Reading,
    pair: _Pair,
    evidence: Evidence,
    drift: Sequence[Drift],
    options: Options,
    *,
    certain: bool,
) -> Match:
    number, edition = pair.number, pair.edition
    cut = pair.item in reading.cut or evidence.too_many(number, options.max_passages)
    return Match(
        reading.items[pair.item].id,
        edition.id,
        evidence.score[number],
        evidence.item_share[number],
        evidence.edition_share[number],
        evidence.passages_of(number, options.max_passages),
        tuple(drift[: options.max_drift]),
        certain,
        cut or len(drift) > options.max_drift,
        edition.version,
        evidence.reasons[number],
    )
