"""Every error of the API: ``application/problem+json`` (RFC 9457), the same words for one status.

What is not there, not public yet or somebody else's gets the same bytes.
"""

from math import ceil
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bantin.core.problems import problem

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

CONTENT_TYPE = "application/problem+json"
WORDS: dict[int, tuple["StrOrPromise", "StrOrPromise"]] = {
    400: (
        gettext_lazy("The request cannot be read."),
        gettext_lazy("Nothing was done. Send what the description of the API says."),
    ),
    401: (
        gettext_lazy("This needs a key that is in force."),
        gettext_lazy("Send “Authorization: Bearer …” with a key. The press office gives keys."),
    ),
    403: (
        gettext_lazy("This key may not do that."),
        gettext_lazy("Ask the press office for a key that may."),
    ),
    404: (
        gettext_lazy("There is nothing here."),
        gettext_lazy("Check the address. What is not public yet answers like what never was."),
    ),
    405: (
        gettext_lazy("This address does not take that method."),
        gettext_lazy("The header Allow names those that it takes."),
    ),
    409: (
        gettext_lazy("This was not done."),
        gettext_lazy("Nothing was done."),
    ),
    413: (
        gettext_lazy("The request is too large."),
        gettext_lazy("Nothing was done. Send less at once."),
    ),
    415: (
        gettext_lazy("What was sent is of a kind that is not taken here."),
        gettext_lazy("Nothing was done. The description of the API says what is."),
    ),
    422: (
        gettext_lazy("The request has values that do not fit."),
        gettext_lazy("Nothing was done. “errors” names each value and what is wrong with it."),
    ),
    429: (
        gettext_lazy("These were too many requests."),
        gettext_lazy("Wait as many seconds as the header Retry-After says."),
    ),
    500: (
        gettext_lazy("Something failed on our side."),
        gettext_lazy("Try again in a minute, writes with the same Idempotency-Key."),
    ),
    501: (
        gettext_lazy("This office cannot do that."),
        gettext_lazy("Nothing was done. Send it in another form."),
    ),
    503: (
        gettext_lazy("The database cannot be used just now."),
        gettext_lazy("Nothing was saved. Try again in half a minute."),
    ),
}


def answer(status: int, *, title: str = "", detail: str = "", **more: Any) -> HttpResponse:
    """The problem for a status; no cache keeps it."""
    words = WORDS.get(status) or WORDS[400 if status < 500 else 500]
    response = problem(status, title or str(words[0]), detail or str(words[1]), **more)
    response.headers["Cache-Control"] = "no-store"
    return response


def too_often(wait: float) -> HttpResponse:
    """``wait`` seconds from now there is an answer again."""
    response = answer(429)
    response.headers["Retry-After"] = str(ceil(wait))
    return response


def no_key() -> HttpResponse:
    """There is no key, or none that is in force: unknown, expired and revoked are one."""
    response = answer(401)
    response.headers["WWW-Authenticate"] = "Bearer"
    return response


def unknown_cursor() -> HttpResponse:
    """A cursor that we never gave out, or that points to what this ledger does not have."""
    return answer(
        409,
        title=_("This cursor does not belong to this ledger."),
        detail=_(
            "Begin again without a cursor; what you have already has the same uid and number."
        ),
    )


def reworded(response: HttpResponse) -> HttpResponse:
    """An error that something else worded, such as Django's own pages, with our words."""
    if response.headers.get("Content-Type", "").startswith(CONTENT_TYPE):
        return response
    ours = answer(response.status_code)
    for name in ("ETag", "Last-Modified", "Content-Language"):
        response.headers.pop(name, None)
    response.content = ours.content
    for name in ("Content-Type", "Cache-Control"):
        response.headers[name] = ours.headers[name]
    response.headers["Content-Length"] = str(len(ours.content))
    return response
