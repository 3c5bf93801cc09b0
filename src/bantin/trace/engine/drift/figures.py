"""Figures as people write them, read with all that belongs to them.

21.300 = 21,300 = 21 300 = 21 nghìn 300 = hai mươi mốt nghìn ba trăm; 345 tỷ đồng =
345.000.000.000 đồng; 6/11 = 06-11 = ngày 6 tháng 11 = November 6; 7h30 = 7 giờ 30 = 7:30.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from decimal import Decimal
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from . import calendar, numerals
from .calendar import DATE_ROLES, MONTHS
from .numerals import Digits, Numeral, read_numeral
from .units import AFTER, BEFORE, BOUNDS, UNITS, Bound, Unit

_LEXEME = re.compile(r"(\d+(?:[.,]\d+)*|[^\W\d_]+|[^\w\s])")
SPACED = re.compile(r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?![\d]|[.,]\d)")
_GROUPED = re.compile(r"\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*")
_CLUSTER = re.compile(r".[\u0300-\u036f]*", re.DOTALL)
_SPACE, _NO_DIGIT, _POINT = re.compile(r"\s"), re.compile(r"\D"), re.compile(r"[.,]")
_ONE = Decimal(1)
_MOST_DIGITS = 40
_MOST_MARKS = 4
_NOT_FIVE_BEFORE = frozenset(
    {"đầu", "cuối", "giữa", "trong", "hàng", "hằng", "mỗi", "từng", "cả", "các", "những", "nhiều",
     "vào", "từ", "đến", "tới", "một", "nửa"}
)  # fmt: skip
_NOT_FIVE_AFTER = frozenset(
    {"nay", "ngoái", "trước", "sau", "qua", "tới", "học", "mới", "đó", "này", "kia", "ấy", "gần"}
)
_NO_NUMBER_ALONE = frozenset({"không", "a", "an"})


class Figure(NamedTuple):
    """One figure where it stands.

    ``at`` spans the number, with its scale word; ``literal`` its first digits alone, or the same
    as ``at``; ``whole`` all that belongs to it, from the word before to the unit. ``role`` is
    its part in a date (day, month, hour …) or "". ``place`` is the worth of one in the last place.
    """

    at: tuple[int, int]
    literal: tuple[int, int]
    whole: tuple[int, int]
    value: Decimal
    place: Decimal
    scale: int
    role: str = ""
    unit: Unit | None = None
    bound: Bound | None = None
    next: str = ""
    """The word after it, to tell whether two figures count the same thing."""

    @property
    def amount(self) -> Decimal:
        """The value in base units of its dimension."""
        return self.value * self.unit.factor if self.unit else self.value

    def moved(self, by: int) -> Figure:
        """The same figure ``by`` code points further on."""
        return self._replace(
            at=(self.at[0] + by, self.at[1] + by),
            literal=(self.literal[0] + by, self.literal[1] + by),
            whole=(self.whole[0] + by, self.whole[1] + by),
        )


def same(one: Figure, other: Figure) -> bool:
    """Whether two figures may speak of the same number.

    Equal amounts are the same, unless one side says “more than” and the other “less than”.
    A round figure (with “hơn”, “gần”, “khoảng”, or a scale word) agrees with a precise one
    that it covers. Two figures that are equally round must be equal.
    """
    if one.role != other.role and one.role and other.role:
        return False
    if one.unit and other.unit and one.unit.dimension != other.unit.dimension:
        return False
    if {one.bound, other.bound} == {Bound.MORE, Bound.LESS}:
        return False
    mine, theirs = (
        (one.amount, other.amount) if one.unit and other.unit else (one.value, other.value)
    )
    if mine == theirs:
        return True
    if one.role == "year" == other.role:
        return min(mine, theirs) < 100 and mine % 100 == theirs % 100
    if one.role in DATE_ROLES or other.role in DATE_ROLES:
        return False
    if (one.bound is None) != (other.bound is None):
        round_one = one.bound is not None
    elif one.bound is None and (one.scale > 1) != (other.scale > 1):
        round_one = one.scale > 1
    else:
        return False
    if round_one:
        return _covers(one, mine, theirs, one.unit if other.unit else None)
    return _covers(other, theirs, mine, other.unit if one.unit else None)


def _covers(figure: Figure, round_value: Decimal, precise: Decimal, unit: Unit | None) -> bool:
    """Whether a round figure covers a precise one.

    Its step is one in its last written place; noughts at the end count as rounding too, up to
    a tenth of the figure. “Hơn” covers one step up, “gần” one step down, “khoảng” both; without
    a word, one step up (cut) or half a step down (rounded).
    """
    step = figure.place * (unit.factor if unit else 1)
    noughts = Decimal(1).scaleb(_noughts(round_value))
    step = max(step, min(noughts, round_value / 10))
    over = precise - round_value
    if figure.bound is Bound.MORE:
        return 0 <= over < step
    if figure.bound is Bound.LESS:
        return -step < over <= 0
    if figure.bound is Bound.ABOUT:
        return abs(over) < step
    return -step / 2 <= over < step


def _noughts(value: Decimal) -> int:
    """How many noughts a whole number ends with."""
    if value != value.to_integral_value() or not value:
        return 0
    digits = str(int(value))
    return len(digits) - len(digits.rstrip("0"))


def digits_value(words: str) -> tuple[Decimal, Decimal]:
    """The value of digits with separators, and the worth of the last digit: 21.300, 3,5."""
    return _digits_value(words) if len(words) <= _MOST_DIGITS else _whole_value(words)


@lru_cache(maxsize=4096)
def _digits_value(words: str) -> tuple[Decimal, Decimal]:
    if words.isdecimal():
        return Decimal(words), _ONE
    if _SPACE.search(words) or _GROUPED.fullmatch(words):
        return _whole_value(words)
    whole, *parts = _POINT.split(words)
    if len(parts) == 1:
        return Decimal(f"{whole}.{parts[0] or 0}"), Decimal(1).scaleb(-len(parts[0]))
    return Decimal("".join((whole, *parts))), _ONE


def _whole_value(words: str) -> tuple[Decimal, Decimal]:
    """The value of digits whose separators mean nothing, of the first forty characters."""
    return Decimal(_NO_DIGIT.sub("", _SPACE.sub("", words)[:_MOST_DIGITS])), _ONE


def read(text: str, *, spaced: bool = False, until: int | None = None) -> list[Figure]:
    """All figures of a short text, in reading order; with ``spaced``, 21 300 is one number.

    With ``until``, those that begin before that place.
    """
    composed, places = _composed(text)
    if places is not None and until is not None:
        until = bisect_left(places, until)
    figures = _Reader(composed, spaced=spaced).figures(len(text) if until is None else until)
    if places is None:
        return figures
    return [_moved(figure, places) for figure in figures]


def figure_words(text: str, *, cut: int = 0, first: int = 99, last: int = 99) -> tuple[str, ...]:
    """The digits of a short text, and its words that may belong to a figure.

    ``cut`` is -1 when the text may begin, and 1 when it may end, inside a word: that is left out.
    ``first`` and ``last`` limit the words that are looked at.
    """
    if cut < 0:
        text = text[text.find(" ") + 1 :]
    elif cut > 0:
        text = text[: text.rfind(" ") + 1]
    known = _known_words_short if len(text) <= _MOST_DIGITS else _known_words
    return known(text, first, last)


def _known_words(text: str, first: int, last: int) -> tuple[str, ...]:
    words = _FIGURE_WORD.findall(unicodedata.normalize("NFC", text).lower())[:first][-last:]
    known = _bare_figure_words() if text.isascii() else _FIGURE_WORDS
    return tuple(word for word in words if word in known or word.isdigit())


_known_words_short = lru_cache(maxsize=2048)(_known_words)


def _composed(text: str) -> tuple[str, list[int] | None]:
    """The text in NFC, and where each code point of it stood before, if anything changed."""
    if unicodedata.is_normalized("NFC", text):
        return text, None
    clusters = _CLUSTER.findall(text)
    parts = [_composed_cluster(cluster) for cluster in clusters]
    places = list(accumulate(map(len, clusters), initial=0))
    if any(len(part) > 1 for part in parts):
        size = [len(part) for part in parts]
        places = [place for place, n in zip(places, [*size, 1], strict=True) for _ in range(n)]
    return "".join(parts), places


def _composed_cluster(cluster: str) -> str:
    """A letter with its marks in NFC."""
    if len(cluster) > _MOST_MARKS:
        return unicodedata.normalize("NFC", cluster)
    return _composed_letter(cluster)


@lru_cache(maxsize=1024)
def _composed_letter(cluster: str) -> str:
    return unicodedata.normalize("NFC", cluster)


def _moved(figure: Figure, places: list[int]) -> Figure:
    at, literal, whole = (
        (places[start], places[end]) for start, end in (figure.at, figure.literal, figure.whole)
    )
    return figure._replace(at=at, literal=literal, whole=whole)


_DIGITS, _WORD, _SIGN = 1, 2, 3
"""What a lexeme is."""


class _Reader:
    """Reads the figures of a text in NFC."""

    def __init__(self, text: str, *, spaced: bool) -> None:
        self.text = text
        lower = text.lower()
        self.lower = lower if len(lower) == len(text) else text
        words, self.starts, self.ends = _lexemes(self.lower, spaced=spaced)
        self.size = len(words)
        self.kinds = [
            _DIGITS if word[0].isdecimal() else _WORD if word[0].isalnum() else _SIGN
            for word in words
        ]
        self.words = [*words, ""]
        self.bare = text.isascii()
        self.found: list[Figure] = []

    def figures(self, until: int) -> list[Figure]:
        known = _bare_figure_words() if self.bare else _FIGURE_WORDS
        at = 0
        for place in range(bisect_left(self.starts, until)):
            if place >= at and (self.kinds[place] == _DIGITS or self.words[place] in known):
                at = self._read(place)
        return self.found

    def _read(self, at: int) -> int:
        """Read what stands at this lexeme and say where to go on."""
        if self.kinds[at] == _DIGITS:
            return self._digits(at)
        return self._calendar_word(at) or self._roman(at) or self._number(at) or at + 1

    def _digits(self, at: int) -> int:
        """Digits: a date or time, or else a number."""
        start, end = self.starts[at], self.ends[at]
        joined = end - start > 4 or self.lower[end : end + 1] in _JOINS
        parts = calendar.dated(self.lower, start) if joined else ()
        if not parts:
            return self._number(at) or at + 1
        if parts[0][0] == "hour":
            parts = self._of_the_clock(parts, at)
        else:
            for role, span in parts:
                self._add(span, Decimal(self.text[slice(*span)]), role)
        return self._after(parts[-1][1][1])

    def _of_the_clock(
        self, parts: tuple[tuple[str, tuple[int, int]], ...], at: int
    ) -> tuple[tuple[str, tuple[int, int]], ...]:
        """An hour, in the twenty-four hours when the part of the day is said after it."""
        last = self._after(parts[-1][1][1])
        following = self.words[last]
        if following in ("giờ", "gio", "h"):
            following = self.words[last + 1]
        late = calendar.PARTS_OF_DAY.get(following, 0) >= 2
        for role, span in parts:
            value = Decimal(self.text[slice(*span)])
            self._add(span, value + 12 if late and role == "hour" and value < 12 else value, role)
        return parts

    def _calendar_word(self, at: int) -> int | None:
        """Months, days of the week and parts of the day in words."""
        word, before = self.words[at], self.words[at - 1]
        span = self.starts[at], self.ends[at]
        if word in MONTHS and self._is_month(at):
            self._add(span, Decimal(MONTHS[word]), "month")
            self._day_of_month(at)
            return at + 1
        if word in calendar.WEEKDAYS and self._capital(at):
            self._add(span, Decimal(calendar.WEEKDAYS[word]), "weekday")
            return at + 1
        if before in calendar.WEEKDAY_BEFORE and self._is_weekday(at):
            self._add(span, Decimal(calendar.WEEKDAY_WORDS[word]), "weekday")
            return at + 1
        if (word, self.words[at + 1]) in calendar.SUNDAY:
            self._add((span[0], self.ends[at + 1]), Decimal(8), "weekday")
            return at + 2
        if word in calendar.PARTS_OF_DAY and self._is_part_of_day(at):
            self._add(span, Decimal(calendar.PARTS_OF_DAY[word]), "part of day")
            return at + 1
        return None

    def _is_weekday(self, at: int) -> bool:
        """Thứ hai as a day, not as “second”: a date, a comma, nay or a bracket follows."""
        if self.words[at] not in calendar.WEEKDAY_WORDS:
            return False
        if self._named(at) or at + 1 >= self.size:
            return True
        return self.kinds[at + 1] == _DIGITS or self.words[at + 1] in _AFTER_WEEKDAY

    def _is_month(self, at: int) -> bool:
        """A month's name: after tháng, or in capitals beside a number."""
        word = self.words[at]
        if word in calendar.LUNAR_MONTHS:
            return self.words[at - 1] in ("tháng", "thang")
        if not self._capital(at):
            return False
        near = self.kinds[max(0, at - 2) : at] + self.kinds[at + 1 : at + 3]
        return _DIGITS in near or len(word) > 5

    def _day_of_month(self, at: int) -> None:
        """The number before a month is its day: 6 November."""
        if self.found and len(self.found) > 1:
            day = self.found[-2]
            between = self.lower[day.literal[1] : self.starts[at]]
            if not day.role and day.value <= 31 and between in _DAY_THEN_MONTH:
                self.found[-2] = day._replace(whole=day.at, role="day", unit=None, bound=None)

    def _is_part_of_day(self, at: int) -> bool:
        """Sáng as a part of the day: a date or a time stands beside it."""
        if at + 1 < self.size and (
            self.kinds[at + 1] == _DIGITS or self.words[at + 1] in calendar.AFTER_PART_OF_DAY
        ):
            return True
        return bool(self.found) and self.found[-1].role in ("hour", "minute") and (
            self.starts[at] - self.found[-1].at[1] <= 6
        )  # fmt: skip

    def _roman(self, at: int) -> int | None:
        """Quý II, khóa XIV."""
        before = self.words[at - 1]
        if before not in calendar.ROMAN_AFTER or not self._upper(at):
            return None
        value = calendar.roman(self.words[at])
        if not value:
            return None
        span = self.starts[at], self.ends[at]
        self._add(span, Decimal(value), calendar.ROLE_WORDS.get(before, ""))
        return at + 1

    def _number(self, at: int) -> int | None:
        """A number in digits or words with its scale, unit and the word before it."""
        spoken = self.kinds[at] == _WORD
        if spoken and (self._named(at) or self._canonical(self.words[at]) not in numerals.STARTS):
            return None
        used, words = self._phrase(at)
        numeral = read_numeral(words)
        if numeral is None:
            return None
        last = used[numeral.used - 1]
        if spoken and numeral.used == 1 and not self._stands_alone(at):
            return None
        start, end = self.starts[at], self.ends[last]
        self._place((start, end), (start, end if spoken else self.ends[at]), numeral, at)
        return max(last + 1, self._after(self.found[-1].whole[1]))

    def _phrase(self, at: int) -> tuple[list[int], list[str | Digits]]:
        """The lexemes that may belong to one number: with no sign but a hyphen between."""
        used: list[int] = []
        words: list[str | Digits] = []
        for place in range(at, min(at + 2 * _LONGEST, self.size)):
            kind, word = self.kinds[place], self.words[place]
            if kind == _SIGN:
                if word == "-" and words and words[-1] in numerals.TENS:
                    continue
                break
            if kind == _DIGITS:
                if words and isinstance(words[-1], Digits):
                    break
                words.append(Digits(*digits_value(word), len(word) if word.isdigit() else 0))
            else:
                word = self._canonical(word)
                if word not in numerals.WORDS and word not in numerals.ARTICLES:
                    break
                words.append(word)
            used.append(place)
        return used, words

    def _stands_alone(self, at: int) -> bool:
        """Whether one number word by itself is a number: năm is a year as a rule."""
        word = self._canonical(self.words[at])
        if word in _NO_NUMBER_ALONE:
            return False
        before, after = self.words[at - 1], self.words[at + 1]
        if word != numerals.YEAR or after in UNITS:
            return True
        return not (
            at + 1 >= self.size
            or self.kinds[at + 1] != _WORD
            or before in _NOT_FIVE_BEFORE
            or after in _NOT_FIVE_AFTER
            or (at > 0 and self.kinds[at - 1] == _DIGITS)
            or (self.found and self.found[-1].at[1] == self.ends[at - 1])
        )

    def _place(
        self, at: tuple[int, int], literal: tuple[int, int], numeral: Numeral, number: int
    ) -> None:
        """Note a number, with what stands before and after it."""
        before = self.words[number - 1]
        role = calendar.ROLE_WORDS.get(before, "")
        if role and not self._fits(role, numeral.value):
            role = ""
        if not role and self.found and self.found[-1].role == "month" and numeral.value <= 31:
            gap = self.lower[self.found[-1].at[1] : at[0]]
            role = "day" if gap in (" ", ". ") and before in MONTHS else ""
        if not role and numeral.scale == 1 and 1900 <= numeral.value <= 2100 and self.found:
            joined = self.lower[self.found[-1].at[1] : at[0]] in (" ", ", ")
            role = "year" if joined and self.found[-1].role in ("day", "month") else ""
        unit, first, end = (None, *at) if role else self._unit(at)
        bound, start = self._bound(number, first)
        value, following = numeral.value, self._next(end)
        if unit == _HOUR and following in calendar.PARTS_OF_DAY and value <= 24:
            late = calendar.PARTS_OF_DAY[following] >= 2 and value < 12
            role, unit, value = "hour", None, value + 12 if late else value
        self.found.append(
            Figure(
                at=at,
                literal=literal,
                whole=(start, end),
                value=value,
                place=numeral.place,
                scale=numeral.scale,
                role=role,
                unit=unit,
                bound=bound,
                next=following,
            )
        )

    @staticmethod
    def _fits(role: str, value: Decimal) -> bool:
        if role == "year":
            return 1000 <= value <= 2999 or value < 100
        return 0 < value <= {"day": 31, "month": 12, "quarter": 4}[role]

    def _unit(self, at: tuple[int, int]) -> tuple[Unit | None, int, int]:
        """The unit of a number, and where number and unit begin and end together."""
        following = self._next(at[1]) if self.lower[at[1] : at[1] + 1] not in _NO_UNIT else ""
        found = AFTER.match(self.lower, at[1]) if following in _UNIT_HEADS else None
        if found:
            return UNITS[found.group(1)], at[0], found.end()
        money = BEFORE.search(self.lower, max(0, at[0] - 4), at[0])
        return (UNITS[money.group(1)], money.start(), at[1]) if money else (None, *at)

    def _bound(self, number: int, start: int) -> tuple[Bound | None, int]:
        """More than, less than, about: the word or two words before."""
        if number > 1:
            bound = BOUNDS.get(f"{self.words[number - 2]} {self.words[number - 1]}")
            if bound:
                return bound, self.starts[number - 2]
        if number > 0 and (bound := BOUNDS.get(self.words[number - 1])):
            return bound, self.starts[number - 1]
        return None, start

    def _add(self, span: tuple[int, int], value: Decimal, role: str) -> None:
        self.found.append(Figure(span, span, span, value, _ONE, 1, role, next=self._next(span[1])))

    def _next(self, end: int) -> str:
        return self.words[self._after(end)]

    def _after(self, end: int) -> int:
        """The first lexeme that begins at ``end`` or later."""
        at = bisect_right(self.starts, end)
        return at - 1 if at and self.starts[at - 1] == end else at

    def _canonical(self, word: str) -> str:
        """A number word with its diacritics, when the text has none at all."""
        return _bare_words().get(word, word) if self.bare else word

    def _named(self, at: int) -> bool:
        """Whether a word is capitalised inside a sentence."""
        if self.kinds[at] != _WORD or not self._capital(at):
            return False
        return at > 0 and self.words[at - 1] not in _OPENS

    def _capital(self, at: int) -> bool:
        return self.text[self.starts[at]].isupper()

    def _upper(self, at: int) -> bool:
        return self.text[self.starts[at] : self.ends[at]].isupper()


