"""Figures as people write them, read with all that belongs to them.

21.300 = 21,300 = 21 300 = 21 nghìn 300 = hai mươi mốt nghìn ba trăm; 345 tỷ đồng =
345.000.000.000 đồng; 6/11 = 06-11 = ngày 6 tháng 11 = November 6; 7h30 = 7 giờ 30 = 7:30.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from . import calendar, numerals
from .calendar import DATE_ROLES, MONTHS
from .numerals import Digits, Numeral, read_numeral
from .units import AFTER, BEFORE, BOUNDS, UNITS, Bound, Unit

_LEXEME = re.compile(r"(\d+(?:[.,]\d+)*)|([^\W\d_]+)|([^\w\s])")
SPACED = re.compile(r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?![\d]|[.,]\d)")
_GROUPED = re.compile(r"\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*")
_CLUSTER = re.compile(r".[\u0300-\u036f]*", re.DOTALL)
_MOST_DIGITS = 40
_NOT_FIVE_BEFORE = frozenset(
    {"đầu", "cuối", "giữa", "trong", "hàng", "hằng", "mỗi", "từng", "cả", "các", "những", "nhiều",
     "vào", "từ", "đến", "tới", "một", "nửa"}
)  # fmt: skip
_NOT_FIVE_AFTER = frozenset(
    {"nay", "ngoái", "trước", "sau", "qua", "tới", "học", "mới", "đó", "này", "kia", "ấy", "gần"}
)
_NO_NUMBER_ALONE = frozenset({"không", "a", "an"})


@dataclass(frozen=True, slots=True)
class Figure:
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
        at, literal, whole = (
            (start + by, end + by) for start, end in (self.at, self.literal, self.whole)
        )
        return replace(self, at=at, literal=literal, whole=whole)


class _Lexeme(NamedTuple):
    kind: int
    """1 digits, 2 a word, 3 a sign."""
    text: str
    start: int
    end: int


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
    digits = re.sub(r"\s", "", words)[:_MOST_DIGITS]
    if _GROUPED.fullmatch(digits) or len(digits) != len(words):
        return Decimal(re.sub(r"\D", "", digits)), Decimal(1)
    whole, *parts = re.split(r"[.,]", digits)
    if len(parts) == 1:
        return Decimal(f"{whole}.{parts[0] or 0}"), Decimal(1).scaleb(-len(parts[0]))
    return Decimal("".join((whole, *parts))), Decimal(1)


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


def figure_words(text: str, *, cut: int = 0, first: int = 99, last: int = 99) -> list[str]:
    """The digits of a short text, and its words that may belong to a figure.

    ``cut`` is -1 when the text may begin, and 1 when it may end, inside a word: that is left out.
    ``first`` and ``last`` limit the words that are looked at.
    """
    if cut < 0:
        text = text[text.find(" ") + 1 :]
    elif cut > 0:
        text = text[: text.rfind(" ") + 1]
    words = _FIGURE_WORD.findall(unicodedata.normalize("NFC", text).lower())[:first][-last:]
    known = _bare_figure_words() if text.isascii() else _FIGURE_WORDS
    return [word for word in words if word in known or word.isdigit()]


def _composed(text: str) -> tuple[str, list[int] | None]:
    """The text in NFC, and where each code point of it stood before, if anything changed."""
    if unicodedata.is_normalized("NFC", text):
        return text, None
    parts, places = [], []
    for cluster in _CLUSTER.finditer(text):
        part = unicodedata.normalize("NFC", cluster.group())
        parts.append(part)
        places.extend([cluster.start()] * len(part))
    places.append(len(text))
    return "".join(parts), places


def _moved(figure: Figure, places: list[int]) -> Figure:
    at, literal, whole = (
        (places[start], places[end]) for start, end in (figure.at, figure.literal, figure.whole)
    )
    return replace(figure, at=at, literal=literal, whole=whole)


class _Reader:
    """Reads the figures of a text in NFC."""

    def __init__(self, text: str, *, spaced: bool) -> None:
        self.text = text
        self.lower = text.lower() if len(text.lower()) == len(text) else text
        self.lexemes = _lexemes(self.lower, spaced=spaced)
        self.starts = [lexeme.start for lexeme in self.lexemes]
        self.bare = text.isascii()
        self.found: list[Figure] = []

    def figures(self, until: int) -> list[Figure]:
        known = _bare_figure_words() if self.bare else _FIGURE_WORDS
        at = 0
        for place, lexeme in enumerate(self.lexemes):
            if lexeme.start >= until:
                break
            if place >= at and (lexeme.kind == 1 or lexeme.text in known):
                at = self._read(place)
        return self.found

    def _read(self, at: int) -> int:
        """Read what stands at this lexeme and say where to go on."""
        if self.lexemes[at].kind == 1:
            return self._digits(at)
        return self._calendar_word(at) or self._roman(at) or self._number(at) or at + 1

    def _digits(self, at: int) -> int:
        """Digits: a date or time, or else a number."""
        lexeme = self.lexemes[at]
        joined = lexeme.end - lexeme.start > 4 or self.lower[lexeme.end : lexeme.end + 1] in _JOINS
        parts = calendar.dated(self.lower, lexeme.start) if joined else ()
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
        following = [lexeme.text for lexeme in self.lexemes[last : last + 2]]
        if following[:1] in (["giờ"], ["gio"], ["h"]):
            following = following[1:]
        late = following[:1] and calendar.PARTS_OF_DAY.get(following[0], 0) >= 2
        for role, span in parts:
            value = Decimal(self.text[slice(*span)])
            self._add(span, value + 12 if late and role == "hour" and value < 12 else value, role)
        return parts

    def _calendar_word(self, at: int) -> int | None:
        """Months, days of the week and parts of the day in words."""
        lexeme, before, after = self.lexemes[at], self._word(at - 1), self._word(at + 1)
        if lexeme.text in MONTHS and self._is_month(at):
            self._add((lexeme.start, lexeme.end), Decimal(MONTHS[lexeme.text]), "month")
            self._day_of_month(at)
            return at + 1
        if lexeme.text in calendar.WEEKDAYS and self._capital(lexeme):
            value = Decimal(calendar.WEEKDAYS[lexeme.text])
            self._add((lexeme.start, lexeme.end), value, "weekday")
            return at + 1
        if before in calendar.WEEKDAY_BEFORE and self._is_weekday(at):
            word = lexeme.text
            self._add((lexeme.start, lexeme.end), Decimal(calendar.WEEKDAY_WORDS[word]), "weekday")
            return at + 1
        if (lexeme.text, after) in calendar.SUNDAY:
            self._add((lexeme.start, self.lexemes[at + 1].end), Decimal(8), "weekday")
            return at + 2
        if lexeme.text in calendar.PARTS_OF_DAY and self._is_part_of_day(at):
            value = Decimal(calendar.PARTS_OF_DAY[lexeme.text])
            self._add((lexeme.start, lexeme.end), value, "part of day")
            return at + 1
        return None

    def _is_weekday(self, at: int) -> bool:
        """Thứ hai as a day, not as “second”: a date, a comma, nay or a bracket follows."""
        if self.lexemes[at].text not in calendar.WEEKDAY_WORDS:
            return False
        if self._named(at) or at + 1 >= len(self.lexemes):
            return True
        following = self.lexemes[at + 1]
        return following.text in ("(", ",", "ngày", "ngay", "này", "tuần", "hàng", "tới") or (
            following.kind == 1
        )

    def _is_month(self, at: int) -> bool:
        """A month's name: after tháng, or in capitals beside a number."""
        lexeme = self.lexemes[at]
        if lexeme.text in calendar.LUNAR_MONTHS:
            return self._word(at - 1) in ("tháng", "thang")
        if not self._capital(lexeme):
            return False
        near = self.lexemes[max(0, at - 2) : at] + self.lexemes[at + 1 : at + 3]
        return any(other.kind == 1 for other in near) or len(lexeme.text) > 5

    def _day_of_month(self, at: int) -> None:
        """The number before a month is its day: 6 November."""
        if self.found and len(self.found) > 1:
            day = self.found[-2]
            between = self.lower[day.literal[1] : self.lexemes[at].start]
            if not day.role and day.value <= 31 and between in _DAY_THEN_MONTH:
                self.found[-2] = replace(day, whole=day.at, role="day", unit=None, bound=None)

    def _is_part_of_day(self, at: int) -> bool:
        """Sáng as a part of the day: a date or a time stands beside it."""
        if at + 1 < len(self.lexemes):
            following = self.lexemes[at + 1]
            if following.kind == 1 or following.text in calendar.AFTER_PART_OF_DAY:
                return True
        return bool(self.found) and self.found[-1].role in ("hour", "minute") and (
            self.lexemes[at].start - self.found[-1].at[1] <= 6
        )  # fmt: skip

    def _roman(self, at: int) -> int | None:
        """Quý II, khóa XIV."""
        lexeme, before = self.lexemes[at], self._word(at - 1)
        if before not in calendar.ROMAN_AFTER or not self._upper(lexeme):
            return None
        value = calendar.roman(lexeme.text)
        if not value:
            return None
        self._add((lexeme.start, lexeme.end), Decimal(value), calendar.ROLE_WORDS.get(before, ""))
        return at + 1

    def _number(self, at: int) -> int | None:
        """A number in digits or words with its scale, unit and the word before it."""
        lexeme = self.lexemes[at]
        if lexeme.kind == 2 and (
            self._named(at) or self._canonical(lexeme.text) not in numerals.STARTS
        ):
            return None
        used, words = self._phrase(at)
        numeral = read_numeral(words)
        if numeral is None:
            return None
        last = self.lexemes[used[numeral.used - 1]]
        if lexeme.kind == 2 and numeral.used == 1 and not self._stands_alone(at):
            return None
        literal = (lexeme.start, lexeme.end if lexeme.kind == 1 else last.end)
        self._place((lexeme.start, last.end), literal, numeral, at)
        return max(used[numeral.used - 1] + 1, self._after(self.found[-1].whole[1]))

    def _phrase(self, at: int) -> tuple[list[int], list[str | Digits]]:
        """The lexemes that may belong to one number: with no sign but a hyphen between."""
        used: list[int] = []
        words: list[str | Digits] = []
        for place in range(at, min(at + 2 * _LONGEST, len(self.lexemes))):
            lexeme = self.lexemes[place]
            if lexeme.kind == 3:
                if lexeme.text == "-" and words and words[-1] in numerals.TENS:
                    continue
                break
            if lexeme.kind == 1:
                if words and isinstance(words[-1], Digits):
                    break
                value, worth = digits_value(lexeme.text)
                plain = lexeme.text.isdigit()
                words.append(Digits(value, worth, len(lexeme.text) if plain else 0))
            else:
                word = self._canonical(lexeme.text)
                if word not in numerals.WORDS and word not in numerals.ARTICLES:
                    break
                words.append(word)
            used.append(place)
        return used, words

    def _stands_alone(self, at: int) -> bool:
        """Whether one number word by itself is a number: năm is a year as a rule."""
        word = self._canonical(self.lexemes[at].text)
        if word in _NO_NUMBER_ALONE:
            return False
        if word != numerals.YEAR or self._word(at + 1) in UNITS:
            return True
        before, after = self._word(at - 1), self._word(at + 1)
        follows = self.lexemes[at + 1] if at + 1 < len(self.lexemes) else None
        return not (
            follows is None
            or follows.kind != 2
            or before in _NOT_FIVE_BEFORE
            or after in _NOT_FIVE_AFTER
            or (at > 0 and self.lexemes[at - 1].kind == 1)
            or (self.found and self.found[-1].at[1] == self.lexemes[at - 1].end)
        )

    def _place(
        self, at: tuple[int, int], literal: tuple[int, int], numeral: Numeral, number: int
    ) -> None:
        """Note a number, with what stands before and after it."""
        before = self._word(number - 1)
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
            two = self.lexemes[number - 2 : number]
            bound = BOUNDS.get(f"{two[0].text} {two[1].text}")
            if bound:
                return bound, two[0].start
        if number > 0 and (bound := BOUNDS.get(self.lexemes[number - 1].text)):
            return bound, self.lexemes[number - 1].start
        return None, start

    def _add(self, span: tuple[int, int], value: Decimal, role: str) -> None:
        self.found.append(
            Figure(span, span, span, value, Decimal(1), 1, role, next=self._next(span[1]))
        )

    def _word(self, at: int) -> str:
        return self.lexemes[at].text if 0 <= at < len(self.lexemes) else ""

    def _next(self, end: int) -> str:
        return self._word(self._after(end))

    def _after(self, end: int) -> int:
        """The first lexeme that begins at ``end`` or later."""
        at = bisect_right(self.starts, end)
        return at - 1 if at and self.starts[at - 1] == end else at

    def _canonical(self, word: str) -> str:
        """A number word with its diacritics, when the text has none at all."""
        return _bare_words().get(word, word) if self.bare else word

    def _named(self, at: int) -> bool:
        """Whether a word is capitalised inside a sentence."""
        lexeme = self.lexemes[at]
        opens = at == 0 or self.lexemes[at - 1].text in '.!?:;"“”'
        return lexeme.kind == 2 and not opens and self.text[lexeme.start].isupper()

    def _capital(self, lexeme: _Lexeme) -> bool:
        return self.text[lexeme.start].isupper()

    def _upper(self, lexeme: _Lexeme) -> bool:
        return self.text[lexeme.start : lexeme.end].isupper()


