"""Figures as people write them: 21.300 = 21,300 = 21 300 = 21 nghìn 300; 03/5 = 3/5."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_GROUPED = re.compile(r"\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*")
_SPACED = re.compile(r"(?<!\d)\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)")
_SCALE = {
    "nghìn": 10**3, "ngàn": 10**3, "nghin": 10**3, "ngan": 10**3, "thousand": 10**3,
    "triệu": 10**6, "trieu": 10**6, "million": 10**6,
    "tỷ": 10**9, "tỉ": 10**9, "ty": 10**9, "billion": 10**9,
}  # fmt: skip
_AFTER = re.compile(r"\s{0,2}([^\W\d_]+)(?:\s(\d{1,3})(?![\d.,/]))?")
_DATE = re.compile(r"\d{1,2}[/-]\d{1,2}(?:[/-]\d{2,4})?|\d{1,2}[/-](?:19|20)\d\d")
_DATE_WORD = re.compile(
    r"(?:ngày|tháng|năm|quý|sinh năm|sn|sáng|trưa|chiều|tối|đêm|hôm|thứ|"
    r"ngay|thang|nam|sang|trua|chieu|toi|dem)\s*\(?\s*$",
    re.IGNORECASE,
)
_NEAR = 12


@dataclass(frozen=True, slots=True)
class Figure:
    """One number where it stands: its words, place, value, and whether a scale word follows."""

    words: str
    start: int
    end: int
    value: Decimal
    scaled: bool


def figures(text: str, start: int, end: int, *, spaced: bool = False) -> list[Figure]:
    """The numbers of ``text[start:end]``; with ``spaced``, 21 300 is one number."""
    result = []
    at = start
    while found := _next(text, at, end, spaced=spaced):
        value, scaled = _scaled(text, found[1], end_value(text[found[0] : found[1]]))
        result.append(Figure(text[found[0] : found[1]], *found, value, scaled))
        at = found[1]
    return result


def end_value(words: str) -> Decimal:
    """The value of digits with separators."""
    digits = re.sub(r"\s", "", words)
    if _GROUPED.fullmatch(digits) or len(digits) != len(words):
        return Decimal(re.sub(r"\D", "", digits))
    whole, *parts = re.split(r"[.,]", digits)
    if len(parts) == 1:
        return Decimal(f"{whole}.{parts[0]}").normalize()
    return Decimal("".join((whole, *parts)))


def same(one: Figure, other: Figure) -> bool:
    """Equal values, or one is the other rounded or cut to a scale word: 21 nghìn, 21.300."""
    if one.value == other.value:
        return True
    if one.scaled == other.scaled:
        return False
    rounded, precise = (one, other) if one.scaled else (other, one)
    step = rounded.value / end_value(rounded.words) if end_value(rounded.words) else Decimal(1)
    return abs(rounded.value - precise.value) < step * Decimal("0.05") or (
        0 <= precise.value - rounded.value < step * _last_digit(rounded.words)
    )


def is_date(text: str, figure: Figure) -> bool:
    """Whether the number is a part of a date: 28/5, 28-5-2019, ngày 28, tháng 5, năm 2019."""
    near = text[max(0, figure.start - 6) : figure.end + 8]
    place = min(6, figure.start)
    for date in _DATE.finditer(near):
        if date.start() <= place < date.end():
            return True
    return bool(_DATE_WORD.search(text[max(0, figure.start - _NEAR) : figure.start]))


def _next(text: str, at: int, end: int, *, spaced: bool) -> tuple[int, int] | None:
    found = NUMBER.search(text, at, end)
    if found is None:
        return None
    if spaced and (grouped := _SPACED.match(text, found.start(), end)):
        found = grouped
    return found.span()


def _scaled(text: str, end: int, value: Decimal) -> tuple[Decimal, bool]:
    after = _AFTER.match(text, end, end + 16)
    scale = _SCALE.get(after.group(1).lower()) if after else None
    if after is None or scale is None:
        return value, False
    rest = after.group(2)
    if rest and value == value.to_integral_value():
        return value * scale + Decimal(rest) * (scale // 1000), True
    return value * scale, True


def _last_digit(words: str) -> Decimal:
    """The worth of one in the last digit: 21 → 1, 3,5 → 0.1."""
    _, separator, decimals = words.replace(",", ".").rpartition(".")
    return Decimal(10) ** -len(decimals) if separator else Decimal(1)
