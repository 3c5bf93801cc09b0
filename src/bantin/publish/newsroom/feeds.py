"""Atom feeds: what is current, newest first, with the whole text.

A release keeps one ``tag:`` URI for all its editions. On a correction both ``updated`` and
``published`` move to the new edition's instant: systems that compare ``published`` would otherwise
take the correction for something they have.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bantin.core.clock import database_now
from bantin.publish.newsroom import addresses, queries
from bantin.publish.newsroom.public import last_modified, public_page
from bantin.publish.record.models import Edition
from bantin.publish.record.queries import current_editions
from bantin.receive.subjects.models import Topic

LENGTH = 50
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class Entry(NamedTuple):
    """One release in a feed."""

    id: str
    edition: Edition
    content: dict[str, Any]
    url: str
    html: str
    at: str


@public_page
def feed(request: HttpRequest) -> HttpResponse:
    """Everything current; under ``/en/`` what is written in English."""
    at = database_now()
    editions = current_editions(at)
    if get_language() == "en":
        editions = editions.filter(language="en")
    return _answer(request, editions, at, title=_("Releases"), page=reverse("newsroom:home"))


@public_page
def topic_feed(request: HttpRequest, code: str) -> HttpResponse:
    """Everything current about one topic."""
    topic = get_object_or_404(Topic, code=code)
    at = database_now()
    page = reverse("newsroom:topic", args=[code])
    return _answer(request, queries.current_about(topic, at), at, title=topic.name, page=page)


def _answer(
    request: HttpRequest, found: QuerySet[Edition], at: datetime, *, title: str, page: str
) -> HttpResponse:
    editions = list(found.defer("folded", "text")[:LENGTH])
    itself = addresses.public(request.path)
    newest = max((edition.live.at for edition in editions), default=None)
    context = {
        "title": title,
        "itself": itself,
        "page": addresses.public(page),
        "updated": _instant(newest or NEVER),
        "entries": _entries(editions, at),
        "base": settings.BASE_URL,
    }
    text = _NOT_XML.sub("", render_to_string("newsroom/feed.xml", context, request=request))
    response = HttpResponse(text, content_type="application/atom+xml; charset=utf-8")
    response.headers["Link"] = f'<{itself}>; rel="self"'
    last_modified(response, newest)
    return response


def _entries(editions: Sequence[Edition], at: datetime) -> list[Entry]:
    first = queries.first_live([edition.uid for edition in editions], at)
    return [_entry(edition, first[edition.uid]) for edition in editions]


def _entry(edition: Edition, first: datetime) -> Entry:
    content = edition.content
    with translation.override(edition.language):
        html = render_to_string(
            "newsroom/_feed_entry.html",
            {"edition": edition, "content": content, "base": settings.BASE_URL},
        )
    return Entry(
        id=addresses.tag(str(edition.uid), first),
        edition=edition,
        content=content,
        url=addresses.canonical(edition),
        html=html,
        at=_instant(edition.live.at),
    )


def _instant(at: datetime) -> str:
    """UTC with ``Z`` and whole seconds: what real feed parsers read."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
