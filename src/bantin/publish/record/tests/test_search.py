"""Search: folded words, no operators, titles first, current editions only."""

from datetime import timedelta

import pytest

from bantin.publish.record import queries
from bantin.receive.subjects.models import Topic

from .conftest import AN_HOUR_BEFORE, NINE, Publish, Seal

DAY = timedelta(days=1)


def found(words: str, **filters: str) -> list[str]:
    return [edition.title for edition in queries.search(words, NINE + 30 * DAY, **filters)]


@pytest.fixture
def _three(publish: Publish) -> None:
    publish(title="Công an tỉnh Đắk Lắk họp báo", body="<p>Y tế 21.300 người</p>")
    publish(title="Bão số 5", body="<p>Công an xã trực 24/24.</p>", live_at=NINE + DAY)
    publish(title="Công an xã ra quân", body="<p>Đường bộ</p>", live_at=NINE + 2 * DAY)


@pytest.mark.usefixtures("_three")
@pytest.mark.parametrize("words", ["cong an", "công an", "CÔNG AN", "  Công   An ", "công a"])
def test_marks_and_case_do_not_matter_and_titles_come_first(words: str) -> None:
    assert found(words) == ["Công an xã ra quân", "Công an tỉnh Đắk Lắk họp báo", "Bão số 5"]


@pytest.mark.usefixtures("_three")
@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("dak lak", "Công an tỉnh Đắk Lắk họp báo"),
        ("21.300", "Công an tỉnh Đắk Lắk họp báo"),
        ("duong", "Công an xã ra quân"),
        ("y te", "Công an tỉnh Đắk Lắk họp báo"),
        ("24/24", "Bão số 5"),
    ],
)
def test_words_of_the_text_are_found(words: str, title: str) -> None:
    assert found(words) == [title]


@pytest.mark.usefixtures("_three")
@pytest.mark.parametrize(
    "words",
    ['"', "cong AND", "NOT an", "title:cong", "an*)", "(an", "a & b | !c", "'; DROP TABLE x", "-an", ":*", "\x00"],
)  # fmt: skip
def test_operators_are_harmless(words: str) -> None:
    assert isinstance(found(words), list)


@pytest.mark.usefixtures("_three")
def test_operators_are_words_like_others() -> None:
    assert found("bao NOT cong") == []
    assert found("*") == []
    assert len(found("")) == 3


def test_what_is_not_live_is_not_found(seal: Seal) -> None:
    seal(title="Canary chưa phát hành")

    assert found("canary") == []


def test_a_replaced_text_is_found_no_more(publish: Publish) -> None:
    first = publish(body="<p>Có 21.300 người</p>")
    release = first.release
    release.body = "<p>Có 23.100 người</p>"
    release.save()
    release.save_revision(user=release.latest_revision.user)
    publish(release, kind="correction", reason="Sai số", live_at=NINE + DAY)

    assert found("21.300") == []
    assert found("23.100") == [first.title]
    assert not queries.search("21.300", AN_HOUR_BEFORE)
    assert list(queries.search("21.300", NINE)) == [first]


@pytest.mark.usefixtures("_three")
def test_topics_narrow_a_search() -> None:
    Topic.objects.create(code="khac", name_vi="Khác")

    assert len(found("cong an", topic="giao-thong")) == 3
    assert found("cong an", topic="khac") == []
