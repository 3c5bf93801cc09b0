"""Version 1 of the API, put together: what it has, and who may ask how often."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern

from bantin.api.frame.framing import framed
from bantin.api.frame.limits import Rate, network_of, seconds_to_wait
from bantin.api.frame.versions import Version
from bantin.api.reading import changes, media, notices, releases, subjects

DESCRIPTION = (
    "The public record of a press office: every release, edition, topic, area, notice and file, "
    "in JSON. Reading needs no key. Errors are application/problem+json (RFC 9457), in Vietnamese "
    "or English by Accept-Language."
)

api = Version(
    title="Bantin",
    version="1",
    urls_namespace="api-1",
    description=DESCRIPTION,
)
for part in (releases, changes, subjects, notices, media):
    api.add_router("", part.router)


def _wait(request: HttpRequest) -> float:
    """How long who asks has to wait."""
    return seconds_to_wait(f"network {network_of(request)}", Rate(*settings.API_RATES["network"]))


def _root(request: HttpRequest) -> HttpResponse:
    """The page for people."""
    return redirect("api_page")


def _patterns() -> list[URLPattern]:
    found = [one for one in api.urls[0] if isinstance(one, URLPattern)]
    for one in found:
        view = _root if one.name == "api-root" else one.callback
        one.callback = framed(view, seconds_to_wait=_wait)
    return found


app_name = "ninja"
urlpatterns = _patterns()
