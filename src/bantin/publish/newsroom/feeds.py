"""Atom feeds: what is current, newest first, with the whole text.

A release keeps one ``tag:`` URI for all its editions. On a correction both ``updated`` and
``published`` move to the new edition's instant: systems that compare ``published`` would otherwise
take the correction for something they have.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bantin.core.clock import database_now
from bantin.publish.newsroom import addresses, cap, queries
from bantin.publish.newsroom.public import last_modified, public_page
from bantin.publish.record.models import Edition
from bantin.publish.record.notices import Facts, facts, state_of
from bantin.publish.record.queries import current_editions, editions_of, notices_since
from bantin.receive.subjects.models import Topic

LENGTH = 50
RECENT = timedelta(days=7)  # how long a notice stays in its feed after it was over
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


class Message(NamedTuple):
    """One message of a notice in the feed for warning systems."""

    id: str
    edition: Edition
    facts: Facts
    type: str
    url: str
    cap_url: str
    at: str
    sent: str
    expires: str
    areas: list[dict[str, str]]


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


@public_page
def cap_message(request: HttpRequest, uid: UUID, number: int) -> HttpResponse:
    """One message of a notice in CAP 1.2; a drill has none that is public."""
    editions = list(editions_of(uid, database_now()))
    one = next((edition for edition in editions if edition.number == number), None)
    if one is None or one.notice_expires_at is None:
        raise Http404
    earlier = [edition for edition in editions if edition.number < number]
    text = cap.message(one, earlier)
    response = HttpResponse(text, content_type="application/cap+xml; charset=utf-8")
    response.headers["Access-Control-Allow-Origin"] = "*"
    last_modified(response, one.live.at)
    return response


@public_page
def cap_feed(request: HttpRequest) -> HttpResponse:
    """Every message of the notices in force and of those that were over within the last week."""
    at = database_now()
    editions = list(notices_since(at - RECENT, at).defer("folded", "text")[:LENGTH])
    newest = max((edition.live.at for edition in editions), default=None)
    last = {edition.uid: edition for edition in reversed(editions)}
    context = {
        "itself": addresses.public(request.path),
        "page": addresses.public(reverse("newsroom:home")),
        "updated": _instant(newest or NEVER),
        "messages": [_message(edition, last[edition.uid], at) for edition in editions],
        "base": settings.BASE_URL,
    }
    text = _NOT_XML.sub("", render_to_string("newsroom/cap_feed.xml", context, request=request))
    response = HttpResponse(text, content_type="application/atom+xml; charset=utf-8")
    response.headers["Link"] = f'<{context["itself"]}>; rel="self"'
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _message(edition: Edition, newest: Edition, at: datetime) -> Message:
    content = edition.content
    shown = facts(content, state=state_of(edition, newest, at), language=edition.language)
    assert shown is not None  # noqa: S101 - notices_since() finds notices only
    return Message(
        id=addresses.public(addresses.cap(edition)),
        edition=edition,
        facts=shown,
        type=cap.MESSAGE[edition.kind],
        url=addresses.canonical_edition(edition),
        cap_url=addresses.public(addresses.cap(edition)),
        at=_instant(edition.live.at),
        sent=cap.instant(edition.live.at),
        expires=cap.instant(shown.expires),
        areas=content["areas"],
    )


def tag(uid: str, first: datetime) -> str:
    """The ``tag:`` URI (RFC 4151) of a release: never changes, whatever its address does."""
    return f"tag:{urlsplit(settings.BASE_URL).hostname},{first:%Y-%m-%d}:release/{uid}"


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
        id=tag(str(edition.uid), first),
        edition=edition,
        content=content,
        url=addresses.canonical(edition),
        html=html,
        at=_instant(edition.live.at),
    )


def _instant(at: datetime) -> str:
    """UTC with ``Z`` and whole seconds: what real feed parsers read."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
