"""Sitemaps: an index, the pages, the releases of each month, and the news of two days.

Months keep what crawlers fetch small and unchanged: of 20,000 releases they ask again for one.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db.models import Max
from django.db.models.functions import TruncMonth
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.html import escape

from bantin.core.clock import database_now
from bantin.publish.newsroom import addresses
from bantin.publish.newsroom.markup import legal
from bantin.publish.newsroom.public import last_modified, public_page
from bantin.publish.record.models import Edition
from bantin.publish.record.queries import current_editions
from bantin.receive.subjects.models import Area, Topic

MOST_ADDRESSES = 50_000  # in one sitemap, by its specification
MOST_NEWS = 1_000  # by Google's
NEWS = timedelta(days=2)
LANGUAGES = ("vi", "en")
PAGES = (
    "home",
    "topics",
    "areas",
    "archive",
    "about",
    "feeds",
    "spokespersons",
    "policies",
    "transparency",
)
_SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XHTML = 'xmlns:xhtml="http://www.w3.org/1999/xhtml"'
_NEWS = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'


@public_page
def index(request: HttpRequest) -> HttpResponse:
    """Which sitemaps there are, and when each of them changed last."""
    places = [(reverse("newsroom_files:sitemap_pages"), None)]
    places.append((reverse("newsroom_files:sitemap_news"), None))
    months = (
        current_editions(database_now())
        .order_by()
        .values(month=TruncMonth("live__at"))
        .annotate(newest=Max("live__at"))
        .order_by("-month")
    )
    for row in months:
        asked = [f"{row['month']:%Y}", f"{row['month']:%m}"]
        places.append((reverse("newsroom_files:sitemap_month", args=asked), row["newest"]))
    rows = (f"<sitemap>{_place(addresses.public(path), at)}</sitemap>" for path, at in places)
    return _answer("sitemapindex", rows)


@public_page
def pages(request: HttpRequest) -> HttpResponse:
    """Every page that is no release, in both languages."""
    asked: list[tuple[str, list[str]]] = [(name, []) for name in PAGES]
    asked += [("policy", [name]) for name in addresses.POLICIES]
    asked += [("topic", [code]) for code in Topic.objects.values_list("code", flat=True)]
    asked += [("area", [code]) for code in Area.objects.values_list("code", flat=True)]
    rows = (row for name, codes in asked for row in _in_both(name, codes))
    return _answer("urlset", rows, _XHTML)


@public_page
def month(request: HttpRequest, year: str, month: str) -> HttpResponse:
    """The current editions that went live in a month, each in the language of its text."""
    start = datetime(int(year), int(month), 1, tzinfo=timezone.get_current_timezone())
    end = (start + timedelta(days=32)).replace(day=1)
    found = current_editions(database_now()).filter(live__at__gte=start, live__at__lt=end)
    known = list(found.values_list("language", "slug", "uid", "live__at")[:MOST_ADDRESSES])
    if not known:
        raise Http404
    rows = (_release(language, f"{slug}-{uid.hex[:8]}", at) for language, slug, uid, at in known)
    response = _answer("urlset", rows, _XHTML)
    last_modified(response, known[0][3])
    return response


@public_page
def news(request: HttpRequest) -> HttpResponse:
    """What went live in the last two days, as Google News reads it."""
    at = database_now()
    found = current_editions(at).filter(live__at__gt=at - NEWS)
    found = found.exclude(kind=Edition.Kind.WITHDRAWAL)
    rows = (_news(edition) for edition in found.defer("canonical", "folded", "text")[:MOST_NEWS])
    return _answer("urlset", rows, _NEWS)


def _in_both(name: str, codes: list[str]) -> Iterable[str]:
    known = {language: _page(language, name, codes) for language in LANGUAGES}
    links = _alternates(known)
    return (f"<url>{_place(known[language])}{links}</url>" for language in LANGUAGES)


def _page(language: str, name: str, codes: list[str]) -> str:
    with translation.override(language):
        return addresses.public(reverse(f"newsroom:{name}", args=codes))


def _release(language: str, name: str, at: datetime) -> str:
    known = {one: addresses.in_language(one, name) for one in LANGUAGES}
    return f"<url>{_place(known[language], at)}{_alternates(known)}</url>"


def _alternates(known: dict[str, str]) -> str:
    return "".join(
        f'<xhtml:link rel="alternate" hreflang="{language}" href="{escape(url)}"/>'
        for language, url in known.items()
    )


def _news(edition: Edition) -> str:
    agency = settings.AGENCY_NAME.get(edition.language) or settings.AGENCY_NAME["vi"]
    return (
        f"<url>{_place(addresses.canonical(edition))}<news:news><news:publication>"
        f"<news:name>{escape(legal(agency))}</news:name>"
        f"<news:language>{edition.language}</news:language></news:publication>"
        f"<news:publication_date>{_instant(edition.live.at)}</news:publication_date>"
        f"<news:title>{escape(legal(edition.title))}</news:title></news:news></url>"
    )


def _place(url: str, at: datetime | None = None) -> str:
    changed = f"<lastmod>{_instant(at)}</lastmod>" if at else ""
    return f"<loc>{escape(url)}</loc>{changed}"


def _instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _answer(root: str, rows: Iterable[str], *namespaces: str) -> HttpResponse:
    spaces = " ".join([f'xmlns="{_SITEMAPS}"', *namespaces])
    head = f'<?xml version="1.0" encoding="utf-8"?>\n<{root} {spaces}>'
    text = "\n".join([head, *rows, f"</{root}>", ""])
    return HttpResponse(text, content_type="application/xml; charset=utf-8")
