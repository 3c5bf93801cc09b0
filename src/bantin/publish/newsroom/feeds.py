"""Atom feeds: what is current, newest first, with the whole text.

A release keeps one ``tag:`` URI for all its editions. On a correction both ``updated`` and
``published`` move to the new edition's instant: systems that compare ``published`` would otherwise
take the correction for something they have.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve, reverse
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
CONTENT_TYPE = "application/atom+xml; charset=utf-8"
HUB_PATH = "/hub"  # our own hub; the delivering stage answers there
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


@dataclass(frozen=True, slots=True)
class Feed:
    """One of our feeds: everything, or one topic, as it is called in one language."""

    language: str
    topic: Topic | None = None

    @property
    def path(self) -> str:
        """Where it is."""
        with translation.override(self.language):
            if self.topic:
                return reverse("newsroom:topic_feed", args=[self.topic.code])
            return reverse("newsroom:feed")

    @property
    def url(self) -> str:
        """Its full address, by which the world knows it."""
        return addresses.public(self.path)

    @property
    def texts_in(self) -> str:
        """The one language of its texts; empty when it has texts in any."""
        return "en" if self.language == "en" and self.topic is None else ""

    def editions(self, at: datetime) -> QuerySet[Edition]:
        """What stands in it at ``at``, newest first."""
        if self.topic:
            return queries.current_about(self.topic, at)
        found = current_editions(at)
        return found.filter(language=self.texts_in) if self.texts_in else found


class Document(NamedTuple):
    """A feed's bytes at an instant, and when its newest text went live."""

    body: bytes
    newest: datetime | None


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
    return _answer(Feed(_language()))


@public_page
def topic_feed(request: HttpRequest, code: str) -> HttpResponse:
    """Everything current about one topic."""
    return _answer(Feed(_language(), get_object_or_404(Topic, code=code)))


def find(url: str) -> Feed | None:
    """The feed whose full address is just ``url``; None when it is not one of ours."""
    path = url.removeprefix(settings.BASE_URL)
    language = "en" if path.startswith("/en/") else "vi"
    try:
        with translation.override(language):
            match = resolve(path)
    except Resolver404:
        return None
    topic = Topic.objects.filter(code=match.kwargs.get("code", "")).first()
    known = {"newsroom:feed": Feed(language)}
    if topic:
        known["newsroom:topic_feed"] = Feed(language, topic)
    found = known.get(match.view_name)
    return found if found and found.url == url else None


def carrying(edition: Edition) -> list[Feed]:
    """The feeds in which ``edition`` appears or replaces an earlier one."""
    earlier = Topic.objects.filter(editions__uid=edition.uid, editions__number__lte=edition.number)
    everything = [Feed("vi"), Feed("en")] if edition.language == "en" else [Feed("vi")]
    about = [Feed(language, topic) for topic in earlier.distinct() for language in ("vi", "en")]
    return [*everything, *about]


def document(one: Feed, at: datetime) -> Document:
    """The whole feed as its readers get it at ``at``."""
    editions = list(one.editions(at).defer("folded", "text")[:LENGTH])
    newest = max((edition.live.at for edition in editions), default=None)
    with translation.override(one.language):
        context = {
            "title": one.topic.name if one.topic else _("Releases"),
            "itself": one.url,
            "hub": hub(),
            "page": addresses.public(_page(one)),
            "updated": _instant(newest or NEVER),
            "entries": _entries(editions, at),
            "base": settings.BASE_URL,
            "agency_name": settings.AGENCY_NAME.get(one.language) or settings.AGENCY_NAME["vi"],
            "page_language": one.language,
        }
        text = render_to_string("newsroom/feed.xml", context)
    return Document(_NOT_XML.sub("", text).encode(), newest)


def hub() -> str:
    """The address of the hub that tells subscribers of our feeds what is new (WebSub)."""
    return settings.HUB or addresses.public(HUB_PATH)


def links(one: Feed) -> str:
    """The value of the ``Link`` header that goes with a feed."""
    return f'<{hub()}>; rel="hub", <{one.url}>; rel="self"'


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


def _answer(one: Feed) -> HttpResponse:
    found = document(one, database_now())
    response = HttpResponse(found.body, content_type=CONTENT_TYPE)
    response.headers["Link"] = links(one)
    last_modified(response, found.newest)
    return response


def _page(one: Feed) -> str:
    if one.topic:
        return reverse("newsroom:topic", args=[one.topic.code])
    return reverse("newsroom:home")


def _language() -> str:
    return "en" if get_language() == "en" else "vi"


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
