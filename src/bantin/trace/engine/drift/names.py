"""Names of people, places and offices, and ranks: which words of a change are names."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise

WORD = re.compile(r"(?:[^\W_][\u0300-\u036f]*)+")
_MARKS = re.compile(r"[\u0300-\u036f]")

_OPENERS = """
    ai anh bà bên bởi ba các cả cách căn cần chỉ chị chiều chính cho chưa chúng cô có còn cơ
    cũng cùng cuối cứ của dẫn dịp do dù dưới đã đang đáng đầu đây để đến đêm đề đi điều đó
    đối đồng được gần giữa giá hai hàng hay hãy hầu hiện hôm hơn họ không khi kết kể khoảng
    là lại lần liên lúc lý mà mặc mặt mấy mỗi mới một muốn nay năm nên nếu ngay ngày ngoài
    ngược người nhằm nhất nhiều nhờ như nhưng những ông ở phần phía phải qua quá quan ra rất
    rồi sáng sau sẽ so song sự tất tại tạm tháng thay theo thì thêm thế thời thực thứ tiếp
    tin toàn tôi tối trên trong trước trưa trường tuy tùy từ từng tức và vào vẫn vậy về vì
    việc với vụ xét
    a after all although an and as at because before besides but by during each earlier even
    every for from he her his however i if in instead it its last later many meanwhile more
    most moreover no now of on once one only or our over she since so some still such that
    the their then there therefore these they this those though thus to today under until
    we what when where whether which while who why with yesterday yet you
