"""Search: folded words, no operators, titles first, current editions only."""

from datetime import timedelta

import pytest
from django.db import connection

from bantin.publish.record import queries, search, spelling
from bantin.publish.record.models import Edition, SearchEntry
from bantin.receive.subjects.models import Topic

from .conftest import AN_HOUR_BEFORE, NINE, Publish, Seal

DAY = timedelta(days=1)


def found(words: str, **filters: str) -> list[str]:
    return [entry.edition.title for entry in queries.search(words, NINE + 30 * DAY, **filters)]


@pytest.fixture(autouse=True)
def _no_words(db: None) -> None:
    """Tests with transactions of their own leave words; Django empties its own tables alone."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM record_word")


@pytest.fixture
def _three(publish: Publish) -> None:
    publish(title="Công an tỉnh Đắk Lắk họp báo", body="<p>Y tế 21.300 người</p>")
    publish(title="Bão số 5", body="<p>Công an xã trực 24/24.</p>", live_at=NINE + DAY)
    body = "<p>Đường bộ 3,5km; 10.000ha; Luật 91/2025/QH15; H5N1</p>"
    publish(title="Công an xã ra quân", body=body, live_at=NINE + 2 * DAY)


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
    assert [entry.edition for entry in queries.search("21.300", NINE)] == [first]


@pytest.mark.usefixtures("_three")
def test_topics_narrow_a_search() -> None:
    Topic.objects.create(code="khac", name_vi="Khác")

    assert len(found("cong an", topic="giao-thong")) == 3
    assert found("cong an", topic="khac") == []


@pytest.mark.usefixtures("_three")
@pytest.mark.parametrize(
    ("words", "count"),
    [
        ('"công an xã"', 2),
        ('"an công"', 0),
        ("“họp báo” công an", 1),
        ("300 21", 1),  # two words
        ("300.21", 0),  # one figure
        ("4/24", 0),
        ("21.300đ", 0),
        ("3,5km", 1),  # as it stands in the text
        ("10.000ha", 1),
    ],
)
def test_what_is_quoted_and_the_parts_of_a_figure_stand_side_by_side(
    words: str, count: int
) -> None:
    assert len(found(words)) == count


@pytest.mark.usefixtures("_three")
def test_the_index_can_be_made_anew(publish: Publish) -> None:
    first = Edition.objects.order_by("pk").first()
    assert first
    release = first.release
    release.body = "<p>Y tế 23.100 người</p>"
    release.save()
    release.save_revision(user=release.latest_revision.user)
    publish(release, kind="correction", reason="Sai số", live_at=NINE + 3 * DAY)
    before = list(SearchEntry.objects.order_by("pk").values())
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM record_word")
        cursor.execute("UPDATE record_searchentry SET replaced_at = NULL, language = 'xx'")

    search.rebuild(connection)

    assert list(SearchEntry.objects.order_by("pk").values()) == before
    assert [entry["replaced_at"] for entry in before] == [NINE + 3 * DAY, None, None, None]
    assert found("21.300") == []
    assert found("23.100") == [first.title]
    assert queries.other_readings("hpo bao") == ["hop bao"]


# --- what was probably meant


@pytest.mark.usefixtures("_three")
@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("côgn an", "cong an"),  # swapped
        ("conga an tinh", "cong an tinh"),  # one too many
        ("đưng bộ", "duong bo"),  # one missing
        ("hop baso", "hop bao"),
        ("congan xa", "cong an xa"),  # together
        ("hopbao", "hop bao"),
        ("coong an tirnh", "cong an tinh"),  # Telex keys
        ("ddawks lawks", "dak lak"),
        ("co6ng an", "cong an"),  # VNI keys
        ("d9u7o7ng2 bo", "duong bo"),
    ],
)
def test_a_word_that_stands_nowhere_is_read_as_one_that_does(typed: str, meant: str) -> None:
    assert found(typed) == []
    assert meant in queries.other_readings(typed)
    assert found(meant) != []


@pytest.mark.usefixtures("_three")
@pytest.mark.parametrize(
    "typed",
    ["23.100 hpo", "luat 91/2025/qh14 conga", "h5n2 hpo", "300.21 hopbao", '"an hop" hopbao'],
)
def test_figures_codes_and_quotations_beside_a_typing_error_stay_as_they_are(typed: str) -> None:
    kept = [part for part in typed.split() if any(map(str.isdigit, part)) or '"' in part]
    assert all(part in one for one in queries.other_readings(typed) for part in kept)
    assert not any(found(one) for one in queries.other_readings(typed))


@pytest.mark.usefixtures("_three")
@pytest.mark.parametrize("typed", ["21.300 hpo", "luat 91/2025/qh15 conga", '"hop bao" conga'])
def test_what_is_right_beside_a_typing_error_is_found_as_it_was_asked(typed: str) -> None:
    assert any(found(one) for one in queries.other_readings(typed))


@pytest.mark.usefixtures("_three")
@pytest.mark.parametrize(
    "typed", ["cong an", "hop b", "23.100 nguoi", "24/42", "zzzzzz", "x", "  ", "2026"]
)
def test_known_words_figures_and_nonsense_have_no_other_reading(typed: str) -> None:
    assert not any(found(one) for one in queries.other_readings(typed) if one != typed)
    assert all(
        figure in one
        for one in queries.other_readings(typed)
        for figure in search.words_of(typed)
        if figure.isdigit()
    )


@pytest.mark.usefixtures("_three")
def test_a_long_question_is_read_in_bounded_time() -> None:
    assert len(queries.other_readings("coong " * 500 + "hopbao" * 200)) <= spelling.TRIED
    assert queries.other_readings(" ".join(f"xq{n:c}" for n in range(97, 110))) == []
    assert queries.other_readings(f'"{"xqa " * 50}"') == []
    assert queries.other_readings("a" * 5_000 + "9") == []  # no pattern runs over it
    assert sum(len(one.words) for one in search.phrases_of(f'"{"a " * 50}" {"b " * 50}')) == 12


def test_no_word_is_known_before_it_is_public(seal: Seal) -> None:
    seal(title="Canary chưa phát hành")

    assert queries.other_readings("canari") == []
