"""Words around a figure: units, and words that say more than, less than or about."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum


class Bound(Enum):
    """What a word before a figure says of it."""

    MORE = "more"
    LESS = "less"
    ABOUT = "about"


_BOUNDS = {
    Bound.MORE: "hơn|trên|quá|ít nhất|tối thiểu|không dưới|hon|tren|it nhat|toi thieu|khong duoi|"
    "over|above|more than|at least|exceeding",
    Bound.LESS: "gần|dưới|ngót|chưa đến|chưa tới|chưa đầy|tối đa|không quá|gan|duoi|ngot|chua den|"
    "chua toi|chua day|toi da|khong qua|under|below|nearly|almost|less than|at most|up to",
    Bound.ABOUT: "khoảng|chừng|tầm|cỡ|xấp xỉ|ước|ước tính|ước đạt|khoang|chung|tam|xap xi|uoc|"
    "uoc tinh|about|around|approximately|roughly|some",
}
BOUNDS = {word: bound for bound, words in _BOUNDS.items() for word in words.split("|")}


@dataclass(frozen=True, slots=True)
class Unit:
    """What a figure counts: a dimension, and how many of its base units one of these is."""

    dimension: str
    factor: Decimal


_UNITS = {
    ("money: đồng", "1"): "đồng|dong|vnđ|vnd|đ",
    ("money: dollar", "1"): "usd|đô la|đô-la|đô|đôla|do la|dollars|dollar|us$|$",
    ("money: euro", "1"): "euro|euros|eur|€",
    ("money: pound", "1"): "bảng anh|bảng|gbp|pounds sterling|£",
    ("money: yen", "1"): "yên|yen|jpy|¥",
    ("money: yuan", "1"): "nhân dân tệ|tệ|nhan dan te|yuan|cny|rmb",
    ("money: won", "1"): "won|krw",
    ("money: baht", "1"): "baht|thb",
    ("percent", "1"): "%|phần trăm|phan tram|percent|per cent|pct",
    ("percent", "0.1"): "‰|phần nghìn|phan nghin",
    ("percentage points", "1"): "điểm phần trăm|điểm %|diem phan tram|percentage points",
    ("mass", "1000000"): "tấn|tan|tonnes|tonne|tons",
    ("mass", "100000"): "tạ|ta",
    ("mass", "10000"): "yến|yen ta",
    ("mass", "1000"): "kg|kilôgam|ki-lô-gam|kilogam|cân|kilograms|kilogram|kilos|kilo",
    ("mass", "100"): "lạng",
    ("mass", "1"): "g|gam|gram|grams",
    ("mass", "0.001"): "mg|miligam",
    (
        "length",
        "1000",
    ): "km|kilômét|ki-lô-mét|cây số|cay so|kilometres|kilometre|kilometers|kilometer",
    ("length", "1"): "m|mét|met|metres|metre|meters|meter",
    ("length", "0.1"): "dm",
    ("length", "0.01"): "cm|xăngtimét|xen-ti-mét|centimetres|centimeters",
    ("length", "0.001"): "mm|milimét|mi-li-mét|millimetres|millimeters",
    ("length", "1852"): "hải lý|hai ly|nautical miles",
    ("length", "1609.344"): "dặm|miles|mile",
    ("length", "0.3048"): "feet|foot|ft|bộ anh",
    (
        "area",
        "1000000",
    ): "km2|km²|ki-lô-mét vuông|kilômét vuông|square kilometres|square kilometers",
    ("area", "10000"): "ha|hecta|héc-ta|hécta|hectares|hectare",
    ("area", "1"): "m2|m²|mét vuông|met vuong|square metres|square meters",
    ("volume", "1000"): "m3|m³|mét khối|met khoi|khối|cubic metres|cubic meters",
    ("volume", "1"): "lít|lit|l|litres|litre|liters|liter",
    ("volume", "0.001"): "ml|mililít|mi-li-lít",
    ("speed", "1"): "km/h|km/giờ|km/gio|km / h|km / giờ|kph",
    ("speed", "3.6"): "m/s|m/giây|m / s",
    ("flow", "1"): "m3/s|m³/s|m3/giây|m³/giây|m3 / s|m³ / s",
    ("power", "1"): "w|watts",
    ("power", "1000"): "kw|kilowatts",
    ("power", "1000000"): "mw|megawatts",
    ("energy", "1"): "kwh",
    ("energy", "1000"): "mwh",
    ("temperature", "1"): "độ c|°c|oc|độ|do c|degrees celsius|degrees",
    ("age", "1"): "tuổi|tuoi|years old|year-old",
    ("time: second", "1"): "giây|giay|seconds|second",
    ("time: second", "60"): "phút|phut|minutes|minute|mins",
    ("time: second", "3600"): "giờ|gio|tiếng|tieng|hours|hour",
    ("time: day", "1"): "ngày|ngay|days|day|hôm",
    ("time: day", "7"): "tuần|tuan|weeks|week",
    ("time: month", "1"): "tháng|thang|months|month",
    ("time: month", "3"): "quý",
    ("time: month", "12"): "năm|years|year",
}
UNITS = {
    word: Unit(dimension, Decimal(factor))
    for (dimension, factor), words in _UNITS.items()
    for word in words.split("|")
}
_AFTER = "|".join(re.escape(word) for word in sorted(UNITS, key=len, reverse=True))
AFTER = re.compile(rf"[ \u00a0\u202f-]{{0,2}}({_AFTER})(?![\w²³])")
"""A unit where a number ends, in lower-case text."""

BEFORE = re.compile(r"(us\$|[$€£¥])[ \u00a0]?$")
"""A sign of money before a number: $5."""
