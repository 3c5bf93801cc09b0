"""What the register answers, and from when."""

from collections.abc import Callable
from datetime import timedelta

from bantin.publish.record.models import Edition
from bantin.trace.coverage import actions, queries
from bantin.trace.coverage.models import Item
from bantin.trace.engine.sides import LONG, pieces

from .conftest import FIRST, NINE, NOON, OTHER, TEN, TEXT

Add = Callable[..., Item]


def test_pickup_counts_copies_of_any_edition_of_the_release(
    edition: Edition, add: Add, correct: Callable[..., Edition]
) -> None:
    copy = add(TEXT)
    add(OTHER)
    second = correct()
    newer = add(second.text, at=NOON)

    assert set(queries.pickup(edition, NOON)) == {copy, newer} == set(queries.pickup(second, NOON))
    assert list(queries.matched_items(TEN)) == [copy]


def test_the_first_item_is_the_first_after_go_live(edition: Edition, add: Add) -> None:
    add(FIRST, published=NINE - timedelta(days=1))
    late = add(TEXT, published=TEN + timedelta(minutes=5), at=NOON)
    first = add(TEXT, published=TEN, at=NOON)

    assert queries.first_item_after(edition, NOON) == first
    assert late != first


def test_a_copy_is_outdated_from_the_correction_on(
    edition: Edition, add: Add, correct: Callable[..., Edition]
) -> None:
    item = add(TEXT)
    correct(at=NOON)
    actions.trace_item(item.pk, at=NOON)

    assert not queries.outdated_copies(NOON - timedelta(seconds=1)).exists()
    assert queries.outdated_copies(NOON).get().item == item


def test_pieces_give_the_text_back_and_leave_out_only_long_gaps() -> None:
    text = "a" * LONG + "đoạn trích" + "b" * 500
    span = (LONG, LONG + 10)

    found = pieces(text, [span], [(LONG, LONG + 4)])

    assert sum(len(piece.text) + piece.left_out for piece in found) == len(text)
    assert "".join(piece.text for piece in found if piece.passage) == "đoạn trích"
    assert [piece.begins for piece in found if piece.begins] == [(1,)]
    assert "".join(pieces_text.text for pieces_text in pieces("xin chào", [], [])) == "xin chào"
