"""How public answers are cached: by everyone, for a second, and checked by their bytes.

Nothing here depends on who asks: no cookie is read or set. What ``snapshots`` gives as fresh is two
seconds old at most, so a withdrawal is visible everywhere within five, caches included. While we
cannot answer, a cache may give what it has for a day.
"""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, parse_http_date_safe
from django.views.decorators.http import require_safe

from bantin.core.canonical import sha256_hex

FOR_SECONDS = "public, max-age=1, stale-if-error=86400"
FOR_EVER = "public, max-age=31536000, immutable"

Arguments = ParamSpec("Arguments")
View = Callable[Concatenate[HttpRequest, Arguments], HttpResponse]


def public_page(view: View[Arguments]) -> View[Arguments]:
    """Let anyone read and any cache keep the answer of ``view`` for a second."""

    @require_safe
    @wraps(view)
    def answer(
        request: HttpRequest, /, *args: Arguments.args, **kwargs: Arguments.kwargs
    ) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response.headers.setdefault("Cache-Control", FOR_SECONDS)
        return unless_known(request, response)

    return answer


def unless_known(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """``response`` with a strong ETag of its bytes, or 304 when the reader has just these."""
    if response.status_code != 200:
        return response
    etag = f'"{sha256_hex(response.content)[:32]}"'
    response.headers["ETag"] = etag
    modified = parse_http_date_safe(response.headers.get("Last-Modified", ""))
    if response.headers["Content-Type"].startswith("text/html"):
        modified = None  # a page also changes when a notice begins or ends: its bytes decide
    checked = get_conditional_response(
        request, etag=etag, last_modified=modified, response=response
    )
    return checked if isinstance(checked, HttpResponse) else response


def last_modified(response: HttpResponse, at: datetime | None) -> None:
    """Say when the newest text in ``response`` went live."""
    if at:
        response.headers["Last-Modified"] = http_date(at.timestamp())
