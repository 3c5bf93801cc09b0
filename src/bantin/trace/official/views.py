"""Is this official? Compare what a reader sends with the record, and keep nothing of it.

Posting here changes nothing and uses nobody's authority, so there is nothing for a cross-site
form to abuse, and no cookie is needed.
"""

from allauth.core import ratelimit
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from bantin.core.clock import database_now
from bantin.publish.newsroom.addresses import public
from bantin.publish.newsroom.public import FOR_EVER, public_page, unless_known
from bantin.trace.official import codes, queries, reading
from bantin.trace.official.errors import CannotCompare, TooManyAsked
from bantin.trace.official.uploads import MOST_BYTES, form_of

WAIT = 600  # seconds, as in settings.ACCOUNT_RATE_LIMITS


@csrf_exempt
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """The form, and the answer to what was sent with it."""
    return _answer(request) if request.method == "POST" else _form(request)


@public_page
def _form(request: HttpRequest) -> HttpResponse:
    return render(request, "official/check.html", _limits())


@never_cache
def _answer(request: HttpRequest) -> HttpResponse:
    pasted = ""
    try:
        if not ratelimit.consume(request, action="verify"):
            raise TooManyAsked
        pasted, file = form_of(request)
        text = reading.text_to_compare(pasted, file)
    except CannotCompare as refusal:
        return _refuse(request, refusal, pasted)
    answer = queries.recognise(text, database_now())
    context = {
        **_limits(),
        "asked": True,
        "answer": answer,
        "pasted": pasted,
        "by_file": bool(file),
    }
    return render(request, "official/check.html", context)


@public_page
def printed(request: HttpRequest, prefix: str) -> HttpResponse:
    """Whether a printed page, whose code leads here, is what holds now."""
    standing = queries.printed(prefix, database_now())
    if standing is None:
        raise Http404
    return render(request, "official/printed.html", {"standing": standing, "prefix": prefix})


@public_page
def code(request: HttpRequest, sha256: str) -> HttpResponse:
    """The code for print: a picture that leads to :func:`printed`."""
    standing = queries.printed(sha256, database_now())
    if standing is None or standing.edition.sha256 != sha256:
        raise Http404
    response = HttpResponse(
        codes.picture(public(codes.path(standing.edition))), content_type="image/svg+xml"
    )
    response.headers["Cache-Control"] = FOR_EVER
    return unless_known(request, response)


def _refuse(request: HttpRequest, refusal: CannotCompare, pasted: str) -> HttpResponse:
    context = {**_limits(), "refusal": str(refusal), "pasted": pasted[: reading.MOST_CHARACTERS]}
    response = render(request, "official/check.html", context, status=refusal.status)
    if isinstance(refusal, TooManyAsked):
        response.headers["Retry-After"] = str(WAIT)
    return response


def _limits() -> dict[str, object]:
    return {
        "section": "verify",
        "most_characters": reading.MOST_CHARACTERS,
        "most_megabytes": MOST_BYTES // 2**20,
        "reads_pictures": reading.pictures.can_read(),
        "office_address": settings.MAIL_FROM,
    }
