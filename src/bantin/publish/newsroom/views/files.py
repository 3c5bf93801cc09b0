"""Pictures and files on the record, and the small files that machines look for."""

from datetime import timedelta

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from bantin.core.clock import database_now
from bantin.publish.newsroom import addresses
from bantin.publish.newsroom.public import FOR_EVER, public_page
from bantin.publish.record.errors import MediaMissing
from bantin.publish.record.media import open_media
from bantin.publish.record.models import Media
from bantin.publish.record.queries import public_media

SHOWN = {"image/jpeg", "image/png", "image/gif", "image/webp"}
A_WHILE = timedelta(days=180)


@require_safe
def media(request: HttpRequest, sha256: str, filename: str) -> HttpResponseBase:
    """The bytes with this hash once an edition that carries them is live, else 404.

    The file name in the address is for people: it changes neither the bytes nor their type.
    """
    found = public_media(sha256, database_now())
    if found is None:
        raise Http404
    known = get_conditional_response(request, etag=f'"{sha256}"')
    response = with_bytes(found, filename) if known is None else _described(known, found, filename)
    response.headers["Cache-Control"] = FOR_EVER
    response.headers["ETag"] = f'"{sha256}"'
    return response


def with_bytes(found: Media, filename: str) -> HttpResponseBase:
    """The bytes of a file on the record, for whoever was found to be allowed to have them.

    Raises:
        Http404: The file is not there.
    """
    kind = addresses.served_type(found.content_type)
    try:
        response = FileResponse(open_media(found.sha256), content_type=kind)
    except MediaMissing as missing:
        raise Http404 from missing
    response.headers["Content-Length"] = str(found.size)
    return _described(response, found, filename)


def _described(response: HttpResponseBase, found: Media, filename: str) -> HttpResponseBase:
    """Say what it is called, and that it runs nothing."""
    name = addresses.download_name(filename, found.content_type)
    how = "inline" if found.content_type in SHOWN else "attachment"
    response.headers["Content-Disposition"] = f'{how}; filename="{name}"'
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@require_safe
def english_home(request: HttpRequest) -> HttpResponse:
    """“/en” without its slash."""
    return redirect("/en/")


@public_page
def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers may read: everything public."""
    lines = [
        "User-agent: *",
        "Disallow: /desk/",
        "Disallow: /accounts/",
        "",
        f"Sitemap: {addresses.public('/sitemap.xml')}",
        f"Sitemap: {addresses.public('/sitemap/news.xml')}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@public_page
def security(request: HttpRequest) -> HttpResponse:
    """Whom to tell about a hole (RFC 9116)."""
    expires = (database_now() + A_WHILE).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [
        f"Contact: mailto:{settings.MAIL_FROM}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: vi, en",
        f"Canonical: {addresses.public(request.path)}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@public_page
def trust(request: HttpRequest) -> HttpResponse:
    """Who answers for this site, and by which rules it works (trust.txt by JournalList)."""
    about = reverse("newsroom:about")
    lines = [
        f"# {settings.AGENCY_NAME['vi']} / {settings.AGENCY_NAME['en']}",
        f"contact=mailto:{settings.MAIL_FROM}",
        f"disclosure={addresses.public(about)}",
        f"disclosure={addresses.public(f'/en{about}')}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
