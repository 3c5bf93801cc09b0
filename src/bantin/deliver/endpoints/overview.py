"""Reads for the desk: how many systems and browsers there are, since when, and why some left."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone

from bantin.deliver.endpoints.models import Endpoint

DAYS = 30
WIDTH, HEIGHT, LEFT, FLOOR, TOP = 640, 140, 48, 112, 12


@dataclass(frozen=True, slots=True)
class Counts:
    """How many endpoints of one channel are in which state."""

    channel: str
    open: int
    expired: int
    closed: int


@dataclass(frozen=True, slots=True)
class Line:
    """How many endpoints were open at the end of each day, oldest first, and its drawing."""

    first: int
    last: int
    highest: int
    points: str
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    floor: int = FLOOR
    top: int = TOP
    right: int = WIDTH - 8


def counts(channels: Collection[str], at: datetime) -> list[Counts]:
    """Each of these channels that has endpoints, by name."""
    ended = Q(closed_at=None, expires_at__lte=at)
    rows = (
        Endpoint.objects.filter(channel__in=channels)
        .order_by("channel")
        .values("channel")
        .annotate(
            still=Count("pk", filter=Q(closed_at=None)),
            expired=Count("pk", filter=ended),
            closed=Count("pk", filter=Q(closed_at__isnull=False)),
        )
    )
    return [
        Counts(row["channel"], row["still"] - row["expired"], row["expired"], row["closed"])
        for row in rows
    ]


def line(channel: str, at: datetime) -> Line:
    """The last thirty days of one channel."""
    rows = Endpoint.objects.filter(channel=channel)
    begun, ended = _by_day(rows, "since"), _by_day(rows, "closed_at")
    today = timezone.localdate(at)
    days = [today - timedelta(days=DAYS - 1 - n) for n in range(DAYS)]
    found = [
        sum(n for day, n in begun.items() if day <= one)
        - sum(n for day, n in ended.items() if day <= one)
        for one in days
    ]
    highest = max(*found, 1)
    step = (WIDTH - LEFT - 8) / (DAYS - 1)
    points = " ".join(
        f"{LEFT + place * step:.1f},{FLOOR - (FLOOR - TOP) * count / highest:.1f}"
        for place, count in enumerate(found)
    )
    return Line(found[0], found[-1], highest, points)


def newest_closings(channels: Collection[str], limit: int = 20) -> QuerySet[Endpoint]:
    """What was closed last, and why."""
    closed = Endpoint.objects.filter(channel__in=channels, closed_at__isnull=False)
    return closed.order_by("-closed_at", "-pk")[:limit]


def _by_day(rows: QuerySet[Endpoint], field: str) -> dict[date, int]:
    counted = rows.filter(**{f"{field}__isnull": False}).order_by()
    by_day = counted.values_list(TruncDate(field)).annotate(Count("pk"))
    return dict(by_day)
