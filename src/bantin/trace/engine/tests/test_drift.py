"""Which differences of a copy are drift, in both languages."""

import unicodedata

import pytest

from bantin.trace.engine import Drift, Edition, Index, Item

from .conftest import BRIDGE, FLOOD, SCHOOL

BEFORE = "Theo báo cáo nhanh của ban chỉ đạo các xã ven sông Lam Giang thì tính đến trưa nay có "
AFTER = (
    " và công việc khắc phục hậu quả vẫn đang được các lực lượng tại chỗ khẩn trương triển khai."
)
ENGLISH_BEFORE = (
    "According to the short report of the river steering board of Lam Giang there were "
)
ENGLISH_AFTER = " and the teams on the spot are still busy with clearing the roads and the fields."


def drift_of(index: Index, text: str) -> list[tuple[str, str, str]]:
    [match] = index.match(Item("a", text))
    return [(drift.kind, drift.edition, drift.item) for drift in match.drift]


def drifts(edition: str, item: str, *, english: bool = False) -> list[Drift]:
    """The drift of a copy that has ``item`` where the edition has ``edition``."""
    before, after = (ENGLISH_BEFORE, ENGLISH_AFTER) if english else (BEFORE, AFTER)
    ours, theirs = (f"{before}{words}{after}" for words in (edition, item))
    [match] = Index([Edition("e", ours)]).match(Item("a", theirs))
    for drift in match.drift:
        assert theirs[slice(*drift.item_at)] == drift.item
        assert ours[slice(*drift.edition_at)] == drift.edition
    return list(match.drift)


def words_of(drift: list[Drift]) -> list[tuple[str, str, str]]:
    return [(one.kind, one.edition, one.item) for one in drift]


SAME = [
    ("21.300 hộ", "21,300 hộ"),
    ("21.300 hộ", "21 300 hộ"),
    ("21.300 hộ", "21\u00a0300 hộ"),
    ("21.300 hộ", "21300 hộ"),
    ("21.300 hộ", "hơn 21.300 hộ"),
    ("hơn 21.300 hộ", "21.300 hộ"),
    ("21.300 hộ", "hơn 21 nghìn hộ"),
    ("21.300 hộ", "hơn 21.000 hộ"),
    ("21.300 hộ", "trên 21 nghìn hộ"),
    ("21.300 hộ", "gần 22 nghìn hộ"),
    ("21.300 hộ", "khoảng 21 nghìn hộ"),
    ("21.300 hộ", "hai mươi mốt nghìn ba trăm hộ"),
    ("21.300 hộ", "21 nghìn 300 hộ"),
    ("21.300 hộ", "21 nghìn 3 hộ"),
    ("21.300 hộ", "21,3 nghìn hộ"),
    ("21.300 hộ", "21 ngàn ba trăm hộ"),
    ("20 hộ", "hai mươi hộ"),
    ("hai mươi lăm hộ", "25 hộ"),
    ("3 hộ", "ba hộ"),
    ("3,5 % dân số", "3.5% dân số"),
    ("3,5 % dân số", "3,5 phần trăm dân số"),
    ("345 tỷ đồng", "345 tỉ đồng"),
    ("345 tỷ đồng", "345.000.000.000 đồng"),
    ("1.250 tỷ đồng", "hơn 1,2 nghìn tỷ đồng"),
    ("5,4 triệu đồng", "5.400.000 đồng"),
    ("2 triệu rưỡi đồng", "2,5 triệu đồng"),
    ("nửa triệu người", "500.000 người"),
    ("1,5 tấn gạo", "1.500 kg gạo"),
    ("người đàn ông 24 tuổi", "người đàn ông 24 tuổi"),
    ("đợt mưa từ ngày 6/11", "đợt mưa từ ngày 06-11"),
    ("đợt mưa từ ngày 6/11", "đợt mưa từ ngày 6 tháng 11"),
    ("đợt mưa từ ngày 6/11", "đợt mưa từ sáng 6-11"),
    ("đợt mưa từ ngày 6/11", "đợt mưa từ ngày 6/11/2026"),
    ("đợt mưa từ ngày 6/11/2026", "đợt mưa từ 6 tháng 11"),
    ("đợt mưa từ 28/5", "đợt mưa từ 28-5-2019"),
    ("đợt mưa từ ngày 6.11.2026", "đợt mưa từ ngày 6/11/26"),
    ("cuộc họp lúc 7h30", "cuộc họp lúc 7 giờ 30"),
    ("cuộc họp lúc 7h30", "cuộc họp lúc 7:30"),
    ("cuộc họp lúc 7h", "cuộc họp lúc 7h00"),
    ("cuộc họp lúc 19h", "cuộc họp lúc 7 giờ tối"),
    ("kết quả của quý II", "kết quả của quý 2"),
    ("ông Trần Văn Hòa", "ông Trần Văn Hoà"),
    ("ông Lý Văn Mỹ", "ông Lí Văn Mĩ"),
    ("ông Trần Văn Hòa", "ông TRẦN VĂN HÒA"),
    ("tỉnh Đắk Lắk", "tỉnh Đăk Lăk"),
    ("công trình của UBND", "công trình của Ủy Ban Nhân Dân"),
    ("Đại úy Nguyễn Văn Lâm", "Đại uý Nguyễn Văn Lâm"),
]


