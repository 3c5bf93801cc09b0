"""What tracing writes on the item itself: its flags, its topics and its areas."""

from collections.abc import Callable

from bantin.publish.record.models import Edition
from bantin.receive.subjects.models import Area, Topic
from bantin.trace.coverage import actions, queries
from bantin.trace.coverage.actions.tracing import trace_items
from bantin.trace.coverage.filters import ItemFilter
from bantin.trace.coverage.models import How, Item, ItemTopic

from .conftest import NOON, OTHER, TEXT

Add = Callable[..., Item]
Correct = Callable[..., Edition]


def test_an_item_says_what_its_matches_say_together(
    edition: Edition, add: Add, correct: Correct
) -> None:
    plain, drifted, foreign = add(TEXT), add(TEXT.replace("2.700", "7.200")), add(OTHER)

    assert _flags(plain) == (True, False, False)
    assert _flags(drifted) == (True, True, False)
    assert _flags(foreign) == (False, False, False)

    correct()
    trace_items([plain.pk, foreign.pk], at=NOON)
    assert _flags(plain) == (True, False, True)  # true to the edition that it copied
    assert _flags(foreign) == (False, False, False)


def test_an_item_is_filed_as_the_edition_that_it_copies(edition: Edition, add: Add) -> None:
    topic = edition.topics.get()
    copy, foreign = add(TEXT), add(OTHER)

    assert list(copy.topics.all()) == [topic]
    assert copy.topic_rows.get().how == How.MATCH
    assert not foreign.topics.exists()
    assert list(queries.items(NOON, ItemFilter(topic=topic.code))) == [copy]


def test_what_a_person_or_a_rule_chose_stays_when_an_item_is_traced_again(
    edition: Edition, add: Add
) -> None:
    other = Topic.objects.create(code="khac", name_vi="Khác")
    by_hand, by_rule = add(TEXT), add(f"{TEXT} ")
    ItemTopic.objects.filter(item=by_hand).update(topic=other, how=How.HAND)
    Item.objects.filter(pk=by_hand.pk).update(topics_by_hand=True)
    ItemTopic.objects.create(item=by_rule, topic=other, how=How.RULE)

    trace_items([by_hand.pk, by_rule.pk], at=NOON)

    assert list(by_hand.topics.all()) == [other]
    assert set(by_rule.topics.all()) == {other, edition.topics.get()}


def test_a_topic_that_only_a_match_gave_goes_with_the_match(edition: Edition, add: Add) -> None:
    item = add(TEXT)
    Item.objects.filter(pk=item.pk).update(title="x", text=OTHER)

    actions.trace_item(item.pk, at=NOON)

    assert not item.topics.exists()
    assert not Area.objects.filter(items=item).exists()


def test_a_day_is_local_and_follows_the_instant(add: Add) -> None:
    item = add(OTHER, published="2026-03-01 23:30+00:00")
    assert item.day.isoformat() == "2026-03-02"  # half past six in the morning here

    item.published_at = None
    item.save(update_fields=["published_at"])
    item.refresh_from_db()
    assert item.day.isoformat() == "2026-03-02"
    assert item.when == item.added_at


def test_an_item_that_was_set_aside_is_in_no_list(add: Add) -> None:
    item = add(OTHER)
    Item.objects.filter(pk=item.pk).update(set_aside_at=NOON, set_aside_because="nhập nhầm")

    assert not queries.items(NOON).exists()


def _flags(item: Item) -> tuple[bool, bool, bool]:
    item.refresh_from_db()
    return item.is_matched, item.has_drift, item.outdated_since is not None
