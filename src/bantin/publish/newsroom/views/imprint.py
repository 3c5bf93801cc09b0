"""Who speaks for the agency and how to reach them; the policies of the office."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language

from bantin.core.clock import database_now
from bantin.publish.imprint import queries
from bantin.publish.imprint.models import Wording
from bantin.publish.newsroom.addresses import POLICIES
from bantin.publish.newsroom.linked_data import press_desk
from bantin.publish.newsroom.public import public_page


@public_page
def spokespersons(request: HttpRequest) -> HttpResponse:
    """Whom the press may ask, by which ways, and by when it has an answer."""
    today = timezone.localdate(database_now())
    desk, people = queries.press_desk(), list(queries.speaking(today))
    context: dict[str, Any] = {
        "section": "spokespersons",
        "desk": desk,
        "people": people,
        "limits": queries.time_limits(today),
        "linked_data": press_desk((get_language() or "vi")[:2], desk, people),
    }
    return render(request, "newsroom/spokespersons.html", context)


@public_page
def policies(request: HttpRequest) -> HttpResponse:
    """All policies."""
    known = [(slug, Wording.Policy(code).label) for slug, code in POLICIES.items()]
    context = {"section": "policies", "policies": known}
    return render(request, "newsroom/policies.html", context)


@public_page
def policy(request: HttpRequest, name: str) -> HttpResponse:
    """One policy: the standard text, the office's own words, and what they were before."""
    if name not in POLICIES:
        raise Http404
    code = POLICIES[name]
    known = queries.wordings(code)
    newest, earlier = (known[0] if known else None), known[1:]
    manner = newest.manner if newest else Wording.Manner.NONE
    context = {
        "section": "policies",
        "title": Wording.Policy(code).label,
        "standard": "" if manner == Wording.Manner.REPLACE else f"newsroom/policies/_{code}.html",
        "newest": newest,
        "own": newest if newest and manner != Wording.Manner.NONE else None,
        "earlier": earlier,
        "desk": queries.press_desk(),
        "confirm_days": settings.CONFIRM_DAYS,
        "delivery_days": settings.DELIVERY_DAYS,
    }
    return render(request, "newsroom/policy.html", context)
