"""The home page and the pages about the newsroom itself."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language

from bantin.core.clock import database_now
from bantin.publish.newsroom import addresses
from bantin.publish.newsroom.cards import Card, cards
from bantin.publish.newsroom.linked_data import agency
from bantin.publish.newsroom.public import public_page
from bantin.publish.newsroom.queries import counted_topics
from bantin.publish.newsroom.styleguide import sample_changes, sample_content, swatches
from bantin.publish.record.models import Edition
from bantin.publish.record.queries import current_editions

LATEST = 9
IN_OTHER_LANGUAGE = 3
LEAD_AMONG = 3  # a picture may lift one of the newest few to the top, nothing older


@public_page
def home(request: HttpRequest) -> HttpResponse:
    """What is new: in the reader's language first, then in the other one."""
    at = database_now()
    language = (get_language() or "vi")[:2]
    editions = current_editions(at).defer("folded", "text")
    here = cards(editions.filter(language=language)[:LATEST])
    elsewhere = cards(editions.exclude(language=language)[:IN_OTHER_LANGUAGE])
    lead = _lead(here or elsewhere)
    context: dict[str, Any] = {
        "section": "home",
        "lead": lead,
        "latest": [card for card in here if card is not lead],
        "elsewhere": [card for card in elsewhere if card is not lead],
        "topics": [(topic, count) for topic, count in counted_topics(at) if count],
        "linked_data": agency(language),
        "in_each_language": _homes(),
    }
    return render(request, "newsroom/home.html", context)


@public_page
def about(request: HttpRequest) -> HttpResponse:
    """What this newsroom promises, how it corrects itself, how anyone can check a text."""
    language = (get_language() or "vi")[:2]
    context = {"section": "about", "linked_data": agency(language)}
    return render(request, "newsroom/about.html", context)


@public_page
def styleguide(request: HttpRequest) -> HttpResponse:
    """Tokens and components on one page, in the demo only."""
    if not settings.DEMO:
        raise Http404
    context = {
        "swatches": swatches(),
        "content": sample_content(),
        "changes": sample_changes(),
        "kinds": Edition.Kind,
    }
    return render(request, "newsroom/styleguide.html", context)


def _homes() -> list[tuple[str, str]]:
    """The full address of this page in each language: search engines read no relative one."""
    found = []
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found.append((language, addresses.public(reverse("newsroom:home"))))
    return found


def _lead(newest: list[Card]) -> Card | None:
    standing = [card for card in newest[:LEAD_AMONG] if card.kind != Edition.Kind.WITHDRAWAL]
    return next((card for card in standing if card.picture), standing[0] if standing else None)