@pytest.mark.parametrize(("edition", "item"), SAME)
def test_another_way_of_writing_it_is_no_drift(edition: str, item: str) -> None:
    assert words_of(drifts(edition, item)) == []
    assert words_of(drifts(item, edition)) == []


SAME_IN_ENGLISH = [
    ("21,300 houses", "21 300 houses"),
    ("21,300 houses", "more than 21,300 houses"),
    ("21,300 houses", "over 21 thousand houses"),
    ("21,300 houses", "nearly 22,000 houses"),
    ("21,300 houses", "twenty-one thousand three hundred houses"),
    ("twenty houses", "20 houses"),
    ("3.5% of the fields", "3.5 percent of the fields"),
    ("$5 million of loss", "5 million dollars of loss"),
    ("rain from November 6", "rain from 6 November"),
    ("rain from November 6", "rain from Nov 6"),
    ("rain from November 6, 2026", "rain from 6 November"),
    ("a man 24 years old", "a man 24 years old"),
]


@pytest.mark.parametrize(("edition", "item"), SAME_IN_ENGLISH)
def test_another_way_of_writing_it_in_english_is_no_drift(edition: str, item: str) -> None:
    assert words_of(drifts(edition, item, english=True)) == []
    assert words_of(drifts(item, edition, english=True)) == []


