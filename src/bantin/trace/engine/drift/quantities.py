"""Which figures of a change differ.

When all around two numbers agrees, only their digits are compared; else the figures on both
sides are read, with their scale words, units and dates.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache

from .calendar import DATE_ROLES, ROLE_WORDS
from .figures import NUMBER_WORDS, SPACED, Figure, digits_value, figure_words, read, same
from .numerals import MULTIPLIERS
from .sides import Found, Sides, Spans
from .units import BOUNDS, UNITS

_BEFORE, _AFTER = 40, 32
"""Characters around a change that are read with it."""


_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


_SHAPE = re.compile(r"\d+")


_NEAR_BEFORE, _NEAR_AFTER = 16, 24


_DATE = re.compile(
    r"\d{1,2}(?:h|:)(?:\d{2})?|\d{1,2}[/-]\d{1,2}(?:[/-]\d{2,4})?|\d{1,2}[/-](?:19|20)\d\d"
)


_DATE_WORD = re.compile(
    r"(?:ngày|tháng|năm|quý|sinh năm|sn|sáng|trưa|chiều|tối|đêm|hôm|thứ|mùng|mồng|"
    r"ngay|thang|nam|sang|trua|chieu|toi|dem)\s*\(?\s*$",
    re.IGNORECASE,
)


_LONG = 40
_SHORT = 160
"""Of numbers with more digits, and windows of more characters, nothing is kept to be used again."""

_BEYOND = 10
"""Characters after a change in which a further part of its date may begin."""


_DATE_PARTS = frozenset(
    {("hour", "minute"), ("day", "month"), ("month", "day"), ("month", "year"), ("day", "year")}
)


_MULTIPLIER = re.compile(rf"\b(?:{'|'.join(sorted(MULTIPLIERS))})\b")


_BEARING = MULTIPLIERS | frozenset(
    word for words in (*UNITS, *BOUNDS) for word in words.split() if words not in ROLE_WORDS
)
"""Words that bear on the figure beside them; ngày, tháng and năm only say that it is a date."""


Readings = list[tuple[list[Figure], list[Figure]]]
"""The figures of both sides; a second time with 21 300 as one number where that is written."""


def numbers(sides: Sides, spans: Spans) -> list[Found]:
    """Two number tokens. When all around them agrees, only the digits need to be compared."""
    start, end, edition_start, edition_end = spans
    item, edition = sides.item[start:end], sides.edition[edition_start:edition_end]
    if not _alike(item, edition):
        return [] if _one_in_the_other(sides, spans) else figures(readings(sides, spans), gap=False)
    if not _same_around(sides, spans):
        return figures(readings(sides, spans), gap=False)
    found: list[Found] = []
    for mine, theirs in zip(_NUMBER.finditer(item), _NUMBER.finditer(edition), strict=True):
        if mine[0] != theirs[0] and digits_value(mine[0])[0] != digits_value(theirs[0])[0]:
            place = (
                start + mine.start(), start + mine.end(),
                edition_start + theirs.start(), edition_start + theirs.end(),
            )  # fmt: skip
            kind = "date" if _is_date(sides.edition, place[2], place[3]) else "number"
            found.append((kind, place))
    return found


def _alike(item: str, edition: str) -> bool:
    """Whether only the digits differ."""
    return (item.isdecimal() and edition.isdecimal()) or (
        _SHAPE.sub("0", item) == _SHAPE.sub("0", edition)
    )


def _one_in_the_other(sides: Sides, spans: Spans) -> bool:
    """Whether one side has all the numbers of the other, and no more follow: 28/5, 28-5-2019."""
    start, end, edition_start, edition_end = spans
    if _NUMBER.search(sides.item, end, end + _NEAR_BEFORE) or (
        _NUMBER.search(sides.edition, edition_end, edition_end + _NEAR_BEFORE)
    ):
        return False
    mine, theirs = (
        Counter(digits_value(digits)[0] for digits in _NUMBER.findall(text, first, last))
        for text, first, last in (
            (sides.item, start, end),
            (sides.edition, edition_start, edition_end),
        )
    )
    return mine <= theirs or theirs <= mine


def _same_around(sides: Sides, spans: Spans) -> bool:
    """Whether the same stands before and after the change, as far as it matters to figures."""
    start, end, edition_start, edition_end = spans
    before = sides.item[max(0, start - _NEAR_BEFORE) : start]
    after = sides.item[end : end + _NEAR_AFTER]
    edition_before = sides.edition[max(0, edition_start - _NEAR_BEFORE) : edition_start]
    edition_after = sides.edition[edition_end : edition_end + _NEAR_AFTER]
    return (
        after == edition_after
        or _bearing(after, cut=1, first=3) == _bearing(edition_after, cut=1, first=3)
    ) and (
        before == edition_before
        or _bearing(before, cut=-1, last=2) == _bearing(edition_before, cut=-1, last=2)
    )


def _bearing(text: str, *, cut: int, first: int = 99, last: int = 99) -> list[str]:
    """Words beside a figure that change what it says: a scale, a unit, more than."""
    words = figure_words(text, cut=cut, first=first, last=last)
    return [word for word in words if word in _BEARING or word.isdigit()]


def _is_date(text: str, start: int, end: int) -> bool:
    """Whether the number is a part of a date: 28/5, 28-5-2019, ngày 28, tháng 5, năm 2019."""
    first = max(0, start - 12)
    if end - start > _LONG:
        return _dated(text[first : end + 8], start - first, end - first)
    return _dated_shortly(text[first : end + 8], start - first, end - first)


def _dated(text: str, start: int, end: int) -> bool:
    for date in _DATE.finditer(text, max(0, start - 6), end + 8):
        if date.start() <= start < date.end():
            return True
    return bool(_DATE_WORD.search(text[:start]))


_dated_shortly = lru_cache(maxsize=2048)(_dated)


def may_hold_figures(sides: Sides, spans: Spans) -> bool:
    """Whether both sides hold a figure that may differ: digits that the other side has not, a
    number in words, or a word (a unit, more than …) that stands beside a number.
    """
    start, end, edition_start, edition_end = spans
    item, edition = sides.item[start:end], sides.edition[edition_start:edition_end]
    mine, theirs = _NUMBER.findall(item), _NUMBER.findall(edition)
    if mine and theirs and _multipliers(item) == _multipliers(edition):
        left, right = Counter(mine), Counter(theirs)
        if left <= right or right <= left:
            return False
    words = figure_words(item)
    if not words or not figure_words(edition):
        return False
    return bool(
        mine or theirs or any(word in NUMBER_WORDS for word in words)
        or any(word in NUMBER_WORDS or word.isdigit() for word in figure_words(
            sides.item[max(0, start - _NEAR_BEFORE) : end + _NEAR_BEFORE]
        ))
    )  # fmt: skip


def _multipliers(text: str) -> list[str]:
    """Words such as nghìn and triệu."""
    return sorted(_MULTIPLIER.findall(unicodedata.normalize("NFC", text).lower()))


def readings(sides: Sides, spans: Spans) -> Readings:
    """The figures that reach into a change, on both sides."""
    start, end, edition_start, edition_end = spans
    ways = [False]
    if SPACED.search(sides.item, start, end) or (
        SPACED.search(sides.edition, edition_start, edition_end)
    ):
        ways.append(True)
    return [
        (
            _read_at(sides.item, start, end, spaced=spaced),
            _read_at(sides.edition, edition_start, edition_end, spaced=spaced),
        )
        for spaced in ways
    ]


def _read_at(text: str, start: int, end: int, *, spaced: bool) -> list[Figure]:
    """The figures that reach into ``text[start:end]``, with offsets in ``text``."""
    first = max(0, start - _BEFORE)
    window = text[first : end + _AFTER]
    read_window = _read_shortly if len(window) <= _SHORT else _read
    figures = read_window(window, end - first + _BEYOND, spaced)
    reached = [
        number
        for number, figure in enumerate(figures)
        if figure.whole[0] + first < end and figure.whole[1] + first > start
    ]
    if not reached:
        return []
    one, last = reached[0], reached[-1] + 1
    while one > 0 and _one_date(figures[one - 1], figures[one]):
        one -= 1
    while last < len(figures) and _one_date(figures[last - 1], figures[last]):
        last += 1
    return [figure.moved(first) for figure in figures[one:last]]


def _read(window: str, until: int, spaced: bool) -> tuple[Figure, ...]:  # noqa: FBT001 - a key
    return tuple(read(window, spaced=spaced, until=until))


_read_shortly = lru_cache(maxsize=2048)(_read)


def _one_date(before: Figure, after: Figure) -> bool:
    """Whether two figures are neighbouring parts of one date or time: 7 giờ 45, 6 tháng 11."""
    return (before.role, after.role) in _DATE_PARTS and (
        after.at[0] - before.at[1] <= len(" tháng ")
    )


def figures(readings: Readings, *, gap: bool) -> list[Found]:
    """The figures that differ in the reading that explains more."""
    found = [_unlike(mine, theirs, gap=gap) for mine, theirs in readings]
    differing = [pairs for pairs in found if pairs is not None]
    if not differing or [] in differing:
        return []
    return [_described(mine, theirs) for mine, theirs in differing[0]]


def _unlike(
    item: list[Figure], edition: list[Figure], *, gap: bool
) -> list[tuple[Figure, Figure]] | None:
    """Pairs of figures that differ; None when it cannot be told which belong together."""
    if not gap and len(item) == len(edition) and all(
        mine.role == theirs.role or not mine.role or not theirs.role
        for mine, theirs in zip(item, edition, strict=True)
    ):  # fmt: skip
        return [
            (mine, theirs) for mine, theirs in zip(item, edition, strict=True)
            if not same(mine, theirs)
        ]  # fmt: skip
    mine, theirs = _unmatched(item, edition)
    pairs = []
    for role in sorted({figure.role for figure in mine}):
        ours = [figure for figure in mine if figure.role == role]
        others = [figure for figure in theirs if figure.role == role]
        if len(ours) == len(others) == 1 and (not gap or _comparable(ours[0], others[0])):
            pairs.append((ours[0], others[0]))
    return pairs


def _unmatched(item: list[Figure], edition: list[Figure]) -> tuple[list[Figure], list[Figure]]:
    """Both lists without the figures that agree."""
    left = list(edition)
    unmatched = []
    for figure in item:
        twin = next((other for other in left if same(figure, other)), None)
        if twin is None:
            unmatched.append(figure)
        else:
            left.remove(twin)
    return unmatched, left


def _comparable(one: Figure, other: Figure) -> bool:
    """Whether two figures of a gap count the same thing: one unit, one role or one noun."""
    if one.role or (one.unit and other.unit):
        return one.role == other.role
    return one.next == other.next and bool(one.next)


def _described(mine: Figure, theirs: Figure) -> Found:
    """The least words that show the difference."""
    kind = "date" if mine.role in DATE_ROLES or theirs.role in DATE_ROLES else "number"
    same_unit = mine.unit is None or theirs.unit is None or mine.unit == theirs.unit
    if mine.value == theirs.value or not same_unit:
        return kind, (*mine.whole, *theirs.whole)
    if mine.scale == theirs.scale:
        return kind, (*mine.literal, *theirs.literal)
    return kind, (*mine.at, *theirs.at)
