"""What surrounds every address of the API: limits, HEAD, caching, and reading from web pages."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from bantin.publish.newsroom.public import FOR_SECONDS, last_modified, unless_known

View = Callable[..., HttpResponse]
Refused = Callable[[HttpRequest], HttpResponse | None]
_A_SECOND = timedelta(seconds=1)
_MAY_BE_SENT = "Accept, Accept-Language, If-Modified-Since, If-None-Match"
_MAY_BE_READ = "Content-Language, ETag, Last-Modified, Link, Retry-After"


def framed(view: View, *, refused: Refused, public: bool = True) -> View:
    """Let programs read what ``view`` answers, from anywhere, unless ``refused`` says why not.

    An answer that says nothing about caches may be kept by any cache for five seconds. What is
    not ``public`` depends on who asks; no cache keeps it, and no page on another site may read it.
    """

    @csrf_exempt  # no cookie counts here, only keys
    @wraps(view)
    def answered(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.method == "OPTIONS" and public:
            return _preflight()
        response = refused(request) or _asked(view, request, *args, **kwargs)
        if request.method in {"GET", "HEAD"} and not public:
            response.headers["Cache-Control"] = "private, no-cache"
            return unless_known(request, response)
        if request.method in {"GET", "HEAD"}:
            response.headers.setdefault("Access-Control-Allow-Origin", "*")
            response.headers.setdefault("Access-Control-Expose-Headers", _MAY_BE_READ)
            response.headers.setdefault("Cache-Control", FOR_SECONDS)
            return unless_known(request, response)
        response.headers["Cache-Control"] = "no-store"
        return response

    return answered


def say_when(response: HttpResponse, newest: datetime | None, at: datetime) -> None:
    """Say when the record changed last, once that second is over.

    Within it something else may still go live, and the header knows whole seconds only: who asked
    with it would be told that nothing is new.
    """
    if newest and newest.replace(microsecond=0) + _A_SECOND <= at:
        last_modified(response, newest)


def _asked(view: View, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    """HEAD is answered as GET; the server leaves the body out."""
    method = request.method
    try:
        request.method = "GET" if method == "HEAD" else method
        return view(request, *args, **kwargs)
    finally:
        request.method = method


def _preflight() -> HttpResponse:
    """Pages on other sites may read, without keys: keys do not belong into web pages."""
    headers = {
        "Allow": "GET, HEAD, OPTIONS",
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Allow-Methods": "GET, HEAD",
        "Access-Control-Allow-Headers": _MAY_BE_SENT,
        "Access-Control-Max-Age": "86400",
    }
    return HttpResponse(status=204, headers=headers)
