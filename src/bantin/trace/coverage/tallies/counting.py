"""Answers from the tallies, for filters that they know; None for others, which need the rows."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet, Sum

from bantin.receive.contacts.models import Outlet
from bantin.receive.subjects.models import Area, Topic
from bantin.trace.coverage.filters import ItemFilter, State, as_day
from bantin.trace.coverage.models import Item, Tally

DAY = timedelta(days=1)
NOBODY = -1  # the key of an outlet, a topic or an area that is not there


def count(chosen: ItemFilter, at: datetime) -> int | None:
    """How many items the filter shows."""
    found = rows(chosen, at)
    return None if found is None else found.aggregate(n=Sum("items"))["n"] or 0


def airtime(chosen: ItemFilter, at: datetime) -> int | None:
    """How many seconds were broadcast in the items that the filter shows."""
    found = rows(chosen, at)
    return None if found is None else found.aggregate(n=Sum("airtime"))["n"] or 0


def by(chosen: ItemFilter, at: datetime, column: str) -> dict[Any, int] | None:
    """Items by a column of the tally; those by outlet and column with None for 0."""
    found = rows(chosen, at)
    if found is None:
        return None
    counts = found.values_list(column).annotate(n=Sum("items")).values_list(column, "n")
    nobody = column in {"outlet", "column"}
    return {(key or None) if nobody else key: n for key, n in counts if n}


def by_subject(chosen: ItemFilter, at: datetime, kind: Tally.Kind) -> dict[int, int] | None:
    """Items by topic, or by area; an item under two of them counts for both."""
    if chosen.topic or getattr(chosen, "area", ""):
        return None
    found = rows(chosen, at, kind)
    if found is None:
        return None
    counts = found.values_list("subject").annotate(n=Sum("items")).values_list("subject", "n")
    return {subject: n for subject, n in counts if n}


def by_span(
    chosen: ItemFilter, at: datetime, spans: Iterable[tuple[date, date]]
) -> list[int] | None:
    """Items in each of some spans, which are whole months or parts of one, in order."""
    counts = []
    for first, last in spans:
        n = count(chosen.with_(since=first.isoformat(), until=last.isoformat()), at)
        if n is None:
            return None
        counts.append(n)
    return counts


def per_day(chosen: ItemFilter, at: datetime) -> Counter[date] | None:
    """Items by their local day."""
    found = rows(chosen, at, grain=Tally.Grain.DAY)
    if found is None:
        return None
    return Counter(dict(found.values_list("first").annotate(n=Sum("items")).order_by()))


def rows(
    chosen: ItemFilter,
    at: datetime,
    kind: Tally.Kind = Tally.Kind.ITEM,
    *,
    grain: Tally.Grain | None = None,
) -> QuerySet[Tally] | None:
    """The tallies to add up; None when the filter asks for more than they know."""
    values = {name: value for name, value in asdict(chosen).items() if value}
    since, until = values.pop("since", ""), values.pop("until", "")
    known = values.get("state", State.MATCHED) in _STATES
    if not known or values.keys() - _CONDITIONS.keys() or _is_in_the_past(at):
        return None
    found = Tally.objects.filter(_stretch(as_day(since), as_day(until), grain))
    if kind == Tally.Kind.ITEM and "topic" in values:
        kind, subject = Tally.Kind.TOPIC, Topic.objects.filter(code=values.pop("topic"))
        found = found.filter(subject=subject.values_list("pk", flat=True).first() or NOBODY)
    elif kind == Tally.Kind.ITEM and "area" in values:
        area = Area.objects.filter(code=values.pop("area")).first()
        if area is not None and area.parts.exists():
            return None  # an item may be under several parts and counts once
        kind, found = Tally.Kind.AREA, found.filter(subject=area.pk if area else NOBODY)
    elif kind == Tally.Kind.ITEM:
        found = found.filter(subject=0)
    if values.keys() & {"topic", "area"}:
        return None
    for name, value in values.items():
        found = found.filter(_CONDITIONS[name](value))
    return found.filter(kind=kind).order_by()


def _is_in_the_past(at: datetime) -> bool:
    """Whether items came since; the tallies know the present only."""
    return Item.objects.filter(added_at__gt=at).exists()


def _stretch(since: date | None, until: date | None, grain: Tally.Grain | None) -> Q:
    """Whole months by the month, what is left at both ends by the day."""
    if grain == Tally.Grain.DAY:
        return _between(Tally.Grain.DAY, since, until)
    months_begin = _first_of_month(since - DAY, 1) if since else None
    months_end = _first_of_month(until + DAY, 0) - DAY if until else None
    if since and until and (not months_begin or not months_end or months_begin > months_end):
        return _between(Tally.Grain.DAY, since, until)
    whole = _between(Tally.Grain.MONTH, months_begin, months_end)
    if since and months_begin and since < months_begin:
        whole |= _between(Tally.Grain.DAY, since, months_begin - DAY)
    if until and months_end and months_end < until:
        whole |= _between(Tally.Grain.DAY, months_end + DAY, until)
    return whole


def _between(grain: Tally.Grain, first: date | None, last: date | None) -> Q:
    condition = Q(grain=grain)
    if first:
        condition &= Q(first__gte=first)
    if last:
        condition &= Q(first__lte=last)
    return condition


def _first_of_month(day: date, later: int) -> date:
    """The first of the month of ``day``, or of the next one."""
    return (day.replace(day=1) + 32 * later * DAY).replace(day=1)


def _outlet(code: str) -> Q:
    if code == "none":
        return Q(outlet=0)
    found = Outlet.objects.filter(code=code).values_list("pk", flat=True).first()
    return Q(outlet=found or NOBODY)


def _kind(kind: str) -> Q:
    return Q(outlet__in=list(Outlet.objects.filter(kind=kind).values_list("pk", flat=True)))


_STATES = {
    State.MATCHED: Q(is_matched=True),
    State.UNMATCHED: Q(is_matched=False, is_traced=True),
    State.DRIFT: Q(has_drift=True),
    State.OUTDATED: Q(is_outdated=True),
    State.WAITING: Q(is_traced=False),
}
_CONDITIONS: dict[str, Callable[[str], Q]] = {
    "state": lambda value: _STATES[State(value)],
    "outlet": _outlet,
    "kind": _kind,
    "medium": lambda value: Q(medium=value),
    "form": lambda value: Q(form=value),
    "language": lambda value: Q(language=value),
    "relation": lambda value: Q(relation=value),
    "column": lambda value: Q(column=int(value)),
    "topic": lambda value: Q(),
    "area": lambda value: Q(),
}
