"""Figures are read whatever way they are written, and hostile ones in bounded time."""

import unicodedata
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bantin.trace.engine import Edition, Index, Item
from bantin.trace.engine.drift.figures import Figure, read, same

from .conftest import FLOOD

ONES = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
ENGLISH_ONES = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen",
]  # fmt: skip
ENGLISH_TENS = [
    "", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
]  # fmt: skip
SCALES = ((10**9, "tỷ", "billion"), (10**6, "triệu", "million"), (10**3, "nghìn", "thousand"))

numbers = (
    st.integers(1, 10**12 - 1) | st.integers(1, 9999) | st.sampled_from([10**n for n in range(12)])
)


def in_vietnamese(number: int) -> str:
    """The number as it is read aloud."""
    parts, said = [], False
    for scale, word, _ in SCALES:
        count, number = divmod(number, scale)
        if count:
            parts.append(f"{_hundreds(count, full=said)} {word}")
            said = True
    if number or not parts:
        parts.append(_hundreds(number, full=said))
    return " ".join(parts)


def _hundreds(number: int, *, full: bool) -> str:
    """Three digits; ``full`` says the noughts in front, as after a scale word."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    words = [ONES[hundreds], "trăm"] if hundreds or full else []
    if tens == 0 and ones:
        words += ["linh", ONES[ones]] if words else [ONES[ones]]
    elif tens == 1:
        words += ["mười", "lăm" if ones == 5 else ONES[ones] if ones else ""]
    elif tens:
        ending = {0: "", 1: "mốt", 4: "tư", 5: "lăm"}.get(ones, ONES[ones])
        words += [ONES[tens], "mươi", ending]
    return " ".join(word for word in words if word)


def in_english(number: int) -> str:
    """The number as it is read aloud, with hyphens."""
    parts = []
    for scale, _, word in SCALES:
        count, number = divmod(number, scale)
        if count:
            parts.append(f"{_english_hundreds(count)} {word}")
    if number:
        parts.append(_english_hundreds(number))
    return " ".join(parts)


def _english_hundreds(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    words = [f"{ENGLISH_ONES[hundreds]} hundred"] if hundreds else []
    if rest >= 20:
        tens, ones = divmod(rest, 10)
        words.append(ENGLISH_TENS[tens] + (f"-{ENGLISH_ONES[ones]}" if ones else ""))
    elif rest:
        words.append(ENGLISH_ONES[rest])
    return " and ".join(words)


def only(text: str, *, spaced: bool = False) -> Figure:
    [figure] = read(text, spaced=spaced)
    return figure


@given(numbers)
@example(5)
@example(21_300)
def test_any_number_in_vietnamese_words_reads_back(number: int) -> None:
    text = f"nay có {in_vietnamese(number)} hộ"

    figure = only(text)

    assert figure.value == number
    assert text[slice(*figure.at)] == in_vietnamese(number)


@given(numbers)
@example(1001)
def test_any_number_in_english_words_reads_back(number: int) -> None:
    text = f"there were {in_english(number)} houses"

    figure = only(text)

    assert figure.value == number
    assert text[slice(*figure.at)] == in_english(number)


@given(numbers, st.sampled_from([".", ",", ""]))
def test_any_number_with_separators_reads_back(number: int, separator: str) -> None:
    assert only(f"có {number:,} hộ".replace(",", separator)).value == number


@given(numbers, st.sampled_from([" ", "\u00a0", "\u202f"]))
def test_any_number_with_spaces_reads_back(number: int, space: str) -> None:
    assert only(f"có {number:,} hộ".replace(",", space), spaced=True).value == number


@given(st.integers(1, 999), st.sampled_from(SCALES), st.integers(0, 999))
def test_digits_with_scale_words_read_back(
    count: int, scale: tuple[int, str, str], rest: int
) -> None:
    value, word, english = scale

    assert only(f"có {count} {word} hộ").value == count * value
    assert only(f"{count} {english} houses").value == count * value
    assert only(f"có {count},{rest % 10} {word} hộ").value == (
        count * value + rest % 10 * value // 10
    )
    if rest:
        assert (
            only(f"có {count} {word} {rest:03d} hộ").value == count * value + rest * value // 1000
        )


@given(numbers)
def test_nfd_reads_as_nfc_with_its_own_offsets(number: int) -> None:
    composed = f"nay có {in_vietnamese(number)} tấn gạo"
    decomposed = unicodedata.normalize("NFD", composed)

    one, other = only(composed), only(decomposed)

    assert (one.value, one.unit) == (other.value, other.unit)
    assert (
        unicodedata.normalize("NFC", decomposed[slice(*other.whole)])
        == (composed[slice(*one.whole)])
    )


@given(st.text(max_size=200))
def test_any_text_is_read_and_offsets_slice_it(text: str) -> None:
    for spaced in (False, True):
        for figure in read(text, spaced=spaced):
            assert 0 <= figure.whole[0] <= figure.at[0] < figure.at[1] <= figure.whole[1]
            assert figure.whole[1] <= len(text)
            assert same(figure, figure)


WORDS = [
    "năm", "mươi", "mốt", "trăm", "nghìn", "tỷ", "linh", "rưỡi", "phẩy", "a", "half", "hundred",
    "and", "3", "21", ",", "-", "/", "tháng", "giờ",
]  # fmt: skip


@given(st.lists(st.sampled_from(WORDS), max_size=60))
def test_any_row_of_number_words_is_read(words: list[str]) -> None:
    for figure in read(" ".join(words)):
        assert figure.value >= 0


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("hai lăm hộ", 25),
        ("một trăm hai hộ", 120),
        ("one hundred two houses", 102),
        ("hai trăm rưỡi hộ", 250),
        ("hai triệu rưỡi đồng", 2_500_000),
        ("nửa triệu người", 500_000),
        ("half a million people", 500_000),
        ("ba phẩy hai lăm độ", "3.25"),
        ("hai nghìn không trăm linh ba hộ", 2003),
        ("hai nghìn ba trăm tỷ đồng", 2_300 * 10**9),
        ("5 nghìn tỷ đồng", 5 * 10**12),
        ("ba chục hộ", 30),
        ("cả năm tấn gạo", 5),
        ("mười năm sau", 10),
        ("hai mươi năm sau", 20),
        ("hai nghin ba tram ho", 2300),
    ],
)
def test_spoken_forms(text: str, value: int | str) -> None:
    assert only(text).value == Decimal(value)


@pytest.mark.parametrize("text", ["đầu năm nay", "trong năm học", "không có ai", "đầu tư", "a man"])
def test_words_that_only_look_like_numbers_are_none(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("sáng 6-11", [("part of day", 0), ("day", 6), ("month", 11)]),
        ("ngày 6 tháng 11 năm 2026", [("day", 6), ("month", 11), ("year", 2026)]),
        ("2026-11-06", [("year", 2026), ("month", 11), ("day", 6)]),
        ("6.11.2026", [("day", 6), ("month", 11), ("year", 2026)]),
        ("November 6, 2026", [("month", 11), ("day", 6), ("year", 2026)]),
        ("6th of November", [("day", 6), ("month", 11)]),
        ("thứ hai (5/6)", [("weekday", 2), ("day", 5), ("month", 6)]),
        ("Chủ nhật, 5/6", [("weekday", 8), ("day", 5), ("month", 6)]),
        ("7h30", [("hour", 7), ("minute", 30)]),
        ("7 giờ 30", [("hour", 7), ("minute", 30)]),
        ("7 giờ tối", [("hour", 19), ("part of day", 3)]),
        ("quý IV năm 2026", [("quarter", 4), ("year", 2026)]),
        ("tháng Giêng", [("month", 1)]),
    ],
)
def test_dates_and_times_are_read_by_their_parts(text: str, parts: list[tuple[str, int]]) -> None:
    assert [(figure.role, int(figure.value)) for figure in read(text)] == parts


@pytest.mark.parametrize(
    ("round_one", "precise", "agree"),
    [
        ("hơn 21 nghìn", "21.300", True),
        ("hơn 21 nghìn", "20.900", False),
        ("hơn 21 nghìn", "22.000", False),
        ("gần 22 nghìn", "21.300", True),
        ("gần 22 nghìn", "22.100", False),
        ("khoảng 21 nghìn", "20.800", True),
        ("khoảng 21 nghìn", "23.000", False),
        ("21 nghìn", "21.300", True),
        ("21 nghìn", "20.600", True),
        ("21 nghìn", "20.400", False),
        ("hơn 100", "108", True),
        ("hơn 100", "190", False),
        ("21.000", "21.300", False),
    ],
)
def test_a_round_figure_agrees_with_what_it_covers(
    round_one: str, precise: str, agree: bool
) -> None:
    assert same(only(round_one), only(precise)) is agree
    assert same(only(precise), only(round_one)) is agree


@pytest.mark.parametrize(
    "part",
    ["hai mươi ", "năm ", "một trăm ", "tỷ ", "1 2,3 ", "6/11 ", "Đại tá ", "II ", "9" * 50],
)
def test_row_47_a_million_number_words_are_compared_in_bounded_work(part: str) -> None:
    hostile = part * (1_000_000 // len(part.split()) if part.strip() else 1)
    text = f"{FLOOD[:80]} {hostile[:3_000_000]} {FLOOD[80:]}"

    [match] = Index([Edition("e", FLOOD)]).match(Item("a", text))

    assert len(match.drift) < 10
    assert all(len(drift.item) < 1000 for drift in match.drift)


def test_row_47_two_texts_that_differ_everywhere_list_bounded_drift() -> None:
    index = Index(
        [Edition("e", " ".join(f"thôn {n} có hai mươi hộ ngập sâu" for n in range(3000)))]
    )
    item = " ".join(f"thôn {n} có ba mươi hộ ngập sâu" for n in range(3000))

    [match] = index.match(Item("a", item))

    assert len(match.drift) <= index.options.max_drift
    assert match.cut
