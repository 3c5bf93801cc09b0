"""Looking back: a newly public edition may have copies among the items that we already have."""

from datetime import datetime
from uuid import UUID

from bantin.publish.record import queries as record
from bantin.trace import engine
from bantin.trace.coverage.actions.tracing import trace_items
from bantin.trace.coverage.following import as_engine_edition
from bantin.trace.coverage.models import Item, LookBack, Match

STEP = 500


def start_look_back(edition_id: int) -> LookBack:
    """Note that stored items have to be looked through for this edition; harmless twice."""
    return LookBack.objects.get_or_create(edition_id=edition_id)[0]


def continue_look_back(*, at: datetime) -> int:
    """Look through the next items for the oldest look-back; returns how many were read.

    A small index of this one release finds candidates fast; those, and items that match the
    release already, are traced again against the whole record.
    """
    work = LookBack.objects.filter(done_at=None).select_related("edition").order_by("pk").first()
    if work is None:
        return 0
    family = list(record.editions_of(work.edition.uid, at))
    items = list(
        Item.objects.filter(pk__gt=work.last_item).exclude(traced_at=None).order_by("pk")[:STEP]
    )
    if not items:
        LookBack.objects.filter(pk=work.pk).update(done_at=at)
        return 1
    ids = _candidates(items, engine.Index([as_engine_edition(edition) for edition in family]))
    ids |= _matched(items, work.edition.uid)
    if ids and trace_items(sorted(ids), at=at) < len(ids):
        return 0  # the record moved on: again next time
    LookBack.objects.filter(pk=work.pk).update(last_item=items[-1].pk)
    return len(items)


def _candidates(items: list[Item], index: engine.Index) -> set[int]:
    lines = (engine.Item(str(item.pk), item.text, item.title) for item in items)
    return {item.pk for item, found in zip(items, index.match_many(lines), strict=True) if found}


def _matched(items: list[Item], uid: UUID) -> set[int]:
    ids = [item.pk for item in items]
    return set(
        Match.objects.filter(item__in=ids, edition__uid=uid).values_list("item_id", flat=True)
    )
