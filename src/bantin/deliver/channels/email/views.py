"""Where a mail provider posts what became of our mail."""

import logging

from allauth.core import ratelimit
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from bantin.core.refusals import Refusal
from bantin.deliver.channels.email import actions, events, providers
from bantin.deliver.channels.email.errors import PostRefused, TooLong
from bantin.deliver.channels.email.providers.base import Provider

logger = logging.getLogger(__name__)

MOST_BYTES = 1_048_576  # of one post
WAIT = 600  # seconds, as in settings.ACCOUNT_RATE_LIMITS


@csrf_exempt  # servers post here without a cookie; the provider's secret is the authority
@never_cache
@require_http_methods(["HEAD", "POST"])
def mail_events(request: HttpRequest) -> HttpResponse:
    """Take what the provider says; a worker acts on it."""
    try:
        provider = providers.chosen()
    except Refusal:
        provider = None
    if provider is None:
        raise Http404
    if request.method == "HEAD":  # some ask whether there is anybody
        return HttpResponse()
    try:
        actions.hear(_said(request, provider), at=timezone.now())
    except PostRefused as refusal:
        return _refuse(request, provider, refusal)
    return HttpResponse()


def _said(request: HttpRequest, provider: Provider) -> list[events.Heard]:
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
        raise TooLong
    return events.read(request, provider)


def _refuse(request: HttpRequest, provider: Provider, refusal: PostRefused) -> HttpResponse:
    """Say no. What was posted is nowhere repeated, and a flood of it does not fill the log."""
    if not ratelimit.consume(request, action="mail_events"):
        return HttpResponse(status=429, headers={"Retry-After": str(WAIT)})
    why = type(refusal.__cause__ or refusal).__name__
    logger.warning("A post in the name of %s was refused: %s", provider.name, why)
    status = 401 if provider.logs_in and refusal.status == 403 else refusal.status
    response = HttpResponse(str(refusal), status=status, content_type="text/plain; charset=utf-8")
    if status == 401:
        response.headers["WWW-Authenticate"] = 'Basic realm="bantin", charset="UTF-8"'
    return response
