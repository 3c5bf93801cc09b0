"""Words: what changed between two texts, and what was found in one."""

import pytest

from bantin.publish.newsroom.highlight import SNIPPET, marked, snippet
from bantin.web.changes import Paragraph, Run, changes, word_changes
from bantin.web.context import other_language


def test_a_figure_changes_as_a_whole() -> None:
    assert word_changes("Có 23.100 tin", "Có 21.300 tin") == (
        Run("same", "Có "),
        Run("removed", "23.100"),
        Run("added", "21.300"),
        Run("same", " tin"),
    )


def test_neighbouring_words_change_together() -> None:
    runs = word_changes("Cấm xe tải nặng qua cầu", "Cấm xe khách qua cầu")

    assert [run for run in runs if run.kind != "same"] == [
        Run("removed", "tải nặng"),
        Run("added", "khách"),
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [("a b c", "a c"), ("", "mới"), ("cũ", ""), ("Một hai.", "Hai một!"), ("x  y", "x y")],
)
def test_both_texts_can_be_read_from_the_runs(before: str, after: str) -> None:
    runs = word_changes(before, after)

    assert "".join(run.text for run in runs if run.kind != "added") == before
    assert "".join(run.text for run in runs if run.kind != "removed") == after


def test_unchanged_paragraphs_are_only_counted() -> None:
    before = ("Một.", "Hai.", "Ba có bốn năm sáu.")
    after = ("Một.", "Hai.", "Ba có bốn năm bảy.", "Đoạn mới hẳn.")

    assert changes(before, after) == (
        Paragraph(unchanged=2),
        Paragraph(
            runs=(
                Run("same", "Ba có bốn năm "),
                Run("removed", "sáu"),
                Run("added", "bảy"),
                Run("same", "."),
            )
        ),
        Paragraph(runs=(Run("added", "Đoạn mới hẳn."),)),
    )


def test_paragraphs_too_long_to_compare_are_shown_whole() -> None:
    before, after = "chữ " * 5000, "từ " * 5000

    assert word_changes(before, after) == (Run("removed", before), Run("added", after))


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("Công an Đà Nẵng", "cong an", "<mark>Công an</mark> Đà Nẵng"),
        ("Công an Đà Nẵng", "đà nẵng", "Công an <mark>Đà Nẵng</mark>"),
        ("Đường dài", "duong", "<mark>Đường</mark> dài"),
        ("thang 100", "tháng", "<mark>thang</mark> 100"),
        ("An toàn ảnh", "an", "<mark>An</mark> toàn ảnh"),
        ("Phòng cháy", "cha", "Phòng <mark>cháy</mark>"),
        ("<b>công</b>", "cong", "&lt;b&gt;<mark>công</mark>&lt;/b&gt;"),
        ("không", "", "không"),
    ],
)
def test_found_words_are_marked_and_everything_is_escaped(
    text: str, words: str, expected: str
) -> None:
    assert marked(text, words) == expected


def test_marks_written_apart_are_found_too() -> None:
    assert marked("Co\u0302ng an", "công") == "<mark>Co\u0302ng</mark> an"


def test_a_snippet_shows_the_place_and_is_short() -> None:
    text = "Chữ đầu bài. " * 60 + "Công an phường <hướng dẫn>. " + "Chữ cuối bài. " * 60

    part = snippet(text, "cong an")

    assert "<mark>Công an</mark> phường &lt;hướng dẫn&gt;" in part
    assert part.startswith("… ")
    assert part.endswith(" …")
    assert len(part) < 2 * SNIPPET


@pytest.mark.parametrize(
    ("path", "leads_to"),
    [
        ("/", "/en/"),
        ("/en/", "/"),
        ("/tim-kiem/?q=a", "/en/tim-kiem/?q=a"),
        ("/en/chu-de/", "/chu-de/"),
        ("/en//evil.example/", "/evil.example/"),
        ("/en/\\evil.example/", "/evil.example/"),
        ("//evil.example/", "/en/evil.example/"),
    ],
)
def test_the_language_switch_stays_on_this_site(path: str, leads_to: str) -> None:
    """Row 40."""
    switch = other_language(path)

    assert switch is not None
    assert switch["url"] == leads_to


def test_staff_pages_have_no_public_language_switch() -> None:
    assert other_language("/desk/releases/") is None
