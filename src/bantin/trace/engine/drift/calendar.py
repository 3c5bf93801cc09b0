"""Words of dates and times: months, days of the week, parts of the day, Roman numbers."""

from __future__ import annotations

import re

_MONTHS = (
    "january|jan|giêng|gieng", "february|feb", "march|mar", "april|apr", "may", "june|jun",
    "july|jul", "august|aug", "september|sept|sep", "october|oct", "november|nov",
    "december|dec|chạp|chap",
)  # fmt: skip
MONTHS = {
    word: number for number, words in enumerate(_MONTHS, start=1) for word in words.split("|")
}
LUNAR_MONTHS = frozenset({"giêng", "gieng", "chạp", "chap"})
"""These are months only after the word tháng."""

_WEEKDAYS = ("monday|mon", "tuesday|tue", "wednesday|wed", "thursday|thu", "friday|fri",
             "saturday|sat", "sunday|sun")  # fmt: skip
WEEKDAYS = {
    word: number for number, words in enumerate(_WEEKDAYS, start=2) for word in words.split("|")
}
"""Counted as in Vietnamese: thứ hai is Monday, and Sunday is the eighth."""

WEEKDAY_WORDS = {"hai": 2, "ba": 3, "tư": 4, "tu": 4, "năm": 5, "nam": 5, "sáu": 6, "sau": 6,
                 "bảy": 7, "bẩy": 7, "bay": 7}  # fmt: skip
WEEKDAY_BEFORE = frozenset({"thứ", "thu"})
SUNDAY = frozenset({("chủ", "nhật"), ("chu", "nhat")})

_PARTS_OF_DAY = ("sáng|sang|am", "trưa|trua", "chiều|chieu|pm", "tối|toi|đêm|dem")
PARTS_OF_DAY = {
    word: number for number, words in enumerate(_PARTS_OF_DAY) for word in words.split("|")
}
"""Morning, noon, afternoon, evening and night; tối and đêm overlap and are one."""

ROLE_WORDS = {
    "ngày": "day", "ngay": "day", "mùng": "day", "mồng": "day", "mung": "day", "hôm": "day",
    "rạng": "day",
    "tháng": "month", "thang": "month",
    "năm": "year", "nam": "year", "sn": "year", "sinh": "year", "year": "year",
    "quý": "quarter", "quí": "quarter", "quy": "quarter", "qui": "quarter",
}  # fmt: skip
"""What a number is after this word."""

DATE_ROLES = frozenset(
    {"day", "month", "year", "quarter", "weekday", "hour", "minute", "part of day"}
)
AFTER_PART_OF_DAY = frozenset({"ngày", "ngay", "hôm", "hom", "mùng", "mồng", "thứ", "thu"})
ROMAN_AFTER = frozenset(
    {"quý", "quí", "quy", "qui", "kỷ", "kỉ", "ky", "khóa", "khoá", "khoa", "kỳ", "kì", "hạng",
     "hang", "cấp", "cap", "chương", "chuong", "thứ", "thu", "lần", "lan", "loại", "loai", "phần"}
)  # fmt: skip
"""Words after which Roman numbers stand."""

ROMANS = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv",
          "xv", "xvi", "xvii", "xviii", "xix", "xx", "xxi")  # fmt: skip
"""Roman numbers as people use them after quý, khóa, thế kỷ."""

FULL = re.compile(r"(\d{1,2})( ?[/.-] ?)(\d{1,2})\2(\d{4}|\d{2})(?![\d/])")
ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?!\d)")
DAY_MONTH = re.compile(r"(\d{1,2}) ?[/-] ?(\d{1,2})(?![\d/]| ?[%.,]\d)")
MONTH_YEAR = re.compile(r"(\d{1,2}) ?[/-] ?((?:19|20)\d\d)(?!\d)")
CLOCK = re.compile(r"(\d{1,2}) ?(?:h|giờ|gio|g|:) ?(\d{2})(?:'|ph|p)?(?![\d\w:]|[.,]\d)")
HOUR = re.compile(r"(\d{1,2})h(?!\w)")
_DATED = re.compile(r"\d{1,2}(?: ?[/.-] ?\d| ?[hg:])|\d{4}-\d")
"""How each of these begins."""


def roman(word: str) -> int:
    """The value of a small Roman number in lower case, or 0."""
    return ROMANS.index(word) + 1 if word in ROMANS else 0


def dated(text: str, at: int) -> tuple[tuple[str, tuple[int, int]], ...]:
    """The parts of a date or time in digits that begins at ``at``: roles and spans."""
    if not _DATED.match(text, at):
        return ()
    for pattern, roles in (
        (ISO, ("year", "month", "day")),
        (FULL, ("day", "", "month", "year")),
        (MONTH_YEAR, ("month", "year")),
        (DAY_MONTH, ("day", "month")),
        (CLOCK, ("hour", "minute")),
        (HOUR, ("hour",)),
    ):
        found = pattern.match(text, at)
        if found:
            parts = tuple(
                (role, found.span(number)) for number, role in enumerate(roles, start=1) if role
            )
            if all(_possible(role, int(text[slice(*span)])) for role, span in parts):
                return parts
    return ()


_MOST = {"day": 31, "month": 12, "hour": 29, "minute": 99}
"""Times beyond 24 hours and 59 minutes are read too, for they may be the error looked for."""


def _possible(role: str, value: int) -> bool:
    return value <= _MOST.get(role, 9999) and (value > 0 or role in ("hour", "minute", "year"))
