"""Version 1 of the API, put together: what it has, and who may ask how often."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern

from bantin.api.frame import problems
from bantin.api.frame.framing import framed
from bantin.api.frame.limits import Rate, network_of, seconds_to_wait
from bantin.api.frame.repeats import repeatable
from bantin.api.frame.versions import Version
from bantin.api.keys import bearer
from bantin.api.official import routes as official
from bantin.api.reading import changes, media, notices, releases, subjects
from bantin.api.webhooks import routes as webhooks

DESCRIPTION = (
    "The public record of a press office: every release, edition, topic, area, notice and file, "
    "in JSON, and whether a text is official. Neither needs a key; a key of the press office manages "
    "its holder's webhooks. "
    "Errors are application/problem+json (RFC 9457), in Vietnamese or English by Accept-Language."
)

api = Version(
    title="Bantin",
    version="1",
    urls_namespace="api-1",
    description=DESCRIPTION,
)
# The first talks to the network, so no transaction may be open; of the second nothing is kept.
NOT_REPEATED = {"webhook_test", "verify"}
NOT_CACHED = ("webhooks", "verify")
for part in (releases, changes, subjects, notices, media, official, webhooks):
    api.add_router("", part.router)


def _whose(request: HttpRequest) -> str | None:
    """Whose Idempotency-Key it is that comes with a request."""
    key = bearer.holder(request)
    return f"api key {key.pk}" if key else None


def _refused(request: HttpRequest) -> HttpResponse | None:
    """What to say to those who ask too often, or with a key that is none."""
    key = bearer.holder(request)
    if key:
        return _too_often(f"key {key.pk}", "fast" if key.fast else "key")
    refused = _too_often(f"network {network_of(request)}", "network")
    return refused or (problems.no_key() if bearer.is_shown(request) else None)


def _too_often(who: str, which: str) -> HttpResponse | None:
    wait = seconds_to_wait(who, Rate(*settings.API_RATES[which]))
    return problems.too_often(wait) if wait else None


def _root(request: HttpRequest) -> HttpResponse:
    """The page for people."""
    return redirect("api_page")


def _patterns() -> list[URLPattern]:
    found = [one for one in api.urls[0] if isinstance(one, URLPattern)]
    for one in found:
        view = _root if one.name == "api-root" else one.callback
        once = view if one.name in NOT_REPEATED else repeatable(view, scope=_whose)
        public = not str(one.pattern).startswith(NOT_CACHED)
        one.callback = framed(once, refused=_refused, public=public)
    return found


app_name = "ninja"
urlpatterns = _patterns()
