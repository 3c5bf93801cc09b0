"""What can be asked of the coverage register; every question names its instant."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from bantin.core.folding import fold
from bantin.publish.record.models import Edition
from bantin.trace.coverage.filters import ItemFilter, State
from bantin.trace.coverage.models import ImportRun, Item, ItemTopic, Match
from bantin.trace.coverage.tallies import counting

_MOST_WORDS = 8


def items(at: datetime, chosen: ItemFilter | None = None) -> QuerySet[Item]:
    """Items in the register at ``at``, newest first; ``when`` is the instant they count for.

    That is when they were published, or when they were added where nobody knows.
    """
    chosen = chosen or ItemFilter()
    found = Item.objects.filter(added_at__lte=at, set_aside_at=None)
    for condition in _conditions(chosen, at):
        found = found.filter(condition)
    return found.order_by("-when", "-pk")


def count(at: datetime, chosen: ItemFilter | None = None) -> int:
    """How many items there are at ``at``: from the tallies where they know, else row by row."""
    chosen = chosen or ItemFilter()
    known = counting.count(chosen, at)
    return items(at, chosen).count() if known is None else known


def listed(found: QuerySet[Item]) -> QuerySet[Item]:
    """The same items with what a list shows of each, without their texts."""
    matches = Match.objects.select_related("edition").defer(
        "edition__canonical", "edition__text", "edition__folded"
    )
    return (
        found.select_related("outlet")
        .defer("text", "folded")
        .prefetch_related(Prefetch("matches", matches))
    )


def matched_items(at: datetime) -> QuerySet[Item]:
    """Items that reproduce passages of an edition."""
    return items(at, ItemFilter(state=State.MATCHED))


def outdated_copies(at: datetime) -> QuerySet[Match]:
    """Copies of editions that were corrected or withdrawn since, longest outdated first.

    ``outdated_figures`` of each says what the copy shows and what the current edition says.
    """
    return (
        Match.objects.filter(outdated_since__lte=at, item__added_at__lte=at)
        .select_related("item__outlet", "edition")
        .defer("item__text", "item__folded", "edition__canonical", "edition__text")
        .order_by("outdated_since", "pk")
    )


def pickup(edition: Edition, at: datetime) -> QuerySet[Item]:
    """Items that reproduce any edition of the same release."""
    found = Match.objects.filter(item=OuterRef("pk"), edition__uid=edition.uid)
    return items(at).filter(Exists(found))


def first_item_after(edition: Edition, at: datetime) -> Item | None:
    """The first item of the release that came at or after the edition went live."""
    return pickup(edition, at).filter(Q(("when__gte", edition.live.at))).last()


def import_runs() -> QuerySet[ImportRun]:
    """Imports, newest first."""
    return ImportRun.objects.select_related("by").order_by("-started_at", "-pk")


def _conditions(chosen: ItemFilter, at: datetime) -> list[Q]:
    conditions = [_STATES[State(chosen.state)](at)] if chosen.state else []
    for lookup, value in _lookups(chosen).items():
        if value:
            conditions.append(Q(**{lookup: value}))
    if chosen.outlet:
        is_none = chosen.outlet == "none"
        conditions.append(Q(outlet=None) if is_none else Q(outlet__code=chosen.outlet))
    if chosen.topic:
        conditions.append(_about(ItemTopic, topic__code=chosen.topic))
    if chosen.edition:
        conditions.append(_matching(edition=int(chosen.edition)))
    words = fold(chosen.words).split()[:_MOST_WORDS]
    return conditions + [Q(folded__contains=word) for word in words]


def _lookups(chosen: ItemFilter) -> dict[str, Any]:
    return {
        "outlet__kind": chosen.kind,
        "medium": chosen.medium,
        "form": chosen.form,
        "when__gte": chosen.begins,
        "when__lt": chosen.ends,
    }


def _about(rows: type[ItemTopic], **lookups: Any) -> Q:
    return Q(Exists(rows.objects.filter(item=OuterRef("pk"), **lookups)))


def _matching(**lookups: Any) -> Q:
    return Q(Exists(Match.objects.filter(item=OuterRef("pk"), **lookups)))


_STATES = {
    State.MATCHED: lambda at: Q(is_matched=True),
    State.UNMATCHED: lambda at: Q(is_matched=False, traced_at__isnull=False),
    State.DRIFT: lambda at: Q(has_drift=True),
    State.OUTDATED: lambda at: Q(outdated_since__lte=at),
    State.WAITING: lambda at: Q(traced_at=None),
}
