"""Lists of releases: by topic, by area, by month."""

from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from bantin.core.clock import database_now
from bantin.publish.newsroom import addresses, queries
from bantin.publish.newsroom.cards import Card, card
from bantin.publish.newsroom.feeds import feeds_about
from bantin.publish.newsroom.public import public_page
from bantin.publish.newsroom.views.listing import listing_of
from bantin.publish.record.models import Edition
from bantin.publish.record.queries import public_editions
from bantin.receive.subjects.models import Area, Topic


class MonthLink(NamedTuple):
    """A month of the archive."""

    first_day: datetime
    editions: int
    url: str


@public_page
def topics(request: HttpRequest) -> HttpResponse:
    """Every topic."""
    context = {"section": "topics", "topics": queries.counted_topics(database_now())}
    return render(request, "newsroom/topics.html", context)


@public_page
def topic(request: HttpRequest, code: str) -> HttpResponse:
    """What is current about one topic."""
    about = get_object_or_404(Topic, code=code)
    at = database_now()
    context = {
        "section": "topics",
        "topic": about,
        "listing": listing_of(request, queries.current_about(about, at), at),
        "feeds": feeds_about(about),
    }
    return render(request, "newsroom/topic.html", context)


@public_page
def areas(request: HttpRequest) -> HttpResponse:
    """Every area."""
    context = {"section": "areas", "areas": queries.counted_areas(database_now())}
    return render(request, "newsroom/areas.html", context)


@public_page
def area(request: HttpRequest, code: str) -> HttpResponse:
    """What is current about one area and its parts."""
    place = get_object_or_404(Area, code=code)
    at = database_now()
    listing = listing_of(request, queries.current_in(place, at), at)
    context = {
        "section": "areas",
        "area": place,
        "listing": listing,
        "feeds": feeds_about(place),
    }
    return render(request, "newsroom/area.html", context)


@public_page
def archive(request: HttpRequest) -> HttpResponse:
    """Years and months with everything that was ever published."""
    links = _months(database_now())
    years = [(year, list(months)) for year, months in groupby(links, lambda m: m.first_day.year)]
    context = {"section": "archive", "years": [(str(year), months) for year, months in years]}
    return render(request, "newsroom/archive.html", context)


@public_page
def archive_year(request: HttpRequest, year: str) -> HttpResponse:
    """Every edition of a year, newest first."""
    start = _local(int(year), 1)
    return _archived(request, start, _local(int(year) + 1, 1), {"year": year})


@public_page
def archive_month(request: HttpRequest, year: str, month: str) -> HttpResponse:
    """Every edition of a month, newest first."""
    start = _local(int(year), int(month))
    end = _local(start.year + start.month // 12, start.month % 12 + 1)
    return _archived(request, start, end, {"year": year, "month": start})


def _archived(
    request: HttpRequest, start: datetime, end: datetime, context: dict[str, Any]
) -> HttpResponse:
    at = database_now()
    found = public_editions(at).filter(live__at__gte=start, live__at__lt=end)
    listing = listing_of(request, found, at, lambda editions: _history(editions, at))
    if not listing.total:
        raise Http404
    return render(
        request, "newsroom/archived.html", {"section": "archive", "listing": listing, **context}
    )


def _history(editions: list[Edition], at: datetime) -> list[Card]:
    """Cards that lead to each edition itself and say when a newer one has replaced it."""
    newest = queries.newest_numbers({edition.uid for edition in editions}, at)
    return [
        Card(
            **{
                **vars(card(edition)),
                "url": addresses.one_edition(edition),
                "superseded": edition.number < newest[edition.uid],
            }
        )
        for edition in editions
    ]


def _months(at: datetime) -> list[MonthLink]:
    return [
        MonthLink(month.first_day, month.editions, addresses.month(month.first_day))
        for month in queries.months(at)
    ]


def _local(year: int, month: int) -> datetime:
    return datetime(year, month, 1, tzinfo=timezone.get_current_timezone())
