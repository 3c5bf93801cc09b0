"""Making one answer: the address is asked as a reader would ask, and what comes is taken down."""

import gzip
import re
from functools import cache
from typing import Any
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.db import OperationalError
from django.http import HttpResponse

from bantin.publish.newsroom.snapshots.store import Address, Answer
from bantin.publish.record.models import Media

LIVE = "bantin.live"  # in the environment of a request that must not be answered from here
_LEVEL = 6  # of gzip: the next one takes twice the time for one per cent
_NEXT = re.compile(rb'rel="next" href="([^"]+)"')
_GONE, _STANDING = {404, 410}, {200, 301, 302}
_NOT_KEPT = {"content-length", "etag", "date"}


class Unfit(Exception):
    """What came is no answer for everybody: an error, or one that sets a cookie."""


Outcome = Answer | Unfit | None  # None: the address leads nowhere


def outcome(address: Address) -> Outcome:
    """What comes of an address: its answer, or why there is none.

    Raises:
        OperationalError: The database is away.
    """
    if address.path.startswith("/media/"):
        found = Media.objects.filter(pk=address.path.removeprefix("/media/")).first()
        return of_media(found) if found else None
    try:
        return answer(address.path)
    except Unfit as error:
        return error


def answer(path: str) -> Answer | None:
    """What a reader gets at ``path`` now; None when it leads nowhere.

    Raises:
        Unfit: The answer is not for everybody.
        OperationalError: The database is away.
    """
    response = _ask(path)
    if getattr(response, "database_trouble", False):
        raise OperationalError("the database is away")
    if response.status_code in _GONE:
        return None
    if response.status_code not in _STANDING or response.cookies or response.streaming:
        raise Unfit(f"{path}: {response.status_code}")
    headers = {name: value for name, value in response.items() if name.lower() not in _NOT_KEPT}
    etag = response.headers.get("ETag", "").strip('"')
    return Answer(response.status_code, headers, etag, compressed(response.content))


def of_media(found: Media) -> Answer:
    """That a file is public, and how it is served; its bytes are on the record."""
    facts = {"content_type": found.content_type, "size": str(found.size)}
    return Answer(200, facts, found.sha256, compressed(b""))


def following_page(path: str, made: Answer) -> str:
    """The address of the next page of a list; empty when there is none."""
    if not made.headers.get("Content-Type", "").startswith("text/html"):
        return ""
    found = _NEXT.search(made.plain())
    return found[1].decode().replace("&amp;", "&") if found else ""


def compressed(data: bytes) -> bytes:
    """``data`` in gzip; the same bytes whenever it is done."""
    return gzip.compress(data, _LEVEL, mtime=0)


def _ask(path: str) -> HttpResponse:
    environ: dict[str, Any] = {}
    setup_testing_defaults(environ)
    path, _, query = path.partition("?")
    host, secure = settings.BASE_URL.partition("://")[2], settings.BASE_URL.startswith("https:")
    environ |= {
        "PATH_INFO": path.encode().decode("latin-1"),
        "QUERY_STRING": query,
        "HTTP_HOST": host,
        "SERVER_NAME": host.partition(":")[0],
        "wsgi.url_scheme": "https" if secure else "http",
        LIVE: True,
    }
    response = _handler().get_response(WSGIRequest(environ))
    assert isinstance(response, HttpResponse)  # noqa: S101 - nothing that streams is planned
    return response


@cache
def _handler() -> WSGIHandler:
    return WSGIHandler()
