"""Pictures and files on the record, and the small files that machines look for."""

import logging
from datetime import timedelta
from typing import Any

from c2pa import C2paError
from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from bantin.core.clock import database_now
from bantin.core.refusals import Refusal
from bantin.publish.newsroom import addresses
from bantin.publish.newsroom.public import FOR_EVER, public_page
from bantin.publish.newsroom.queries import editions_named
from bantin.publish.record.credentials import store
from bantin.publish.record.errors import MediaMissing
from bantin.publish.record.media import open_media
from bantin.publish.record.models import Edition, Media
from bantin.publish.record.queries import public_media

SHOWN = {"image/jpeg", "image/png", "image/gif", "image/webp"}
A_WHILE = timedelta(days=180)
A_DAY = "public, max-age=86400"
logger = logging.getLogger(__name__)


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


@require_safe
def press_picture(
    request: HttpRequest, name: str, number: str, sha256: str, filename: str
) -> HttpResponseBase:
    """An original of a live edition with a manifest (C2PA) that says who published it, and where.

    Where nothing can be signed, the original as it is.
    """
    edition, image = _carried(name, int(number), sha256)
    try:
        signed = store.press_picture(edition, image, url=addresses.canonical_edition(edition))
    except (Refusal, C2paError) as error:
        logger.warning("A picture for the press is not signed: %s", error)
        answer = redirect(addresses.media(sha256, filename))
        answer.headers["Cache-Control"] = "no-store"
        return answer
    etag = f'"{signed.name}"'
    known = get_conditional_response(request, etag=etag)
    response = known or HttpResponse(signed.data, content_type=image["content_type"])
    response.headers["ETag"] = etag
    called = addresses.download_name(filename, image["content_type"])
    response.headers["Content-Disposition"] = f'attachment; filename="{called}"'
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = A_DAY
    return response


def _carried(name: str, number: int, sha256: str) -> tuple[Edition, dict[str, Any]]:
    """The edition, and the image of it with this hash."""
    for edition in editions_named(name, database_now()):
        if edition.number == number:
            for image in edition.content["images"]:
                if image["sha256"] == sha256:
                    return edition, image
    raise Http404


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
