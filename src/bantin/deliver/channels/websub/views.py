"""The hub: takes requests to follow our feeds (WebSub, 5.1). It answers before it asks anybody."""

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from bantin.deliver.channels.websub import actions
from bantin.deliver.channels.websub.errors import HubFull, HubRefused

WAIT = 600  # seconds, as in settings.ACCOUNT_RATE_LIMITS


@csrf_exempt  # servers post here without a cookie; the callback's yes is the authority
@never_cache
@require_POST
def hub(request: HttpRequest) -> HttpResponse:
    """Take a request: 202 means that its callback will be asked, and nothing more."""
    try:
        if not ratelimit.consume(request, action="hub"):
            raise HubFull
        actions.ask(_asked(request), at=timezone.now())
    except HubRefused as refusal:
        return _say(str(refusal), status=refusal.status)
    return _say("", status=202)


def _asked(request: HttpRequest) -> actions.Asked:
    said = request.POST
    return actions.Asked(
        mode=said.get("hub.mode", ""),
        topic=said.get("hub.topic", ""),
        callback=said.get("hub.callback", ""),
        secret=said.get("hub.secret", ""),
        lease_seconds=said.get("hub.lease_seconds", ""),
    )


def _say(words: str, *, status: int) -> HttpResponse:
    response = HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")
    if status == HubFull.status:
        response.headers["Retry-After"] = str(WAIT)
    return response
