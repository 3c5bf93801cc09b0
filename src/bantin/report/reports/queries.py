"""What is counted, and the rows behind each count. Everything names its instant and its days."""

import statistics
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db.models import Count, OuterRef, QuerySet, Subquery, Sum

from bantin.deliver.dispatch.models import Delivery, Expired
from bantin.deliver.embargoes.queries import CHANNEL as EMBARGO
from bantin.publish.record import queries as record
from bantin.publish.record.models import Edition
from bantin.receive.contacts.models import Outlet
from bantin.report.reports.period import Period
from bantin.trace.coverage import queries as coverage
from bantin.trace.coverage.filters import ItemFilter
from bantin.trace.coverage.models import Match
from bantin.trace.coverage.tallies import counting

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
BUCKETS = {
    "15m": (timedelta(0), 15 * MINUTE),
    "1h": (15 * MINUTE, HOUR),
    "3h": (HOUR, 3 * HOUR),
    "6h": (3 * HOUR, 6 * HOUR),
    "24h": (6 * HOUR, DAY),
    "3d": (DAY, 3 * DAY),
    "later": (3 * DAY, timedelta.max),
}
NONE_YET = "none"
MOST_BARS = 92


def editions(at: datetime, period: Period, kind: str = "") -> QuerySet[Edition]:
    """Editions that went live in the period, newest first; of one kind when given."""
    found = record.public_editions(at).filter(**period.bounds("live__at"))
    return found.filter(kind=kind) if kind else found


def releases_with_first_item(at: datetime, period: Period) -> QuerySet[Edition]:
    """First editions of the period with ``first``: when their first item appeared, or None.

    Only items that appeared at or after go-live count.
    """
    appeared = (
        Match.objects.filter(edition__uid=OuterRef("uid"), item__added_at__lte=at)
        .filter(item__set_aside_at=None, item__when__gte=OuterRef("live__at"))
        .order_by("item__when")
    )
    first = Subquery(appeared.values("item__when")[:1])
    return editions(at, period, Edition.Kind.ORIGINAL).annotate(first=first)


def waits(at: datetime, period: Period) -> list[tuple[Edition, timedelta | None]]:
    """Each release of the period with the time from go-live to its first item."""
    found = []
    for edition in releases_with_first_item(at, period):
        first: datetime | None = getattr(edition, "first", None)
        found.append((edition, first - edition.live.at if first else None))
    return found


def bucket_of(wait: timedelta | None) -> str:
    """In which bar of the distribution a waiting time falls."""
    if wait is None:
        return NONE_YET
    return next(name for name, (low, high) in BUCKETS.items() if low <= wait < high)


def median_wait(found: list[tuple[Edition, timedelta | None]]) -> timedelta | None:
    """The middle one of the known waiting times."""
    known = [wait.total_seconds() for _, wait in found if wait is not None]
    return timedelta(seconds=statistics.median(known)) if known else None


def count_items(at: datetime, chosen: ItemFilter) -> int:
    """How many items the coverage list shows for this filter."""
    return coverage.count(at, chosen)


def items_by(at: datetime, chosen: ItemFilter, field: str) -> dict[str | None, int]:
    """Items counted by a field: ``medium``, ``form``, ``outlet__kind``, ``outlet__code``."""
    column, _, of_outlet = field.partition("__")
    counts = counting.by(chosen, at, column)
    if counts is None:
        rows = coverage.items(at, chosen).order_by().values_list(field)
        return dict(rows.annotate(n=Count("pk")).values_list(field, "n"))
    if not of_outlet:
        return counts
    names = dict(Outlet.objects.values_list("pk", of_outlet))
    found: Counter[str | None] = Counter()
    for outlet, n in counts.items():
        found[names.get(outlet)] += n
    return dict(found)


def items_per_day(at: datetime, chosen: ItemFilter) -> Counter[date]:
    """Items by the local day on which they appeared."""
    counts = counting.per_day(chosen, at)
    if counts is not None:
        return counts
    days = coverage.items(at, chosen).order_by()
    return Counter(dict(days.values_list("day").annotate(n=Count("pk")).values_list("day", "n")))


def spans(first: date, last: date) -> Iterator[tuple[date, date]]:
    """Days from ``first`` to ``last``; months when there would be too many bars."""
    by_month = (last - first).days >= MOST_BARS
    start = first
    while start <= last:
        end = min(last, _month_end(start)) if by_month else start
        yield start, end
        start = end + DAY


def _month_end(day: date) -> date:
    return (day.replace(day=28) + 4 * DAY).replace(day=1) - DAY


def deliveries(at: datetime, period: Period, status: str = "") -> QuerySet[Delivery]:
    """Deliveries that were queued in the period, newest first; of one status when given."""
    found = Delivery.objects.filter(queued_at__lte=at, **period.bounds("queued_at"))
    found = found.exclude(channel=EMBARGO)  # an invitation to read, not a text that went out
    found = found.filter(status=status) if status else found
    return found.select_related("edition").order_by("-queued_at", "-pk")


def deliveries_by_status(at: datetime, period: Period) -> dict[str, int]:
    """How many deliveries have each status; statuses that nobody has are left out."""
    rows = deliveries(at, period).order_by().values_list("status")
    counts = Counter(dict(rows.annotate(n=Count("pk")).values_list("status", "n")))
    for status, count in _expired(period).values_list("status", "count"):
        counts[status] += count
    return dict(counts)


def expired_deliveries(period: Period, status: str = "") -> int:
    """How many deliveries of the period were deleted because their time was over."""
    gone = _expired(period)
    gone = gone.filter(status=status) if status else gone
    return gone.aggregate(n=Sum("count"))["n"] or 0


def _expired(period: Period) -> QuerySet[Expired]:
    first, last = period.first_and_last()
    gone = Expired.objects.exclude(channel=EMBARGO)
    gone = gone.filter(queued_on__gte=first) if first else gone
    return gone.filter(queued_on__lte=last) if last else gone
