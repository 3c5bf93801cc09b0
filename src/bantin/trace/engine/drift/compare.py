"""What the differences of two aligned texts mean: which of them are drift."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass

from bantin.trace.engine.model import Drift, Span

from . import marks, names
from .calendar import DATE_ROLES
from .figures import NUMBER_WORDS, SPACED, Figure, digits_value, figure_words, read, same
from .numerals import MULTIPLIERS
from .places import ADDED, FIGURES, GAP, NUMBERS, OFFICES, OPENS, Change, Differences

_BEFORE, _AFTER = 40, 32
"""Characters around a change that are read with it."""

_LONGEST = 600
"""A change of more characters is not compared; no figure and no name is that long."""

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
_SENTENCE_END = re.compile(r"[.!?…]\s|\n")
_MOVED_BEFORE, _MOVED_AFTER, _MOVED_LEAST = 48, 24, 16
_DATE_PARTS = frozenset(
    {("hour", "minute"), ("day", "month"), ("month", "day"), ("month", "year"), ("day", "year")}
)
_MULTIPLIER = re.compile(rf"\b(?:{'|'.join(sorted(MULTIPLIERS))})\b")
_STOP = re.compile(r'[.!?…;:](?=\s|["”»)])|[\n"“”«»()|•]')
_SENTENCE = 72
_ENOUGH = 4
_SIGNS = "%‰$€£¥"


_TO_READ = NUMBERS | ADDED | FIGURES | OFFICES
"""Changes that are read whether or not they begin with a capital."""


@dataclass(frozen=True, slots=True)
class Sides:
    """The two documents of a pair and where each one's own text begins (after the title)."""

    item: str
    item_from: int
    edition: str
    edition_from: int


Spans = tuple[int, int, int, int]
"""Start and end in the item, start and end in the edition."""

Found = tuple[str, Spans]
"""Kind of a drift and where it is."""


def drift_of(sides: Sides, differences: Differences, pair: int) -> list[Drift]:
    """The drift of one pair, in reading order of the item."""
    found: dict[tuple[Span, Span], Drift] = {}
    for change in differences.changes.of_pair(pair):
        if change[0] & _TO_READ or sides.item[change[1]].isupper() or (
            not change[0] & GAP and not sides.item[change[1] : change[2]].islower()
        ):  # fmt: skip
            for kind, spans in _compared(sides, change):
                if not _at_a_seam(sides, spans, change) and not _moved(sides, spans, change):
                    _note(found, sides, kind, spans)
    unequal = _unequal(sides, differences, pair)
    if unequal:
        for kind, spans in (*_resigned(sides, unequal), *_respelled(sides, differences, unequal)):
            _note(found, sides, kind, spans)
    return [found[at] for at in sorted(found)] if len(found) > 1 else list(found.values())


Stretch = tuple[int, int, int, int, int]
"""The number of a stretch; its start and end in the item, and in the edition."""


def _unequal(sides: Sides, differences: Differences, pair: int) -> list[Stretch]:
    """The stretches of a pair that are not the same character by character."""
    first, last = differences.stretches.of.get(pair, (0, 0))
    item, edition = sides.item, sides.edition
    spans = (column[first:last] for column in differences.stretches.spans)
    return [
        (number, a, b, c, d)
        for number, a, b, c, d in zip(range(first, last), *spans, strict=True)
        if item[a:b] != edition[c:d]
    ]


def _note(found: dict[tuple[Span, Span], Drift], sides: Sides, kind: str, spans: Spans) -> None:
    """Add a drift, unless it is in a title."""
    start, end, edition_start, edition_end = spans
    if start < sides.item_from or edition_start < sides.edition_from:
        return
    item_at = start - sides.item_from, end - sides.item_from
    edition_at = edition_start - sides.edition_from, edition_end - sides.edition_from
    found[item_at, edition_at] = Drift(
        kind, sides.edition[edition_start:edition_end], sides.item[start:end], item_at, edition_at
    )


def _compared(sides: Sides, change: Change) -> list[Found]:
    """The drift in one change."""
    bits, start, end, edition_start, edition_end, _, _ = change
    if end - start > _LONGEST or edition_end - edition_start > _LONGEST:
        return []
    spans = start, end, edition_start, edition_end
    if bits & NUMBERS:
        return _numbers(sides, spans)
    if bits & ADDED:
        return _added(sides, spans, bits)
    if bits & FIGURES and _may_hold_figures(sides, spans):
        readings = _readings(sides, spans)
        if any(mine and theirs for mine, theirs in readings):
            return _figures(readings, gap=bool(bits & GAP))
    if bits & GAP:
        return _name_runs(sides, spans)
    if bits & OFFICES and (office := _office(sides, spans)):
        return office
    return _names(sides, spans, opens=bool(bits & OPENS))