"""
_NO_NAME_AT_THE_OPENING = frozenset(_OPENERS.split())
"""Words that open sentences and are no names there."""

_GRADES = ("thiếu", "trung", "thượng", "đại")
_OFFICES = frozenset(
    [f"{grade} {rank}" for grade in _GRADES for rank in ("úy", "uý", "tá", "tướng")]
    + ["hạ sĩ", "trung sĩ", "thượng sĩ", "binh nhất", "binh nhì", "chuẩn úy", "hạ sỹ", "trung sỹ",
       "thượng sỹ",
       "bộ trưởng", "thứ trưởng", "cục trưởng", "cục phó", "vụ trưởng", "viện trưởng", "viện phó",
       "trưởng phòng", "phó phòng", "trưởng ban", "phó ban", "trưởng khoa", "phó khoa",
       "đội trưởng", "đội phó", "hiệu trưởng", "hiệu phó", "chánh án", "chánh thanh", "trưởng đoàn",
       "phó đoàn", "giám đốc", "chủ tịch", "bí thư", "chủ nhiệm",
       "thủ tướng", "tổng thống", "tổng thư", "tổng bí", "chánh văn",
       "lieutenant colonel", "colonel", "major", "captain", "lieutenant", "sergeant", "corporal",
       "general", "director", "deputy", "minister", "chairman", "chairwoman", "vice", "mayor",
       "governor", "secretary", "president", "inspector", "superintendent"]
)  # fmt: skip
"""Ranks and offices by their first two words (one in English)."""

RANK_WORDS = frozenset(word for office in _OFFICES for word in office.split())
GRADE_WORDS = frozenset({"phó", "nguyên", "cựu", "quyền", "deputy", "vice", "former", "acting"})
"""Words that make another office of the office after them."""

_GRADED = frozenset(
    {"giám", "chủ", "bí", "thủ", "tổng", "viện", "cục", "vụ", "trưởng", "bộ", "thứ", "chánh",
     "hiệu", "director", "minister", "chairman", "chairwoman", "mayor", "governor", "president",
     "secretary", "prime", "general", "chief", "head"}
)  # fmt: skip
_AROUND = 24
_I_Y = re.compile(r"(?<=[hklmst])y$|(?<=qu)y$")


def plain(text: str) -> str:
    """``text`` in NFC and lower case."""
    return unicodedata.normalize("NFC", text).lower()


@lru_cache(maxsize=4096)
def folded(word: str) -> str:
    """A short word in lower case without diacritics."""
    return _MARKS.sub("", unicodedata.normalize("NFD", word.lower())).replace("đ", "d")


def alike(one: str, other: str) -> bool:
    """Whether two words are one name in two spellings: Lý and Lí, Mỹ and Mĩ."""
    return _spelling(one) == _spelling(other)


def _spelling(word: str) -> str:
    """Letters in NFD with the marks at the end, and final y written i."""
    letters = unicodedata.normalize("NFD", word.lower())
    marks = "".join(sorted(_MARKS.findall(letters)))
    return _I_Y.sub("i", _MARKS.sub("", letters)) + marks


def initials(one: list[str], other: list[str]) -> bool:
    """Whether one side abbreviates the other: TPHCM and TP Hồ Chí Minh, UBND."""
    short, long = ("".join(one), other) if len(one) <= len(other) else ("".join(other), one)
    short = plain(short)
    heads = "".join(plain(word) if word.isupper() else plain(word)[0] for word in long)
    return short == heads or short == "".join(plain(word)[0] for word in long)


def replaced(item: list[str], edition: list[str], *, opens: bool) -> list[tuple[int, int]]:
    """Which of the aligned words are names that were changed: ranges of places in both lists.

    A changed word is a name when it is capitalised in the item, unless it opens a sentence
    and both are words that sentences open with. Neighbouring ones are one name.
    """
    found: list[tuple[int, int]] = []
    for place, (mine, theirs) in enumerate(zip(item, edition, strict=True)):
        if not _is_name(mine, theirs) or alike(mine, theirs):
            continue
        opener = opens and place == 0 and theirs[:1].isupper()
        if opener and {plain(mine), plain(theirs)} <= _NO_NAME_AT_THE_OPENING:
            continue
        if (
            found
            and found[-1][1] == place
            and edition[place - 1][:1].isupper()
            and theirs[:1].isupper()
        ):
            found[-1] = (found[-1][0], place + 1)
        else:
            found.append((place, place + 1))
    return found


def _is_name(mine: str, theirs: str) -> bool:
    """Capitalised in the item; one with figures (A320) must be so on both sides."""
    if not mine[:1].isupper():
        return False
    digits = any(char.isdigit() for char in mine), any(char.isdigit() for char in theirs)
    return digits == (False, False) or (digits == (True, True) and theirs[:1].isupper())


def another(item: list[str], edition: list[str]) -> bool:
    """Whether one run of capitalised words was put for another that it neither is a part of,
    nor abbreviates. One in capitals (WHO) is not compared with words, which it may stand for.
    """
    words = item + edition
    if not all(
        word[:1].isupper() and unicodedata.normalize("NFC", word).isalpha() for word in words
    ):
        return False
    if any(len(word) > 1 and word.isupper() for word in words) or initials(item, edition):
        return False
    if plain(item[0]) in _NO_NAME_AT_THE_OPENING or plain(edition[0]) in _NO_NAME_AT_THE_OPENING:
        return False
    mine, theirs = ({plain(word) for word in side} for side in (item, edition))
    return not (mine <= theirs or theirs <= mine)


def opens_sentence(text: str, start: int) -> bool:
    """Whether a word stands where every word has a capital, and no other capital follows it."""
    before = text[max(0, start - 3) : start].rstrip(" (")
    if before and before[-1] not in '.!?…:;"“”«»\n\r•':
        return False
    following = WORD.search(text, start, start + 48)
    following = following and WORD.search(text, following.end(), start + 48)
    return following is None or not following.group()[:1].isupper()


def office_at(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The rank or office that covers ``text[start:end]``."""
    first, last = max(0, start - _AROUND), end + _AROUND
    words = list(WORD.finditer(text, first, last))
    for one in words:
        if one.start() <= start and end <= one.end() and plain(one.group()) in _OFFICES:
            return one.span()
    for one, two in pairwise(words):
        beside = one.start() <= start and end <= two.end() and two.start() - one.end() == 1
        if beside and f"{plain(one.group())} {plain(two.group())}" in _OFFICES:
            return one.start(), two.end()
    return None


def graded_office(text: str, start: int) -> int | None:
    """Where the word ends that begins at ``start``, when it begins an office: giám (đốc)."""
    word = WORD.match(text, start)
    return word.end() if word and plain(word.group()) in _GRADED else None
