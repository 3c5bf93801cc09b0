"""Each item is matched, each new edition looks back, and old figures are found."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from bantin.core import work
from bantin.core.models import Event
from bantin.publish.record.models import Edition
from bantin.publish.record.tests.factories import make_live_edition
from bantin.trace.coverage import actions
from bantin.trace.coverage.following import RecordIndex, shared
from bantin.trace.coverage.models import Item, LookBack, Match
from bantin.trace.engine import Index
from bantin.trace.engine import Item as EngineItem

from .conftest import CORRECTED, FIGURES, FIRST, NINE, NOON, OTHER, TEN, TEXT, TITLE

Add = Callable[..., Item]
Correct = Callable[..., Edition]


def test_a_copy_is_matched_with_its_passages(edition: Edition, add: Add) -> None:
    item = add(f"Báo Đồng Lạc đưa tin. {FIRST} {FIGURES}")

    match = item.matches.get()
    assert match.edition == edition
    assert 0.5 < match.edition_share <= 1
    start, end = match.passages[0]["item"]
    assert "thảm lại mặt cầu Hàm Giang" in item.text[start:end]
    assert Event.objects.filter(name="item.matched", subject_id=item.pk).count() == 1


def test_an_item_about_something_else_matches_nothing(edition: Edition, add: Add) -> None:
    item = add(OTHER)

    assert item.traced_at == TEN
    assert not item.matches.exists()
    assert not Event.objects.filter(name="item.matched").exists()


def test_a_changed_figure_is_drift(edition: Edition, add: Add) -> None:
    match = add(TEXT.replace("2.700", "7.200")).matches.get()

    assert [(d["edition"], d["item"]) for d in match.drift] == [("2.700", "7.200")]
    assert match.outdated_since is None


def test_tracing_again_replaces_the_matches(edition: Edition, add: Add) -> None:
    item = add(TEXT)
    actions.trace_item(item.pk, at=NOON)

    assert item.matches.get().traced_at == NOON
    assert Event.objects.filter(name="item.matched").count() == 1


def test_a_correction_makes_its_copies_outdated(
    edition: Edition, add: Add, correct: Correct
) -> None:
    item = add(TEXT)
    second = correct()
    actions.trace_item(item.pk, at=NOON)

    match = item.matches.get()
    assert match.edition == edition
    assert match.outdated_since == second.live.at
    wrong = {(figure["copy"], figure["current"]) for figure in match.outdated_figures}
    assert wrong == {("26", "62"), ("18.400", "14.800")}
    for figure in match.outdated_figures:
        start, end = figure["item_at"]
        assert item.text[start:end] == figure["copy"]


def test_an_outdated_figure_is_marked_where_it_stands(
    edition: Edition, add: Add, correct: Correct
) -> None:
    short = TEXT.replace("mỗi ngày đêm có khoảng", "có").replace("18.400", "18,400")
    item = add(f"Lời dẫn 126 chữ. {short}")
    correct()
    actions.trace_item(item.pk, at=NOON)

    figures = item.matches.get().outdated_figures
    assert [figure["copy"] for figure in figures] == ["18,400", "26"]
    for figure in figures:
        start, end = figure["item_at"]
        assert item.text[start:end] == figure["copy"]
        assert item.text[start - 1] == " "


def test_a_figure_that_the_item_left_out_is_not_held_against_it(
    edition: Edition, add: Add, correct: Correct
) -> None:
    item = add(TEXT.replace("Mỗi đêm có 26 cán bộ, chiến sĩ trực tại sáu chốt.", ""))
    correct()
    actions.trace_item(item.pk, at=NOON)

    figures = item.matches.get().outdated_figures
    assert [figure["copy"] for figure in figures] == ["18.400"]


def test_a_copy_of_the_correction_is_not_outdated(
    edition: Edition, add: Add, correct: Correct
) -> None:
    second = correct()

    match = add(CORRECTED, at=NOON).matches.get()

    assert match.edition == second
    assert match.outdated_since is None


def test_a_quote_that_the_correction_left_alone_is_not_outdated(
    edition: Edition, add: Add, correct: Correct
) -> None:
    correct()

    match = add(FIRST, at=NOON).matches.get()

    assert not match.edition_certain
    assert match.outdated_since is None


def test_every_copy_of_a_withdrawn_release_is_outdated(
    edition: Edition, add: Add, correct: Correct
) -> None:
    item = add(FIRST)
    correct("Thông cáo này đã được thu hồi, đề nghị không sử dụng nữa.", kind="withdrawal")
    actions.trace_item(item.pk, at=NOON)

    assert item.matches.get().outdated_since == NOON


def test_the_index_follows_the_record(edition: Edition, add: Add) -> None:
    item = add(OTHER)
    assert not item.matches.exists()
    make_live_edition("Giải bóng chuyền mùa xuân", OTHER, at=NOON)

    actions.trace_item(item.pk, at=NOON)

    assert item.matches.get().edition.title == "Giải bóng chuyền mùa xuân"


def test_an_edition_that_is_not_live_yet_is_not_matched(edition: Edition, add: Add) -> None:
    make_live_edition("Giải bóng chuyền mùa xuân", OTHER, at=NOON)

    assert not add(OTHER, at=NOON - timedelta(seconds=1)).matches.exists()


def test_a_new_edition_looks_back_over_stored_items(
    edition: Edition, add: Add, correct: Correct
) -> None:
    copy, other = add(TEXT), add(OTHER)
    correct()

    work.run_until_idle("worker")

    assert LookBack.objects.filter(done_at=None).count() == 0
    assert copy.matches.get().outdated_since == NOON
    assert not other.matches.exists()
    other.refresh_from_db()
    assert other.traced_at == TEN


def test_looking_back_goes_on_where_it_stopped(
    edition: Edition, add: Add, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bantin.trace.coverage.actions.looking_back.STEP", 2)
    items = [add(OTHER.replace("tám đội", f"{n} đội")) for n in range(5)]
    spring = make_live_edition("Giải bóng chuyền mùa xuân", OTHER, at=NOON)
    actions.start_look_back(spring.pk)
    actions.start_look_back(spring.pk)

    steps = []
    while done := actions.continue_look_back(at=NOON):
        steps.append(done)

    assert steps == [2, 2, 1, 1]
    assert Match.objects.filter(edition=spring).count() == len(items)


def test_the_worker_traces_new_items(edition: Edition, clerk: object) -> None:
    actions.add_items([{"title": "Tin", "text": TEXT}], by=clerk, at=TEN)
    assert Item.objects.get().traced_at is None

    work.run_until_idle("worker")

    assert Item.objects.get().traced_at is not None
    assert Match.objects.get().edition == edition


def test_nothing_is_written_when_an_edition_went_live_meanwhile(
    edition: Edition, clerk: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    actions.add_items([{"title": "Tin", "text": TEXT}], by=clerk, at=TEN)
    original = shared.at(TEN)

    def late(at: object) -> object:
        make_live_edition("Giải bóng chuyền mùa xuân", OTHER, at=NINE)
        return original

    monkeypatch.setattr(shared, "at", late)
    seen = iter([("before",), ("after",)])
    monkeypatch.setattr(
        "bantin.trace.coverage.actions.tracing.signature_of_record", lambda at: next(seen)
    )

    assert actions.trace_waiting(at=TEN) == 0
    assert Item.objects.get().traced_at is None


@pytest.mark.django_db
def test_a_saved_index_is_used_and_a_damaged_one_is_built_again(
    edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bantin.trace.coverage.following.SAVE_AFTER", 1)
    first = RecordIndex(shared.path)
    first.at(TEN)
    first.save()
    assert shared.path.stat().st_size > 0

    assert len(RecordIndex(shared.path).at(TEN)) == 1
    whole = shared.path.read_bytes()
    shared.path.write_bytes(whole[: len(whole) // 2])
    rebuilt = RecordIndex(shared.path).at(TEN)

    assert edition.sha256 in rebuilt
    assert len(rebuilt) == 1


def test_an_index_that_knows_more_than_the_record_is_built_again(edition: Edition) -> None:
    index = RecordIndex(shared.path)
    make_live_edition("Giải bóng chuyền mùa xuân", OTHER, at=NOON)
    assert len(index.at(NOON)) == 2

    assert len(index.at(TEN)) == 1
    assert index.at(TEN)[edition.sha256].title == TITLE


@pytest.mark.django_db
def test_the_saved_index_has_learned_from_items_without_a_match_only(
    edition: Edition, add: Add, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bantin.trace.coverage.following.SAVE_AFTER", 1)
    phrase = " ".join(TEXT.split()[4:13])
    for number in range(3):
        assert not add(f"{OTHER} Lượt {number}: {phrase} rồi thôi.").matches.exists()
        assert add(f"Bản số {number}. {TEXT}").matches.exists()
    index = RecordIndex(shared.path)
    index.at(TEN)

    index.save()

    learned = Index.load(shared.path)
    assert learned._background.documents == 3
    assert learned._background.count.max() <= 3
    assert learned.match(EngineItem("copy", TEXT))[0].edition_share > 0.9
