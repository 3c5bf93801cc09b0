"""Readers get finished answers: fresh ones before the database is asked, kept ones without it."""

import re
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers

from bantin.publish.newsroom.public import FOR_EVER
from bantin.publish.newsroom.snapshots.making import LIVE
from bantin.publish.newsroom.snapshots.store import Answer, Store, place
from bantin.publish.newsroom.views.files import with_bytes
from bantin.publish.record.models import Media
from bantin.web.middleware import STAFF_PATHS

WITHIN = 1.5  # seconds since the keeper looked at the record
AWAY = 2.0  # seconds that kept answers are given without asking a database that was away
_NEVER = (*STAFF_PATHS, "/static/", "/api/", "/health", "/metrics")
_PAGE = re.compile(r"page=[1-9][0-9]{0,4}", re.ASCII)
_PROOF = re.compile(r"/en(/thong-cao/.+\.(?:json|jws|txt|minisig))")
_PRESS = re.compile(r"/thong-cao/[^/]+/phien-ban/[0-9]+/anh/([0-9a-f]{64})/([^/]{1,255})")
_MEDIA = re.compile(r"(/media/([0-9a-f]{64}))/([^/]{1,255})")


class SnapshotMiddleware:
    """Outermost, so that an answer from here costs next to nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self._away_until = 0.0

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        path = _address(request)
        if path is None:
            return self.get_response(request)
        if not _is_staff(request) and (fresh := _store().fresh(path, within=WITHIN)):
            return _given(request, fresh)
        if time.monotonic() < self._away_until and (kept := _kept(request, path)):
            return kept
        response = self.get_response(request)
        if getattr(response, "database_trouble", False):
            self._away_until = time.monotonic() + AWAY
            return _kept(request, path) or response
        return response


def _address(request: HttpRequest) -> str | None:
    """Under what a request's answer would be kept; None when it never is."""
    path, query = request.path_info, request.META.get("QUERY_STRING", "")
    if request.method not in {"GET", "HEAD"} or path.startswith(_NEVER) or LIVE in request.META:
        return None
    if query:
        return f"{path}?{query}" if _PAGE.fullmatch(query) else None
    proof = _PROOF.fullmatch(path)
    return proof[1] if proof else path


def _is_staff(request: HttpRequest) -> bool:
    """Readers have no cookie. Staff see what the database says, and what the desk asks for itself.

    The desk's preview is a request for “/” that is answered with a draft.
    """
    return settings.SESSION_COOKIE_NAME in request.COOKIES


def _kept(request: HttpRequest, path: str) -> HttpResponseBase | None:
    """The last answer that was made, or a file whose bytes are on this node."""
    if file := _MEDIA.fullmatch(path):
        found = _store().kept(file[1])
        return _file(found, file[2], file[3]) if found else None
    if picture := _PRESS.fullmatch(path):
        return _unsigned(picture[1], picture[2])
    kept = _store().kept(path)
    return _given(request, kept) if kept else None


def _file(found: Answer, sha256: str, name: str) -> HttpResponseBase | None:
    described = Media(
        sha256=sha256,
        size=int(found.headers["size"]),
        content_type=found.headers["content_type"],
    )
    try:
        response = with_bytes(described, name)
    except Http404:
        return None
    response.headers["Cache-Control"] = FOR_EVER
    response.headers["ETag"] = f'"{sha256}"'
    return response


def _unsigned(sha256: str, name: str) -> HttpResponseBase | None:
    """The original of a picture for the press; what is signed is asked for while it can be."""
    found = _store().kept(f"/media/{sha256}")
    response = _file(found, sha256, name) if found else None
    if response:
        response.headers["Cache-Control"] = "no-store"
    return response


def _given(request: HttpRequest, answer: Answer) -> HttpResponseBase:
    """``answer`` as this reader takes it: compressed or not, or just that it is known."""
    packed = "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", "")
    response = HttpResponse(
        answer.body if packed else answer.plain(), status=answer.status, headers=answer.headers
    )
    patch_vary_headers(response, ["Accept-Encoding"])
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Content-Length"] = str(len(response.content))
    if not answer.etag or answer.status != 200:
        return response
    etag = f'W/"{answer.etag}"' if packed else f'"{answer.etag}"'
    response.headers["ETag"] = etag
    known = get_conditional_response(request, etag=etag, response=response)
    return known if known is not None else response


def _store() -> Store:
    return _store_at(place())


@cache
def _store_at(path: Path) -> Store:
    return Store(path)
