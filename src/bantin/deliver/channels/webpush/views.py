"""The page on which a reader turns messages for this browser on and off, without an account.

No cookie is read or set: posting uses nobody's authority, and whoever knows a push address is the
browser that got it. So that no other site can post in a reader's name anyway, only requests that
our own page made are taken (see :func:`from_our_page`).
"""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.core import ratelimit
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from bantin.core.refusals import Refusal
from bantin.deliver.channels.webpush import actions, keys, queries
from bantin.deliver.channels.webpush.forms import EVERYTHING, URGENT, ChoicesForm, given_by

LARGEST = 20_000  # bytes of a request
WAIT = 600  # seconds, as in settings.ACCOUNT_RATE_LIMITS
Answer = Callable[[HttpRequest, dict[str, Any]], HttpResponse]


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """What is sent, how often, how to stop; and the form."""
    try:
        public_key = keys.current(settings.KEY_ROOT).public
    except Refusal:
        public_key = ""  # the page says that it does not work now; ``bantin doctor`` says why
    context = {
        "form": ChoicesForm(initial={"what": URGENT, "texts": request.LANGUAGE_CODE}),
        "public_key": public_key,
        "section": "push",
    }
    return render(request, "channels/webpush/page.html", context)


def from_our_page(view: Answer) -> Callable[[HttpRequest], HttpResponse]:
    """Take JSON that a page of this site posts, within the limits for one network.

    Another site's page cannot send JSON without being asked first by the browser, and we never
    say yes to that; and its ``Origin`` is not ours.
    """

    @csrf_exempt
    @never_cache
    @require_POST
    @wraps(view)
    def answer(request: HttpRequest) -> HttpResponse:
        origin = request.headers.get("Origin", "")
        ours = {settings.BASE_URL, f"{request.scheme}://{request.get_host()}"}
        if request.content_type != "application/json" or origin not in ours:
            return _refuse(_("This can be done only on our own page."), status=403)
        if not ratelimit.consume(request, action="push"):
            return _refuse(_("Too many requests came from your network. Wait ten minutes."), 429)
        said = _json(request)
        if said is None:
            return _refuse(_("The request cannot be read. Load the page again."), status=400)
        try:
            return view(request, said)
        except Refusal as refusal:
            return _refuse(str(refusal), status=400)

    return answer


@from_our_page
def start(request: HttpRequest, said: dict[str, Any]) -> HttpResponse:
    """Send to this browser what was chosen. Doing it again changes the choice."""
    form = ChoicesForm(said.get("choices") if isinstance(said.get("choices"), dict) else {})
    if not form.is_valid():
        return _refuse(_("The choice cannot be read. Load the page again."), status=400)
    actions.start(given_by(said.get("subscription")), form.choices(), at=timezone.now())
    return JsonResponse({"on": True})


@from_our_page
def stop(request: HttpRequest, said: dict[str, Any]) -> HttpResponse:
    """Send nothing more to this browser and forget it; harmless when it is unknown."""
    actions.stop(_text(said, "endpoint"), at=timezone.now())
    return JsonResponse({"on": False})


@from_our_page
def move(request: HttpRequest, said: dict[str, Any]) -> HttpResponse:
    """The push service gave this browser another address; the service worker says so."""
    given = given_by(said.get("subscription"))
    return JsonResponse({"on": actions.move(_text(said, "endpoint"), given, at=timezone.now())})


@from_our_page
def state(request: HttpRequest, said: dict[str, Any]) -> HttpResponse:
    """What is chosen for this browser."""
    browser = queries.browser(_text(said, "endpoint"))
    if browser is None:
        return JsonResponse({"on": False})
    chosen = browser.endpoint
    return JsonResponse(
        {
            "on": True,
            "what": URGENT if chosen.only_urgent else EVERYTHING,
            "topics": list(chosen.topics.values_list("code", flat=True)),
            "areas": list(chosen.areas.values_list("code", flat=True)),
            "texts": chosen.language,
        }
    )


@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """The script that shows messages, at the root so that it serves the whole site."""
    path = finders.find("webpush/service-worker.js")
    if path is None:
        raise Http404
    with open(path, "rb") as file:  # noqa: PTH123 - a name that Django found
        response = HttpResponse(file.read(), content_type="text/javascript; charset=utf-8")
    response.headers["Service-Worker-Allowed"] = "/"
    response.headers["Cache-Control"] = "no-cache"
    return response


def _json(request: HttpRequest) -> dict[str, Any] | None:
    """The request's JSON object, None when it is none or too long."""
    try:
        if int(request.headers.get("Content-Length") or 0) > LARGEST:
            return None
        said = json.loads(request.body)
    except (ValueError, RecursionError, RequestDataTooBig):
        return None
    return said if isinstance(said, dict) else None


def _text(said: dict[str, Any], name: str) -> str:
    value = said.get(name)
    return value if isinstance(value, str) else ""


def _refuse(words: str, status: int) -> HttpResponse:
    response = JsonResponse({"refused": words}, status=status)
    if status == 429:
        response.headers["Retry-After"] = str(WAIT)
    return response