def _numbers(sides: Sides, spans: Spans) -> list[Found]:
    """Two number tokens. When all around them agrees, only the digits need to be compared."""
    start, end, edition_start, edition_end = spans
    item, edition = sides.item[start:end], sides.edition[edition_start:edition_end]
    if _SHAPE.sub("0", item) != _SHAPE.sub("0", edition):
        return (
            [] if _one_in_the_other(sides, spans) else _figures(_readings(sides, spans), gap=False)
        )
    if not _same_around(sides, spans):
        return _figures(_readings(sides, spans), gap=False)
    kind = ""
    found: list[Found] = []
    for mine, theirs in zip(_NUMBER.finditer(item), _NUMBER.finditer(edition), strict=True):
        if mine.group() != theirs.group() and (
            digits_value(mine.group())[0] != digits_value(theirs.group())[0]
        ):
            place = (
                start + mine.start(), start + mine.end(),
                edition_start + theirs.start(), edition_start + theirs.end(),
            )  # fmt: skip
            kind = "date" if _is_date(sides.edition, place[2], place[3]) else "number"
            found.append((kind, place))
    return found


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
    if before == edition_before and after == edition_after:
        return True
    return figure_words(after, cut=1, first=3) == figure_words(edition_after, cut=1, first=3) and (
        figure_words(before, cut=-1, last=2) == figure_words(edition_before, cut=-1, last=2)
    )


def _is_date(text: str, start: int, end: int) -> bool:
    """Whether the number is a part of a date: 28/5, 28-5-2019, ngày 28, tháng 5, năm 2019."""
    first = max(0, start - 6)
    for date in _DATE.finditer(text, first, end + 8):
        if date.start() <= start < date.end():
            return True
    return bool(_DATE_WORD.search(text[max(0, start - 12) : start]))


def _may_hold_figures(sides: Sides, spans: Spans) -> bool:
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


Readings = list[tuple[list[Figure], list[Figure]]]
"""The figures of both sides; a second time with 21 300 as one number where that is written."""


def _readings(sides: Sides, spans: Spans) -> Readings:
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
    figures = read(window, spaced=spaced)
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


def _one_date(before: Figure, after: Figure) -> bool:
    """Whether two figures are neighbouring parts of one date or time: 7 giờ 45, 6 tháng 11."""
    return (before.role, after.role) in _DATE_PARTS and (
        after.at[0] - before.at[1] <= len(" tháng ")
    )


def _figures(readings: Readings, *, gap: bool) -> list[Found]:
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


def _added(sides: Sides, spans: Spans, bits: int) -> list[Found]:
    """A word that is on one side only: a scale (5 triệu, 5) or a grade (Phó giám đốc)."""
    start, end, edition_start, edition_end = spans
    longer = max(sides.item[start:end], sides.edition[edition_start:edition_end], key=len)
    if bits & FIGURES and len(figure_words(longer)) == len(names.WORD.findall(longer)):
        found = _figures(_readings(sides, spans), gap=False)
        if found:
            return found
    return _graded(sides, spans) if bits & OFFICES else []


def _graded(sides: Sides, spans: Spans) -> list[Found]:
    """Phó giám đốc against giám đốc. The spans begin one word early, on both sides."""
    start, end, edition_start, edition_end = spans
    places: list[int] = []
    for text, first, last in (
        (sides.item, start, end),
        (sides.edition, edition_start, edition_end),
    ):
        words = [word.span() for word in names.WORD.finditer(text, first, last)][1:]
        grade = [names.plain(text[slice(*word)]) for word in words]
        after = names.WORD.search(text, last, last + 32)
        if after is None or any(word not in names.GRADE_WORDS for word in grade):
            return []
        office = names.graded_office(text, after.start())
        if office is None:
            return []
        whole = names.office_at(text, *after.span()) or after.span()
        places.extend((words[0][0] if words else whole[0], whole[1]))
    return [("name", (places[0], places[1], places[2], places[3]))]


def _office(sides: Sides, spans: Spans) -> list[Found]:
    """Ranks and offices: Đại tá against Trung tá."""
    start, end, edition_start, edition_end = spans
    mine = names.office_at(sides.item, start, end)
    theirs = names.office_at(sides.edition, edition_start, edition_end)
    if mine is None or theirs is None:
        return []
    return [("name", (*mine, *theirs))]


def _names(sides: Sides, spans: Spans, *, opens: bool) -> list[Found]:
    """Names on one diagonal, word by word."""
    start, end, edition_start, edition_end = spans
    mine = sides.item[start:end]
    if mine.islower():
        return []
    item = list(names.WORD.finditer(sides.item, start, end))
    edition = list(names.WORD.finditer(sides.edition, edition_start, edition_end))
    if len(item) != len(edition):
        return []
    changed = names.replaced(
        [word.group() for word in item], [word.group() for word in edition], opens=opens
    )
    return [
        (
            "name",
            (item[a].start(), item[b - 1].end(), edition[a].start(), edition[b - 1].end()),
        )
        for a, b in changed
    ]


def _name_runs(sides: Sides, spans: Spans) -> list[Found]:
    """A name of another length: Trần Văn Hòa against Lê Minh. One within the other is the same."""
    start, end, edition_start, edition_end = spans
    if not (sides.item[start].isupper() and sides.edition[edition_start].isupper()):
        return []
    item = [word.group() for word in names.WORD.finditer(sides.item, start, end)]
    edition = [
        word.group() for word in names.WORD.finditer(sides.edition, edition_start, edition_end)
    ]
    if not names.another(item, edition):
        return []
    return [("name", spans)]