_HOUR = UNITS["giờ"]
_JOINS = frozenset(" /-.:hg")
"""What may follow the first digits of a date or time."""

_OPENS = frozenset('.!?:;"“”')
"""After these a sentence begins."""

_AFTER_WEEKDAY = frozenset({"(", ",", "ngày", "ngay", "này", "tuần", "hàng", "tới"})
_NO_UNIT = frozenset(",.;:!?()")
_UNIT_HEADS = frozenset(["-", *(head.group() for unit in UNITS if (head := _LEXEME.match(unit)))])
_LONGEST = 24
"""Words of one number at most."""

_DAY_THEN_MONTH = (" ", "-", "th ", "st ", "nd ", "rd ", "th of ", "st of ", "nd of ", "rd of ")


def _lexemes(lower: str, *, spaced: bool) -> tuple[list[str], list[int], list[int]]:
    """The lexemes of a text, and where each starts and ends; with 21 300 as one if ``spaced``."""
    parts = _LEXEME.split(lower)
    bounds = list(accumulate(map(len, parts)))
    words, starts, ends = parts[1::2], bounds[:-1:2], bounds[1::2]
    return _joined(lower, starts, ends) if spaced else (words, starts, ends)


def _joined(
    lower: str, starts: list[int], ends: list[int]
) -> tuple[list[str], list[int], list[int]]:
    words, first, last = [], [], [0]
    for start, end in zip(starts, ends, strict=True):
        if start >= last[-1]:
            group = SPACED.match(lower, start)
            last.append(group.end() if group else end)
            first.append(start)
            words.append(lower[start : last[-1]])
    return words, first, last[1:]


