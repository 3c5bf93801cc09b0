"""Word for word, a part, framed or different: what counts as what."""

import pytest

from bantin.trace.official.comparison import Comparison
from bantin.trace.official.tests.conftest import FIGURES, FIRST, LAST, SUMMARY, TEXT, TITLE


def compared(given: str) -> Comparison:
    return Comparison((TITLE, SUMMARY, TEXT), given, needed=2)


def removed(comparison: Comparison) -> list[str]:
    return _of("removed", comparison)


def added(comparison: Comparison) -> list[str]:
    return _of("added", comparison)


def _of(kind: str, comparison: Comparison) -> list[str]:
    runs = [run for paragraph in comparison.shown for run in paragraph.runs]
    return [run.text.strip() for run in runs if run.kind == kind]


@pytest.mark.parametrize(
    "given",
    [
        f"{TITLE}\n\n{SUMMARY}\n\n{TEXT}",
        f"{TITLE}\n{TEXT}",
        TEXT,
        TEXT.upper(),
        TEXT.replace(" ", "\n"),
        f"{TITLE}\n{TEXT}".replace("Hòa", "Hoà"),
    ],
)
def test_all_of_the_text_is_word_for_word(given: str) -> None:
    assert compared(given).verdict == "whole"
    assert compared(given).shown == ()


@pytest.mark.parametrize("given", [FIRST, FIGURES, f"{FIRST} {FIGURES}", LAST.split(". ")[1]])
def test_whole_sentences_of_it_are_a_part(given: str) -> None:
    assert compared(given).verdict == "part"


@pytest.mark.parametrize(
    ("given", "own"),
    [
        (f"Kính gửi quý báo.\n\n{TITLE}\n{TEXT}", "Kính gửi quý báo"),
        (f"{TITLE}\nTrang chủ, in trang\n{SUMMARY}\n{TEXT}", "Trang chủ, in trang"),
        (f"{FIGURES}\nTheo báo Đồng Lạc.", "Theo báo Đồng Lạc"),
    ],
)
def test_words_around_the_text_are_shown_as_not_ours(given: str, own: str) -> None:
    comparison = compared(given)
    assert comparison.verdict == "framed"
    assert (added(comparison), removed(comparison)) == ([own], [])


@pytest.mark.parametrize(
    ("official", "instead", "gone", "came"),
    [
        ("không được dừng", "được dừng", ["không"], []),
        ("xe tải. Mỗi", "xe tải lớn. Mỗi", [], ["lớn"]),
        ("18.400", "14.800", ["18.400"], ["14.800"]),
        ("26 cán bộ", "62 cán bộ", ["26"], ["62"]),
        ("Đông Thủy", "Đông Thuỷ", [], []),
        ("Đông Thủy", "Đông Thúy", ["Thủy"], ["Thúy"]),
    ],
)
def test_one_word_is_a_difference(
    official: str, instead: str, gone: list[str], came: list[str]
) -> None:
    comparison = compared(TEXT.replace(official, instead))
    assert comparison.verdict == ("differs" if gone or came else "whole")
    assert (removed(comparison), added(comparison)) == (gone, came)


def test_a_changed_last_word_is_no_cut() -> None:
    comparison = compared(f"{TEXT.removesuffix('mỗi ngày.')}mỗi tuần.")
    assert comparison.verdict == "differs"
    assert (removed(comparison), added(comparison)) == (["ngày"], ["tuần"])


def test_a_changed_first_word_is_no_cut() -> None:
    comparison = compared(TEXT.replace("Phòng Cảnh sát", "Đội Cảnh sát", 1))
    assert comparison.verdict == "differs"
    assert (removed(comparison), added(comparison)) == (["Phòng"], ["Đội"])


def test_a_cut_inside_a_sentence_is_a_difference() -> None:
    comparison = compared(LAST.removeprefix("Người dân không "))
    assert comparison.verdict == "differs"
    assert removed(comparison) == ["Người dân không"]


def test_a_word_put_before_the_first_one_is_a_difference() -> None:
    comparison = compared(f"Không có chuyện {LAST[0].lower()}{LAST[1:]}")
    assert comparison.verdict == "differs"


def test_a_sentence_taken_out_of_the_middle_is_a_difference() -> None:
    comparison = compared(TEXT.replace(FIGURES + "\n\n", ""))
    assert comparison.verdict == "differs"
    assert len(removed(comparison)) == 1


def test_a_text_without_marks_is_compared_without_marks() -> None:
    comparison = compared(
        "Nguoi dan khong duoc dung xe tren cau trong thoi gian thi cong. Ai can hoi duong hoac "
        "bao su co thi goi truc ban Phong Canh sat giao thong, truc hai muoi bon gio moi ngay."
    )
    assert comparison.verdict == "part"
    assert comparison.marks_ignored


def test_another_text_has_nothing_in_common() -> None:
    comparison = compared("Đội bóng chuyền phường Lam Thủy thắng trận chung kết tối chủ nhật.")
    assert comparison.verdict == "differs"
    assert comparison.share == 0