def _has_diacritics(text: str, stretches: list[Stretch]) -> bool:
    """Whether the item writes diacritics at all in these stretches."""
    start, end = stretches[0][1], stretches[-1][2]
    part = text[start:end]
    return not part.isascii() and bool(marks.DIACRITICS.search(part))


def _resigned(sides: Sides, stretches: list[Stretch]) -> list[Found]:
    """Figures with another sign of percent or money: $5 and €5."""
    signs = [
        sign
        for sign in _SIGNS
        if sign in sides.item or sign in sides.edition  # seldom more than one
    ]
    return [
        drift
        for _, start, end, edition_start, edition_end in stretches
        for sign in signs
        if sides.item.count(sign, start, end)
        != sides.edition.count(sign, edition_start, edition_end)
        for drift in _signs(sides, (start, end, edition_start, edition_end))
    ]


def _respelled(sides: Sides, differences: Differences, stretches: list[Stretch]) -> list[Found]:
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
    q, r = differences.stretches.tokens([stretch[0] for stretch in stretches])
    item, edition = differences.item, differences.edition
    mine, theirs = item.marks(sides.item, q), edition.marks(sides.edition, r)
    found = []
    for place in marks.differing(mine, theirs):
        at = *item.span(int(q[place])), *edition.span(int(r[place]))
        if sides.item[at[0]].isupper() and sides.edition[at[2]].isupper() and not (
            names.opens_sentence(sides.item, at[0])
        ):  # fmt: skip
            found.append(at)
    return found


def _signs(sides: Sides, spans: Spans) -> list[Found]:
    """Figures of a stretch whose sign of percent or money differs: $5 and €5."""
    if spans[1] - spans[0] > _LONGEST:
        return []
    item, edition = _readings(sides, spans)[0]
    if len(item) != len(edition):
        return []
    return [
        ("number", (*mine.whole, *theirs.whole))
        for mine, theirs in zip(item, edition, strict=True)
        if mine.unit and theirs.unit and not same(mine, theirs)
    ]


def _at_a_seam(sides: Sides, spans: Spans, change: Change) -> bool:
    """Whether the change is in the outermost sentence of a passage, where too little agrees.

    A passage reaches into the next sentence while words agree. That is chance, unless four words
    of that sentence agree as well: sentences that were moved meet strangers there.
    """
    start, end, edition_start, edition_end = spans
    first, last = change[5:]
    if start - first > _SENTENCE and last - end > _SENTENCE:
        return False
    before, after = _part_before(sides.item, start), _part_after(sides.item, end)
    front, back = start - len(before), end + len(after)
    if front > first and back < last:
        return False
    before = before[max(0, first - front) :]
    after = after[: max(0, last - end)]
    theirs = _part_before(sides.edition, edition_start), _part_after(sides.edition, edition_end)
    return _agreeing(before, theirs[0], last=True) + _agreeing(after, theirs[1]) < _ENOUGH


def _part_before(text: str, start: int) -> str:
    """What stands before, in the same sentence or bracket."""
    before = text[max(0, start - _SENTENCE) : start]
    return before[max((found.end() for found in _STOP.finditer(before)), default=0) :]


def _part_after(text: str, end: int) -> str:
    """What stands after, in the same sentence or bracket."""
    after = text[end : end + _SENTENCE]
    stop = _STOP.search(after)
    return after[: stop.start()] if stop else after


def _agreeing(mine: str, theirs: str, *, last: bool = False) -> int:
    """How many words agree, from the beginning or from the end, up to the needed number."""
    ours, others = _words(mine), _words(theirs)
    if last:
        ours, others = ours[::-1], others[::-1]
    return sum(one == other for one, other in zip(ours, others, strict=False))


def _words(text: str) -> list[str]:
    return [names.folded(word) for word in names.WORD.findall(text)]


def _moved(sides: Sides, spans: Spans, change: Change) -> bool:
    """Whether the item's words stand in the edition elsewhere, as they are, with what is around.

    So it is where sentences were moved: the end of a passage reaches into another sentence
    that reads nearly alike. A sentence that is aligned as a whole was not moved.
    """
    start, end = spans[:2]
    first, last = change[5:]
    before = sides.item[max(0, start - _MOVED_BEFORE) : start]
    after = sides.item[end : end + _MOVED_AFTER]
    opening = max((found.end() for found in _SENTENCE_END.finditer(before)), default=-1)
    ending = _SENTENCE_END.search(after)
    if opening >= 0:
        before = before[opening:]
    if ending:
        after = after[: ending.start()]
    if opening >= 0 and ending and first <= start - len(before) and end + len(after) <= last:
        return False
    if len(before) + len(after) < _MOVED_LEAST:
        return False
    words = f"{before}{sides.item[start:end]}{after}"
    return unicodedata.normalize("NFC", words) in sides.edition
