"""Filing items under topics and areas: as the editions are that they copy."""

from collections.abc import Iterable, Sequence
from typing import Any

from bantin.publish.record.models import Edition
from bantin.trace.coverage.models import How, Item, ItemArea, ItemTopic, Match

Pairs = set[tuple[int, int]]


def file_by_matches(item_ids: Sequence[int], matches: Iterable[Match]) -> None:
    """File each item under the topics and areas of the editions that it copies.

    An item whose topics or areas a person chose keeps them; rows of saved rules stay.
    """
    copied = [(match.item_id, match.edition_id) for match in matches]
    _file(ItemTopic, "topic", _free(item_ids, "topics_by_hand"), copied)
    _file(ItemArea, "area", _free(item_ids, "areas_by_hand"), copied)


def _free(item_ids: Sequence[int], by_hand: str) -> set[int]:
    chosen = Item.objects.filter(pk__in=item_ids, **{by_hand: True})
    return set(item_ids) - set(chosen.values_list("pk", flat=True))


def _file(
    rows: type[ItemTopic] | type[ItemArea],
    subject: str,
    free: set[int],
    copied: list[tuple[int, int]],
) -> None:
    column = f"{subject}_id"
    wanted = _wanted(f"{subject}s", [pair for pair in copied if pair[0] in free])
    there = rows.objects.filter(item__in=free, how=How.MATCH)
    old = {
        (item_id, subject_id): pk
        for pk, item_id, subject_id in there.values_list("pk", "item_id", column)
    }
    gone = [pk for pair, pk in old.items() if pair not in wanted]
    if gone:
        there.filter(pk__in=gone).delete()
    fresh: list[Any] = [
        rows(item_id=item_id, how=How.MATCH, **{column: subject_id})
        for item_id, subject_id in sorted(wanted - old.keys())
    ]
    rows.objects.bulk_create(fresh, ignore_conflicts=True)  # a saved rule may have been before


def _wanted(subjects: str, copied: list[tuple[int, int]]) -> Pairs:
    ids = {edition_id for _item, edition_id in copied}
    found = Edition.objects.filter(pk__in=ids).exclude(**{subjects: None})
    of_edition: dict[int, list[int]] = {}
    for edition_id, subject_id in found.values_list("pk", subjects):
        of_edition.setdefault(edition_id, []).append(subject_id)
    return {
        (item_id, subject_id)
        for item_id, edition_id in copied
        for subject_id in of_edition.get(edition_id, ())
    }