_HOUR = UNITS["giờ"]
_JOINS = frozenset(" /-.:hg")
"""What may follow the first digits of a date or time."""

_NO_UNIT = frozenset(",.;:!?()")
_UNIT_HEADS = frozenset(["-", *(head.group() for unit in UNITS if (head := _LEXEME.match(unit)))])
_LONGEST = 24
"""Words of one number at most."""

_DAY_THEN_MONTH = (" ", "-", "th ", "st ", "nd ", "rd ", "th of ", "st of ", "nd of ", "rd of ")


def _lexemes(lower: str, *, spaced: bool) -> list[_Lexeme]:
    lexemes = [
        _Lexeme(found.lastindex or 3, found.group(), *found.span())
        for found in _LEXEME.finditer(lower)
    ]
    return _joined(lower, lexemes) if spaced else lexemes


def _joined(lower: str, lexemes: list[_Lexeme]) -> list[_Lexeme]:
    """With 21 300 as one number."""
    joined: list[_Lexeme] = []
    end = 0
    for lexeme in lexemes:
        if lexeme.start < end:
            continue
        end = lexeme.end
        if lexeme.kind == 1 and (group := SPACED.match(lower, lexeme.start)):
            end = group.end()
        joined.append(lexeme._replace(text=lower[lexeme.start : end], end=end))
    return joined


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
