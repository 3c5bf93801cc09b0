from bantin.trace.engine import Edition, Index, Item
from bantin.trace.engine.report import Entry, Labels, marked, percent, report

from .conftest import FLOOD

LABELS = Labels(
    "vi", "Kết quả", "Tóm tắt <1>", "Tin", "Phiên bản", "Phần tin", "Phần phiên bản", "Sai khác",
    "Trong phiên bản", "Trong tin", "Không rõ phiên bản", "Đã cắt bớt", "Không có", "Mục lục",
)  # fmt: skip


def test_a_report_marks_drift_and_lets_no_markup_through() -> None:
    edition = Edition("e<i>", FLOOD)
    item = Item("a", "<script>alert(1)</script> " + FLOOD.replace("21.300", "23.100"))
    [match] = Index([edition]).match(item)

    page = report([Entry(match, item, edition)], LABELS)

    assert "<mark>23.100</mark>" in page
    assert "<mark>21.300</mark>" in page
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "e&lt;i&gt;" in page
    assert "http" not in page


def test_a_report_of_nothing_says_so() -> None:
    assert "Không có" in report([], LABELS)


def test_marks_outside_a_passage_are_left_out() -> None:
    assert marked("a<b>c", (1, 5), [(0, 2), (2, 3), (4, 9)]) == "&lt;<mark>b</mark>&gt;c"


def test_shares_are_written_as_people_write_them() -> None:
    assert percent(0.375, "vi") == "37,5%"
    assert percent(1.0, "en") == "100.0%"
