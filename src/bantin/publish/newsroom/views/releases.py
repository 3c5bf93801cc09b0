"""One release: its current edition, all its editions, and what changed between them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from bantin.core.clock import database_now
from bantin.publish.newsroom import addresses
from bantin.publish.newsroom.feeds.entries import SHOWN
from bantin.publish.newsroom.linked_data import news_article
from bantin.publish.newsroom.preview_card import HEIGHT, WIDTH, preview_card
from bantin.publish.newsroom.public import last_modified, public_page
from bantin.publish.newsroom.queries import editions_named
from bantin.publish.newsroom.views import exchange
from bantin.publish.record.models import Edition
from bantin.publish.record.notices import facts, state_of
from bantin.web.changes import Paragraph, changes


class Step(NamedTuple):
    """One line of a release's history."""

    edition: Edition
    url: str
    current: bool


class CardImage(NamedTuple):
    """The picture beside a link on other sites."""

    url: str
    width: str
    height: str
    alt: str


@public_page
def release(request: HttpRequest, name: str) -> HttpResponse:
    """The current edition, with the notice of its last change on top."""
    editions = _editions(name)
    newest = editions[-1]
    if name != newest.name:
        return redirect(newest.get_absolute_url())
    return _page(request, newest, editions, canonical=addresses.canonical(newest))


@public_page
def edition(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """One edition, for ever; an older one says where the current one is."""
    editions = _editions(name)
    shown = next((edition for edition in editions if edition.number == number), None)
    if shown is None:
        raise Http404
    if name != shown.name:
        return redirect(addresses.one_edition(shown))
    return _page(request, shown, editions, canonical=addresses.canonical_edition(shown))


@public_page
def card(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """The picture of one edition that other sites show beside a link to it."""
    shown = next((one for one in _editions(name) if one.number == number), None)
    if shown is None:
        raise Http404
    response = HttpResponse(preview_card(shown), content_type="image/png")
    last_modified(response, shown.live.at)
    return response


def _editions(name: str) -> list[Edition]:
    editions = editions_named(name, database_now())
    if not editions:
        raise Http404
    return editions


def _page(
    request: HttpRequest, shown: Edition, editions: list[Edition], *, canonical: str
) -> HttpResponse:
    newest = editions[-1]
    content = shown.content
    alert = facts(content, state=state_of(shown, newest, database_now()))
    before = editions[max(editions.index(shown) - 1, 0)]
    context: dict[str, Any] = {
        "edition": shown,
        "content": content,
        "live_at": shown.live.at,
        "month_url": addresses.month(shown.live.at),
        "first_live_at": _earlier(editions[0].live.at, shown.live.at),
        "steps": [
            Step(step, addresses.one_edition(step), step is newest) for step in reversed(editions)
        ],
        "changes": _changes(before, shown),
        "current_url": newest.get_absolute_url() if shown is not newest else "",
        "current_kind": newest.kind,
        "canonical": canonical,
        "linked_data": news_article(shown, content, first=editions[0].live.at),
        "short_hash": shown.sha256[:16],
        "ledger_index": str(shown.live.ledger_index),
        "alert": alert,
        "cap_url": addresses.cap(shown) if alert else "",
        "exchange": list(exchange.links(shown)),
        "citations": list(exchange.links(shown, exchange.CITATIONS)),
        "edition_url": addresses.canonical_edition(shown),
    }
    context["card_image"] = _card_image(shown, content["images"])
    response = render(request, "newsroom/release.html", context)
    last_modified(response, newest.live.at)
    return response


def _card_image(shown: Edition, images: Sequence[Mapping[str, Any]]) -> CardImage:
    """Its first picture, if other sites can show that, else a card with its title."""
    image = images[0] if images else None
    if image and image["content_type"] in SHOWN:
        url = addresses.public(addresses.media(image["sha256"], image["filename"]))
        return CardImage(url, str(image["width"]), str(image["height"]), image["alt"])
    path = reverse("newsroom_files:card", args=[shown.name, shown.number])
    return CardImage(addresses.public(path), str(WIDTH), str(HEIGHT), shown.title)


def _earlier(first: datetime, at: datetime) -> datetime | None:
    return first if first < at else None


def _changes(before: Edition, after: Edition) -> tuple[Paragraph, ...]:
    """What a correction changed; a withdrawal has nothing in common with what it takes back."""
    if after.kind != Edition.Kind.CORRECTION:
        return ()
    return changes(_paragraphs(before.content), _paragraphs(after.content))


def _paragraphs(content: dict[str, Any]) -> tuple[str, ...]:
    text = [content["title"], content["summary"], *content["body_text"].split("\n\n")]
    return tuple(part for part in text if part)