_FIGURE_WORD = re.compile(r"\d+|[^\W\d_]+[²³\d]?|[%‰$€£¥]")
_FIGURE_WORDS = frozenset(
    [
        *numerals.WORDS, *MONTHS, *calendar.WEEKDAYS, *calendar.WEEKDAY_WORDS,
        *calendar.PARTS_OF_DAY, "chủ", "nhật", *(word for unit in UNITS for word in unit.split()),
        *(word for bound in BOUNDS for word in bound.split()), *calendar.ROMANS,
    ]
)  # fmt: skip


NUMBER_WORDS = numerals.WORDS - numerals.JOINERS - _NO_NUMBER_ALONE | frozenset(
    [*MONTHS, *calendar.WEEKDAYS, *calendar.ROMANS]
)
"""Words that make a figure without digits beside them."""


@lru_cache(maxsize=1)
def _bare_figure_words() -> frozenset[str]:
    return _FIGURE_WORDS | frozenset(_bare_words())


@lru_cache(maxsize=1)
def _bare_words() -> dict[str, str]:
    """Number words without diacritics to the words they stand for."""
    words = {}
    for word in (
        *numerals.ENDINGS,
        *sorted(numerals.WORDS - numerals.STARTS),
        *numerals.DIGITS,
        numerals.TEN,
    ):
        bare = unicodedata.normalize("NFD", word.replace("đ", "d"))
        bare = "".join(char for char in bare if not unicodedata.combining(char))
        if bare != word:
            words[bare] = word
    return words
