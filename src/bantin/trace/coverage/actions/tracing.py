"""Tracing: look items up among the public editions and write down the evidence."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from bantin.core import events
from bantin.publish.record import queries as record
from bantin.publish.record.models import Edition
from bantin.trace import engine
from bantin.trace.coverage.actions.filing import file_by_matches
from bantin.trace.coverage.following import Signature, shared, signature_of_record
from bantin.trace.coverage.models import Item, Match
from bantin.trace.coverage.outdated import outdated


def trace_item(item_id: int, *, at: datetime) -> Item:
    """Match one item against the record at ``at``; its old matches are replaced."""
    trace_items([item_id], at=at)
    return Item.objects.get(pk=item_id)


def trace_waiting(*, at: datetime, most: int = 200) -> int:
    """Trace up to ``most`` items that nobody traced yet, oldest first; returns how many."""
    waiting = Item.objects.filter(traced_at=None).order_by("added_at", "pk")
    ids = list(waiting.values_list("pk", flat=True)[:most])
    return trace_items(ids, at=at) if ids else 0


def trace_items(ids: Sequence[int], *, at: datetime) -> int:
    """Trace these items; returns how many were written.

    The matching happens outside the transaction. When an edition went live meanwhile nothing is
    written, so that no item is ever stored as compared with less than the record held.
    """
    index, before = shared.at(at), signature_of_record(at)
    items = list(Item.objects.filter(pk__in=ids))
    lines = (engine.Item(str(item.pk), item.text, item.title) for item in items)
    found = list(index.match_many(lines))
    families = _Families(at)
    matches = [
        match
        for item, its in zip(items, found, strict=True)
        for match in _matches(item, its, families, at)
    ]
    return _write(items, matches, before, at)


@transaction.atomic
def _write(items: list[Item], matches: list[Match], before: Signature, at: datetime) -> int:
    ids = [item.pk for item in items]
    locked = Item.objects.select_for_update(no_key=True).filter(pk__in=ids)
    held = {item.pk: item for item in locked.only("pk")}
    if signature_of_record(at) != before:
        return 0
    had = set(Match.objects.filter(item__in=ids).values_list("item_id", flat=True))
    matches = [match for match in matches if match.item_id in held]
    Match.objects.filter(item__in=ids).delete()
    Match.objects.bulk_create(matches)
    _sum_up(list(held), matches, at)
    file_by_matches(list(held), matches)
    fresh = dict.fromkeys(match.item_id for match in matches if match.item_id not in had)
    events.record_all("item.matched", [held[item_id] for item_id in fresh], at=at)
    return len(held)


def _sum_up(ids: list[int], matches: list[Match], at: datetime) -> None:
    """Write on each item what its matches say together; alike items with one statement."""
    said: dict[int, list[Match]] = {item_id: [] for item_id in ids}
    for match in matches:
        said[match.item_id].append(match)
    alike = defaultdict(list)
    for item_id, its in said.items():
        drift = any(match.drift for match in its)
        since = min((m.outdated_since for m in its if m.outdated_since), default=None)
        alike[bool(its), drift, since].append(item_id)
    for (matched, drift, since), some in alike.items():
        Item.objects.filter(pk__in=some).update(
            traced_at=at, is_matched=matched, has_drift=drift, outdated_since=since
        )


class _Families:
    """Public editions of releases, oldest first, read once in a batch."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self._by_sha: dict[str, list[Edition]] = {}

    def of(self, sha256: str) -> list[Edition]:
        if sha256 not in self._by_sha:
            edition = record.public_editions(self.at).get(sha256=sha256)
            family = list(record.editions_of(edition.uid, self.at).select_related("live"))
            self._by_sha |= {member.sha256: family for member in family}
        return self._by_sha[sha256]


def _matches(
    item: Item, found: Iterable[engine.Match], families: _Families, at: datetime
) -> Iterable[Match]:
    for match in found:
        family = families.of(match.edition)
        old = outdated(match, item.text, family)
        yield Match(
            item=item,
            edition=next(edition for edition in family if edition.sha256 == match.edition),
            score=match.score,
            item_share=min(1.0, match.item_share),
            edition_share=min(1.0, match.edition_share),
            edition_certain=match.version_certain,
            passages=[{"item": p.item, "edition": p.edition} for p in match.passages],
            drift=[drift._asdict() for drift in match.drift],
            outdated_since=old.since if old else None,
            outdated_figures=old.figures if old else [],
            traced_at=at,
        )
