"""What differs where all letters agree: diacritics of names, and signs of money and percent."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from . import marks, names
from .figures import same
from .places import Differences, Region
from .quantities import readings
from .sides import LONGEST, Found, Sides, Spans

_SIGNS = "%‰$€£¥"


Stretch = tuple[int, int, int, int, int]
"""The number of a stretch; its start and end in the item, and in the edition."""


def unequal(sides: Sides, differences: Differences, pair: int) -> list[Stretch]:
    """The stretches of a pair that differ in more than normal form and white space.

    None when the item has neither capitals and diacritics, without which no name can differ in
    them alone, nor signs.
    """
    item, edition = sides.item, sides.edition
    signs = any(sign in item for sign in _SIGNS)
    if not signs and (item.islower() or not marks.DIACRITICS.search(item)):
        return []
    first, last = differences.stretches.of.get(pair, (0, 0))
    spans = (column[first:last] for column in differences.stretches.spans)
    return [
        (number, a, b, c, d)
        for number, a, b, c, d in zip(range(first, last), *spans, strict=True)
        if item[a:b] != edition[c:d]
        and (signs or not item[a:b].islower())
        and _unlike(item[a:b], edition[c:d])
    ]


def _unlike(one: str, other: str) -> bool:
    """Whether more differs than normal form and white space."""
    one, other = unicodedata.normalize("NFC", one), unicodedata.normalize("NFC", other)
    return one != other and one.split() != other.split()


def _has_diacritics(text: str, stretches: list[Stretch]) -> bool:
    """Whether the item writes diacritics at all in these stretches."""
    start, end = stretches[0][1], stretches[-1][2]
    part = text[start:end]
    return not part.isascii() and bool(marks.DIACRITICS.search(part))


def resigned(sides: Sides, stretches: list[Stretch]) -> list[Found]:
    """Figures with another sign of percent or money: $5 and €5. A sign left out is no drift."""
    present = [sign for sign in _SIGNS if sign in sides.item]
    found: list[Found] = []
    for _, start, end, edition_start, edition_end in stretches if present else ():
        counts = [sides.item.count(sign, start, end) for sign in present]
        if counts != [sides.edition.count(sign, edition_start, edition_end) for sign in present]:
            others = sum(sides.edition.count(sign, edition_start, edition_end) for sign in _SIGNS)
            if sum(counts) == others:
                found.extend(_signs(sides, (start, end, edition_start, edition_end)))
    return found


def respelled(
    differing: Sequence[tuple[Sides, list[Stretch]]], differences: Differences
) -> list[list[Found]]:
    """Names with the same letters and other diacritics, for each pair of texts.

    All pairs are looked at together. Those are left out whose item writes no diacritics.
    """
    found: list[list[Found]] = [[] for _ in differing]
    looked_at: list[tuple[int, Sides, list[Stretch]]] = []
    for number, (sides, stretches) in enumerate(differing):
        named = [s for s in stretches if not sides.item[s[1] : s[2]].islower()]
        if named and _has_diacritics(sides.item, named):
            looked_at.append((number, sides, named))
    if looked_at:
        texts = [(sides, named) for _, sides, named in looked_at]
        for place, at in differences.unlike_marks(*_regions(texts)):
            number, sides, _ = looked_at[place]
            if _is_respelled(sides, at):
                found[number].append(("name", at))
    return found


def _regions(
    texts: Sequence[tuple[Sides, list[Stretch]]],
) -> tuple[list[Region], list[Region], list[list[int]]]:
    """The parts of both texts that the stretches of each pair reach over, and their numbers."""
    items, editions, numbers = [], [], []
    for sides, stretches in texts:
        start, end = min(s[1] for s in stretches), max(s[2] for s in stretches)
        items.append((sides.item[start:end], start))
        start, end = min(s[3] for s in stretches), max(s[4] for s in stretches)
        editions.append((sides.edition[start:end], start))
        numbers.append([stretch[0] for stretch in stretches])
    return items, editions, numbers


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
