"""Search: the words, the filters, and what was probably meant when nothing is found."""

from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_date

from bantin.core.clock import database_now
from bantin.core.plans import by_key
from bantin.publish.newsroom.cards import Card, card
from bantin.publish.newsroom.highlight import marked, snippet
from bantin.publish.newsroom.public import public_page
from bantin.publish.newsroom.views.listing import Listing, listing_of
from bantin.publish.record import queries
from bantin.publish.record.models import Edition, SearchEntry
from bantin.receive.subjects.models import Area, Topic

LONGEST = 200  # characters of a question
NEWEST = "newest"


class Question(NamedTuple):
    """What a reader asks for; "" where they do not care."""

    q: str
    topic: str
    area: str
    language: str
    since: str
    until: str
    order: str

    @property
    def filtered(self) -> bool:
        """Whether more than words narrow the search."""
        return any((self.topic, self.area, self.language, self.since, self.until))

    @property
    def wrong_days(self) -> list[str]:
        """What was given as a day and is none."""
        return [given for given in (self.since, self.until) if given and _day(given) is None]


@public_page
def search(request: HttpRequest) -> HttpResponse:
    """Current editions with all the words, with or without Vietnamese marks."""
    asked = _asked(request)
    at = database_now()
    listing, meant = None, ""
    if asked.q and not asked.wrong_days:
        with by_key():
            listing, meant = _shown(request, asked, at)
    context = {
        "words": asked.q,
        "asked": asked,
        "meant": meant,
        "unfiltered_url": f"{request.path}?{urlencode({'q': asked.q})}",
        "topics": Topic.objects.all(),
        "areas": Area.objects.all(),
        "listing": listing,
    }
    return render(request, "newsroom/search.html", context)


def _asked(request: HttpRequest) -> Question:
    return Question(
        *(
            request.GET.get(key, "").replace("\x00", "").strip()[:LONGEST]
            for key in Question._fields
        )
    )


def _shown(request: HttpRequest, asked: Question, at: datetime) -> tuple[Listing, str]:
    """The page of what was found, and the other words that found it: "" for those asked."""
    listing = _listing(request, asked, at)
    if listing.total:
        return listing, ""
    for words in queries.other_readings(asked.q):
        instead = asked._replace(q=words)
        other = _listing(request, instead, at)
        if other.total:
            return other, words
    return listing, ""


def _found(asked: Question, at: datetime) -> QuerySet[SearchEntry]:
    since, until = _day(asked.since), _day(asked.until)
    found = queries.search(asked.q, at, topic=asked.topic or None, area=asked.area or None)
    if asked.language:
        found = found.filter(language=asked.language)
    if since:
        found = found.filter(live_at__gte=_midnight(since))
    if until:
        found = found.filter(live_at__lt=_midnight(until + timedelta(days=1)))
    if asked.order == NEWEST:
        found = found.order_by("-live_at", "-ledger_index")
    return found


def _listing(request: HttpRequest, asked: Question, at: datetime) -> Listing:
    def show(editions: list[Edition]) -> list[Card]:
        return [_marked_card(edition, asked.q) for edition in editions]

    return listing_of(request, _found(asked, at), at, show, asked._asdict())


def _marked_card(edition: Edition, words: str) -> Card:
    """A card whose title and excerpt show why it was found."""
    plain = card(edition)
    text = f"{edition.summary} {edition.text}".replace("\n", " ")
    return Card(
        **{
            **vars(plain),
            "title": marked(edition.title, words),
            "summary": snippet(text, words),
        }
    )


def _day(given: str) -> date | None:
    """The day, None when nothing or no day is given."""
    try:
        day = parse_date(given)
    except ValueError:  # well formed, but there is no such day
        return None
    return day if day and date(1900, 1, 1) <= day <= date(2999, 12, 30) else None


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
