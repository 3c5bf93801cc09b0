"""What differs where all letters agree: diacritics of names, and signs of money and percent."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence

from . import marks, names
from .figures import same
from .places import Differences
from .quantities import readings
from .sides import LONGEST, Found, Sides, Spans

_SIGNS = "%‰$€£¥"
_TOGETHER = 1 << 20
"""Characters of texts that are looked at together."""


def unequal(texts: Mapping[int, Sides], differences: Differences) -> dict[int, list[int]]:
    """The stretches of each pair that are not the same, if only in normal form or white space."""
    found: dict[int, list[int]] = {}
    of = differences.stretches
    uneven = (of.end - of.start != of.edition_end - of.edition_start).tolist()
    start, edition_start = of.start.tolist(), of.edition_start.tolist()
    edition_end = of.edition_end.tolist()
    for pair, (first, last) in of.of.items():
        item, _, edition, _ = texts[pair]
        stretches = [
            at for at in range(first, last)
            if uneven[at]
            or not item.startswith(edition[edition_start[at] : edition_end[at]], start[at])
        ]  # fmt: skip
        if stretches:
            found[pair] = stretches
    return found


def resigned(sides: Sides, differences: Differences, stretches: Sequence[int]) -> list[Found]:
    """Figures with another sign of percent or money: $5 and €5. A sign left out is no drift."""
    item, edition = sides.item, sides.edition
    present = [sign for sign in _SIGNS if sign in item]
    if not present or not any(sign in edition for sign in _SIGNS if [sign] != present):
        return []
    found: list[Found] = []
    for spans in differences.stretches.spans(stretches):
        start, end, edition_start, edition_end = spans
        counts = [item.count(sign, start, end) for sign in _SIGNS]
        others = [edition.count(sign, edition_start, edition_end) for sign in _SIGNS]
        if counts != others and sum(counts) == sum(others):
            found.extend(_signs(sides, spans))
    return found


def doubtful(
    texts: Mapping[int, Sides], differences: Differences, stretches: Mapping[int, Sequence[int]]
) -> set[int]:
    """The pairs that may hold a name respelled: words with capitals differ in their diacritics.

    Those are left out whose item writes no diacritics.
    """
    found: set[int] = set()
    group: list[int] = []
    size = 0
    for pair in stretches:
        item, _, edition, _ = texts[pair]
        if not item.isascii() and marks.DIACRITICS.search(item):
            group.append(pair)
            size += len(item) + len(edition)
            if size > _TOGETHER:
                found |= _doubtful(texts, differences, stretches, group)
                group, size = [], 0
    return found | _doubtful(texts, differences, stretches, group) if group else found


def _doubtful(
    texts: Mapping[int, Sides],
    differences: Differences,
    stretches: Mapping[int, Sequence[int]],
    pairs: Sequence[int],
) -> set[int]:
    unlike = differences.unlike_names(
        [texts[pair] for pair in pairs], [stretches[pair] for pair in pairs]
    )
    return {pairs[place] for place in unlike}


def respelled(sides: Sides, differences: Differences, stretches: Sequence[int]) -> list[Found]:
    """Names with the same letters and other diacritics."""
    spans = differences.stretches.spans(stretches)
    named = [
        number for number, (a, b, c, d) in zip(stretches, spans, strict=True)
        if not sides.item[a:b].islower() and _unlike(sides.item[a:b], sides.edition[c:d])
    ]  # fmt: skip
    if not named:
        return []
    unlike = differences.unlike_marks(sides, named)
    return [("name", at) for at in unlike if _is_respelled(sides, at)]


def _unlike(one: str, other: str) -> bool:
    """Whether more differs than normal form and white space."""
    one, other = unicodedata.normalize("NFC", one), unicodedata.normalize("NFC", other)
    return one != other and one.split() != other.split()


def _is_respelled(sides: Sides, at: Spans) -> bool:
    """Whether words of the same letters and other marks are a name spelled otherwise."""
    mine, theirs = sides.item[at[0] : at[1]], sides.edition[at[2] : at[3]]
    return (
        mine[0].isupper()
        and theirs[0].isupper()
        and not names.opens_sentence(sides.item, at[0])
        and not marks.spelled_alike(mine, theirs)
    )


def _signs(sides: Sides, spans: Spans) -> list[Found]:
    """Figures of a stretch whose sign of percent or money differs: $5 and €5."""
    if spans[1] - spans[0] > LONGEST:
        return []
    item, edition = readings(sides, spans)[0]
    if len(item) != len(edition):
        return []
    return [
        ("number", (*mine.whole, *theirs.whole))
        for mine, theirs in zip(item, edition, strict=True)
        if mine.unit and theirs.unit and not same(mine, theirs)
    ]