DIFFERENT = [
    ("21.300 hộ", "23.100 hộ", "number", "21.300", "23.100"),
    ("21.300 hộ", "hơn 23.100 hộ", "number", "21.300", "23.100"),
    ("21.300 hộ", "hơn 20.000.000 hộ", "number", "21.300", "20.000.000"),
    ("21.300 hộ", "213.000 hộ", "number", "21.300", "213.000"),
    ("21.300 hộ", "24 nghìn hộ", "number", "21.300", "24 nghìn"),
    ("21.300 hộ", "hơn 22 nghìn hộ", "number", "21.300", "22 nghìn"),
    ("21.300 hộ", "gần 21 nghìn hộ", "number", "21.300", "21 nghìn"),
    ("21 nghìn hộ", "24 nghìn hộ", "number", "21", "24"),
    ("hơn 21.300 hộ", "hơn 21.380 hộ", "number", "21.300", "21.380"),
    ("hai mươi hộ", "ba mươi hộ", "number", "hai mươi", "ba mươi"),
    ("hai mươi hộ", "hai mươi mốt hộ", "number", "hai mươi", "hai mươi mốt"),
    ("20 hộ", "ba mươi hộ", "number", "20", "ba mươi"),
    ("3 hộ", "năm hộ", "number", "3", "năm"),
    ("3,5 % dân số", "5,3 % dân số", "number", "3,5", "5,3"),
    ("3,5% dân số", "3,5‰ dân số", "number", "3,5%", "3,5‰"),
    ("5 triệu đồng", "5 tỷ đồng", "number", "5 triệu", "5 tỷ"),
    ("5 triệu đồng", "5 đồng", "number", "5 triệu", "5"),
    ("5 triệu đồng", "5 triệu USD", "number", "5 triệu đồng", "5 triệu USD"),
    ("8 tấn gạo", "8 tạ gạo", "number", "8 tấn", "8 tạ"),
    ("60 km đường", "60 m đường", "number", "60 km", "60 m"),
    ("3 ngày mưa", "3 tuần mưa", "number", "3 ngày", "3 tuần"),
    ("trẻ em trên 6 tuổi", "trẻ em dưới 6 tuổi", "number", "trên 6 tuổi", "dưới 6 tuổi"),
    ("người đàn ông 24 tuổi", "người đàn ông 42 tuổi", "number", "24", "42"),
    ("người đàn ông (SN 1997)", "người đàn ông (SN 1979)", "date", "1997", "1979"),
    ("đợt mưa từ ngày 6/11", "đợt mưa từ ngày 6/12", "date", "11", "12"),
    ("đợt mưa từ ngày 6/11", "đợt mưa từ ngày 7 tháng 11", "date", "6", "7"),
    ("đợt mưa từ ngày 6/11", "đợt mưa từ ngày 9/11/2026", "date", "6", "9"),
    ("đợt mưa từ sáng 6/11", "đợt mưa từ chiều 6/11", "date", "sáng", "chiều"),
    ("cuộc họp thứ hai (6/11)", "cuộc họp thứ ba (6/11)", "date", "hai", "ba"),
    ("cuộc họp lúc 7h30", "cuộc họp lúc 8h30", "date", "7", "8"),
    ("cuộc họp lúc 7h30", "cuộc họp lúc 7 giờ 45", "date", "30", "45"),
    ("kết quả của quý II", "kết quả của quý III", "date", "II", "III"),
    ("ông Trần Văn Hòa", "ông Trần Văn Minh", "name", "Hòa", "Minh"),
    ("ông Trần Văn Hòa", "ông Trần Văn Hoa", "name", "Hòa", "Hoa"),
    ("ông Trần Văn Hòa", "ông Lê Đức Minh", "name", "Trần Văn Hòa", "Lê Đức Minh"),
    ("ông Trần Văn Hòa", "ông Lê Minh", "name", "Trần Văn Hòa", "Lê Minh"),
    ("mưa ở Hà Nam", "mưa ở Hà Nội", "name", "Nam", "Nội"),
    ("máy bay A320", "máy bay A350", "name", "A320", "A350"),
    ("Đại tá Nguyễn Văn Lâm", "Trung tá Nguyễn Văn Lâm", "name", "Đại tá", "Trung tá"),
    ("có đại tá Lâm", "có đại úy Lâm", "name", "đại tá", "đại úy"),
    ("có Phó Giám đốc sở", "có Giám đốc sở", "name", "Phó Giám đốc", "Giám đốc"),
    ("có phó chủ tịch xã", "có chủ tịch xã", "name", "phó chủ tịch", "chủ tịch"),
    ("có bộ trưởng ở đó", "có thứ trưởng ở đó", "name", "bộ trưởng", "thứ trưởng"),
]


@pytest.mark.parametrize(("edition", "item", "kind", "old", "new"), DIFFERENT)
def test_what_differs_is_named_with_its_kind_and_words(
    edition: str, item: str, kind: str, old: str, new: str
) -> None:
    assert words_of(drifts(edition, item)) == [(kind, old, new)]
    assert words_of(drifts(item, edition)) == [(kind, new, old)]


DIFFERENT_IN_ENGLISH = [
    ("21,300 houses", "23,100 houses", "number", "21,300", "23,100"),
    ("twenty houses", "thirty houses", "number", "twenty", "thirty"),
    ("$5 million of loss", "€5 million of loss", "number", "$5 million", "€5 million"),
    ("5 million dollars of loss", "5 billion dollars of loss", "number", "5 million", "5 billion"),
    ("60 miles of road", "60 km of road", "number", "60 miles", "60 km"),
    ("rain from November 6", "rain from December 6", "date", "November", "December"),
    ("rain from November 6", "rain from 7 November", "date", "6", "7"),
    ("rain on Monday", "rain on Tuesday", "date", "Monday", "Tuesday"),
    ("the home of Colonel Lam", "the home of Captain Lam", "name", "Colonel", "Captain"),
]


