"""Questions of the public pages, all asked of the public record."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, Exists, Max, Min, OuterRef, QuerySet
from django.db.models.functions import ExtractYear, TruncMonth

from bantin.publish.newsroom.addresses import read_name
from bantin.publish.record.models import Edition, EditionMedia
from bantin.publish.record.queries import current_editions, public_editions
from bantin.receive.subjects.models import Area, Topic


class Year(NamedTuple):
    """How many editions of each kind went live in a year of the office's calendar."""

    year: int
    by_kind: dict[str, int]


class Month(NamedTuple):
    """How many editions went live in a month of the office's calendar."""

    first_day: datetime
    editions: int


def editions_named(name: str, at: datetime) -> list[Edition]:
    """The public editions of the release with this address, oldest first; none if there is none."""
    read = read_name(name)
    if read is None:
        return []
    slug, first, last = read
    found = list(public_editions(at).filter(uid__range=(first, last)).order_by("uid", "number"))
    if len({edition.uid for edition in found}) > 1:  # two releases share the 8 digits
        meant = {edition.uid for edition in found if edition.slug == slug}
        found = [edition for edition in found if edition.uid in meant]
    return found


def current_about(topic: Topic, at: datetime) -> QuerySet[Edition]:
    """Current editions about a topic, newest first."""
    filed = Edition.topics.through.objects.filter(topic_id=topic.pk).values("edition_id")
    return current_editions(at).filter(pk__in=filed)


def with_documents(topic: Topic, at: datetime, *, most: int) -> list[Edition]:
    """The newest current editions about a topic that carry documents; withdrawn ones left out."""
    files = EditionMedia.objects.filter(edition=OuterRef("pk"))
    files = files.exclude(media__content_type__startswith="image/")
    found = current_about(topic, at).exclude(kind=Edition.Kind.WITHDRAWAL).filter(Exists(files))
    return on_page(list(found.values_list("pk", flat=True)[:most]), at)


def current_in(area: Area, at: datetime) -> QuerySet[Edition]:
    """Current editions about an area or one of its parts, newest first."""
    places = Area.objects.filter(pk=area.pk) | Area.objects.filter(parent=area.pk)
    filed = Edition.areas.through.objects.filter(area_id__in=places).values("edition_id")
    return current_editions(at).filter(pk__in=filed)


def on_page(keys: Sequence[int], at: datetime) -> list[Edition]:
    """The editions with these keys, in the order of the keys.

    Lists sort and count keys alone: a database that sorts whole texts takes ten times as long.
    """
    found = public_editions(at).filter(pk__in=keys)
    return sorted(found, key=lambda edition: keys.index(edition.pk))


def counted_topics(at: datetime) -> list[tuple[Topic, int]]:
    """Every topic with the number of its current editions."""
    counts = _topic_counts(_newest(at))
    return [(topic, counts.get(topic.pk, 0)) for topic in Topic.objects.all()]


def counted_areas(at: datetime) -> list[tuple[Area, int]]:
    """Every area with the number of its current editions, wholes before their parts."""
    counts = _area_counts(_newest(at))
    areas = sorted(Area.objects.all(), key=lambda area: area.parent_id is not None)
    return [(area, counts.get(area.pk, 0)) for area in areas]


def months(at: datetime) -> list[Month]:
    """Months in which editions went live, newest first."""
    return _months(_newest(at))


def years(at: datetime) -> list[Year]:
    """Years in which editions went live, newest first, with their numbers by kind."""
    return _years(_newest(at))


def first_live(uids: Iterable[UUID], at: datetime) -> dict[UUID, datetime]:
    """When the first edition of each release went live."""
    rows = public_editions(at).filter(uid__in=list(uids)).order_by().values("uid")
    return {row["uid"]: row["first"] for row in rows.annotate(first=Min("live__at"))}


def newest_numbers(uids: Iterable[UUID], at: datetime) -> dict[UUID, int]:
    """The number of the current edition of each release."""
    rows = public_editions(at).filter(uid__in=list(uids)).order_by().values("uid")
    return {row["uid"]: row["newest"] for row in rows.annotate(newest=Max("number"))}


class _Newest(NamedTuple):
    """The last thing that went live. While it stays the same, so does all that is counted."""

    sha256: str
    at: datetime


def _newest(at: datetime) -> _Newest | None:
    row = public_editions(at).values_list("sha256", "live__at").first()
    return _Newest(*row) if row else None


@lru_cache(maxsize=2)
def _topic_counts(newest: _Newest | None) -> dict[int, int]:
    if newest is None:
        return {}
    filed = Edition.topics.through.objects.filter(edition__in=_keys(newest.at))
    return dict(filed.values_list("topic_id").annotate(Count("pk")))


@lru_cache(maxsize=2)
def _area_counts(newest: _Newest | None) -> dict[int, int]:
    if newest is None:
        return {}
    filed = Edition.areas.through.objects.filter(edition__in=_keys(newest.at))
    return dict(filed.values_list("area_id").annotate(Count("pk")))


@lru_cache(maxsize=2)
def _months(newest: _Newest | None) -> list[Month]:
    if newest is None:
        return []
    rows = (
        public_editions(newest.at)
        .order_by()
        .values(month=TruncMonth("live__at"))
        .annotate(editions=Count("pk"))
        .order_by("-month")
    )
    return [Month(row["month"], row["editions"]) for row in rows]


@lru_cache(maxsize=2)
def _years(newest: _Newest | None) -> list[Year]:
    if newest is None:
        return []
    rows = (
        public_editions(newest.at)
        .order_by()
        .values_list(ExtractYear("live__at"), "kind")
        .annotate(editions=Count("pk"))
    )
    found: dict[int, dict[str, int]] = {}
    for year, kind, editions in rows:
        found.setdefault(year, {})[kind] = editions
    return [Year(year, found[year]) for year in sorted(found, reverse=True)]


def _keys(at: datetime) -> QuerySet[Edition, int]:
    return current_editions(at).order_by().values_list("pk", flat=True)
