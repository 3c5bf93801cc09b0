"""Urgent notices for warning systems: a feed of the messages, and each message in CAP 1.2."""

from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse

from bantin.core.clock import database_now
from bantin.publish.newsroom import addresses, cap
from bantin.publish.newsroom.feeds.document import LENGTH, NEVER
from bantin.publish.newsroom.feeds.entries import instant
from bantin.publish.newsroom.markup import legal
from bantin.publish.newsroom.public import last_modified, public_page
from bantin.publish.record.models import Edition
from bantin.publish.record.notices import Facts, facts, state_of
from bantin.publish.record.queries import editions_of, notices_since

RECENT = timedelta(days=7)  # how long a notice stays in its feed after it was over


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
        "updated": instant(newest or NEVER),
        "messages": [_message(edition, last[edition.uid], at) for edition in editions],
        "base": settings.BASE_URL,
    }
    text = legal(render_to_string("newsroom/cap_feed.xml", context, request=request))
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
        at=instant(edition.live.at),
        sent=cap.instant(edition.live.at),
        expires=cap.instant(shown.expires),
        areas=content["areas"],
    )