@pytest.mark.parametrize(("edition", "item", "kind", "old", "new"), DIFFERENT_IN_ENGLISH)
def test_what_differs_in_english_is_named_with_its_kind_and_words(
    edition: str, item: str, kind: str, old: str, new: str
) -> None:
    assert words_of(drifts(edition, item, english=True)) == [(kind, old, new)]


@pytest.mark.parametrize(
    ("edition", "item"),
    [
        ("hộ ở ba huyện ven sông", "hộ ven sông"),
        ("gần một nửa số hộ", "hơn một nửa số hộ và 5 kg gạo"),
        ("nhiều năm qua", "năm năm qua"),
        ("các trạm bơm", "các cống xả"),
        ("một số hộ", "rất nhiều hộ"),
        ("ông Trần Văn Hòa", "ông Hòa"),
        ("Hòa Bình", "hòa bình"),
        ("tổ chức WHO", "tổ chức Y Tế Thế Giới"),
    ],
)
def test_words_left_out_added_or_rewritten_are_no_drift(edition: str, item: str) -> None:
    assert words_of(drifts(edition, item)) == []


@pytest.mark.parametrize(("edition", "item"), [pair for pair in SAME if pair[0] != pair[1]])
def test_a_copy_in_nfd_has_the_same_drift(edition: str, item: str) -> None:
    assert words_of(drifts(edition, unicodedata.normalize("NFD", item))) == []


@pytest.mark.parametrize(("edition", "item", "kind", "old", "new"), DIFFERENT)
def test_drift_of_a_copy_in_nfd_is_named_alike(
    edition: str, item: str, kind: str, old: str, new: str
) -> None:
    decomposed = unicodedata.normalize("NFD", f"{BEFORE}{item}{AFTER}")
    composed = f"{BEFORE}{edition}{AFTER}"
    [match] = Index([Edition("e", composed)]).match(Item("a", decomposed))

    [drift] = match.drift
    assert (drift.kind, drift.edition) == (kind, old)
    assert unicodedata.normalize("NFC", drift.item) == new
    assert decomposed[slice(*drift.item_at)] == drift.item
    assert composed[slice(*drift.edition_at)] == drift.edition


def bare(text: str) -> str:
    letters = unicodedata.normalize("NFD", text).replace("đ", "d").replace("Đ", "D")
    return "".join(char for char in letters if not unicodedata.combining(char))


