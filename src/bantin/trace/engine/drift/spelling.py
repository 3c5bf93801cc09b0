"""What differs where all letters agree: diacritics of names, and signs of money and percent."""

from __future__ import annotations

from . import marks, names
from .figures import same
from .places import Differences
from .quantities import readings
from .sides import LONGEST, Found, Sides, Spans

_SIGNS = "%‰$€£¥"


Stretch = tuple[int, int, int, int, int]
"""The number of a stretch; its start and end in the item, and in the edition."""


def unequal(sides: Sides, differences: Differences, pair: int) -> list[Stretch]:
    """The stretches of a pair that are not the same character by character."""
    first, last = differences.stretches.of.get(pair, (0, 0))
    item, edition = sides.item, sides.edition
    spans = (column[first:last] for column in differences.stretches.spans)
    return [
        (number, a, b, c, d)
        for number, a, b, c, d in zip(range(first, last), *spans, strict=True)
        if item[a:b] != edition[c:d]
    ]


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


def respelled(sides: Sides, differences: Differences, stretches: list[Stretch]) -> list[Found]:
    """Names with the same letters and other diacritics, when the item writes diacritics."""
    stretches = [
        stretch for stretch in stretches if not sides.item[stretch[1] : stretch[2]].islower()
    ]
    if not stretches or not _has_diacritics(sides.item, stretches):
        return []
    found: list[Found] = []
    for at in _unlike_marks(sides, differences, stretches):
        start, end, edition_start, edition_end = at
        mine, theirs = sides.item[start:end], sides.edition[edition_start:edition_end]
        if not marks.spelled_alike(mine, theirs):
            found.append(("name", at))
    return found


def _unlike_marks(sides: Sides, differences: Differences, stretches: list[Stretch]) -> list[Spans]:
    """Aligned capitalised tokens of the same letters with other marks."""
    item, edition = differences.item, differences.edition
    found = []
    for q, r in differences.unlike_marks(
        sides.item, sides.edition, [stretch[0] for stretch in stretches]
    ):
        at = *item.span(q), *edition.span(r)
        if sides.item[at[0]].isupper() and sides.edition[at[2]].isupper() and not (
            names.opens_sentence(sides.item, at[0])
        ):  # fmt: skip
            found.append(at)
    return found


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
