"""Numbers in words, Vietnamese and English: hai mươi mốt nghìn ba trăm, twenty-one thousand.

Words and digits are read alike, because people mix them: 21 nghìn ba trăm, 2 triệu rưỡi.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

SPOKEN = {
    "không": 0, "một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "bẩy": 7,
    "tám": 8, "chín": 9,
}  # fmt: skip
DIGITS = SPOKEN | {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9,
}  # fmt: skip
ENDINGS = {"mốt": 1, "tư": 4, "lăm": 5, "nhăm": 5}
"""Digits that are said only after tens: hai mươi mốt, hai mươi tư, hai lăm."""

TEENS = {
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15,
    "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
    "eighty": 80, "ninety": 90,
}  # fmt: skip
SCALES = {
    "nghìn": 10**3, "ngàn": 10**3, "thousand": 10**3, "vạn": 10**4,
    "triệu": 10**6, "million": 10**6, "tỷ": 10**9, "tỉ": 10**9, "billion": 10**9,
    "trillion": 10**12,
}  # fmt: skip
TEN, TIMES_TEN, DOZENS = "mười", "mươi", "chục"
HUNDRED_VI, HUNDRED_EN = "trăm", "hundred"
HUNDREDS = frozenset({HUNDRED_VI, HUNDRED_EN})
JOINERS = frozenset({"linh", "lẻ", "and"})
POINTS = frozenset({"phẩy", "point"})
HALVES = frozenset({"nửa", "half"})
ARTICLES = frozenset({"a", "an"})
AND_A_HALF = "rưỡi"
YEAR = "năm"
"""Both five and year; after tens and scales it is the year, for there a five is lăm."""

STARTS = frozenset([*DIGITS, *TEENS, *TENS, TEN, *HALVES, *ARTICLES])
MULTIPLIERS = frozenset([*SCALES, *HUNDREDS, TIMES_TEN, DOZENS, AND_A_HALF])
WORDS = STARTS | MULTIPLIERS | frozenset(ENDINGS) | JOINERS | POINTS - ARTICLES

_MOST_DIGITS = 18
_NOUGHT, _ONE = Decimal(0), Decimal(1)


class Digits(NamedTuple):
    """A number in digits: its value, the worth of its last digit, and how many digits it has.

    ``length`` is 0 when it is written with separators.
    """

    value: Decimal
    place: Decimal
    length: int


class Numeral(NamedTuple):
    """A number read: how many words were used, its value, and the worth of its last place.

    ``scale`` is the greatest scale word that was said, 1 for none; ``place`` is what one more in
    the last place would add: 1.000 for 21 nghìn.
    """

    used: int
    value: Decimal
    place: Decimal
    scale: int


class _Part(NamedTuple):
    """A number below a scale word; ``digits`` says how many digits a bare one has, else 0.

    Nghìn hai is 1.200, but thousand two is 1,002: English words are no bare digits.
    """

    value: Decimal
    place: Decimal
    digits: int


def read_numeral(words: Sequence[str | Digits]) -> Numeral | None:
    """The number at the start of ``words``: lower-case words in NFC, and digits."""
    if len(words) == 1 and isinstance(words[0], Digits):
        return Numeral(1, _NOUGHT + words[0].value, words[0].place, 1)
    reader = _Reader(words)
    total, place, last, greatest, used = _NOUGHT, _ONE, 0, 1, 0
    while True:
        joined = bool(last) and reader.skip(JOINERS)
        part = reader.part(rest=bool(last) and not joined)
        if part is None:
            break
        scale = reader.scale()
        if scale == 1:
            rest = _rest(part, last, joined=joined)
            if rest is not None:
                total, place, used = total + rest.value, rest.place, reader.at
            break
        if scale == last:
            break
        total = (total + part.value) * scale if last and scale > last else (
            total + part.value * scale
        )  # fmt: skip
        place, last, greatest, used = part.place * scale, scale, max(greatest, scale), reader.at
        if reader.skip(AND_A_HALF):
            total, place, used = total + Decimal(scale) / 2, Decimal(scale) / 2, reader.at
            break
    return Numeral(used, total, place, greatest) if used else None


def _rest(part: _Part, last: int, *, joined: bool) -> _Part | None:
    """What follows the scale word ``last``: 21 nghìn 3 and 21 nghìn 300 are both 21.300."""
    if not last:
        return part
    if part.digits and not joined:
        step = Decimal(last).scaleb(-part.digits)
        return _Part(part.value * step, step, 0) if step >= 1 else None
    return part if part.value < last else None


class _Reader:
    """Reads from left to right; ``at`` is the next word."""

    def __init__(self, words: Sequence[str | Digits]) -> None:
        self.words = words
        self.at = 0

    def peek(self, ahead: int = 0) -> str | Digits | None:
        place = self.at + ahead
        return self.words[place] if place < len(self.words) else None

    def skip(self, words: str | Collection[str]) -> bool:
        """Step over the next word when it is one of ``words``."""
        word = self.peek()
        found = word == words if isinstance(words, str) else word in words
        self.at += found
        return found

    def value(self, words: Mapping[str, int]) -> int | None:
        """Step over the next word when it has a value in ``words``."""
        word = self.peek()
        value = words.get(word) if isinstance(word, str) else None
        self.at += value is not None
        return value

    def scale(self) -> int:
        """The product of the scale words that come next: nghìn tỷ is 10¹²."""
        product = 1
        while product < 10**15 and (scale := self.value(SCALES)):
            product *= scale
        return product

    def part(self, *, rest: bool) -> _Part | None:
        """A number below the first scale word; after one, năm alone is a year."""
        word = self.peek()
        if isinstance(word, Digits):
            self.at += 1
            return self._of_digits(word)
        if word in HALVES or word in ARTICLES:
            return self._half_or_article(half=word in HALVES)
        start = self.at
        hundred = self._below_hundred(lone_five=not rest)
        if hundred is None:
            return None
        if self.peek() in HUNDREDS:
            return self._hundreds(hundred)
        if self.skip(POINTS):
            return self._decimals(hundred)
        return _Part(Decimal(hundred), _ONE, int(self.at == start + 1 and word in SPOKEN))

    def _of_digits(self, digits: Digits) -> _Part:
        if self.peek() in HUNDREDS:
            return self._hundreds(digits.value)
        dozens = self.skip(DOZENS)
        return _Part(
            digits.value * (10 if dozens else 1),
            digits.place,
            digits.length if not dozens and digits.length <= 3 else 0,
        )

    def _half_or_article(self, *, half: bool) -> _Part | None:
        """Half a million, a hundred, nửa triệu."""
        start = self.at
        self.at += 1
        if half:
            self.skip(ARTICLES)
        if self.peek() in SCALES:
            return _Part(Decimal("0.5") if half else _ONE, Decimal("0.1") if half else _ONE, 0)
        if self.peek() == HUNDRED_EN and not half:
            return self._hundreds(1)
        self.at = start
        return None

    def _hundreds(self, count: int | Decimal) -> _Part:
        """Ba trăm, ba trăm linh năm, ba trăm hai (320), three hundred and two."""
        spoken = self.peek()
        self.at += 1
        hundreds = Decimal(count) * 100
        if self.skip(AND_A_HALF):
            return _Part(hundreds + 50, Decimal(10), 0)
        mark = self.at
        joined = self.skip(JOINERS)
        before = self.at
        rest = self._below_hundred(lone_five=joined)
        if rest is None:
            self.at = mark
            return _Part(hundreds, _ONE, 0)
        if spoken == HUNDRED_VI and not joined and self.at == before + 1 and rest < 10:
            rest *= 10
        return _Part(hundreds + rest, _ONE, 0)

    def _decimals(self, whole: int) -> _Part:
        """Ba phẩy năm, three point one four."""
        digits = ""
        while (
            len(digits) < _MOST_DIGITS and (more := self._below_hundred(lone_five=True)) is not None
        ):
            digits += str(more)
        return _Part(Decimal(f"{whole}.{digits or 0}"), Decimal(1).scaleb(-len(digits)), 0)

    def _below_hundred(self, *, lone_five: bool) -> int | None:
        """A number from 0 to 99 in words."""
        if self.skip(TEN):
            return 10 + self._ending()
        teen = self.value(TEENS)
        if teen is not None:
            return teen
        tens = self.value(TENS)
        if tens is not None:
            return tens + (self.value(DIGITS) or 0)
        follows = self.peek(1)
        if self.peek() == YEAR and not lone_five and follows not in MULTIPLIERS:
            return None
        digit = self.value(DIGITS)
        if not digit:
            return digit
        if self.skip(DOZENS):
            return digit * 10
        if self.skip(TIMES_TEN) or self.skip(TEN):
            return digit * 10 + self._ending()
        ending = self.value(ENDINGS)
        return digit if ending is None else digit * 10 + ending

    def _ending(self) -> int:
        """The ones after tens; năm is a year there."""
        if self.peek() == YEAR:
            return 0
        return self.value(ENDINGS) or self.value(DIGITS) or 0