@pytest.mark.parametrize("text", [FLOOD, BRIDGE, SCHOOL])
def test_a_copy_without_diacritics_alarms_of_nothing(index: Index, text: str) -> None:
    assert drift_of(index, bare(text)) == []
    assert drift_of(index, f"“{bare(text)}” – café") == []
    head, tail = text[: len(text) // 2], text[len(text) // 2 :]
    one, rest = tail.split(" ", 2)[1:]
    assert drift_of(index, f"{bare(head)}{bare(tail.split(' ', 1)[0])} {one} {bare(rest)}") == []


def test_figures_in_words_are_compared_without_diacritics_too() -> None:
    assert words_of(drifts("20 hộ", bare("hai mươi hộ"))) == []
    [match] = Index([Edition("e", f"{BEFORE}hai mươi hộ{AFTER}")]).match(
        Item("a", bare(f"{BEFORE}ba mươi hộ{AFTER}"))
    )
    assert [(drift.edition, drift.item) for drift in match.drift] == [("hai mươi", "ba muoi")]


def test_a_changed_figure_is_named_with_its_place_in_both_texts(index: Index) -> None:
    text = "Tin mới. " + FLOOD.replace("21.300", "23.100")

    [match] = index.match(Item("a", text))

    [drift] = match.drift
    assert (drift.kind, drift.edition, drift.item) == ("number", "21.300", "23.100")
    assert text[slice(*drift.item_at)] == "23.100"
    assert FLOOD[slice(*drift.edition_at)] == "21.300"


def test_common_words_and_new_sentences_are_no_names(index: Index) -> None:
    assert drift_of(index, FLOOD.replace("trạm bơm", "cống xả")) == []
    assert drift_of(index, FLOOD.replace("đồng, trong đó lúa", "đồng. Riêng đó lúa")) == []


def test_another_word_that_opens_a_sentence_is_no_name() -> None:
    text = f"{FLOOD} Sau đó nước trên các nhánh sông rút chậm nên nhiều xã còn bị chia cắt."
    [match] = Index([Edition("e", text)]).match(Item("a", text.replace("Sau đó", "Do đó")))

    assert match.drift == ()


def test_a_name_that_opens_a_sentence_is_named() -> None:
    text = f"{FLOOD} Hòa Sơn là xã bị chia cắt lâu nhất vì nước trên các nhánh sông rút chậm."
    [match] = Index([Edition("e", text)]).match(Item("a", text.replace("Hòa Sơn", "Hải Sơn")))

    assert [(drift.edition, drift.item) for drift in match.drift] == [("Hòa", "Hải")]


def test_sentences_that_resemble_each_other_are_not_compared_crosswise() -> None:
    prices = " ".join(
        f"Giá vàng tại cửa hàng số {n} được niêm yết ở mức {36 + n},50 triệu đồng một lượng, "
        f"tăng {n}0.000 đồng so với phiên trước."
        for n in range(1, 8)
    )
    [match] = Index([Edition("e", prices)]).match(Item("a", prices))

    assert match.drift == ()
    assert len(match.passages) == 1


MOVED = (
    "Sáng nay đoàn cứu trợ của tỉnh đã tới xã Thạch Bình cùng 20 xuồng máy. "
    "Giá gạo tại chợ Mỹ Lộc được niêm yết ở mức 18.000 đồng một kg, tăng 500 đồng so với hôm qua. "
    "Nước sông Lam Giang rút chậm, nhiều thôn ở hạ lưu còn bị chia cắt từ 5 ngày nay. "
    "Giá gạo tại chợ Hải Vân được niêm yết ở mức 19.000 đồng một kg, tăng 700 đồng so với hôm qua. "
    "Người dân cần gạo, nước sạch và thuốc men hãy gọi tổng đài 1022 của tỉnh."
)


def test_sentences_that_were_moved_alarm_of_nothing() -> None:
    one, two, three, four, five = MOVED.rstrip(".").split(". ")
    index = Index([Edition("e", MOVED)])

    for order in ((three, two, one, four, five), (one, four, three, two, five), (two, three, five)):
        [match] = index.match(Item("a", ". ".join(order) + "."))
        assert match.drift == ()


def test_a_stranger_before_a_copied_sentence_is_not_compared() -> None:
    copied = MOVED.split(". ", 1)[1]
    text = f"Đội bóng của huyện thắng trận thứ 8. {copied}"
    [match] = Index([Edition("e", MOVED.replace("20 xuồng máy", "hai xe tải và 3"))]).match(
        Item("a", text)
    )

    assert match.drift == ()


def test_a_figure_taken_from_another_whole_sentence_is_drift() -> None:
    line = (
        "Huyện {}, theo số liệu của ban chỉ đạo, đến trưa nay vẫn còn mười hai thôn bị ngập và "
        "phải sơ tán {} hộ dân trong đêm"
    )
    places = [("Thạch Bình", 120), ("Mỹ Lộc", 150), ("Hải Vân", 180)]
    edition = ". ".join(line.format(*place) for place in places) + "."
    [match] = Index([Edition("e", edition)]).match(Item("a", edition.replace("150", "180")))

    assert [(drift.edition, drift.item) for drift in match.drift] == [("150", "180")]


def test_drift_in_a_title_is_not_listed() -> None:
    edition = Edition("e", FLOOD, "Mưa lũ làm 300 hộ dân ở ven sông Lam Giang bị ngập sâu")
    item = Item("a", FLOOD, "Mưa lũ làm 400 hộ dân ở ven sông Lam Giang bị ngập sâu")
    [match] = Index([edition]).match(item)

    assert match.drift == ()
